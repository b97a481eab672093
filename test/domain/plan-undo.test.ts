import { expect } from 'chai';
import fc from 'fast-check';
import type { LineResponse, PlanEdit } from '../../shared/contracts/plans.ts';
import { applyLineEdits, type LineEdit } from '../../shared/domain/plan-edits.ts';
import type { Line } from '../../shared/domain/plan.ts';
import { editsBetween, EMPTY_HISTORY, newIds, renameIds, withStep } from '../../client/plans/editor/plan-undo.ts';

const rate = { kind: 'cpm', amountMicros: 30_000_000, basis: 'gross' } as const;

function lineOf(index: number): LineResponse {
  const flight = (part: number, startDay: string, endDay: string) =>
    ({
      id: `flt_${index}_${part}`,
      startDay,
      endDay,
      lastDay: startDay,
      budgetCents: 700_00,
      pattern: { kind: 'even' },
      hardStop: true,
      status: 'draft',
    }) as const;
  return {
    id: `lin_${index}`,
    name: `Line ${index}`,
    channel: 'ctv',
    vendor: 'Keystone',
    rate,
    locked: false,
    budgetCents: 140_000,
    units: null,
    unit: 'impressions',
    flights: [flight(1, '2026-11-02', '2026-11-09'), flight(2, '2026-11-16', '2026-11-30')],
  };
}
const START: readonly LineResponse[] = [lineOf(1), lineOf(2), lineOf(3)];

let ids = 0;
function apply(lines: readonly LineResponse[], edits: readonly PlanEdit[]): readonly LineResponse[] {
  const result = applyLineEdits(
    lines as unknown as readonly Line[],
    edits as readonly LineEdit[],
    (prefix) => `${prefix}_new${(ids += 1)}`,
  );
  if (result.kind === 'refused') throw new Error(result.issues.map((issue) => issue.message).join(' '));
  return result.lines as unknown as readonly LineResponse[];
}

/** Lines without ids and what the server adds, in an order of their own: what a person sees. Ids order flights of one day. */
const seen = (lines: readonly LineResponse[]) =>
  lines
    .map(({ name, vendor, rate: price, locked, minCents, flights }) => ({
      ...{ name, vendor, price, locked, minCents },
      flights: flights
        .map(({ startDay, endDay, budgetCents, pattern }) => ({ startDay, endDay, budgetCents, pattern }))
        .toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name));

const edit: fc.Arbitrary<PlanEdit> = fc.oneof(
  fc.record({
    kind: fc.constant('set_cell' as const),
    lineId: fc.constantFrom('lin_1', 'lin_2'),
    startDay: fc.constantFrom('2026-11-02', '2026-11-05', '2026-11-09'),
    endDay: fc.constantFrom('2026-11-12', '2026-11-20'),
    cents: fc.integer({ min: 0, max: 500_000 }),
  }),
  fc.record({
    kind: fc.constant('set_line_budget' as const),
    lineId: fc.constantFrom('lin_1', 'lin_2'),
    cents: fc.integer({ min: 0, max: 500_000 }),
  }),
  fc.record({
    kind: fc.constant('update_line' as const),
    lineId: fc.constantFrom('lin_1', 'lin_2'),
    set: fc.record({ name: fc.constantFrom('Kept', 'Renamed'), minCents: fc.constantFrom(100, 200) }),
  }),
  fc.constant({
    kind: 'add_flight',
    lineId: 'lin_2',
    flight: {
      startDay: '2026-12-01',
      endDay: '2026-12-03',
      budgetCents: 5_00,
      pattern: { kind: 'even' },
      hardStop: true,
    },
  } as const),
);

describe('undo of a plan', () => {
  it('puts a typed week back to the cent and the day', () => {
    const after = apply(START, [
      { kind: 'set_cell', lineId: 'lin_1', startDay: '2026-11-02', endDay: '2026-11-09', cents: 99_999 },
    ]);
    const undo = editsBetween(after, START);
    expect(undo).to.deep.equal([
      { kind: 'update_flight', flightId: 'flt_1_1', set: { budgetCents: 70_000, pattern: { kind: 'even' } } },
    ]);
    expect(apply(after, undo)).to.deep.equal(START);
  });

  it('brings a removed line back with its flights, and later steps follow its new ids', () => {
    const removed = apply(START, [{ kind: 'remove_line', lineId: 'lin_2' }]);
    const back = apply(removed, editsBetween(removed, START));
    expect(seen(back)).to.deep.equal(seen(START));
    const renamed = newIds(START, removed, back);
    expect([...renamed.keys()]).to.have.members(['lin_2', 'flt_2_1', 'flt_2_2']);
    const history = withStep(EMPTY_HISTORY, {
      label: 'Set Line 2',
      edits: [{ kind: 'set_line_budget', lineId: 'lin_2', cents: 5 }],
    });
    const followed = renameIds(history, renamed).undo[0]?.edits[0];
    expect(followed).to.deep.equal({ kind: 'set_line_budget', lineId: renamed.get('lin_2'), cents: 5 });
    expect(back.some((line) => line.id === renamed.get('lin_2'))).to.equal(true);
  });

  it('tells two flights of one day apart when they come back in another order', () => {
    const removed = apply(START, [{ kind: 'remove_line', lineId: 'lin_2' }]);
    const [first, second] = lineOf(2).flights;
    const dear = { ...first!, id: 'flt_a', budgetCents: 900_00 };
    const cheap = { ...second!, id: 'flt_b', startDay: first!.startDay, budgetCents: 100_00 };
    const wanted = [...removed, { ...lineOf(2), flights: [dear, cheap] }];
    const back = [
      ...removed,
      {
        ...lineOf(2),
        id: 'lin_9',
        flights: [
          { ...cheap, id: 'n1' },
          { ...dear, id: 'n2' },
        ],
      },
    ];
    const renamed = newIds(wanted, removed, back);
    expect([...renamed]).to.have.deep.members([
      ['lin_2', 'lin_9'],
      ['flt_a', 'n2'],
      ['flt_b', 'n1'],
    ]);
  });

  it('undoes any list of edits exactly, and redoes it', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const after = apply(START, edits);
        const back = apply(after, editsBetween(after, START));
        expect(seen(back)).to.deep.equal(seen(START));
        const again = apply(back, editsBetween(back, after));
        expect(seen(again)).to.deep.equal(seen(after));
      }),
      { numRuns: 60 },
    );
  });
});
