import { expect } from 'chai';
import fc from 'fast-check';
import type { Curve } from '../../../shared/domain/allocation/curves/curve.ts';
import { responseAt } from '../../../shared/domain/allocation/curves/response.ts';
import { bestFlightWeeks, type FlightWeeksInput } from '../../../shared/domain/allocation/planning/flight-weeks.ts';
import { usualCarryOver } from '../../../shared/domain/allocation/planning/usual-carry-over.ts';
import { addDays, mondayOf } from '../../../shared/domain/calendar/day.ts';
import { checkPattern, flightDayCents, type FlightSpan } from '../../../shared/domain/flight-pattern.ts';
import { CHANNELS } from '../../../shared/domain/plan.ts';

const curve: Curve = { kind: 'michaelis_menten', maxResponse: 1_000, halfSaturationCents: 1_000_000 };
const flightOf = (startDay: string, endDay: string, budgetCents: number): FlightSpan => ({
  ...{ startDay, endDay, budgetCents },
  pattern: { kind: 'even' },
});
/** Wednesday October 28 to Tuesday November 24, 2026: five days, three weeks, two days. */
const flight = flightOf('2026-10-28', '2026-11-25', 1_000_000);
const input: FlightWeeksInput = {
  ...{ flight, planned: flight, others: [], curve, carryOver: 0.5 },
  today: '2026-10-20',
};
const best = (change: Partial<FlightWeeksInput> = {}) => {
  const found = bestFlightWeeks({ ...input, ...change });
  if (found.kind === 'refused') throw new Error(found.reason);
  return found;
};
const centsOf = (weeks: readonly Readonly<{ cents: number }>[]) => weeks.map(({ cents }) => cents);
/** A flight's cents by Monday-to-Sunday week as the flowchart would show them. */
const byWeek = (span: FlightSpan, weekdays?: readonly number[]) => {
  const sums = new Map<string, number>();
  for (const { day, cents } of flightDayCents(span, weekdays))
    sums.set(mondayOf(day), (sums.get(mondayOf(day)) ?? 0) + cents);
  return [...sums.values()];
};

describe('best weeks of a flight with carry-over', () => {
  it('without carry-over are the even ones, partial weeks by their days', () => {
    const found = best({ carryOver: 0 });
    // 28 days of $10,000.00: 5, 7, 7, 7 and 2 of them; the odd cent to the largest remainder.
    expect(centsOf(found.weeks)).to.deep.equal([178_571, 250_000, 250_000, 250_000, 71_429]);
    expect(found.weeks.map(({ evenCents }) => evenCents)).to.deep.equal(centsOf(found.weeks));
    // The whole line's curve at its whole money: 1,000·10,000/(10,000 + 10,000).
    expect(found.response).to.be.closeTo(500, 1e-6);
    expect(found.gain).to.be.at.most(1e-9);
  });

  it('say which days each week has', () => {
    const days = best().weeks.map(({ startDay, endDay }) => `${startDay} ${endDay}`);
    expect(days).to.deep.equal([
      '2026-10-28 2026-11-02',
      '2026-11-02 2026-11-09',
      '2026-11-09 2026-11-16',
      '2026-11-16 2026-11-23',
      '2026-11-23 2026-11-25',
    ]);
  });

  it('pay for the level first and stop in time: what lingers after the flight is worth nothing', () => {
    const { weeks, gain, gap } = best();
    const cents = centsOf(weeks);
    expect(cents[0]! / 5).to.be.above(cents[1]! / 7);
    expect(cents[4]! / 2).to.be.below(cents[2]! / 7);
    expect(gain).to.be.within(0.005, 0.2);
    expect(gap).to.be.at.most(1e-10);
  });

  it('add no effect, they only time it: at a steady pressure the line brings what its curve says', () => {
    // A long flight of 40 weeks: the few weeks of building up hardly count.
    const long = flightOf('2026-01-05', '2026-10-12', 1_000_000);
    const found = best({ flight: long, planned: long, today: '2026-01-01' });
    expect(found.evenResponse).to.be.within(0.97 * responseAt(curve, 1_000_000), responseAt(curve, 1_000_000));
  });

  it('keep the money of weeks that have begun, and count what they still do', () => {
    const planned: FlightSpan = { ...flight, pattern: { kind: 'custom', by: 'week', weights: [6, 1, 1, 1, 1] } };
    const { weeks } = best({ planned, flight: planned, today: '2026-11-02' });
    // $10,000 by tenths: $6,000 and $1,000 stay, $3,000 are split anew.
    expect(weeks.map(({ isKept }) => isKept)).to.deep.equal([true, true, false, false, false]);
    expect(centsOf(weeks).slice(0, 2)).to.deep.equal([600_000, 100_000]);
    const bare: FlightSpan = {
      ...planned,
      budgetCents: 300_000,
      pattern: { kind: 'custom', by: 'week', weights: [0, 0, 1, 1, 1] },
    };
    const fresh = best({ planned: bare, flight: bare, today: '2026-11-02' });
    // The pressure of $7,000 lasts into November, so less is bought in the first week to come than if nothing had run.
    expect(weeks[2]!.cents).to.be.below(fresh.weeks[2]!.cents);
  });

  it('leave no day of a week that has begun with other money', () => {
    const planned: FlightSpan = { ...flight, pattern: { kind: 'front_loaded', ratio: 3 } };
    const found = best({ planned, flight: planned, today: '2026-11-05' });
    const days = flightDayCents({ ...planned, pattern: found.pattern });
    expect(days.slice(0, 12)).to.deep.equal(flightDayCents(planned).slice(0, 12));
    expect(byWeek({ ...planned, pattern: found.pattern })).to.deep.equal(centsOf(found.weeks));
  });

  it('feel the line’s flight before, and share the curve with it by days', () => {
    const before = flightOf('2026-10-12', '2026-10-26', 900_000);
    const after = best({ others: [before] });
    expect(after.weeks[0]!.cents).to.be.below(best().weeks[0]!.cents);
  });

  it('give nothing to days on which the line may not air', () => {
    // Saturdays and Sundays only: the last two days are a Monday and a Tuesday.
    const weekdays = [6, 7];
    const found = best({ weekdays, carryOver: 0 });
    expect(centsOf(found.weeks)).to.deep.equal([250_000, 250_000, 250_000, 250_000, 0]);
    expect(byWeek({ ...flight, pattern: found.pattern }, weekdays)).to.deep.equal(centsOf(found.weeks));
  });

  const refusals: readonly (readonly [string, Partial<FlightWeeksInput>, string])[] = [
    ['no money', { flight: { ...flight, budgetCents: 0 } }, 'no_money'],
    ['an S-curve', { curve: { kind: 'hill', maxResponse: 1, halfSaturationCents: 1, slope: 1.2 } }, 's_shaped'],
    ['a flight whose last week has begun', { today: '2026-11-23' }, 'all_begun'],
    [
      'less money than the weeks that began hold',
      { flight: { ...flight, budgetCents: 178_571 }, today: '2026-10-28' },
      'nothing_left',
    ],
  ];
  for (const [name, change, code] of refusals)
    it(`are refused for ${name}`, () =>
      expect(bestFlightWeeks({ ...input, ...change })).to.include({ kind: 'refused', code }));

  it('are in the plan exactly what was proposed, whatever the days', () => {
    const any = fc.record({
      first: fc.nat(30),
      days: fc.integer({ min: 1, max: 45 }),
      budgetCents: fc.integer({ min: 1, max: 3_000_000 }),
      percent: fc.constantFrom(0, 1, 30, 55, 95),
      today: fc.integer({ min: -5, max: 50 }),
      weekdays: fc.constantFrom<readonly number[] | undefined>(undefined, [1, 2, 3, 4, 5], [6], [2, 7]),
      pattern: fc.constantFrom<FlightSpan['pattern']>(
        { kind: 'even' },
        { kind: 'front_loaded' },
        { kind: 'burst', onDays: 7, offDays: 7 },
        { kind: 'to_end', growthBasisPoints: 300 },
      ),
      grows: fc.nat(500_000),
    });
    fc.assert(
      fc.property(any, ({ first, days, budgetCents, percent, today, weekdays, pattern, grows }) => {
        const startDay = addDays('2026-10-12', first);
        const planned = { startDay, endDay: addDays(startDay, days), budgetCents, pattern };
        const wanted = { ...planned, budgetCents: budgetCents + grows };
        const found = bestFlightWeeks({
          ...{ flight: wanted, planned, others: [], curve, weekdays, carryOver: percent / 100 },
          today: addDays('2026-10-12', today),
        });
        if (found.kind === 'refused') return;
        const made = { ...wanted, pattern: found.pattern };
        expect(checkPattern(made, 'flight')).to.deep.equal([]);
        expect(byWeek(made, weekdays)).to.deep.equal(centsOf(found.weeks));
        expect(found.response).to.be.at.least(found.evenResponse * (1 - 1e-9));
        const kept = found.weeks.filter(({ isKept }) => isKept);
        const inKept = ({ day }: Readonly<{ day: string }>) =>
          kept.some((week) => day >= week.startDay && day < week.endDay);
        expect(flightDayCents(made, weekdays).filter(inKept)).to.deep.equal(
          flightDayCents(planned, weekdays).filter(inKept),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('start from a believed share that lies in its range', () => {
    for (const channel of CHANNELS) {
      const { low, middle, high } = usualCarryOver(channel);
      expect(low < middle && middle < high && high < 9_500, channel).to.equal(true);
    }
    expect(usualCarryOver('linear_tv').middle).to.equal(5_500);
  });
});
