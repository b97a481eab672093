import { expect } from 'chai';
import fc from 'fast-check';
import { bulkEdits, previewBulk, type BulkAction } from '../../shared/domain/plan-bulk/bulk-edit.ts';
import { filterLines } from '../../shared/domain/plan-bulk/choose.ts';
import { applyLineEdits } from '../../shared/domain/plan-edits.ts';
import type { Line } from '../../shared/domain/plan.ts';

const CAMPAIGN = { startDay: '2026-10-26', endDay: '2026-11-30' };
const flight = (id: string, startDay: string, endDay: string, budgetCents: number, status = 'draft' as const) => {
  return { id, startDay, endDay, budgetCents, pattern: { kind: 'even' }, hardStop: true, status } as const;
};
const line = (id: string, name: string, flights: Line['flights'], more: Partial<Line> = {}): Line => ({
  ...{ id, name, channel: 'ctv', vendor: 'Keystone', rate: { kind: 'cpm', amountMicros: 20_000_000, basis: 'gross' } },
  ...{ locked: false, flights },
  ...more,
});
const LINES: readonly Line[] = [
  line('l1', 'Fall homes', [
    flight('a', '2026-10-26', '2026-11-02', 10_005),
    flight('b', '2026-11-09', '2026-11-16', 10_005),
  ]),
  line('l2', 'Fall (fall) video', [flight('c', '2026-11-16', '2026-11-30', 30_000)], { channel: 'olv' }),
  line('l3', 'Early news', [], {
    channel: 'linear_tv',
    vendor: 'WPVI',
    tv: { station: 'WPVI', daypart: 'early_news', ratingHundredths: 800, lengthSeconds: 30 },
  }),
];
const rows = (action: BulkAction, chosen: readonly string[], lines = LINES) =>
  previewBulk(filterLines(lines, {}), new Set(chosen), action, CAMPAIGN);
const after = (action: BulkAction, chosen: readonly string[]) => {
  const result = applyLineEdits(LINES, bulkEdits(rows(action, chosen)), (prefix) => prefix);
  if (result.kind !== 'ok') throw new Error('The edits can be applied.');
  return result.lines;
};

describe('what a bulk edit looks at', () => {
  it('finds lines by words of name, vendor and station, by channel, and by the days of their flights', () => {
    const names = (filter: Parameters<typeof filterLines>[1]) => filterLines(LINES, filter).map((each) => each.line.id);
    expect(names({ text: 'FALL video' })).to.deep.equal(['l2']);
    expect(names({ text: 'wpvi early' })).to.deep.equal(['l3']);
    expect(names({ channel: 'ctv' })).to.deep.equal(['l1']);
    const [found] = filterLines(LINES, { fromDay: '2026-11-02', toDay: '2026-11-15' });
    expect(found?.flights.map(({ id }) => id)).to.deep.equal(['b']);
    expect(names({ fromDay: '2026-11-02', toDay: '2026-11-15' })).to.deep.equal(['l1']);
  });
});

describe('a bulk edit', () => {
  it('adds a share to the chosen budgets so that their sum is exact: +10 % on 100.05 twice is 220.11', () => {
    // 200.10 × 1.1 = 220.11; halves are 110.055, and the odd cent goes to the smaller key.
    const found = rows({ kind: 'add_to_budget', basisPoints: 1_000 }, ['a', 'b']);
    expect(found.map(({ flightId, to }) => [flightId, to])).to.deep.equal([
      ['a', '$110.06'],
      ['b', '$110.05'],
      ['c', null],
    ]);
  });

  it('sets budgets, prices and locks, and gives no edit where nothing changes', () => {
    expect(rows({ kind: 'set_budget', cents: 30_000 }, ['a', 'c']).map(({ to }) => to)).to.deep.equal([
      '$300.00',
      null,
      null,
    ]);
    const priced = rows({ kind: 'add_to_price', basisPoints: -500 }, ['l1']);
    expect(priced[0]).to.include({ from: 'CPM $20.00 gross', to: 'CPM $19.00 gross' });
    expect(after({ kind: 'set_price', amountMicros: 1_234_567 }, ['l2'])[1]?.rate.amountMicros).to.equal(1_234_567);
    expect(rows({ kind: 'set_price', amountMicros: 0 }, ['l2'])[1]?.reason).to.equal('A price is more than zero.');
    expect(after({ kind: 'set_locked', locked: true }, ['l1', 'l3']).map(({ locked }) => locked)).to.deep.equal([
      true,
      false,
      true,
    ]);
  });

  it('shifts flights together, and says which would leave the campaign or overlap one that stays', () => {
    expect(
      after({ kind: 'shift_dates', days: 7 }, ['a', 'b'])[0]?.flights.map(({ startDay }) => startDay),
    ).to.deep.equal(['2026-11-02', '2026-11-16']);
    const found = rows({ kind: 'shift_dates', days: 8 }, ['a', 'c']);
    expect(found.map(({ reason }) => reason)).to.deep.equal([
      '2026-11-03 to 2026-11-09 would overlap the flight 2026-11-09 to 2026-11-15.',
      null,
      '2026-11-24 to 2026-12-07 would leave the campaign, which runs 2026-10-26 to 2026-11-29.',
    ]);
    expect(bulkEdits(found)).to.deep.equal([]);
    // Shifted by a fortnight with its neighbour, the first may stand where the second was.
    expect(rows({ kind: 'shift_dates', days: 14 }, ['a', 'b']).map(({ to }) => to)).to.deep.equal([
      '2026-11-09 to 2026-11-15',
      '2026-11-23 to 2026-11-29',
      null,
    ]);
  });

  it('keeps a flight back when the one after it cannot move', () => {
    const chain = [
      line('l', 'Chain', [flight('a', '2026-11-02', '2026-11-09', 1), flight('b', '2026-11-09', '2026-11-30', 1)]),
    ];
    expect(rows({ kind: 'shift_dates', days: 7 }, ['a', 'b'], chain).map(({ reason }) => reason)).to.deep.equal([
      '2026-11-09 to 2026-11-15 would overlap the flight 2026-11-09 to 2026-11-29.',
      '2026-11-16 to 2026-12-06 would leave the campaign, which runs 2026-10-26 to 2026-11-29.',
    ]);
  });

  it('leaves a flight that is over as it was', () => {
    const over = [line('l1', 'Past', [{ ...flight('a', '2026-10-26', '2026-11-02', 100), status: 'completed' }])];
    const [row] = rows({ kind: 'set_budget', cents: 5 }, ['a'], over);
    expect([row?.reason, row?.edits.length]).to.deep.equal(['This flight is over: it stays as it was.', 0]);
  });

  it('finds and replaces words as they are, also signs, with or without case', () => {
    const replace = { kind: 'replace', in: 'name', find: 'fall', by: 'Autumn $&', matchCase: false } as const;
    expect(rows(replace, ['l1', 'l2', 'l3']).map(({ to }) => to)).to.deep.equal([
      'Autumn $& homes',
      'Autumn $& (Autumn $&) video',
      null,
    ]);
    expect(rows({ ...replace, find: '(fall)', by: '' }, ['l2'])[1]?.to).to.equal('Fall  video');
    expect(
      rows({ ...replace, find: 'fall', by: 'x', matchCase: true }, ['l1', 'l2']).map(({ to }) => to),
    ).to.deep.equal([null, 'Fall (x) video', null]);
    expect(rows({ ...replace, find: 'Early news', by: ' ' }, ['l3'])[2]?.reason).to.equal(
      'Nothing would be left of the name.',
    );
  });

  it('keeps the sum to the cent for any budgets and share', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: -10_000, max: 50_000 }),
        (budgets, basisPoints) => {
          const many = [
            line(
              'l',
              'Many',
              budgets.map((cents, index) => flight(`f${index}`, '2026-10-26', '2026-11-02', cents)),
            ),
          ];
          const ids = budgets.map((_, index) => `f${index}`);
          const result = applyLineEdits(
            many,
            bulkEdits(rows({ kind: 'add_to_budget', basisPoints }, ids, many)),
            (p) => p,
          );
          if (result.kind !== 'ok') throw new Error('The edits can be applied.');
          const sum = (each: readonly number[]) => each.reduce((a, b) => a + b, 0);
          const total = sum(result.lines[0]!.flights.map(({ budgetCents }) => budgetCents));
          expect(Math.abs(total * 10_000 - sum(budgets) * (10_000 + basisPoints))).to.be.at.most(5_000);
        },
      ),
      { numRuns: 100 },
    );
  });
});
