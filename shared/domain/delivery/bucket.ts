import { ZERO_METRICS, addMetrics, changeOfMetrics, sameMetrics, sumMetrics, type Metrics } from './metrics.ts';
import {
  bucketKey,
  compareMaturity,
  type DeltaRow,
  type Maturity,
  type ReportRow,
  type TotalRow,
} from './report-row.ts';

/** What is known of one source, placement and period: the winning total, if any, and the sum of the deltas. */
export type BucketState = Readonly<{
  total: (Maturity & Readonly<{ metrics: Metrics }>) | null;
  deltas: Metrics;
}>;

export const EMPTY_BUCKET: BucketState = { total: null, deltas: ZERO_METRICS };

/** What one row did to its bucket. `change` is what an adjustment row records; a duplicate changes nothing. */
export type RowOutcome =
  | Readonly<{ kind: 'applied'; change: Metrics }>
  | Readonly<{ kind: 'duplicate' }>
  | Readonly<{ kind: 'superseded'; by: Maturity }>
  | Readonly<{ kind: 'quarantined'; code: 'same_revision_other_numbers' | 'same_row_other_numbers' }>;

/** The bucket's numbers: the winning total plus the deltas. */
export function bucketMetrics(bucket: BucketState): Metrics {
  return addMetrics(bucket.total?.metrics ?? ZERO_METRICS, bucket.deltas);
}

/**
 * Decides a total against the bucket: the highest (window, revision) wins, so duplicates, replays and any order end alike.
 * The same revision with other numbers is quarantined: one of the two is wrong, and the first stays until a person decides.
 * Example: $10.00 live, then $9.00 final, changes the bucket by −$1.00; the live row again is superseded.
 */
export function applyTotal(bucket: BucketState, row: TotalRow): Readonly<{ bucket: BucketState; outcome: RowOutcome }> {
  const { window, revision, metrics } = row;
  const next: BucketState = { ...bucket, total: { window, revision, metrics } };
  if (!bucket.total) return { bucket: next, outcome: { kind: 'applied', change: metrics } };
  const order = compareMaturity(row, bucket.total);
  if (order > 0) {
    return { bucket: next, outcome: { kind: 'applied', change: changeOfMetrics(bucket.total.metrics, metrics) } };
  }
  if (order < 0) {
    const by = { window: bucket.total.window, revision: bucket.total.revision };
    return { bucket, outcome: { kind: 'superseded', by } };
  }
  if (sameMetrics(bucket.total.metrics, metrics)) return { bucket, outcome: { kind: 'duplicate' } };
  return { bucket, outcome: { kind: 'quarantined', code: 'same_revision_other_numbers' } };
}

/** Adds a delta not seen before; whether it was seen is the fact store's promise (see `decideFact`). */
export function applyDelta(bucket: BucketState, row: DeltaRow): Readonly<{ bucket: BucketState; outcome: RowOutcome }> {
  const next = { ...bucket, deltas: addMetrics(bucket.deltas, row.metrics) };
  return { bucket: next, outcome: { kind: 'applied', change: row.metrics } };
}

/**
 * What to do with a row whose identity is already stored: nothing when it says the same, quarantine when it does not.
 * A delta must also name the same bucket. Undefined means the row is new and goes to its bucket.
 */
export function decideFact(stored: ReportRow | undefined, row: ReportRow): RowOutcome | undefined {
  if (!stored) return undefined;
  if (bucketKey(stored) === bucketKey(row) && sameMetrics(stored.metrics, row.metrics)) return { kind: 'duplicate' };
  const code = row.kind === 'total' ? 'same_revision_other_numbers' : 'same_row_other_numbers';
  return { kind: 'quarantined', code };
}

/** A bucket computed anew from its accepted facts, in any order. Equals what applying them one by one left. */
export function recomputeBucket(facts: Iterable<ReportRow>): BucketState {
  let total: BucketState['total'] = null;
  const deltas: Metrics[] = [];
  for (const fact of facts) {
    if (fact.kind === 'delta') deltas.push(fact.metrics);
    else if (!total || compareMaturity(fact, total) > 0) {
      total = { window: fact.window, revision: fact.revision, metrics: fact.metrics };
    }
  }
  return { total, deltas: sumMetrics(deltas) };
}
