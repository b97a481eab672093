import { expect } from 'chai';
import fc from 'fast-check';
import { addDays, eachDay, isoWeekday, type Day } from '../../shared/domain/calendar/day.ts';
import { flightsOverlap, FLIGHT_STATUSES, type Flight } from '../../shared/domain/flight.ts';
import { flightDayCents } from '../../shared/domain/flight-pattern.ts';
import { sumCents } from '../../shared/domain/money.ts';
import { applyLineEdits, type LineEdit } from '../../shared/domain/plan-edits.ts';
import type { Line } from '../../shared/domain/plan.ts';
import { aFlight, aLine, aTvLine } from '../support/plans.ts';

type SetCell = Extract<LineEdit, { kind: 'set_cell' }>;

const cell = (startDay: Day, endDay: Day, cents: number): SetCell => {
  return { kind: 'set_cell', lineId: 'lin_1', startDay, endDay, cents };
};
function set(line: Line, edit: SetCell): Line | string {
  const result = applyLineEdits([line], [edit], (prefix) => `${prefix}_new`);
  return result.kind === 'ok' ? result.lines[0]! : (result.issues[0]?.message ?? '');
}
const counted = (line: Line) => line.flights.filter(({ status }) => status !== 'canceled');
const daysOf = (line: Line) =>
  counted(line).flatMap((flight) => flightDayCents(flight, line.tv?.weekdays).map((each) => ({ ...each, flight })));
const centsIn = (line: Line, { startDay, endDay }: Pick<SetCell, 'startDay' | 'endDay'>) =>
  sumCents(
    daysOf(line)
      .filter(({ day }) => day >= startDay && day < endDay)
      .map(({ cents }) => cents),
  );
/** Pairs of flights that count and share a day. */
const overlaps = (line: Line) =>
  counted(line).flatMap((a, index) =>
    counted(line)
      .slice(0, index)
      .filter((b) => flightsOverlap(a, b)),
  ).length;

describe('an amount typed into a week of a line', () => {
  const over = aFlight({ startDay: '2026-10-26', endDay: '2026-11-09', budgetCents: 140_000, status: 'completed' });

  it('changes the flight of that week also when it is over, and lays no second flight over it', () => {
    const line = set(aLine({ flights: [over] }), cell('2026-11-02', '2026-11-09', 100_000)) as Line;
    expect(line.flights.map(({ id, budgetCents }) => [id, budgetCents])).to.deep.equal([['flt_1', 170_000]]); // 70,000 + 100,000
    expect(centsIn(line, { startDay: '2026-10-26', endDay: '2026-11-02' })).to.equal(70_000);
  });

  it('makes a flight of the week where the line has none, beside one that is over', () => {
    const line = set(aLine({ flights: [over] }), cell('2026-11-09', '2026-11-16', 30_000)) as Line;
    expect(line.flights.map(({ startDay, budgetCents }) => [startDay, budgetCents])).to.deep.equal([
      ['2026-10-26', 140_000],
      ['2026-11-09', 30_000],
    ]);
  });

  it('makes a new flight where the one before was canceled: canceled money is not brought back', () => {
    const line = set(
      aLine({ flights: [{ ...over, status: 'canceled' }] }),
      cell('2026-11-02', '2026-11-09', 500),
    ) as Line;
    expect(line.flights.map(({ status, budgetCents }) => [status, budgetCents])).to.deep.equal([
      ['canceled', 140_000],
      ['draft', 500],
    ]);
  });

  it('is refused where the line airs on none of the days: other weeks would get the money', () => {
    // October 31 is a Saturday; the line airs Monday to Friday.
    const tv = { ...aTvLine().tv!, weekdays: [1, 2, 3, 4, 5] };
    const weekdaysOnly = aTvLine({
      id: 'lin_1',
      tv,
      flights: [aFlight({ startDay: '2026-10-31', endDay: '2026-11-09' })],
    });
    expect(set(weekdaysOnly, cell('2026-10-26', '2026-11-02', 40_000))).to.equal(
      "Prime airs on some weekdays only, and on none of its flight from 2026-10-26 to 2026-11-01: change its weekdays or the flight's dates first.",
    );
    expect(set(weekdaysOnly, cell('2026-10-26', '2026-11-02', 0))).not.to.be.a('string');
  });

  const START = '2026-10-26';
  const gaps = fc.array(
    fc.record({
      gap: fc.integer({ min: 0, max: 5 }),
      length: fc.integer({ min: 1, max: 16 }),
      budgetCents: fc.integer({ min: 0, max: 900_000 }),
      status: fc.constantFrom(...FLIGHT_STATUSES),
      kind: fc.constantFrom('even', 'burst', 'front_loaded', 'day', 'week'),
    }),
    { maxLength: 4 },
  );
  const lines = fc
    .record({ gaps, weekdays: fc.option(fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 })) })
    .map((made) => {
      const tv = { ...aTvLine().tv!, ...(made.weekdays ? { weekdays: made.weekdays } : {}) };
      let from = START;
      const flights = made.gaps.map(({ gap, length, kind, budgetCents, status }, index): Flight => {
        const startDay = addDays(from, gap);
        const endDay = addDays(startDay, length);
        from = endDay;
        const weights = eachDay(startDay, endDay).map((day) => isoWeekday(day) % 4);
        const pattern: Flight['pattern'] =
          kind === 'burst'
            ? { kind, onDays: 2, offDays: 1 }
            : kind === 'day' || kind === 'week'
              ? { kind: 'custom', by: kind, weights }
              : { kind: kind as 'even' | 'front_loaded' };
        return { id: `flt_${index}`, startDay, endDay, budgetCents, status, pattern, hardStop: true };
      });
      return aTvLine({ id: 'lin_1', tv, flights });
    });
  const cells = fc
    .record({
      from: fc.integer({ min: -5, max: 60 }),
      days: fc.integer({ min: 1, max: 31 }),
      cents: fc.integer({ min: 0, max: 900_000 }),
    })
    .map(({ from, days, cents }) => cell(addDays(START, from), addDays(START, from + days), cents));

  it('never makes flights overlap, holds what was typed and leaves every other day as it was', () => {
    let refused = 0;
    fc.assert(
      fc.property(lines, cells, (line, typed) => {
        const after = set(line, typed);
        if (typeof after === 'string') {
          refused += 1;
          expect(line.tv?.weekdays).not.to.equal(undefined);
          return;
        }
        expect(overlaps(line)).to.equal(0);
        expect(overlaps(after)).to.equal(0);
        expect(centsIn(after, typed)).to.equal(typed.cents);
        const outside = (each: Line) =>
          daysOf(each)
            .filter(({ day, cents }) => cents > 0 && (day < typed.startDay || day >= typed.endDay))
            .map(({ day, cents }) => [day, cents]);
        expect(outside(after)).to.deep.equal(outside(line));
      }),
      { numRuns: 400 },
    );
    expect(refused).to.be.lessThan(100);
  });
});
