import {
  EMPTY_BUCKET,
  applyDelta,
  applyTotal,
  decideFact,
  recomputeBucket,
  type BucketState,
  type RowOutcome,
} from './bucket.ts';
import type { Metrics } from './metrics.ts';
import { bucketKey, factKey, type ReportRow } from './report-row.ts';

/** One change of a bucket, appended for ever: which fact caused it and by how much. */
export type Adjustment = Readonly<{ bucket: string; fact: string; change: Metrics }>;

/** Accepted facts by identity, quarantined rows, the state of each bucket and how it came about. */
export type LedgerState = Readonly<{
  facts: ReadonlyMap<string, ReportRow>;
  quarantined: readonly ReportRow[];
  buckets: ReadonlyMap<string, BucketState>;
  adjustments: readonly Adjustment[];
}>;

export const EMPTY_LEDGER: LedgerState = { facts: new Map(), quarantined: [], buckets: new Map(), adjustments: [] };

export type Applied = Readonly<{ state: LedgerState; outcome: RowOutcome }>;

/**
 * Applies one row: a fact is stored once, its bucket moves, and the move is written as an adjustment. A late row of an
 * older maturity is stored too (it is a fact), but moves nothing.
 * Example: the same row twice gives outcomes `applied` and `duplicate` and one adjustment.
 */
export function applyReport(state: LedgerState, row: ReportRow): Applied {
  const fact = factKey(row);
  const known = decideFact(state.facts.get(fact), row);
  if (known?.kind === 'quarantined') {
    return { state: { ...state, quarantined: [...state.quarantined, row] }, outcome: known };
  }
  if (known) return { state, outcome: known };
  const bucket = bucketKey(row);
  const before = state.buckets.get(bucket) ?? EMPTY_BUCKET;
  const { bucket: after, outcome } = row.kind === 'total' ? applyTotal(before, row) : applyDelta(before, row);
  const facts = new Map(state.facts).set(fact, row);
  if (outcome.kind !== 'applied') return { state: { ...state, facts }, outcome };
  const adjustments = [...state.adjustments, { bucket, fact, change: outcome.change }];
  return { state: { ...state, facts, buckets: new Map(state.buckets).set(bucket, after), adjustments }, outcome };
}

/** Every bucket computed anew from the accepted facts: what the ledger must equal at any moment. */
export function rebuildBuckets(facts: Iterable<ReportRow>): ReadonlyMap<string, BucketState> {
  const byBucket = new Map<string, ReportRow[]>();
  for (const fact of facts) {
    const key = bucketKey(fact);
    const rows = byBucket.get(key);
    if (rows) rows.push(fact);
    else byBucket.set(key, [fact]);
  }
  return new Map([...byBucket].map(([key, rows]) => [key, recomputeBucket(rows)]));
}
