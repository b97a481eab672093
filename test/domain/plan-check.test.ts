import { expect } from 'chai';
import { checkPlan } from '../../shared/domain/plan-check.ts';
import type { Line } from '../../shared/domain/plan.ts';
import { aCampaign, aFlight, aLine, aTvLine } from '../support/plans.ts';

const campaign = aCampaign();
const check = (...lines: Line[]) => checkPlan({ lines }, campaign);
const codes = (...lines: Line[]) => check(...lines).map(({ severity, code, path }) => `${severity} ${code} ${path}`);
/** A second line that fills the campaign up to its budget, so that totals say nothing. */
const rest = (cents: number) =>
  aLine({ id: 'lin_rest', flights: [aFlight({ id: 'flt_rest', budgetCents: 5_000_000 - cents })] });

describe('the checks of a plan', () => {
  it('say nothing about a plan that spends the budget to the cent', () => {
    expect(check(aLine())).to.deep.equal([]);
    expect(check(aTvLine(), rest(400_000))).to.deep.equal([]);
  });

  it('say how much it is over the budget', () => {
    expect(check(aLine({ flights: [aFlight({ budgetCents: 5_012_000 })] }))).to.deep.equal([
      {
        severity: 'error',
        code: 'over_budget',
        message: 'Flights add up to $50,120.00, which is $120.00 over the $50,000.00 budget.',
        path: 'lines',
      },
    ]);
  });

  it('say how much is still to allocate, as information', () => {
    const [issue, ...others] = check(aLine({ flights: [aFlight({ budgetCents: 4_900_000 })] }));
    expect(others).to.deep.equal([]);
    expect(issue).to.include({
      severity: 'info',
      code: 'under_allocated',
      message: 'Flights add up to $49,000.00; $1,000.00 of the $50,000.00 budget is still to allocate.',
    });
  });

  it('name an empty plan and an empty line', () => {
    expect(codes()).to.deep.equal(['error empty_plan lines']);
    expect(codes(aLine({ id: 'lin_0', flights: [] }), aLine())).to.deep.equal([
      'warning line_without_flights lines.0.flights',
    ]);
  });

  it('keep flights inside the campaign', () => {
    const early = aFlight({ startDay: '2026-10-25' });
    const late = aFlight({ endDay: '2026-12-01' });
    expect(codes(aLine({ flights: [early] }))).to.deep.equal([
      'error flight_outside_campaign lines.0.flights.0.startDay',
    ]);
    expect(codes(aLine({ flights: [late] }))).to.deep.equal(['error flight_outside_campaign lines.0.flights.0.endDay']);
    expect(check(aLine({ flights: [late] }))[0]?.message).to.equal(
      'The flight runs 2026-10-26 to 2026-12-01 (end excluded), the campaign 2026-10-26 to 2026-11-30: keep it inside.',
    );
  });

  it('want real days in order', () => {
    expect(codes(aLine({ flights: [aFlight({ startDay: '2026-02-29', endDay: 'soon' })] }))).to.deep.equal([
      'error not_a_day lines.0.flights.0.startDay',
      'error not_a_day lines.0.flights.0.endDay',
    ]);
    expect(codes(aLine({ flights: [aFlight({ startDay: '2026-11-01', endDay: '2026-11-01' })] }))).to.deep.equal([
      'error ends_before_start lines.0.flights.0.endDay',
    ]);
  });

  it('let flights of a line touch, not overlap; other lines and canceled flights do not count', () => {
    const first = aFlight({ id: 'a', endDay: '2026-11-09', budgetCents: 2_500_000 });
    const touching = aFlight({ id: 'b', startDay: '2026-11-09', budgetCents: 2_500_000 });
    const over = aFlight({ id: 'c', startDay: '2026-11-08', budgetCents: 2_500_000 });
    expect(codes(aLine({ flights: [first, touching] }))).to.deep.equal([]);
    expect(codes(aLine({ flights: [first, over] }))).to.deep.equal([
      'error flights_overlap lines.0.flights.1.startDay',
    ]);
    expect(codes(aLine({ flights: [first, { ...over, status: 'canceled' }, touching] }))).to.deep.equal([]);
    expect(codes(aLine({ id: 'x', flights: [first] }), aLine({ id: 'y', flights: [over] }))).to.deep.equal([]);
  });

  it('refuse negative and broken budgets and point at empty ones', () => {
    const full = aFlight({ id: 'z', startDay: '2026-11-09' });
    const withBudget = (budgetCents: number) =>
      codes(aLine({ flights: [aFlight({ endDay: '2026-11-09', budgetCents }), full] }));
    expect(withBudget(0)).to.deep.equal(['warning budget_zero lines.0.flights.0.budgetCents']);
    expect(withBudget(-100)).to.deep.equal([
      'info under_allocated lines',
      'error budget_negative lines.0.flights.0.budgetCents',
    ]);
  });

  it('hold a line to its minimum and maximum', () => {
    const line = aLine({ name: 'Search', minCents: 5_000_100 });
    expect(check(line)[0]?.message).to.equal('Search has $50,000.00, which is $1.00 below its minimum of $50,001.00.');
    expect(codes(aLine({ maxCents: 4_999_900 }))).to.deep.equal(['error above_line_maximum lines.0.maxCents']);
    expect(codes(aLine({ minCents: 5_000_000, maxCents: 5_000_000 }))).to.deep.equal([]);
  });

  it('know the dayparts of the market', () => {
    const brunch = aTvLine({ tv: { station: 'WPHL', daypart: 'brunch', ratingHundredths: 800, lengthSeconds: 30 } });
    const issues = check(brunch, rest(400_000));
    expect(issues.map(({ code }) => code)).to.deep.equal(['unknown_daypart']);
    expect(issues[0]?.message).to.contain('"brunch"').and.to.contain('early_morning, daytime');
    const own = [{ id: 'brunch', name: 'Brunch', startMinute: 600, endMinute: 780 }];
    expect(checkPlan({ lines: [brunch, rest(400_000)] }, campaign, own)).to.deep.equal([]);
  });

  it('want a TV line to say what it buys, and digital lines not to', () => {
    expect(codes(aTvLine({ tv: undefined }), rest(400_000))).to.deep.equal(['error tv_details_missing lines.0.tv']);
    expect(codes(aLine({ tv: aTvLine().tv }))).to.deep.equal(['error tv_details_unexpected lines.0.tv']);
    const odd = { station: 'WPHL', daypart: 'prime', ratingHundredths: 0, lengthSeconds: -30, weekdays: [0] };
    expect(codes(aTvLine({ tv: odd }), rest(400_000))).to.deep.equal([
      'error rating_not_positive lines.0.tv.ratingHundredths',
      'error length_not_positive lines.0.tv.lengthSeconds',
      'error weekdays_out_of_range lines.0.tv.weekdays',
      'error no_airing_day lines.0.flights.0',
    ]);
  });

  it('take the smallest rate, rating and length there are', () => {
    const smallest = aTvLine({
      rate: { kind: 'cpp', amountMicros: 1, basis: 'gross' },
      tv: { station: 'WPHL', daypart: 'prime', ratingHundredths: 1, lengthSeconds: 1, weekdays: [1, 7] },
    });
    expect(codes(smallest, rest(400_000))).to.deep.equal([]);
  });

  it('want a rate above zero and ids used once', () => {
    const free = { kind: 'cpm', amountMicros: 0, basis: 'gross' } as const;
    expect(codes(aLine({ rate: free }))).to.deep.equal(['error rate_not_positive lines.0.rate.amountMicros']);
    expect(codes(rest(2_500_000), rest(2_500_000))).to.deep.equal([
      'error duplicate_id lines.1.id',
      'error duplicate_id lines.1.flights.0.id',
    ]);
  });

  it('warn when a TV flight is not a whole number of spots, with both ways out', () => {
    const line = aTvLine({ flights: [aFlight({ id: 'flt_tv', budgetCents: 410_000 })] });
    const [issue, ...others] = check(line, rest(410_000));
    expect(others).to.deep.equal([]);
    expect(issue).to.deep.equal({
      severity: 'warning',
      code: 'not_whole_spots',
      message: '$4,100.00 buys 10 spots of $400.00 and leaves $100.00: make it $4,000.00 or $4,400.00.',
      path: 'lines.0.flights.0.budgetCents',
    });
    const tooSmall = aTvLine({ flights: [aFlight({ id: 'flt_tv', budgetCents: 30_000 })] });
    expect(check(tooSmall, rest(30_000))[0]?.message).to.equal(
      '$300.00 buys 0 spots of $400.00 and leaves $300.00: make it $400.00.',
    );
  });

  it('warn nobody about weekdays that fall in the flight, and name a flight without any', () => {
    const weekend = { station: 'WPHL', daypart: 'prime', ratingHundredths: 800, lengthSeconds: 30, weekdays: [6, 7] };
    const flight = aFlight({ id: 'flt_tv', budgetCents: 400_000, startDay: '2026-10-26', endDay: '2026-10-31' });
    expect(codes(aTvLine({ tv: weekend, flights: [flight] }), rest(400_000))).to.deep.equal([
      'error no_airing_day lines.0.flights.0',
    ]);
    const longer = { ...flight, endDay: '2026-11-01' }; // now with Saturday the 31st
    expect(codes(aTvLine({ tv: weekend, flights: [longer] }), rest(400_000))).to.deep.equal([]);
  });

  it('come all at once', () => {
    const line = aLine({
      rate: { kind: 'cpm', amountMicros: -1, basis: 'net' },
      maxCents: 1,
      flights: [
        aFlight({ budgetCents: 6_000_000, startDay: '2026-10-01', pattern: { kind: 'burst', onDays: 0, offDays: 1 } }),
      ],
    });
    expect(codes(line)).to.deep.equal([
      'error over_budget lines',
      'error rate_not_positive lines.0.rate.amountMicros',
      'error above_line_maximum lines.0.maxCents',
      'error flight_outside_campaign lines.0.flights.0.startDay',
      'error burst_without_days lines.0.flights.0.pattern',
    ]);
  });
});
