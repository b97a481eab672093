import { expect } from 'chai';
import fc from 'fast-check';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { flowchart, remainingToAllocate, type FlowchartRow } from '../../shared/domain/flowchart.ts';
import { CHANNELS, type Line } from '../../shared/domain/plan.ts';
import { aCampaign, aFlight, aLine, aTvLine } from '../support/plans.ts';

const campaign = aCampaign();
const chart = (lines: Line[], basis: 'gross' | 'net' = 'gross', by: 'week' | 'month' = 'week') =>
  flowchart({ plan: { lines }, campaign, calendar: 'broadcast', by, basis });

const sample = [
  aTvLine({ flights: [aFlight({ id: 't', budgetCents: 2_000_000 })] }),
  aLine({ id: 'lin_b', name: 'B homes', flights: [aFlight({ id: 'b', budgetCents: 1_333_333 })] }),
  aLine({
    id: 'lin_a',
    name: 'A homes',
    flights: [aFlight({ id: 'a', budgetCents: 1_666_667, pattern: { kind: 'front_loaded' } })],
  }),
];

describe('the flowchart', () => {
  it('has a column a broadcast week and rows channel, vendor, line', () => {
    const { columns, rows } = chart(sample);
    expect(columns.map(({ label }) => label)).to.deep.equal(['Oct 26', 'Nov 2', 'Nov 9', 'Nov 16', 'Nov 23']);
    expect(rows.map(({ kind, key, label }) => `${kind} ${key} ${label}`)).to.deep.equal([
      'channel linear_tv linear_tv',
      'vendor linear_tv/WPHL WPHL',
      'line lin_tv Prime',
      'channel ctv ctv',
      'vendor ctv/Streamhouse Streamhouse',
      'line lin_a A homes',
      'line lin_b B homes',
    ]);
  });

  it('of an even $20,000.00 over five weeks has $4,000.00 in each', () => {
    const tv = chart(sample).rows[2];
    expect(tv?.cells).to.deep.equal([400_000, 400_000, 400_000, 400_000, 400_000]);
    expect(tv?.totalCents).to.equal(2_000_000);
  });

  it('is one month here: November has five broadcast weeks', () => {
    const { columns, totalCents, remainingCents } = chart(sample, 'gross', 'month');
    expect(columns.map(({ key }) => key)).to.deep.equal(['2026-11']);
    expect([totalCents, remainingCents]).to.deep.equal([5_000_000, 0]);
  });

  it('on net totals exactly the net of the gross total', () => {
    const net = chart(sample, 'net');
    expect([net.totalCents, net.budgetCents, net.remainingCents]).to.deep.equal([4_250_000, 4_250_000, 0]);
    expect(net.rows[2]?.cells).to.deep.equal([340_000, 340_000, 340_000, 340_000, 340_000]); // $4,000.00 × .85
  });

  it('shows what is left to allocate, and below zero what is too much', () => {
    expect(chart([sample[0] as Line]).remainingCents).to.equal(3_000_000);
    const over = [aLine({ flights: [aFlight({ budgetCents: 5_012_000 })] })];
    expect(chart(over).remainingCents).to.equal(-12_000);
    expect(remainingToAllocate({ lines: over }, 5_000_000)).to.equal(-12_000);
  });

  it('leaves canceled flights out and stretches to a flight outside the campaign', () => {
    const outside = aFlight({ id: 'o', startDay: '2026-11-30', endDay: '2026-12-02', budgetCents: 500 });
    const canceled = aFlight({ id: 'c', startDay: '2026-12-10', endDay: '2026-12-12', status: 'canceled' });
    const { columns, columnTotalsCents } = chart([aLine({ flights: [outside, canceled] })]);
    expect(columns.at(-1)).to.include({ key: '2026-11-30', endDay: '2026-12-02' });
    expect(columnTotalsCents).to.deep.equal([0, 0, 0, 0, 0, 500]);
  });

  it('of an empty plan is empty and has the budget to allocate', () => {
    const { rows, totalCents, remainingCents, columnTotalsCents } = chart([]);
    expect({ rows, totalCents, remainingCents, columnTotalsCents }).to.deep.equal({
      rows: [],
      totalCents: 0,
      remainingCents: 5_000_000,
      columnTotalsCents: [0, 0, 0, 0, 0],
    });
  });

  it('foots to the cent in both directions, gross and net, by week and month, in both calendars', () => {
    const flights = fc.record({
      start: fc.integer({ min: 0, max: 30 }),
      length: fc.integer({ min: 1, max: 40 }),
      budgetCents: fc.integer({ min: 0, max: 2_000_000 }),
      growthBasisPoints: fc.integer({ min: 0, max: 2_000 }),
    });
    const lines = fc.array(
      fc.record({ channel: fc.constantFrom(...CHANNELS), vendor: fc.constantFrom('North', 'South'), flight: flights }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(
        lines,
        fc.constantFrom('gross' as const, 'net' as const),
        fc.constantFrom('week' as const, 'month' as const),
        fc.constantFrom('broadcast' as const, 'gregorian' as const),
        fc.integer({ min: 0, max: 4_000 }),
        (drawn, basis, by, calendar, commissionBasisPoints) => {
          const plan = {
            lines: drawn.map(({ channel, vendor, flight }, index) => {
              const startDay = addDays('2026-10-26', flight.start);
              const dates = { startDay, endDay: addDays(startDay, flight.length) };
              const pattern = { kind: 'to_end', growthBasisPoints: flight.growthBasisPoints } as const;
              return aLine({
                id: `lin_${index}`,
                channel,
                vendor,
                flights: [aFlight({ id: `flt_${index}`, ...dates, pattern, budgetCents: flight.budgetCents })],
              });
            }),
          };
          const result = flowchart({ plan, campaign: { ...campaign, commissionBasisPoints }, calendar, by, basis });
          const gross = drawn.reduce((total, { flight }) => total + flight.budgetCents, 0);
          const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
          const expected =
            basis === 'gross' ? gross : Number(roundHalfEven(BigInt(gross) * BigInt(10_000 - commissionBasisPoints)));
          expect(result.totalCents).to.equal(expected);
          expect(sum(result.columnTotalsCents)).to.equal(result.totalCents);
          for (const kind of ['channel', 'vendor', 'line'] as const) {
            const rows = result.rows.filter((row: FlowchartRow) => row.kind === kind);
            expect(sum(rows.map((row) => row.totalCents)), kind).to.equal(result.totalCents);
            result.columnTotalsCents.forEach((columnTotal, index) =>
              expect(sum(rows.map((row) => row.cells[index] ?? NaN)), kind).to.equal(columnTotal),
            );
          }
          for (const row of result.rows) {
            expect(sum(row.cells)).to.equal(row.totalCents);
            expect(Math.min(0, ...row.cells)).to.equal(0);
          }
        },
      ),
    );
  });
});

/** Divides by 10,000, half to even: written apart from the product's own rounding on purpose. */
function roundHalfEven(value: bigint): bigint {
  const [whole, rest] = [value / 10_000n, value % 10_000n];
  if (rest === 5_000n) return whole + (whole % 2n);
  return rest > 5_000n ? whole + 1n : whole;
}
