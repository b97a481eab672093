import { expect } from 'chai';
import fc from 'fast-check';
import { addDays, daysBetween, isoWeekday } from '../../shared/domain/calendar/day.ts';
import { checkPattern, customWeightCount, flightDayCents } from '../../shared/domain/flight-pattern.ts';
import {
  FLIGHT_ACTIONS,
  FLIGHT_STATUSES,
  flightDays,
  flightStep,
  flightsOverlap,
  type FlightPattern,
} from '../../shared/domain/flight.ts';
import { aFlight } from '../support/plans.ts';

const cents = (pattern: FlightPattern, count: number, budgetCents: number, weekdays?: number[]) =>
  flightDayCents({ startDay: '2026-10-26', endDay: addDays('2026-10-26', count), budgetCents, pattern }, weekdays).map(
    (day) => day.cents,
  );

describe('a flight', () => {
  it('takes exactly these steps', () => {
    const taken = FLIGHT_STATUSES.flatMap((status) =>
      FLIGHT_ACTIONS.flatMap((action) => {
        const step = flightStep(status, action);
        return step.kind === 'ok' ? [`${status} ${action} ${step.status}`] : [];
      }),
    );
    expect(taken).to.deep.equal([
      'draft approve pending_creatives',
      'draft cancel canceled',
      'pending_creatives creatives_ready pending_start',
      'pending_creatives cancel canceled',
      'pending_start creatives_missing pending_creatives',
      'pending_start start active',
      'pending_start cancel canceled',
      'active pause paused',
      'active complete completed',
      'active cancel canceled',
      'paused resume active',
      'paused complete completed',
      'paused cancel canceled',
    ]);
  });

  it('counts its days on the calendar, through the week clocks change and the leap day', () => {
    expect(flightDays({ startDay: '2026-10-26', endDay: '2026-11-02' })).to.equal(7);
    expect(flightDays({ startDay: '2024-02-26', endDay: '2024-03-04' })).to.equal(7);
  });

  it('may start on the day another ends, not before', () => {
    const first = { startDay: '2026-10-26', endDay: '2026-11-02' };
    expect(flightsOverlap(first, { startDay: '2026-11-02', endDay: '2026-11-09' })).to.equal(false);
    expect(flightsOverlap(first, { startDay: '2026-11-01', endDay: '2026-11-09' })).to.equal(true);
    expect(flightsOverlap({ startDay: '2026-10-28', endDay: '2026-10-29' }, first)).to.equal(true);
  });
});

describe('the pattern of a flight', () => {
  it('lays the money over the days exactly', () => {
    const cases: [FlightPattern, number, number, number[]][] = [
      [{ kind: 'even' }, 3, 10_000, [3_334, 3_333, 3_333]],
      [{ kind: 'front_loaded' }, 3, 600, [300, 200, 100]], // 6 : 4 : 2
      [{ kind: 'front_loaded', ratio: 2 }, 2, 300, [200, 100]], // 2 : 1
      [{ kind: 'front_loaded' }, 1, 77, [77]],
      [{ kind: 'burst', onDays: 2, offDays: 1 }, 6, 400, [100, 100, 0, 100, 100, 0]],
      [{ kind: 'to_end', growthBasisPoints: 10_000 }, 3, 700, [100, 200, 400]], // doubles each day
      [{ kind: 'to_end', growthBasisPoints: 0 }, 2, 10, [5, 5]],
      [{ kind: 'custom', by: 'day', weights: [1, 0, 3] }, 3, 400, [100, 0, 300]],
      // a week of 7 days and 2 days of the next, half each: 700 ÷ 7 and 700 ÷ 2
      [{ kind: 'custom', by: 'week', weights: [1, 1] }, 9, 1_400, [100, 100, 100, 100, 100, 100, 100, 350, 350]],
    ];
    for (const [pattern, count, budget, expected] of cases) {
      expect(cents(pattern, count, budget), JSON.stringify(pattern)).to.deep.equal(expected);
    }
  });

  it('gives whole even weeks the same cents: $20,000.00 over five weeks is $4,000.00 in each', () => {
    const days = cents({ kind: 'even' }, 35, 2_000_000);
    const weeks = [0, 1, 2, 3, 4].map((week) => days.slice(week * 7, week * 7 + 7).reduce((a, b) => a + b, 0));
    expect(weeks).to.deep.equal([400_000, 400_000, 400_000, 400_000, 400_000]);
    expect(days.slice(0, 7)).to.deep.equal([57_143, 57_143, 57_143, 57_143, 57_143, 57_143, 57_142]);
  });

  it('lays nothing when the dates are the wrong way round', () => {
    expect(cents({ kind: 'even' }, -2, 100)).to.deep.equal([]);
  });

  it('spends only on the weekdays that air, on all when none does', () => {
    expect(cents({ kind: 'even' }, 7, 200, [2, 4])).to.deep.equal([0, 100, 0, 100, 0, 0, 0]); // Tuesday, Thursday
    expect(cents({ kind: 'even' }, 2, 200, [7])).to.deep.equal([100, 100]);
    // one day on, six off falls on Monday, which does not air: the airing days share evenly
    expect(cents({ kind: 'burst', onDays: 1, offDays: 6 }, 7, 200, [2, 4])).to.deep.equal([0, 100, 0, 100, 0, 0, 0]);
  });

  it('reads a missing custom weight as zero and does not read one too many', () => {
    expect(cents({ kind: 'custom', by: 'day', weights: [1] }, 3, 100)).to.deep.equal([100, 0, 0]);
    expect(cents({ kind: 'custom', by: 'day', weights: [0, 1, 0, 9] }, 3, 100)).to.deep.equal([0, 100, 0]);
    expect(cents({ kind: 'custom', by: 'week', weights: [1] }, 8, 700).at(-1)).to.equal(0);
  });

  it('typed week amounts come out as typed', () => {
    const flight = {
      startDay: '2026-10-28', // a Wednesday: the first week has five days
      endDay: '2026-11-16',
      budgetCents: 1_000_001,
      pattern: { kind: 'custom', by: 'week', weights: [333_333, 1, 666_667] },
    } as const;
    const days = flightDayCents(flight);
    const sum = (from: string, to: string) =>
      days.filter(({ day }) => day >= from && day < to).reduce((total, day) => total + day.cents, 0);
    expect(sum('2026-10-28', '2026-11-02')).to.equal(333_333);
    expect(sum('2026-11-02', '2026-11-09')).to.equal(1);
    expect(sum('2026-11-09', '2026-11-16')).to.equal(666_667);
    expect(customWeightCount(flight, 'week')).to.equal(3);
    expect(customWeightCount(flight, 'day')).to.equal(19);
  });

  it('that cannot be meant is named', () => {
    const cases: [FlightPattern, string][] = [
      [{ kind: 'front_loaded', ratio: 0.5 }, 'ratio_below_one'],
      [{ kind: 'burst', onDays: 0, offDays: 3 }, 'burst_without_days'],
      [{ kind: 'burst', onDays: 1, offDays: 0.5 }, 'burst_without_days'],
      [{ kind: 'to_end', growthBasisPoints: -1 }, 'growth_negative'],
      [{ kind: 'custom', by: 'day', weights: [1, 2] }, 'weights_count'],
      [{ kind: 'custom', by: 'week', weights: [1, 1, 1, 1, -1] }, 'weight_negative'],
      [{ kind: 'custom', by: 'week', weights: [0, 0, 0, 0, 0] }, 'weights_all_zero'],
    ];
    for (const [pattern, code] of cases) {
      const issues = checkPattern(aFlight({ pattern }), 'lines.0.flights.0');
      expect(
        issues.map((issue) => issue.code),
        JSON.stringify(pattern),
      ).to.deep.equal([code]);
      expect(issues[0]?.path).to.equal('lines.0.flights.0.pattern');
    }
    const fine: FlightPattern[] = [
      { kind: 'even' },
      { kind: 'front_loaded', ratio: 1 },
      { kind: 'burst', onDays: 1, offDays: 0 },
      { kind: 'custom', by: 'week', weights: [0, 0, 1, 0, 0] },
    ];
    for (const pattern of fine) expect(checkPattern(aFlight({ pattern }), '')).to.deep.equal([]);
  });

  it('never loses a cent, never spends on a closed day, whatever the pattern', () => {
    const patterns = fc.oneof(
      fc.constant<FlightPattern>({ kind: 'even' }),
      fc.record({ kind: fc.constant('front_loaded' as const), ratio: fc.double({ min: 1, max: 50, noNaN: true }) }),
      fc.record({
        kind: fc.constant('burst' as const),
        onDays: fc.integer({ min: 1, max: 9 }),
        offDays: fc.integer({ min: 0, max: 9 }),
      }),
      fc.record({ kind: fc.constant('to_end' as const), growthBasisPoints: fc.integer({ min: 0, max: 10_000 }) }),
      fc.record({
        kind: fc.constant('custom' as const),
        by: fc.constantFrom('day' as const, 'week' as const),
        weights: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 70 }),
      }),
    );
    const weekdays = fc.option(fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }), { nil: undefined });
    fc.assert(
      fc.property(
        patterns,
        fc.integer({ min: 7, max: 400 }),
        fc.integer({ min: 0, max: 10 ** 9 }),
        weekdays,
        (pattern, count, budgetCents, open) => {
          const endDay = addDays('2026-01-05', count); // a Monday, so that every touched whole week has each weekday
          const days = flightDayCents({ startDay: '2026-01-05', endDay, budgetCents, pattern }, open);
          expect(days.length).to.equal(count);
          expect(days.reduce((total, day) => total + day.cents, 0)).to.equal(budgetCents);
          for (const { day, cents: dayCents } of days) {
            expect(dayCents).to.be.at.least(0);
            const inWholeWeek = daysBetween('2026-01-05', day) < Math.floor(count / 7) * 7;
            if (open && inWholeWeek && !open.includes(isoWeekday(day))) expect(dayCents, day).to.equal(0);
          }
        },
      ),
    );
  });
});
