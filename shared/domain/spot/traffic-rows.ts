import { formatClock } from '../calendar/broadcast-clock.ts';
import type { Day } from '../calendar/day.ts';
import type { Instant } from '../calendar/zone.ts';
import type { Creative, CreativeRules } from '../creative/creative.ts';
import { whyNotEligible } from '../creative/eligible-creatives.ts';
import { errorIssue, type Issue } from '../issue.ts';
import { apportion } from '../money.ts';
import type { SpotRecord } from './spot-record.ts';

/** One spot as instructed: which cut, when. `change` is against the revision before. */
export type TrafficRow = Readonly<{
  spotId: string;
  airDay: Day;
  minute: number;
  windowStartMinute: number;
  windowEndMinute: number;
  scheduledAt: Instant;
  daypart: string;
  program?: string | undefined;
  lengthSeconds: number;
  creativeId: string;
  adId: string;
  title: string;
  change: 'new' | 'changed' | 'same';
}>;

export type TrafficRowsInput = Readonly<{
  spots: readonly SpotRecord[];
  creatives: readonly Creative[];
  rules: CreativeRules;
  /** The rows of the revision before; none for the first. */
  before: readonly TrafficRow[];
}>;

/**
 * What a station is told of these spots: a row for each that carries copy which may air in it, and for every other the
 * reasons why not, by `spots.<id>`. Another cut, time or length than in the revision before is `changed`.
 */
export function trafficRows({
  spots,
  creatives,
  rules,
  before,
}: TrafficRowsInput): Readonly<{ rows: readonly TrafficRow[]; issues: readonly Issue[] }> {
  const known = new Map(creatives.map((creative) => [creative.id, creative]));
  const earlier = new Map(before.map((row) => [row.spotId, row]));
  const issues: Issue[] = [];
  const rows = spots.flatMap((spot): TrafficRow[] => {
    const creative = known.get(spot.creativeId ?? '');
    const reasons = creative ? whyNotEligible(creative, spot, rules) : [noCopy(spot)];
    if (!creative || reasons.length > 0) {
      issues.push(...reasons.map((reason) => ({ ...reason, path: `spots.${spot.id}` })));
      return [];
    }
    const { airDay, minute, windowStartMinute, windowEndMinute, scheduledAt, daypart, lengthSeconds, program } = spot;
    const { id: creativeId, adId, title } = creative;
    const row = {
      ...{ spotId: spot.id, airDay, minute, windowStartMinute, windowEndMinute, scheduledAt, daypart },
      ...(program === undefined ? {} : { program }),
      ...{ lengthSeconds, creativeId, adId, title },
    };
    return [{ ...row, change: changeOf(row, earlier.get(spot.id)) }];
  });
  return { rows, issues };
}

function noCopy({ station, airDay, minute }: SpotRecord): Issue {
  const when = `${airDay}, ${formatClock(minute)}`;
  return errorIssue('no_creative', `The spot on ${station} of ${when}, has no copy: give it one first.`);
}

function changeOf(row: Omit<TrafficRow, 'change'>, before: TrafficRow | undefined): TrafficRow['change'] {
  if (!before) return 'new';
  return before.adId === row.adId &&
    before.scheduledAt === row.scheduledAt &&
    before.lengthSeconds === row.lengthSeconds
    ? 'same'
    : 'changed';
}

/**
 * Shares of each cut in an instruction, in basis points that add up to 10,000, by Ad-ID.
 * Example: two rows of one cut and one of another are 6,667 and 3,333.
 */
export function cutShares(rows: readonly TrafficRow[]) {
  const counts = new Map<string, { title: string; spots: number }>();
  for (const { adId, title } of rows) counts.set(adId, { title, spots: (counts.get(adId)?.spots ?? 0) + 1 });
  const cuts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  if (cuts.length === 0) return [];
  const shares = apportion(
    10_000,
    cuts.map(([key, { spots }]) => ({ key, weight: spots })),
  );
  return cuts.map(([adId, { title, spots }], at) => ({ adId, title, spots, shareBasisPoints: shares[at]?.cents ?? 0 }));
}
