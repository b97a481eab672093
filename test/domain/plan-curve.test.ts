import { expect } from 'chai';
import fc from 'fast-check';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { flightDayCents } from '../../shared/domain/flight-pattern.ts';
import {
  airingCurve,
  curvePoints,
  mergeDayCents,
  planCurve,
  planDaysAt,
  plannedCentsAt,
} from '../../shared/domain/plan-curve.ts';

const zone = 'America/New_York';
const at = (iso: string) => Date.parse(iso);

describe('the plan curve', () => {
  const twoDays = planCurve({
    days: [
      { day: '2026-11-09', cents: 1_000 },
      { day: '2026-11-10', cents: 1_000 },
    ],
    zone,
    dayKind: 'calendar',
  });

  it('grows through each day by the share elapsed', () => {
    const cases: [string, number, number][] = [
      ['2026-11-08T05:00:00Z', 0, 0],
      ['2026-11-09T05:00:00Z', 0, 0], // midnight in New York
      ['2026-11-09T17:00:00Z', 500, 0.5],
      ['2026-11-10T05:00:00Z', 1_000, 1],
      ['2026-11-10T11:00:00Z', 1_250, 1.25], // 6 of 24 hours
      ['2026-11-11T05:00:00Z', 2_000, 2],
      ['2026-12-25T05:00:00Z', 2_000, 2],
    ];
    for (const [iso, cents, days] of cases) {
      expect(plannedCentsAt(twoDays, at(iso)), iso).to.equal(cents);
      expect(planDaysAt(twoDays, at(iso)), iso).to.equal(days);
    }
    expect(curvePoints(twoDays)).to.deep.equal([
      { at: at('2026-11-09T05:00:00Z'), cents: 0 },
      { at: at('2026-11-10T05:00:00Z'), cents: 1_000 },
      { at: at('2026-11-11T05:00:00Z'), cents: 2_000 },
    ]);
  });

  it('gives an hour of a 25 hour day a 25th', () => {
    const longDay = planCurve({ days: [{ day: '2026-11-01', cents: 2_500 }], zone, dayKind: 'calendar' });
    expect(plannedCentsAt(longDay, at('2026-11-01T05:00:00Z'))).to.equal(100); // 01:00, 1 of 25 hours
    expect(plannedCentsAt(longDay, at('2026-11-01T07:00:00Z'))).to.equal(300); // 02:00 EST, after both 01:00s
    const shortDay = planCurve({ days: [{ day: '2026-03-08', cents: 2_300 }], zone, dayKind: 'calendar' });
    expect(plannedCentsAt(shortDay, at('2026-03-08T07:00:00Z'))).to.equal(200); // 03:00 EDT, 2 of 23 hours
  });

  it('of TV starts its days at 05:00', () => {
    const tv = planCurve({ days: [{ day: '2026-11-09', cents: 2_400 }], zone, dayKind: 'broadcast' });
    expect(plannedCentsAt(tv, at('2026-11-09T10:00:00Z'))).to.equal(0); // 05:00 EST
    expect(plannedCentsAt(tv, at('2026-11-10T09:00:00Z'))).to.equal(2_300); // 04:00 the next morning
  });

  it('of nothing is nothing', () => {
    const empty = planCurve({ days: mergeDayCents([]), zone, dayKind: 'calendar' });
    expect([plannedCentsAt(empty, 0), planDaysAt(empty, 0), curvePoints(empty)]).to.deep.equal([0, 0, []]);
  });

  it('of several flights adds their days and shows a hiatus as zero', () => {
    const merged = mergeDayCents([
      [{ day: '2024-02-28', cents: 100 }],
      [
        { day: '2024-03-01', cents: 30 },
        { day: '2024-02-28', cents: 5 },
      ],
    ]);
    expect(merged).to.deep.equal([
      { day: '2024-02-28', cents: 105 },
      { day: '2024-02-29', cents: 0 },
      { day: '2024-03-01', cents: 30 },
    ]);
  });

  it('never falls, and ends on the budget', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 10 ** 8 }),
        fc.array(fc.double({ min: -0.2, max: 1.2, noNaN: true }), { minLength: 2, maxLength: 20 }),
        (count, budgetCents, shares) => {
          const endDay = addDays('2026-10-20', count);
          const days = flightDayCents({
            startDay: '2026-10-20',
            endDay,
            budgetCents,
            pattern: { kind: 'front_loaded' },
          });
          const curve = planCurve({ days, zone, dayKind: 'calendar' });
          const [start, end] = [curve.days[0]?.startsAt ?? 0, curve.days.at(-1)?.endsAt ?? 0];
          const values = shares
            .toSorted((a, b) => a - b)
            .map((share) => plannedCentsAt(curve, Math.round(start + share * (end - start))));
          for (const [index, value] of values.entries())
            expect(value).to.be.within(values[index - 1] ?? 0, budgetCents);
          expect(curve.totalCents).to.equal(budgetCents);
          expect(plannedCentsAt(curve, end)).to.equal(budgetCents);
        },
      ),
    );
  });

  it('of placed spots grows when they are to air, and keeps what is left of the budget for the last day', () => {
    const evening = (day: string) => Date.parse(`${day}T23:00:00Z`);
    const curve = airingCurve({
      startDay: '2026-11-02',
      endDay: '2026-11-05',
      budgetCents: 6_000,
      airings: [
        { day: '2026-11-02', at: evening('2026-11-02'), cents: 2_000 },
        { day: '2026-11-04', at: evening('2026-11-04'), cents: 3_000 },
      ],
      zone,
    });
    // 6,000 − 2,000 − 3,000 = 1,000 are left for the last day.
    expect(curve.days.map(({ cents }) => cents)).to.deep.equal([2_000, 0, 4_000]);
    expect(plannedCentsAt(curve, evening('2026-11-02') - 1)).to.equal(0);
    expect(plannedCentsAt(curve, evening('2026-11-02'))).to.equal(2_000);
    expect(plannedCentsAt(curve, evening('2026-11-03'))).to.equal(2_000);
    expect(plannedCentsAt(curve, evening('2026-11-04'))).to.equal(5_000);
    expect(plannedCentsAt(curve, evening('2026-11-05'))).to.equal(6_000);
    expect(curve.totalCents).to.equal(6_000);
  });
});
