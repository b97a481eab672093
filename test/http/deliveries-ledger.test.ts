import { expect } from 'chai';
import fc from 'fast-check';
import {
  closeDay,
  emptyDay,
  foldTotal,
  replaceDeltaPart,
  type DayState,
} from '../../server/deliveries/ledger/day-state.ts';
import { factOf, type Fact } from '../../server/deliveries/ledger/fact.ts';
import type { DeliveryRow } from '../../shared/contracts/deliveries.ts';
import { rebuildBuckets } from '../../shared/domain/delivery/ledger.ts';
import { dayTotals, type NamedBucket } from '../../shared/domain/delivery/day-totals.ts';
import { ZERO_METRICS, addMetrics, sumMetrics, toMetrics } from '../../shared/domain/delivery/metrics.ts';
import { MEASUREMENT_WINDOWS, bucketKey, type ReportRow } from '../../shared/domain/delivery/report-row.ts';

const ZONE = 'America/New_York';

function rowOf(fields: Partial<DeliveryRow>): DeliveryRow {
  return {
    ...{
      rowId: 'r',
      placement: 'ctv',
      window: 'final',
      revision: 0,
      kind: 'total',
      spendMicros: 0,
      impressions: 0,
      clicks: 0,
    },
    ...{ completedViews: 0, conversions: 0, conversionValueMicros: 0, grpHundredths: 0 },
    ...fields,
  };
}

/** Folds facts one by one, closing each as its own change, as the keeper of days does. */
function fold(facts: readonly Fact[]): { state: DayState | null; adjustments: DayState['totals'][] } {
  let state: DayState | null = null;
  const adjustments: DayState['totals'][] = [];
  for (const fact of facts) {
    const before: DayState = state ?? emptyDay(fact);
    const after = closeDay(before, foldTotal(before, { ...fact, attemptId: 'a', index: 0, at: 1 }), ['a'], 1);
    if (after?.last) adjustments.push(after.last.measures);
    state = after ?? state;
  }
  return { state, adjustments };
}

const totalRows = fc.array(
  fc.record({
    hour: fc.option(fc.integer({ min: 6, max: 9 }), { nil: undefined }),
    window: fc.constantFrom(...MEASUREMENT_WINDOWS),
    revision: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 1, maxLength: 20 },
);

/** Numbers follow from the identity, so that no two rows contradict each other. */
function factsOf(
  rows: readonly { hour: number | undefined; window: (typeof MEASUREMENT_WINDOWS)[number]; revision: number }[],
): readonly Fact[] {
  return rows.map(({ hour, window, revision }) => {
    const spendMicros = (hour ?? 50) * 1_000 + MEASUREMENT_WINDOWS.indexOf(window) * 100 + revision;
    const period = hour === undefined ? { day: '2026-10-27' } : { hour: `2026-10-27T0${hour}:00:00Z` };
    return factOf('src_1', ZONE, rowOf({ ...period, window, revision, spendMicros, impressions: spendMicros * 2 }));
  });
}

function asReportRow({ sourceId, rowId, placement, grain, day, window, revision, measures }: Fact): ReportRow {
  const period =
    grain === '-'
      ? ({ grain: 'day', day } as const)
      : ({ grain: 'hour', startsAt: Date.parse(`${grain.slice(0, 16)}:00Z`) } as const);
  return { kind: 'total', sourceId, rowId, placement, period, window, revision, metrics: measures };
}

describe('The stored day totals', () => {
  it('end the same in any order and with repeats, and their adjustments sum to them', () => {
    fc.assert(
      fc.property(totalRows, fc.infiniteStream(fc.nat()), (rows, chance) => {
        const facts = factsOf(rows);
        const shuffled = [...facts, ...facts]
          .map((fact) => ({ fact, at: chance.next().value ?? 0 }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ fact }) => fact);
        const first = fold(facts);
        const second = fold(shuffled);
        expect(second.state?.totals).to.deep.equal(first.state?.totals);
        expect(sumMetrics(second.adjustments)).to.deep.equal(second.state?.totals);
        expect(second.adjustments).to.have.length(second.state?.rev ?? 0);
      }),
    );
  });

  it('are what the pure ledger computes from the same reports', () => {
    fc.assert(
      fc.property(totalRows, (rows) => {
        const facts = factsOf(rows);
        const reports = facts.map(asReportRow);
        const periods = new Map(reports.map((row) => [bucketKey(row), row.period]));
        const buckets = [...rebuildBuckets(reports)].map(([key, bucket]): NamedBucket => ({
          sourceId: 'src_1',
          placement: 'ctv',
          period: periods.get(key) ?? { grain: 'day', day: '' },
          bucket,
        }));
        const model = dayTotals({ buckets, zone: ZONE, dayKind: 'calendar' });
        expect(fold(facts).state?.totals).to.deep.equal(model.get('2026-10-27') ?? ZERO_METRICS);
      }),
    );
  });

  it('put an hour on the day of its source’s zone, also when the clocks go back', () => {
    // 05:30Z is 01:30 daylight time and 06:30Z is 01:30 standard time of the same New York day.
    const days = [
      '2026-11-01T03:00:00Z',
      '2026-11-01T05:00:00Z',
      '2026-11-01T06:00:00Z',
      '2026-11-02T04:00:00Z',
      '2026-11-02T05:00:00Z',
    ].map((hour) => factOf('src_1', ZONE, rowOf({ hour })).day);
    expect(days).to.deep.equal(['2026-10-31', '2026-11-01', '2026-11-01', '2026-11-01', '2026-11-02']);
  });

  it('never spell two keys as one id', () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 12 })
      .filter((value) => /^[^\p{Cs}]*$/u.test(value));
    fc.assert(
      fc.property(text, text, text, text, (placementA, rowA, placementB, rowB) => {
        const of = (placement: string, rowId: string, kind: 'total' | 'delta') =>
          factOf('src_1', ZONE, rowOf({ placement, rowId, kind, day: '2026-10-27' })).id;
        expect(of(placementA, rowA, 'total') === of(placementB, rowB, 'total')).to.equal(placementA === placementB);
        expect(of(placementA, rowA, 'delta') === of(placementB, rowB, 'delta')).to.equal(rowA === rowB);
      }),
    );
  });

  it('add deltas by parts: reading a part again changes nothing', () => {
    const fact = factOf('src_1', ZONE, rowOf({ kind: 'delta', day: '2026-10-27' }));
    const part = { part: `${fact.dayId}|x`, count: 2, measures: toMetrics({ conversions: 2 }) };
    const other = { part: `${fact.dayId}|y`, count: 1, measures: toMetrics({ conversions: -1 }) };
    const once = closeDay(emptyDay(fact), replaceDeltaPart(replaceDeltaPart(emptyDay(fact), part), other), [], 1);
    expect(once?.totals).to.deep.equal(addMetrics(part.measures, other.measures));
    expect(once && closeDay(once, replaceDeltaPart(once, part), [], 2)).to.equal(null);
  });
});
