import { expect } from 'chai';
import fc from 'fast-check';
import {
  EMPTY_BUCKET,
  applyTotal,
  bucketMetrics,
  decideFact,
  type BucketState,
} from '../../../shared/domain/delivery/bucket.ts';
import { dayTotals } from '../../../shared/domain/delivery/day-totals.ts';
import { isFeedSilent, sequenceGaps } from '../../../shared/domain/delivery/feed.ts';
import { EMPTY_LEDGER, applyReport, rebuildBuckets, type LedgerState } from '../../../shared/domain/delivery/ledger.ts';
import {
  METRIC_NAMES,
  ZERO_METRICS,
  addMetrics,
  changeOfMetrics,
  spendCentsOf,
  sumMetrics,
  toMetrics,
} from '../../../shared/domain/delivery/metrics.ts';
import {
  MEASUREMENT_WINDOWS,
  bucketKey,
  compareMaturity,
  factKey,
  type DeltaRow,
  type ReportRow,
  type TotalRow,
} from '../../../shared/domain/delivery/report-row.ts';

const total = (fields: Partial<TotalRow> & { spend?: number } = {}): TotalRow => ({
  kind: 'total',
  sourceId: 'src_1',
  rowId: 'r1',
  placement: 'ctv-1',
  period: { grain: 'day', day: '2026-11-01' },
  window: 'live',
  revision: 1,
  metrics: toMetrics({ spendMicros: fields.spend ?? 10_000_000 }),
  ...fields,
});
const delta = (fields: Partial<DeltaRow> & { conversions?: number } = {}): DeltaRow => ({
  kind: 'delta',
  sourceId: 'src_1',
  rowId: 'd1',
  placement: 'ctv-1',
  period: { grain: 'day', day: '2026-11-01' },
  metrics: toMetrics({ conversions: fields.conversions ?? 1 }),
  ...fields,
});

function run(rows: readonly ReportRow[]): Readonly<{ state: LedgerState; outcomes: readonly string[] }> {
  let state = EMPTY_LEDGER;
  const outcomes = rows.map((row) => {
    const applied = applyReport(state, row);
    state = applied.state;
    return applied.outcome.kind;
  });
  return { state, outcomes };
}

const spendOf = (state: LedgerState, row: ReportRow = total()) => {
  const bucket = state.buckets.get(bucketKey(row));
  return bucket ? bucketMetrics(bucket).spendMicros : undefined;
};
const sorted = (buckets: ReadonlyMap<string, BucketState>) => [...buckets].sort(([a], [b]) => (a < b ? -1 : 1));

describe('the delivery ledger', () => {
  it('counts a report once, however often it is posted', () => {
    const { state, outcomes } = run([total(), total(), total({ rowId: 'another row id' })]);
    expect(outcomes).to.deep.equal(['applied', 'duplicate', 'duplicate']);
    expect(spendOf(state)).to.equal(10_000_000);
    expect(state.adjustments.length).to.equal(1);
  });

  it('lets the later window win, then the higher revision, in any order', () => {
    const live = total({ spend: 10_000_000 });
    const restated = total({ revision: 2, spend: 12_000_000 });
    const c3 = total({ window: 'c3', spend: 9_000_000 });
    expect(run([live, restated, c3]).outcomes).to.deep.equal(['applied', 'applied', 'applied']);
    expect(run([c3, restated, live]).outcomes).to.deep.equal(['applied', 'superseded', 'superseded']);
    for (const rows of [
      [live, restated, c3],
      [c3, live, restated],
      [restated, c3, live],
    ]) {
      expect(spendOf(run(rows).state)).to.equal(9_000_000);
    }
    const changes = run([live, restated, c3]).state.adjustments.map(({ change }) => change.spendMicros);
    expect(changes).to.deep.equal([10_000_000, 2_000_000, -3_000_000]); // 10 → 12 → 9
  });

  it('orders maturities live < c3 < c7 < final, revisions inside a window', () => {
    const inOrder = MEASUREMENT_WINDOWS.flatMap((window) => [1, 2, 10].map((revision) => ({ window, revision })));
    inOrder.forEach((a, i) =>
      inOrder.forEach((b, j) => expect(Math.sign(compareMaturity(a, b))).to.equal(Math.sign(i - j))),
    );
  });

  it('quarantines the same revision with other numbers, also when it lost already', () => {
    const { state, outcomes } = run([
      total(),
      total({ spend: 1 }),
      total({ window: 'final', spend: 5 }),
      total({ spend: 2 }),
    ]);
    expect(outcomes).to.deep.equal(['applied', 'quarantined', 'applied', 'quarantined']);
    expect(spendOf(state)).to.equal(5);
    expect(state.quarantined.map(({ metrics }) => metrics.spendMicros)).to.deep.equal([1, 2]);
  });

  it('adds a delta once by source and row id, beside the total', () => {
    const { state, outcomes } = run([
      delta(),
      delta(),
      delta({ rowId: 'd2', conversions: 2 }),
      total(),
      delta({ sourceId: 'src_2' }),
    ]);
    expect(outcomes).to.deep.equal(['applied', 'duplicate', 'applied', 'applied', 'applied']);
    const bucket = state.buckets.get(bucketKey(total()));
    expect(bucket && bucketMetrics(bucket)).to.deep.equal(toMetrics({ spendMicros: 10_000_000, conversions: 3 }));
  });

  it('quarantines a row id that comes back for another placement or other numbers', () => {
    expect(run([delta(), delta({ placement: 'ctv-2' }), delta({ conversions: 5 })]).outcomes).to.deep.equal([
      'applied',
      'quarantined',
      'quarantined',
    ]);
  });

  it('takes negative corrections and conversions above clicks', () => {
    const { state } = run([delta({ conversions: 5 }), delta({ rowId: 'd2', conversions: -7 })]);
    expect(bucketMetrics(state.buckets.get(bucketKey(delta())) as BucketState).conversions).to.equal(-2);
  });

  it('keeps apart what differs, whatever characters ids hold', () => {
    const keys = [
      bucketKey({ sourceId: 'a', placement: 'b","c', period: { grain: 'day', day: '2026-11-01' } }),
      bucketKey({ sourceId: 'a","b', placement: 'c', period: { grain: 'day', day: '2026-11-01' } }),
      bucketKey({ sourceId: 'a', placement: 'b', period: { grain: 'hour', startsAt: 0 } }),
      bucketKey({ sourceId: 'a', placement: 'b', period: { grain: 'hour', startsAt: 3_600_000 } }),
      bucketKey({ sourceId: 'a', placement: 'b', period: { grain: 'day', day: '2026-11-01' } }),
      bucketKey({ sourceId: 'a', placement: 'b', period: { grain: 'day', day: '1970-01-01' } }),
    ];
    expect(new Set(keys).size).to.equal(keys.length);
    expect(factKey(total())).not.to.equal(factKey(total({ window: 'c3' })));
    expect(factKey(delta())).not.to.equal(factKey(delta({ sourceId: 'src_2' })));
  });

  it('decides a total against its bucket alone, as the store does it', () => {
    const first = applyTotal(EMPTY_BUCKET, total({ window: 'c3', revision: 2, spend: 10 }));
    expect(first.outcome).to.deep.equal({ kind: 'applied', change: toMetrics({ spendMicros: 10 }) });
    const again = (fields: Partial<TotalRow> & { spend: number }) => applyTotal(first.bucket, total(fields));
    expect(again({ window: 'c3', revision: 2, spend: 10 }).outcome).to.deep.equal({ kind: 'duplicate' });
    expect(again({ window: 'c3', revision: 2, spend: 11 })).to.deep.equal({
      bucket: first.bucket,
      outcome: { kind: 'quarantined', code: 'same_revision_other_numbers' },
    });
    expect(again({ window: 'live', revision: 9, spend: 12 }).outcome).to.deep.equal({
      kind: 'superseded',
      by: { window: 'c3', revision: 2 },
    });
    expect(again({ window: 'c3', revision: 3, spend: 7 }).outcome).to.deep.equal({
      kind: 'applied',
      change: toMetrics({ spendMicros: -3 }),
    });
  });

  it('says which promise a quarantined row broke', () => {
    const other = { impressions: 9 };
    expect(decideFact(total(), { ...total(), metrics: toMetrics(other) })).to.deep.equal({
      kind: 'quarantined',
      code: 'same_revision_other_numbers',
    });
    expect(decideFact(delta(), { ...delta(), metrics: toMetrics(other) })).to.deep.equal({
      kind: 'quarantined',
      code: 'same_row_other_numbers',
    });
    expect(decideFact(undefined, total())).to.equal(undefined);
    expect(decideFact(total(), total())).to.deep.equal({ kind: 'duplicate' });
  });

  const anyRow: fc.Arbitrary<ReportRow> = fc
    .record({
      kind: fc.constantFrom('total' as const, 'delta' as const),
      sourceId: fc.constantFrom('src_1', 'src_2'),
      rowId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      placement: fc.constantFrom('p1', 'p2'),
      day: fc.constantFrom('2026-10-31', '2026-11-01', '2024-02-29'),
      window: fc.constantFrom(...MEASUREMENT_WINDOWS),
      revision: fc.integer({ min: 1, max: 3 }),
      spendMicros: fc.integer({ min: -5, max: 20 }),
      impressions: fc.integer({ min: 0, max: 20 }),
    })
    .map(({ kind, sourceId, rowId, placement, day, window, revision, spendMicros, impressions }) => {
      const row = {
        sourceId,
        rowId,
        placement,
        period: { grain: 'day', day } as const,
        metrics: toMetrics({ spendMicros, impressions }),
      };
      return kind === 'delta' ? { kind, ...row } : { kind, ...row, window, revision };
    });

  it('ends in the same totals for every order and any repeats, as long as nobody contradicts himself', () => {
    const consistent = fc.uniqueArray(anyRow, { selector: factKey, maxLength: 25 });
    const posts = consistent.chain((rows) => {
      const repeats = fc.array(fc.nat({ max: Math.max(0, rows.length - 1) }), { maxLength: 20 });
      return repeats.chain((indexes) => {
        const posted = rows.length === 0 ? [] : [...rows, ...indexes.flatMap((index) => rows[index] ?? [])];
        return fc.tuple(fc.constant(rows), fc.shuffledSubarray(posted, { minLength: posted.length }));
      });
    });
    fc.assert(
      fc.property(posts, ([rows, posted]) => {
        const once = run(rows).state;
        const { state, outcomes } = run(posted);
        expect(sorted(state.buckets)).to.deep.equal(sorted(once.buckets));
        expect(outcomes.filter((kind) => kind === 'duplicate').length).to.equal(posted.length - rows.length);
        expect(outcomes).not.to.include('quarantined');
      }),
    );
  });

  it('Σ adjustments = state = recompute from the accepted facts, also with contradictions', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 60 }), (rows) => {
        const { state, outcomes } = run(rows);
        expect(sorted(rebuildBuckets(state.facts.values()))).to.deep.equal(sorted(state.buckets));
        for (const [key, bucket] of state.buckets) {
          const moves = state.adjustments.filter((adjustment) => adjustment.bucket === key);
          expect(sumMetrics(moves.map(({ change }) => change))).to.deep.equal(bucketMetrics(bucket));
        }
        const count = (kind: string) => outcomes.filter((outcome) => outcome === kind).length;
        expect(count('applied')).to.equal(state.adjustments.length);
        expect(count('applied') + count('superseded')).to.equal(state.facts.size);
        expect(state.facts.size + count('duplicate') + state.quarantined.length).to.equal(rows.length);
      }),
    );
  });
});

describe('metrics', () => {
  it('are whole numbers; what is not named is zero', () => {
    expect(toMetrics({ impressions: 7, clicks: undefined })).to.deep.equal({ ...ZERO_METRICS, impressions: 7 });
    expect(() => toMetrics({ clicks: 1.5 })).to.throw(RangeError, 'clicks');
    const big = toMetrics({ spendMicros: Number.MAX_SAFE_INTEGER });
    expect(() => addMetrics(big, toMetrics({ spendMicros: 1 }))).to.throw(RangeError, 'spendMicros');
  });

  it('a change added to what was before gives what is after', () => {
    const metrics = fc
      .tuple(...METRIC_NAMES.map(() => fc.integer({ min: -(10 ** 12), max: 10 ** 12 })))
      .map((values) => toMetrics(Object.fromEntries(METRIC_NAMES.map((name, index) => [name, values[index]]))));
    fc.assert(
      fc.property(metrics, metrics, (before, after) => {
        expect(addMetrics(before, changeOfMetrics(before, after))).to.deep.equal(after);
      }),
    );
  });

  it('spend becomes cents once, after adding', () => {
    const half = toMetrics({ spendMicros: 5_000 }); // half a cent: alone it rounds to 0, two make 1
    expect(spendCentsOf(half)).to.equal(0);
    expect(spendCentsOf(addMetrics(half, half))).to.equal(1);
  });
});

describe('delivered by day', () => {
  const hour = (iso: string, impressions: number, fields: Partial<TotalRow> = {}) =>
    total({ period: { grain: 'hour', startsAt: Date.parse(iso) }, metrics: toMetrics({ impressions }), ...fields });
  const totalsOf = (rows: readonly ReportRow[], dayKind: 'calendar' | 'broadcast' = 'calendar') => {
    const named = rows.map((row) => {
      const { state } = run([row]);
      return { ...row, bucket: state.buckets.get(bucketKey(row)) as BucketState };
    });
    const days = dayTotals({ buckets: named, zone: 'America/New_York', dayKind });
    return Object.fromEntries([...days].map(([day, metrics]) => [day, metrics.impressions]));
  };

  it('puts an hour on the day of the market, by midnight or by 05:00', () => {
    const rows = [hour('2026-11-01T03:00:00Z', 1), hour('2026-11-01T04:00:00Z', 10), hour('2026-11-01T10:00:00Z', 100)];
    expect(totalsOf(rows)).to.deep.equal({ '2026-10-31': 1, '2026-11-01': 110 });
    expect(totalsOf(rows, 'broadcast')).to.deep.equal({ '2026-10-31': 11, '2026-11-01': 100 });
  });

  it('lets the whole day replace its hours, per source and placement; deltas add', () => {
    const rows = [
      hour('2026-11-01T12:00:00Z', 10),
      hour('2026-11-01T13:00:00Z', 20),
      total({ metrics: toMetrics({ impressions: 35 }) }),
      hour('2026-11-01T13:00:00Z', 1_000, { placement: 'ctv-2' }),
      delta({
        period: { grain: 'hour', startsAt: Date.parse('2026-11-01T12:00:00Z') },
        metrics: toMetrics({ impressions: 2 }),
      }),
    ];
    expect(totalsOf(rows)).to.deep.equal({ '2026-11-01': 1_037 }); // 35 + 1,000 + 2
  });
});

describe('a feed', () => {
  it('shows the sequence numbers that never came', () => {
    expect(sequenceGaps([7, 3, 4, 3])).to.deep.equal([{ from: 5, to: 6 }]);
    expect(sequenceGaps([1, 2, 3])).to.deep.equal([]);
    expect(sequenceGaps([])).to.deep.equal([]);
    expect(sequenceGaps([1, 3, 9])).to.deep.equal([
      { from: 2, to: 2 },
      { from: 4, to: 8 },
    ]);
  });

  it('is silent once its next report is overdue by more than the grace', () => {
    expect(isFeedSilent({ nextExpectedAt: 1_000, now: 1_060, graceMs: 60 })).to.equal(false);
    expect(isFeedSilent({ nextExpectedAt: 1_000, now: 1_061, graceMs: 60 })).to.equal(true);
  });
});
