import type { Day } from '../calendar/day.ts';
import type { Instant } from '../calendar/zone.ts';
import type { Metrics } from './metrics.ts';

/** Maturity of a number, from first to last; a later window supersedes an earlier one. */
export const MEASUREMENT_WINDOWS = ['live', 'c3', 'c7', 'final'] as const;
export type MeasurementWindow = (typeof MEASUREMENT_WINDOWS)[number];

/** What a number is about: a day in the market's zone, or the hour starting at an instant. */
export type ReportPeriod = Readonly<{ grain: 'day'; day: Day }> | Readonly<{ grain: 'hour'; startsAt: Instant }>;

type RowOfSource = Readonly<{
  sourceId: string;
  rowId: string;
  placement: string;
  period: ReportPeriod;
  metrics: Metrics;
}>;

/** All that was delivered in a period, as known at (window, revision); a later one replaces it. */
export type TotalRow = RowOfSource & Readonly<{ kind: 'total'; window: MeasurementWindow; revision: number }>;
/** An addition to a period, counted once by (source, rowId). */
export type DeltaRow = RowOfSource & Readonly<{ kind: 'delta' }>;
/** One row of a report, parsed. Its identity never involves our own mapping of placements to flights. */
export type ReportRow = TotalRow | DeltaRow;

export type Maturity = Readonly<{ window: MeasurementWindow; revision: number }>;

/**
 * Orders two maturities: below zero when `a` is older. The window decides first, the revision second.
 * Example: live revision 9 is older than c3 revision 1.
 */
export function compareMaturity(a: Maturity, b: Maturity): number {
  return MEASUREMENT_WINDOWS.indexOf(a.window) - MEASUREMENT_WINDOWS.indexOf(b.window) || a.revision - b.revision;
}

function periodParts(period: ReportPeriod): readonly (string | number)[] {
  return period.grain === 'day' ? ['day', period.day] : ['hour', period.startsAt];
}

/**
 * The bucket a row counts in: source, placement and period. Written as JSON, so no two different triples meet, whatever
 * characters a platform puts in its ids. Example: '["src_1","p|1","day","2026-11-01"]'.
 */
export function bucketKey(row: Pick<ReportRow, 'sourceId' | 'placement' | 'period'>): string {
  return JSON.stringify([row.sourceId, row.placement, ...periodParts(row.period)]);
}

/**
 * The permanent identity of a fact: a total by its bucket, window and revision; a delta by source and row id.
 * Example: the same total posted under another row id is the same fact.
 */
export function factKey(row: ReportRow): string {
  if (row.kind === 'delta') return JSON.stringify(['delta', row.sourceId, row.rowId]);
  const { sourceId, placement, period, window, revision } = row;
  return JSON.stringify(['total', sourceId, placement, ...periodParts(period), window, revision]);
}
