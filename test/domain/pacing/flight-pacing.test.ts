import { expect } from 'chai';
import fc from 'fast-check';
import { addDays, eachDay } from '../../../shared/domain/calendar/day.ts';
import { flightDayCents } from '../../../shared/domain/flight-pattern.ts';
import { paceFlight, type FlightPacing, type FlightPacingInput } from '../../../shared/domain/pacing/flight-pacing.ts';
import { paceGroup } from '../../../shared/domain/pacing/group-pacing.ts';
import { planCurve } from '../../../shared/domain/plan-curve.ts';

const zone = 'America/New_York';
const curveOf = (startDay: string, count: number, budgetCents: number) =>
  planCurve({
    days: flightDayCents({ startDay, endDay: addDays(startDay, count), budgetCents, pattern: { kind: 'even' } }),
    zone,
    dayKind: 'calendar',
  });
const delivered = (startDay: string, cents: readonly number[]) =>
  new Map(eachDay(startDay, addDays(startDay, cents.length)).map((day, index) => [day, cents[index] ?? 0]));

/** $12,000 over 30 even days from 2026-10-19, through the week clocks go back; $310 on each of ten days. */
const input = (fields: Partial<FlightPacingInput> = {}): FlightPacingInput => ({
  status: 'active',
  curve: curveOf('2026-10-19', 30, 1_200_000),
  hardStop: true,
  deliveredByDay: delivered(
    '2026-10-19',
    Array.from({ length: 10 }, () => 31_000),
  ),
  dataThrough: Date.parse('2026-10-29T04:00:00Z'), // midnight after ten days
  asOf: Date.parse('2026-10-29T15:00:00Z'),
  ...fields,
});
const nothing = { deliveredByDay: new Map<string, number>(), dataThrough: null };
const measured = (pacing: FlightPacing) => {
  if (pacing.kind !== 'measured') throw new Error(`expected a measured flight, got ${pacing.kind}`);
  return pacing;
};

describe('the pacing of a flight', () => {
  it('is measured at the last reported moment, not at the moment asked', () => {
    const pacing = measured(paceFlight(input()));
    expect(pacing).to.include({
      status: 'under',
      budgetCents: 1_200_000,
      plannedToDateCents: 400_000,
      deliveredCents: 310_000,
    });
    expect(pacing.measure).to.include({ pace: 0.775, daysBehind: 2.25, daysLeft: 20, neededPerDayCents: 44_500 });
    expect(pacing.projection.valueCents).to.be.within(310_000, 1_200_000);
  });

  it('counts the extra hour of the day clocks go back', () => {
    const oneDay = input({
      curve: curveOf('2026-11-01', 1, 2_500),
      deliveredByDay: new Map([['2026-11-01', 300]]),
      dataThrough: Date.parse('2026-11-01T07:00:00Z'), // 02:00 EST: three of 25 hours
      asOf: Date.parse('2026-11-01T12:00:00Z'),
    });
    expect(measured(paceFlight(oneDay)).measure).to.include({ pace: 1, varianceCents: 0 });
  });

  it('does not look past the moment asked', () => {
    const asOf = Date.parse('2026-10-24T04:00:00Z'); // five days in
    const deliveredByDay = delivered('2026-10-19', [31_000, 31_000, 31_000, 31_000, 31_000]);
    expect(measured(paceFlight(input({ asOf, deliveredByDay }))).plannedToDateCents).to.equal(200_000);
  });

  it('is not applicable before it starts, while paused, canceled or without a plan', () => {
    const before = Date.parse('2026-10-01T12:00:00Z');
    const cases: [Partial<FlightPacingInput>, string][] = [
      [{ asOf: before }, 'not_started'],
      [{ status: 'pending_start', ...nothing }, 'not_started'],
      [{ status: 'draft', ...nothing }, 'not_started'],
      [{ status: 'pending_creatives', deliveredByDay: delivered('2026-10-19', [0]) }, 'not_started'],
      [{ status: 'paused' }, 'paused'],
      [{ status: 'canceled' }, 'canceled'],
      [{ curve: curveOf('2026-10-19', 30, 0) }, 'no_plan'],
    ];
    for (const [fields, status] of cases) {
      expect(paceFlight(input(fields)), status).to.include({ kind: 'not_applicable', status });
    }
    expect(paceFlight(input({ status: 'paused' })).projection?.valueCents).to.equal(310_000); // what it has
    expect(paceFlight(input({ status: 'draft', deliveredByDay: new Map(), dataThrough: null })).projection).to.include({
      valueCents: 1_200_000, // the plan
      highCents: 1_200_000, // the platform stops there
    });
    expect(paceFlight(input({ curve: curveOf('2026-10-19', 30, 0) })).projection).to.equal(null);
  });

  it('is judged by facts: one that waits for creatives and delivers all the same is measured, and marked', () => {
    for (const status of ['draft', 'pending_creatives', 'pending_start'] as const) {
      const pacing = measured(paceFlight(input({ status })));
      expect(pacing, status).to.include({ status: 'under', deliveredCents: 310_000, isEarly: true });
      expect(pacing.measure, status).to.include({ pace: 0.775, neededPerDayCents: 44_500 });
    }
    // Delivered a week before the first day: nothing was planned yet, so it is over.
    const [asOf, dataThrough] = [Date.parse('2026-10-12T16:00:00Z'), Date.parse('2026-10-12T04:00:00Z')];
    const early = input({ asOf, dataThrough, deliveredByDay: new Map([['2026-10-11', 500]]) });
    expect(measured(paceFlight(early))).to.include({ status: 'over', isEarly: true, plannedToDateCents: 0 });
    expect(measured(paceFlight(input()))).to.include({ isEarly: false });
  });

  it('is unknown, never zero, when nothing was reported; reported zero is zero', () => {
    const silent = paceFlight(input({ deliveredByDay: new Map(), dataThrough: null }));
    expect(silent).to.include({ kind: 'unknown', deliveredCents: null, plannedToDateCents: 418_333 });
    // 418_333: ten days of $400.00 and 11 of 24 hours of the eleventh
    const zero = paceFlight(input({ deliveredByDay: delivered('2026-10-19', [0]) }));
    expect(zero).to.include({ kind: 'measured', status: 'under', deliveredCents: 0 });
  });

  it('projects the worked case from its days, and caps it only where the platform stops', () => {
    const dollars = [310, 295, 330, 280, 305, 340, 300, 315, 290, 335];
    const deliveredByDay = delivered(
      '2026-10-19',
      dollars.map((amount) => amount * 100),
    );
    const projected = (hardStop: boolean) => measured(paceFlight(input({ deliveredByDay, hardStop }))).projection;
    expect(projected(true)).to.include({ valueCents: 987_382, capCents: 1_200_000, degrees: 13 });
    expect(projected(false)).to.include({ valueCents: 987_382, capCents: null });
    const unstarted = paceFlight(
      input({ status: 'draft', hardStop: false, deliveredByDay: new Map(), dataThrough: null }),
    );
    expect(unstarted.projection).to.include({ valueCents: 1_200_000, floorCents: 0, capCents: null, degrees: 3 });
  });

  it('projects the rest of the running day as plan still to come', () => {
    const noon = Date.parse('2026-10-29T16:00:00Z'); // 10.5 of 30 days: $400 a day
    const deliveredByDay = delivered('2026-10-19', [...Array.from({ length: 10 }, () => 40_000), 20_000]);
    const onPlan = measured(paceFlight(input({ hardStop: false, dataThrough: noon, asOf: noon, deliveredByDay })));
    expect(onPlan.measure).to.include({ pace: 1, daysBehind: 0, daysLeft: 19.5 });
    expect(onPlan.projection.valueCents).to.equal(1_200_000); // 420,000 + 1 × 780,000
    const zeroes = Array.from({ length: 10 }, () => 0);
    const idle = measured(
      paceFlight(
        input({ hardStop: false, dataThrough: noon, asOf: noon, deliveredByDay: delivered('2026-10-19', zeroes) }),
      ),
    );
    const weights = zeroes.reduce((sum, _, age) => sum + 0.5 ** (age / 7), 0);
    expect(idle.projection.valueCents).to.equal(Math.round((3 / (3 + weights)) * 780_000)); // the prior alone
  });

  it('keeps its band and a settled projection after its end', () => {
    const all = delivered(
      '2026-10-19',
      Array.from({ length: 30 }, () => 40_000),
    );
    const end = Date.parse('2026-11-18T05:00:00Z');
    const done = measured(paceFlight(input({ status: 'completed', deliveredByDay: all, dataThrough: end, asOf: end })));
    expect(done.status).to.equal('on');
    expect(done.measure).to.include({ pace: 1, daysLeft: 0, neededPerDayCents: null });
    expect(done.projection).to.include({ lowCents: 1_200_000, valueCents: 1_200_000, highCents: 1_200_000 });
  });

  it('is under below 90 %, over above 110 %, on between, both ends included', () => {
    const withSpend = (cents: number) => paceFlight(input({ deliveredByDay: new Map([['2026-10-19', cents]]) })).status;
    const cases: [number, string][] = [
      [359_999, 'under'],
      [360_000, 'on'], // 90 % of 400,000
      [440_000, 'on'],
      [440_001, 'over'],
    ];
    for (const [cents, status] of cases) expect(withSpend(cents), String(cents)).to.equal(status);
    const bands = { underBelow: 0.7, overAbove: 1.3 };
    expect(paceFlight(input({ bands })).status).to.equal('on');
  });

  it('at the very start has no pace: spending then is over, not spending is on plan', () => {
    const start = Date.parse('2026-10-19T04:00:00Z');
    const atStart = (cents: number) =>
      measured(
        paceFlight(input({ asOf: start, dataThrough: start, deliveredByDay: new Map([['2026-10-19', cents]]) })),
      );
    expect(atStart(0).measure.pace).to.equal(null);
    expect([atStart(0).status, atStart(1).status]).to.deep.equal(['on', 'over']);
  });
});

describe('the pacing of a group', () => {
  it('adds its measured flights and says how many are unknown', () => {
    const [known, silent, later] = [
      paceFlight(input()),
      paceFlight(input({ deliveredByDay: new Map(), dataThrough: null })),
      paceFlight(input({ status: 'pending_start', deliveredByDay: new Map(), dataThrough: null })),
    ];
    const group = paceGroup([known, silent, later]);
    expect(group).to.include({
      status: 'under',
      budgetCents: 3_600_000,
      plannedToDateCents: 400_000,
      deliveredCents: 310_000,
      pace: 0.775,
      varianceCents: -90_000,
      daysBehind: 2.25,
      measuredFlights: 1,
      unknownFlights: 1,
    });
    expect(group.projection?.valueCents).to.equal((known.projection?.valueCents ?? 0) + 2_400_000);
  });

  it('of one flight is that flight: as many days behind, as much needed a day and against the plan', () => {
    const known = paceFlight(input());
    expect(paceGroup([known])).to.include({ daysBehind: 2.25, neededPerDayCents: 44_500, neededRatio: 1.1125 });
    const silent = paceFlight(input(nothing));
    expect(paceGroup([known, silent])).to.include({ daysBehind: 2.25, neededPerDayCents: 44_500, neededRatio: 1.1125 });
  });

  it('needs what is left over the days on which one of its flights airs, also between two of them', () => {
    // $10 over ten days, $8 spent, over; then a hiatus of ten days; then $30 over ten days from 2026-11-08.
    const asOf = Date.parse('2026-11-02T17:00:00Z');
    const first = paceFlight({
      ...{ status: 'completed', curve: curveOf('2026-10-19', 10, 1_000), hardStop: false, asOf },
      deliveredByDay: delivered('2026-10-19', [800]),
      dataThrough: Date.parse('2026-10-29T04:00:00Z'),
    });
    const second = paceFlight({
      ...{ status: 'pending_start', curve: curveOf('2026-11-08', 10, 3_000), hardStop: false, asOf, ...nothing },
    });
    // 3,000 ÷ 10 days; the 200 that the first did not spend is gone with it.
    expect(paceGroup([first, second])).to.include({ neededPerDayCents: 300, neededRatio: 1, daysBehind: 2 });
    expect(paceGroup([first])).to.include({ neededPerDayCents: null, neededRatio: null });
    // Two flights of the same twenty days left: $89.00 and $20.00 left, over twenty days and not forty.
    const half = input({
      ...{ curve: curveOf('2026-10-19', 30, 300_000), deliveredByDay: delivered('2026-10-19', [100_000]) },
    });
    expect(paceGroup([paceFlight(input()), paceFlight(half)])).to.include({ neededPerDayCents: 54_500 });
  });

  it('stands on the summed curve: behind by days as one flight of both would be', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 2, maxLength: 5 }), (spends) => {
        const flights = spends.map((cents) => paceFlight(input({ deliveredByDay: delivered('2026-10-19', [cents]) })));
        const whole = input({
          curve: curveOf('2026-10-19', 30, 1_200_000 * spends.length),
          deliveredByDay: delivered('2026-10-19', [spends.reduce((sum, cents) => sum + cents, 0)]),
        });
        expect(paceGroup(flights).daysBehind).to.be.closeTo(measured(paceFlight(whole)).measure.daysBehind, 1e-9);
      }),
    );
  });

  it('is unknown when nothing is measured and something should be, else says why not', () => {
    const unknown = paceFlight(input({ deliveredByDay: new Map(), dataThrough: null }));
    const paused = paceFlight(input({ status: 'paused' }));
    const draft = paceFlight(input({ status: 'draft', ...nothing }));
    expect(paceGroup([unknown, paused]).status).to.equal('unknown');
    expect(paceGroup([paused, draft]).status).to.equal('not_started');
    expect(paceGroup([paused])).to.include({
      status: 'paused',
      pace: null,
      varianceCents: null,
      deliveredCents: 310_000,
    });
    expect(paceGroup([])).to.include({ status: 'no_plan', deliveredCents: null, projection: null });
  });

  it('has no pace at the very start, and is over when one of its flights is', () => {
    const start = Date.parse('2026-10-19T04:00:00Z');
    const atStart = (cents: number) =>
      paceFlight(input({ asOf: start, dataThrough: start, deliveredByDay: new Map([['2026-10-19', cents]]) }));
    expect(paceGroup([atStart(0), atStart(0)])).to.include({ status: 'on', pace: null });
    expect(paceGroup([atStart(0), atStart(5)])).to.include({ status: 'over', pace: null });
  });

  it('has the bands of a flight', () => {
    const withSpend = (cents: number) => paceFlight(input({ deliveredByDay: new Map([['2026-10-19', cents]]) }));
    const statuses = [359_999, 360_000, 440_000, 440_001].map((cents) => paceGroup([withSpend(cents)]).status);
    expect(statuses).to.deep.equal(['under', 'on', 'on', 'over']);
    expect(paceGroup([withSpend(359_999)], { underBelow: 0.5, overAbove: 1.5 }).status).to.equal('on');
  });

  it('is as far as its slowest source', () => {
    const early = Date.parse('2026-10-28T04:00:00Z');
    const group = paceGroup([paceFlight(input()), paceFlight(input({ dataThrough: early }))]);
    expect(group.dataThrough).to.equal(early);
  });

  it('Σ flights = group for budget, plan and delivery', () => {
    const flights = fc.array(
      fc.record({
        budgetCents: fc.integer({ min: 1, max: 10 ** 8 }),
        days: fc.array(fc.integer({ min: -500, max: 100_000 }), { minLength: 1, maxLength: 20 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(flights, (drawn) => {
        const paced = drawn.map(({ budgetCents, days }) =>
          measured(
            paceFlight(
              input({ curve: curveOf('2026-10-19', 30, budgetCents), deliveredByDay: delivered('2026-10-19', days) }),
            ),
          ),
        );
        const group = paceGroup(paced);
        const sum = (of: (flight: (typeof paced)[number]) => number) =>
          paced.reduce((total, flight) => total + of(flight), 0);
        expect(group.budgetCents).to.equal(sum((flight) => flight.budgetCents));
        expect(group.plannedToDateCents).to.equal(sum((flight) => flight.plannedToDateCents));
        expect(group.deliveredCents).to.equal(sum((flight) => flight.deliveredCents));
        expect(group.varianceCents).to.equal(sum((flight) => flight.measure.varianceCents));
        const { lowCents = 0, valueCents = 0, highCents = 0 } = group.projection ?? {};
        expect(valueCents).to.be.within(lowCents, highCents);
      }),
    );
  });
});
