import { broadcastDayOf } from '../calendar/broadcast-day.ts';
import type { Day } from '../calendar/day.ts';
import { todayIn } from '../calendar/zone.ts';
import type { DayKind } from '../plan-curve.ts';
import { bucketMetrics, type BucketState } from './bucket.ts';
import { ZERO_METRICS, addMetrics, type Metrics } from './metrics.ts';
import type { ReportPeriod } from './report-row.ts';

/** A bucket with what it is about. */
export type NamedBucket = Readonly<{ sourceId: string; placement: string; period: ReportPeriod; bucket: BucketState }>;

export type DayTotalsInput = Readonly<{ buckets: readonly NamedBucket[]; zone: string; dayKind: DayKind }>;

/**
 * Delivered by day in the market's zone. Where one source reports the same placement and day both by hour and as a whole,
 * the whole day's total replaces the hours' totals, so nothing counts twice; deltas always add.
 * Example: hours of 10 and 20 impressions with a day total of 35 count as 35.
 */
export function dayTotals({ buckets, zone, dayKind }: DayTotalsInput): ReadonlyMap<Day, Metrics> {
  const dayOf = (period: ReportPeriod): Day => {
    if (period.grain === 'day') return period.day;
    return dayKind === 'calendar' ? todayIn(period.startsAt, zone) : broadcastDayOf(period.startsAt, zone);
  };
  const placementDay = ({ sourceId, placement, period }: NamedBucket) =>
    JSON.stringify([sourceId, placement, dayOf(period)]);
  const wholeDays = new Set(
    buckets.filter(({ period, bucket }) => period.grain === 'day' && bucket.total !== null).map(placementDay),
  );
  const totals = new Map<Day, Metrics>();
  for (const named of buckets) {
    const replaced = named.period.grain === 'hour' && wholeDays.has(placementDay(named));
    const counted = replaced ? named.bucket.deltas : bucketMetrics(named.bucket);
    const day = dayOf(named.period);
    totals.set(day, addMetrics(totals.get(day) ?? ZERO_METRICS, counted));
  }
  return totals;
}
