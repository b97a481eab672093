import { expect } from 'chai';
import fc from 'fast-check';
import { addDays, eachDay } from '../../../shared/domain/calendar/day.ts';
import { flightDayCents } from '../../../shared/domain/flight-pattern.ts';
import {
  ALERT_CAUSES,
  costJumpSignal,
  deadlineSignal,
  decideAlerts,
  overCertainty,
  projectionSignals,
  quietDays,
  stalledSignal,
  type AlertCause,
} from '../../../shared/domain/pacing/alerts.ts';
import { paceFlight, type FlightPacing } from '../../../shared/domain/pacing/flight-pacing.ts';
import { planCurve } from '../../../shared/domain/plan-curve.ts';

const curve = planCurve({
  days: flightDayCents({
    startDay: '2026-11-02',
    endDay: '2026-12-02',
    budgetCents: 1_200_000,
    pattern: { kind: 'even' },
  }),
  zone: 'America/New_York',
  dayKind: 'calendar',
});

/** `days` whole days reported at `dailyCents` each, of $400.00 planned a day for 30 days. */
function after(days: number, dailyCents: number, hardStop = false): FlightPacing {
  const deliveredByDay = new Map(eachDay('2026-11-02', addDays('2026-11-02', days)).map((day) => [day, dailyCents]));
  const asOf = curve.days[days]?.startsAt ?? curve.days.at(-1)?.endsAt ?? 0;
  return paceFlight({ status: 'active', curve, hardStop, deliveredByDay, dataThrough: asOf, asOf });
}
const levels = (pacing: FlightPacing) =>
  Object.fromEntries(projectionSignals(pacing, 30).map(({ cause, level }) => [cause, level]));

describe('pacing alerts', () => {
  it('look at where the flight will end, both ways', () => {
    expect(levels(after(10, 31_000))).to.deep.equal({ projected_under: 'raise', projected_over: 'clear' });
    expect(levels(after(10, 40_000))).to.include({ projected_under: 'clear' });
    expect(levels(after(10, 52_000))).to.deep.equal({ projected_under: 'clear', projected_over: 'raise' });
  });

  it('speak of a flight exactly on plan without a hard stop as of something possible, not likely', () => {
    const certainty = (dailyCents: number) => {
      const flight = after(10, dailyCents) as Extract<FlightPacing, { kind: 'measured' }>;
      const { chance, certainty } = overCertainty(flight.projection, flight.budgetCents);
      return [Math.round(chance * 100), certainty];
    };
    expect(levels(after(10, 40_000))).to.include({ projected_over: 'raise' }); // the rule as it is written: 50 % > 20 %
    expect(certainty(40_000)).to.deep.equal([50, 'possible']); // $400 of $400 a day
    expect(certainty(41_000)[1]).to.equal('possible'); // 2.5 % ahead of plan
    expect(certainty(46_000)[1]).to.equal('likely'); // 15 % ahead of plan
    expect(certainty(31_000)[0]).to.be.lessThan(20);
  });

  it('never expect more than the budget where the platform stops by itself', () => {
    expect(levels(after(10, 52_000, true))).to.deep.equal({ projected_under: 'clear', projected_over: 'clear' });
  });

  it('keep quiet for three days, or a tenth of a short flight', () => {
    expect(quietDays(30)).to.equal(3);
    expect(quietDays(35)).to.equal(3);
    expect(quietDays(10)).to.equal(1);
    expect(levels(after(2, 1_000))).to.deep.equal({ projected_under: 'hold', projected_over: 'hold' });
    expect(levels(after(3, 1_000))).to.include({ projected_under: 'raise' });
  });

  it('hold while nothing is known, clear when there is nothing to pace', () => {
    const base = { curve, hardStop: false, deliveredByDay: new Map<string, number>(), dataThrough: null };
    const asOf = curve.days[10]?.startsAt ?? 0;
    expect(levels(paceFlight({ ...base, status: 'active', asOf }))).to.deep.equal({
      projected_under: 'hold',
      projected_over: 'hold',
    });
    expect(levels(paceFlight({ ...base, status: 'paused', asOf }))).to.include({ projected_under: 'clear' });
    expect(levels(after(30, 31_000))).to.deep.equal({ projected_under: 'clear', projected_over: 'clear' });
  });

  it('need three points to clear again', () => {
    const chance = { ...after(10, 40_000) } as Extract<FlightPacing, { kind: 'measured' }>;
    // A projection whose chance of ending under 95 % of $12,000 is exactly p: a center that many spreads from it.
    const withChance = (underByT: number): FlightPacing => ({
      ...chance,
      projection: { ...chance.projection, center: 1_140_000 - underByT * 10_000, spread: 10_000, degrees: 1_000_000 },
    });
    expect(levels(withChance(0.85))['projected_under']).to.equal('raise'); // Φ(0.85) = 80.2 %
    expect(levels(withChance(0.8))['projected_under']).to.equal('hold'); // Φ(0.80) = 78.8 %
    expect(levels(withChance(0.73))['projected_under']).to.equal('clear'); // Φ(0.73) = 76.7 %
  });

  it('expect to go over from a chance of a fifth, with the same three points', () => {
    const flight = { ...after(10, 40_000) } as Extract<FlightPacing, { kind: 'measured' }>;
    const overBy = (spreads: number): FlightPacing => ({
      ...flight,
      projection: { ...flight.projection, center: 1_200_000 + spreads * 1_000, spread: 1_000, degrees: 1_000_000 },
    });
    expect(levels(overBy(-0.83))['projected_over']).to.equal('raise'); // Φ(−0.83) = 20.3 %
    expect(levels(overBy(-0.86))['projected_over']).to.equal('hold'); // Φ(−0.86) = 19.5 %
    expect(levels(overBy(-0.97))['projected_over']).to.equal('clear'); // Φ(−0.97) = 16.6 %
  });

  it('open once a cause and close when it clears', () => {
    const open = new Set<AlertCause>(['stalled']);
    expect(decideAlerts(open, [{ cause: 'stalled', level: 'raise' }])).to.deep.equal({ opened: [], closed: [] });
    expect(decideAlerts(open, [{ cause: 'stalled', level: 'hold' }])).to.deep.equal({ opened: [], closed: [] });
    expect(decideAlerts(open, [{ cause: 'stalled', level: 'clear' }])).to.deep.equal({
      opened: [],
      closed: ['stalled'],
    });
    expect(decideAlerts(open, [{ cause: 'cost_jump', level: 'raise' }])).to.deep.equal({
      opened: ['cost_jump'],
      closed: [],
    });
    expect(decideAlerts(new Set(), [{ cause: 'stalled', level: 'clear' }])).to.deep.equal({ opened: [], closed: [] });
  });

  it('say the same again without news: deciding twice changes nothing', () => {
    const signals = fc.array(
      fc.record({
        cause: fc.constantFrom(...ALERT_CAUSES),
        level: fc.constantFrom('raise' as const, 'hold' as const, 'clear' as const),
      }),
    );
    fc.assert(
      fc.property(fc.subarray([...ALERT_CAUSES]), signals, (initial, looked) => {
        const open = new Set<AlertCause>(initial);
        const first = decideAlerts(open, looked);
        const then = new Set([...open, ...first.opened].filter((cause) => !first.closed.includes(cause)));
        expect(decideAlerts(then, looked)).to.deep.equal({ opened: [], closed: [] });
      }),
    );
  });
});

describe('other alerts', () => {
  it('stalled: nothing in two intervals that the plan wanted', () => {
    const level = (...pairs: [number, number][]) =>
      stalledSignal(pairs.map(([planned, delivered]) => ({ planned, delivered }))).level;
    expect(level([10, 5], [10, 0], [10, 0])).to.equal('raise');
    expect(level([10, 0], [10, 1])).to.equal('clear');
    expect(level([10, 0], [0, 0])).to.equal('hold'); // the plan wanted nothing in the last
    expect(level([10, 0])).to.equal('hold');
  });

  it('cost jump: more than three robust sigmas from the median', () => {
    const history = [20, 21, 19, 20, 20]; // median 20, MAD 0: one of 1 % = 0.2, so three are 0.6
    expect(costJumpSignal(history, 30).level).to.equal('raise');
    expect(costJumpSignal(history, 20.5).level).to.equal('clear');
    const spread = [18, 19, 20, 21, 22]; // median 20, MAD 1, sigma 1.4826: three are 4.4478
    expect(costJumpSignal(spread, 24.4).level).to.equal('clear');
    expect(costJumpSignal(spread, 24.5).level).to.equal('raise');
    expect(costJumpSignal(spread, 15.5).level).to.equal('raise'); // a sudden bargain is looked at too
    expect(costJumpSignal([18, 19, 21, 22, 20, 20], 24.4).level).to.equal('clear'); // even count: median of 20 and 20
    expect(costJumpSignal([20, 20, 20, 20], 99).level).to.equal('hold');
  });

  it('a deadline is near from its lead until it has passed', () => {
    const level = (now: number) => deadlineSignal({ cause: 'deadline_near', dueAt: 1_000, now, leadMs: 100 }).level;
    expect([899, 900, 999, 1_000].map(level)).to.deep.equal(['clear', 'raise', 'raise', 'clear']);
  });
});
