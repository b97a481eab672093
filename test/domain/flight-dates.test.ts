import { expect } from 'chai';
import fc from 'fast-check';
import { addDays, daysBetween } from '../../shared/domain/calendar/day.ts';
import { periodColumns } from '../../shared/domain/calendar/periods.ts';
import { redateFlight, shiftFlight } from '../../shared/domain/flight-dates.ts';
import { customWeightCount, flightDayCents } from '../../shared/domain/flight-pattern.ts';
import type { FlightPattern } from '../../shared/domain/flight.ts';
import { dayAt, draggedDays, positionOf } from '../../client/plans/flights/bar-geometry.ts';

const START = '2026-10-26';
const flight = (days: number, pattern: FlightPattern, budgetCents = 70_000) =>
  ({ startDay: START, endDay: addDays(START, days), budgetCents, pattern }) as const;
const typed = (weights: readonly number[], by: 'day' | 'week' = 'day') => ({ kind: 'custom', by, weights }) as const;

describe('a flight on other dates', () => {
  it('keeps a pattern that is a rule', () => {
    const front = { kind: 'front_loaded', ratio: 3 } as const;
    expect(redateFlight(flight(7, front), { startDay: START, endDay: addDays(START, 14) }).pattern).to.equal(front);
  });

  it('takes typed days along when it is moved, also over the end of daylight saving on November 1', () => {
    const moved = shiftFlight(flight(7, typed([100, 0, 0, 0, 0, 0, 600])), 7);
    expect(moved).to.deep.equal({
      startDay: '2026-11-02',
      endDay: '2026-11-09',
      pattern: typed([100, 0, 0, 0, 0, 0, 600]),
    });
  });

  it('gives new days the mean of those that stay: 100, 200, 300 stretched by a day is 100, 200, 300, 200', () => {
    const longer = redateFlight(flight(3, typed([10_000, 20_000, 30_000]), 60_000), {
      startDay: START,
      endDay: addDays(START, 4),
    });
    expect(longer.pattern).to.deep.equal(typed([10_000, 20_000, 30_000, 20_000]));
    const shorter = redateFlight(flight(3, typed([10_000, 20_000, 30_000]), 60_000), {
      startDay: addDays(START, 1),
      endDay: addDays(START, 3),
    });
    expect(shorter.pattern).to.deep.equal(typed([20_000, 30_000]));
  });

  it('is even when all that was typed lies outside the new days', () => {
    const away = redateFlight(flight(2, typed([1, 0])), { startDay: addDays(START, 1), endDay: addDays(START, 5) });
    expect(away.pattern).to.deep.equal({ kind: 'even' });
  });

  it('turns typed weeks into days when a move cuts them otherwise, and keeps them when it is of whole weeks', () => {
    const weeks = flight(14, typed([1, 3], 'week'));
    expect(shiftFlight(weeks, 7).pattern).to.equal(weeks.pattern);
    const cut = shiftFlight(weeks, 3).pattern;
    expect(cut.kind === 'custom' && [cut.by, cut.weights.length]).to.deep.equal(['day', 14]);
  });

  it('always has as many weights as days and the same money', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: -40, max: 40 }),
        fc.integer({ min: 1, max: 60 }),
        (weights, by, length) => {
          const was = flight(weights.length, weights.some((w) => w > 0) ? typed(weights) : { kind: 'even' });
          const startDay = addDays(START, by);
          const is = { ...was, ...redateFlight(was, { startDay, endDay: addDays(startDay, length) }) };
          if (is.pattern.kind === 'custom')
            expect(is.pattern.weights.length).to.equal(customWeightCount(is, is.pattern.by));
          expect(flightDayCents(is).reduce((sum, { cents }) => sum + cents, 0)).to.equal(70_000);
        },
      ),
    );
  });
});

describe('a bar that is pulled', () => {
  const columns = periodColumns({ startDay: '2026-10-28', endDay: '2026-11-30', calendar: 'broadcast', by: 'week' });
  const WIDTH = 104;
  const two = { startDay: '2026-11-02', endDay: '2026-11-16' };

  it('moves a week by a column, a day by a seventh, and keeps its length', () => {
    expect(draggedDays('move', two, WIDTH, columns, WIDTH)).to.deep.equal({
      startDay: '2026-11-09',
      endDay: '2026-11-23',
    });
    expect(draggedDays('move', two, WIDTH / 7, columns, WIDTH)).to.deep.equal({
      startDay: '2026-11-03',
      endDay: '2026-11-17',
    });
    // Far to the right it stops with its end at the last column's, Monday November 30.
    expect(draggedDays('move', two, 5_000, columns, WIDTH)).to.deep.equal({
      startDay: '2026-11-16',
      endDay: '2026-11-30',
    });
    // The first column is cut: Wednesday October 28 to Sunday. Far to the left a bar begins there.
    expect(draggedDays('move', two, -5_000, columns, WIDTH).startDay).to.equal('2026-10-28');
  });

  it('keeps a day when an edge is pulled past the other', () => {
    expect(draggedDays('end', two, -5_000, columns, WIDTH)).to.deep.equal({ ...two, endDay: '2026-11-03' });
    expect(draggedDays('start', two, 5_000, columns, WIDTH)).to.deep.equal({ ...two, startDay: '2026-11-15' });
    expect(draggedDays('end', two, WIDTH, columns, WIDTH)).to.deep.equal({ ...two, endDay: '2026-11-23' });
  });

  it('finds the day back from its place', () => {
    for (let day = '2026-10-28'; day <= '2026-11-30'; day = addDays(day, 1))
      expect(dayAt(positionOf(day, columns, WIDTH), columns, WIDTH), `${daysBetween('2026-10-28', day)}`).to.equal(day);
  });
});
