import { expect } from 'chai';
import fc from 'fast-check';
import { measurePace } from '../../../shared/domain/pacing/pace.ts';
import {
  chanceAbove,
  chanceBelow,
  combineProjections,
  projectFinal,
  settledProjection,
  type ProjectionInput,
} from '../../../shared/domain/pacing/projection.ts';
import { mustStop, stopReserveCents } from '../../../shared/domain/pacing/overspend-guard.ts';
import { studentTBelow, studentTQuantile } from '../../../shared/domain/pacing/student-t.ts';

const evenDays = (count: number, cents: number) => Array.from({ length: count }, () => cents);
const dollars = [310, 295, 330, 280, 305, 340, 300, 315, 290, 335];

/** $12,000 over 30 even days, ten of them reported. */
const worked: ProjectionInput = {
  days: dollars.map((amount) => ({ plannedCents: 40_000, deliveredCents: amount * 100 })),
  deliveredCents: 310_000,
  remainingPlan: evenDays(20, 40_000),
  typicalDayCents: 40_000,
  capCents: 1_200_000,
};

describe('pace', () => {
  it('$3,100 of $12,000 after 10 of 30 even days: 77.5 %, 2.25 days behind, $445.00 a day', () => {
    const pace = measurePace({
      planDays: evenDays(30, 40_000),
      elapsedDays: 10,
      plannedCents: 400_000,
      deliveredCents: 310_000,
    });
    expect(pace).to.deep.equal({
      pace: 0.775, // 3,100 ÷ 4,000
      varianceCents: -90_000,
      daysBehind: 2.25, // 10 − 3,100 ÷ 400
      daysLeft: 20,
      airingDaysLeft: 20,
      neededPerDayCents: 44_500, // 8,900 ÷ 20
      neededRatio: 1.1125, // 8,900 ÷ 8,000
    });
  });

  it('is on the curve, not on the clock: a burst that is off is not behind', () => {
    const burst = [100, 0, 0, 100];
    const at = (elapsedDays: number, plannedCents: number, deliveredCents: number) =>
      measurePace({ planDays: burst, elapsedDays, plannedCents, deliveredCents }).daysBehind;
    expect(at(2, 100, 100)).to.equal(0); // the plan stands at 100 from day 1 to day 3
    expect(at(3.5, 150, 100)).to.equal(0.5); // since day 3
    expect(at(2, 100, 50)).to.equal(1.5); // 50 was due at noon of day 1
    expect(at(0.5, 50, 100)).to.equal(-0.5); // ahead: 100 is due at day 1
    expect(at(2, 100, 250)).to.equal(-2); // beyond the plan counts as its end
    expect(at(2, 100, -5)).to.equal(2); // a correction below zero counts as its start
  });

  it('is never zero or infinite by division: nothing planned yet, nothing left to plan, no day left', () => {
    const early = measurePace({ planDays: [0, 100], elapsedDays: 0.5, plannedCents: 0, deliveredCents: 0 });
    expect(early).to.include({ pace: null, daysBehind: 0, neededPerDayCents: 100 }); // the one day that airs: 100 ÷ 1
    const ended = measurePace({ planDays: [100], elapsedDays: 1, plannedCents: 100, deliveredCents: 80 });
    expect(ended).to.include({ pace: 0.8, daysLeft: 0, neededPerDayCents: null, neededRatio: null });
    const spent = measurePace({ planDays: [100, 100], elapsedDays: 1, plannedCents: 100, deliveredCents: 220 });
    expect(spent).to.include({ neededPerDayCents: 0, neededRatio: 0, varianceCents: 120 });
  });

  it('needs money only on days that air: a hiatus neither thins it out nor makes it zero', () => {
    // $100 on days 1, 2, 5 and 6; day 3 and 4 are a hiatus. $150 of $400 spent when it begins, so $250 for two days.
    const burst = [100, 100, 0, 0, 100, 100];
    const at = (elapsedDays: number, plannedCents: number) =>
      measurePace({ planDays: burst, elapsedDays, plannedCents, deliveredCents: 150 });
    expect(at(2, 200)).to.include({ daysLeft: 4, airingDaysLeft: 2, neededPerDayCents: 125, neededRatio: 1.25 });
    expect(at(3.5, 200)).to.include({ daysLeft: 2.5, airingDaysLeft: 2, neededPerDayCents: 125 });
    expect(at(4.5, 250)).to.include({ airingDaysLeft: 1.5, neededPerDayCents: 167 }); // 250 ÷ 1.5
    // A TV day on which the only spot has aired: nothing more can be spent on it.
    expect(at(4.5, 300)).to.include({ airingDaysLeft: 1, neededPerDayCents: 250 });
    expect(at(5.5, 400)).to.include({ airingDaysLeft: 0, neededPerDayCents: null });
  });

  it('on plan is pace 1, 0 behind, ratio 1, whatever the curve', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 60 }),
        fc.nat(60),
        (planDays, drawn) => {
          const elapsedDays = Math.min(drawn, planDays.length);
          const plannedCents = planDays.slice(0, elapsedDays).reduce((a, b) => a + b, 0);
          const pace = measurePace({ planDays, elapsedDays, plannedCents, deliveredCents: plannedCents });
          expect(pace.daysBehind).to.equal(0);
          expect(pace.varianceCents).to.equal(0);
          expect(pace.pace ?? 1).to.equal(1);
          expect(pace.neededRatio ?? 1).to.equal(1);
        },
      ),
    );
  });
});

describe('the projection', () => {
  it('of the worked case is $9,873.82, 80 % between $8,946 and $10,802', () => {
    const projection = projectFinal(worked);
    expect(projection.valueCents).to.equal(987_382);
    expect(Math.round(projection.lowCents / 100)).to.equal(8_946);
    expect(Math.round(projection.highCents / 100)).to.equal(10_802);
    expect(projection.degrees).to.equal(13); // 10 days + 4 of the prior − 1
  });

  it('without any day is the plan, with the spread of the prior', () => {
    const blank = projectFinal({
      ...worked,
      days: [],
      deliveredCents: 0,
      remainingPlan: evenDays(30, 40_000),
      capCents: null,
    });
    expect(blank.valueCents).to.equal(1_200_000);
    expect(blank.degrees).to.equal(3);
    expect(blank.lowCents).to.be.below(1_100_000);
    expect(blank.highCents).to.be.above(1_300_000);
  });

  it('is certain at the end, and settled when nothing changes any more', () => {
    const ended = projectFinal({ ...worked, remainingPlan: [] });
    expect([ended.lowCents, ended.valueCents, ended.highCents]).to.deep.equal([310_000, 310_000, 310_000]);
    const settled = settledProjection(777);
    expect([settled.lowCents, settled.valueCents, settled.highCents]).to.deep.equal([777, 777, 777]);
    expect(chanceBelow(settled, 777)).to.equal(0);
    expect(chanceBelow(settled, 778)).to.equal(1);
    expect(chanceAbove(settled, 776)).to.equal(1);
    expect(chanceAbove(settled, 777)).to.equal(0);
  });

  it('trusts recent days more', () => {
    const rising = projectFinal({
      ...worked,
      days: worked.days.toSorted((a, b) => a.deliveredCents - b.deliveredCents),
    });
    const falling = projectFinal({
      ...worked,
      days: worked.days.toSorted((a, b) => b.deliveredCents - a.deliveredCents),
    });
    expect(rising.valueCents).to.be.above(falling.valueCents);
  });

  it('skips days the plan left empty, and days that repeat the plan keep it', () => {
    const days = evenDays(10, 0).flatMap(() => [
      { plannedCents: 40_000, deliveredCents: 40_000 },
      { plannedCents: 0, deliveredCents: 0 },
    ]);
    const projection = projectFinal({ ...worked, days, deliveredCents: 400_000, capCents: null });
    expect(projection.valueCents).to.equal(1_200_000);
    expect(projection.degrees).to.equal(13);
  });

  it('never goes below what is delivered nor above where the platform stops', () => {
    const amounts = fc.integer({ min: -1_000, max: 200_000 });
    const days = fc.array(fc.record({ plannedCents: fc.integer({ min: 0, max: 80_000 }), deliveredCents: amounts }), {
      maxLength: 30,
    });
    const rest = fc.array(fc.integer({ min: 0, max: 80_000 }), { maxLength: 30 });
    fc.assert(
      fc.property(
        days,
        rest,
        fc.boolean(),
        fc.integer({ min: 0, max: 2_000_000 }),
        (reported, remainingPlan, stops, probe) => {
          const deliveredCents = reported.reduce((total, day) => total + day.deliveredCents, 0);
          const budget = [...reported.map((day) => day.plannedCents), ...remainingPlan].reduce((a, b) => a + b, 0);
          const capCents = stops ? budget : null;
          const projection = projectFinal({
            days: reported,
            deliveredCents,
            remainingPlan,
            typicalDayCents: 40_000,
            capCents,
          });
          const { lowCents, valueCents, highCents } = projection;
          expect(lowCents).to.be.at.least(deliveredCents);
          expect(valueCents).to.be.within(lowCents, highCents);
          if (capCents !== null) expect(highCents).to.be.at.most(Math.max(capCents, deliveredCents));
          const [below, above] = [chanceBelow(projection, probe), chanceAbove(projection, probe)];
          expect(below).to.be.within(0, 1);
          expect(above).to.be.within(0, 1);
          expect(below + above).to.be.at.most(1 + 1e-9);
          expect(chanceBelow(projection, probe + 1_000)).to.be.at.least(below - 1e-12);
        },
      ),
    );
  });

  it('scales with the money', () => {
    const times = (factor: number): ProjectionInput => ({
      days: worked.days.map((day) => ({
        plannedCents: day.plannedCents * factor,
        deliveredCents: day.deliveredCents * factor,
      })),
      deliveredCents: worked.deliveredCents * factor,
      remainingPlan: worked.remainingPlan.map((cents) => cents * factor),
      typicalDayCents: worked.typicalDayCents * factor,
      capCents: null,
    });
    const [one, thousand] = [projectFinal(times(1)), projectFinal(times(1_000))];
    expect(thousand.center / 1_000).to.be.closeTo(one.center, 1e-6);
    expect(thousand.spread / 1_000).to.be.closeTo(one.spread, 1e-6);
  });

  it('half of the chance lies on either side of its center, a tenth outside each end of the interval', () => {
    const free = projectFinal({ ...worked, capCents: null });
    expect(chanceBelow(free, free.center)).to.be.closeTo(0.5, 1e-9);
    expect(chanceBelow(free, free.lowCents)).to.be.closeTo(0.1, 1e-4);
    expect(chanceAbove(free, free.highCents)).to.be.closeTo(0.1, 1e-4);
    expect(chanceAbove(projectFinal(worked), 1_200_000)).to.equal(0); // the platform stops there
  });

  it('of several flights adds values, and spreads as independent errors', () => {
    const one = projectFinal({ ...worked, capCents: null });
    const two = combineProjections([one, one]);
    expect(two.valueCents).to.equal(2 * one.valueCents);
    expect(two.spread).to.be.closeTo(Math.SQRT2 * one.spread, 1e-6);
    expect(two.floorCents).to.equal(620_000);
    expect(two.capCents).to.equal(null);
    const capped = combineProjections([projectFinal(worked), projectFinal(worked)]);
    expect(capped.capCents).to.equal(2_400_000);
    const alone = combineProjections([settledProjection(5), settledProjection(7)]);
    expect([alone.lowCents, alone.valueCents, alone.highCents]).to.deep.equal([12, 12, 12]);
  });
});

describe("Student's t", () => {
  it('has the quantiles of the printed tables', () => {
    const cases: [number, number, number][] = [
      [0.9, 1, 3.0777],
      [0.9, 3, 1.6377],
      [0.9, 13, 1.3502],
      [0.975, 10, 2.2281],
      [0.995, 5, 4.0321],
      [0.9, 1_000, 1.2824],
    ];
    for (const [share, degrees, t] of cases) {
      expect(studentTQuantile(share, degrees), `${share} ${degrees}`).to.be.closeTo(t, 5e-5);
      expect(studentTQuantile(1 - share, degrees)).to.be.closeTo(-t, 5e-5);
    }
    expect(studentTBelow(1, 1)).to.be.closeTo(0.75, 1e-12); // Cauchy: ½ + arctan(1)/π
    expect([studentTBelow(Infinity, 4), studentTBelow(-Infinity, 4), studentTBelow(0, 4)]).to.deep.equal([1, 0, 0.5]);
    expect(() => studentTQuantile(1, 4)).to.throw(RangeError);
  });
});

describe('the overspend guard', () => {
  const guard = { centsPerHour: 2_000, lagHours: 6, spreadCentsPerHour: 800, z: 1.64 };

  it('keeps $152.14 back for $20 an hour, 6 hours, σ 8, z 1.64', () => {
    expect(stopReserveCents(guard)).to.equal(15_214); // 120.00 + 1.64 × 8 × √6 = 32.137…, rounded up
  });

  it('stops as soon as delivered plus reserve reaches the budget', () => {
    expect(mustStop(84_785, 100_000, guard)).to.equal(false);
    expect(mustStop(84_786, 100_000, guard)).to.equal(true);
  });
});
