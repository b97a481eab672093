import { expect } from 'chai';
import fc from 'fast-check';
import type { Curve } from '../../../shared/domain/allocation/curves/curve.ts';
import { responseAt } from '../../../shared/domain/allocation/curves/response.ts';
import { spreadOverWeeks, type WeekPattern } from '../../../shared/domain/allocation/planning/week-pattern.ts';
import { carryOverOf } from '../../../shared/domain/allocation/planning/carry-over-model.ts';
import { splitWithCarryOver } from '../../../shared/domain/allocation/planning/weekly-carry-over.ts';

describe('weeks of a line', () => {
  const cases: readonly [string, WeekPattern, readonly number[]][] = [
    ['even: 100.00 ÷ 3, the odd cent to the first', { kind: 'even' }, [3_334, 3_333, 3_333]],
    ['front-loaded 3 : 2 : 1', { kind: 'front_loaded' }, [5_000, 3_333, 1_667]],
    ['burst: one week on, one off', { kind: 'burst', on: 1, off: 1 }, [5_000, 0, 5_000]],
    ['to the election, doubling: 1 : 2 : 4 of 7', { kind: 'to_election', growth: 2 }, [1_429, 2_857, 5_714]],
    ['typed weights 70 / 29 / 1', { kind: 'custom', weights: [70, 29, 1] }, [7_000, 2_900, 100]],
  ];
  for (const [name, pattern, cents] of cases) {
    it(name, () => expect(spreadOverWeeks(10_000, 3, pattern)).to.deep.equal(cents));
  }

  it('never lose a cent', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.integer({ min: 1, max: 60 }), fc.nat(4), (total, weeks, which) => {
        const patterns: WeekPattern[] = [
          { kind: 'even' },
          { kind: 'front_loaded' },
          { kind: 'burst', on: 2, off: 3 },
          { kind: 'to_election' },
          { kind: 'custom', weights: Array.from({ length: weeks }, (_, week) => week) },
        ];
        const cents = spreadOverWeeks(total, weeks, patterns[which]!);
        expect(cents).to.have.length(weeks);
        expect(cents.reduce((sum, each) => sum + each, 0)).to.equal(total);
      }),
    );
  });

  it('ask for one weight a week', () => {
    expect(() => spreadOverWeeks(100, 3, { kind: 'custom', weights: [1, 2] })).to.throw(
      RangeError,
      '3 weeks, 2 weights',
    );
  });
});

describe('weeks with carry-over', () => {
  const curve: Curve = { kind: 'michaelis_menten', maxResponse: 100, halfSaturationCents: 10_000 };
  type Weeks = Readonly<{
    theta: number;
    weights: readonly number[];
    start: number;
    f: Curve;
    lengths: readonly number[];
  }>;
  /** The model written out a second time. */
  const value = (cents: readonly number[], { theta, weights, start, f, lengths }: Weeks) => {
    let pressure = start;
    return cents.reduce((sum, x, week) => {
      const length = lengths[week]!;
      const fade = length === 1 ? theta : theta ** length;
      pressure = (x * (1 - fade)) / (length * (1 - theta)) + fade * pressure;
      return sum + length * weights[week]! * responseAt(f, pressure);
    }, 0);
  };

  it('without any are even', () => {
    expect(splitWithCarryOver({ curve, totalCents: 30_000, weeks: 3, carryOver: 0 }).cents).to.deep.equal([
      10_000, 10_000, 10_000,
    ]);
  });

  it('hold the pressure level in the middle: the first week pays for the level, the next only for what fades', () => {
    const { cents, pressureCents, gap } = splitWithCarryOver({ curve, totalCents: 100_000, weeks: 6, carryOver: 0.5 });
    expect(cents.reduce((sum, x) => sum + x, 0)).to.equal(100_000);
    // Interior weeks cost (1 − θ) a unit of pressure and are all alike.
    for (const week of [1, 2, 3, 4]) expect(Math.abs(pressureCents[week]! - pressureCents[0]!)).to.be.at.most(2);
    expect(cents[0]).to.be.above(cents[1]!);
    expect(gap).to.be.at.most(1e-12);
  });

  it('spend when it counts: all in the last week when only the last week counts', () => {
    const weekWeights = [0, 0, 1];
    const found = splitWithCarryOver({ curve, totalCents: 5_000, weeks: 3, carryOver: 0.9, weekWeights });
    expect(found.cents).to.deep.equal([0, 0, 5_000]);
  });

  it('spend early when pressure lasts: a cent in week 1 is felt three times', () => {
    const startingPressureCents = 100_000;
    const found = splitWithCarryOver({ curve, totalCents: 5_000, weeks: 3, carryOver: 0.9, startingPressureCents });
    expect(found.cents).to.deep.equal([5_000, 0, 0]);
  });

  it('are proved: the best of all splits in whole cents on small cases', () => {
    const small = fc.record({
      total: fc.integer({ min: 0, max: 24 }),
      theta: fc.constantFrom(0, 0.3, 0.5, 0.8, 0.95),
      start: fc.constantFrom(0, 3, 20),
      lengths: fc.constantFrom([1, 1, 1], [5 / 7, 1, 1], [1 / 7, 1, 3 / 7], [1, 1, 2 / 7]),
      weights: fc.array(fc.constantFrom(0, 0.5, 1, 2), { minLength: 3, maxLength: 3 }),
      f: fc.constantFrom<Curve>(
        { kind: 'michaelis_menten', maxResponse: 10, halfSaturationCents: 7 },
        { kind: 'log', scale: 5, offsetCents: 4 },
        { kind: 'power', scale: 3, exponent: 0.5 },
        { kind: 'exponential', maxResponse: 10, ratePerDollar: 12 },
        { kind: 'hill', maxResponse: 10, halfSaturationCents: 7, slope: 0.7 },
        { kind: 'linear', perDollar: 3 },
      ),
    });
    fc.assert(
      fc.property(small, (weeks) => {
        const { total, theta, start, weights, f, lengths } = weeks;
        let best = -Infinity;
        for (let a = 0; a <= total; a += 1) {
          for (let b = 0; a + b <= total; b += 1) best = Math.max(best, value([a, b, total - a - b], weeks));
        }
        const found = splitWithCarryOver({
          curve: f,
          totalCents: total,
          weeks: 3,
          carryOver: theta,
          startingPressureCents: start,
          weekWeights: weights,
          weekLengths: lengths,
        });
        expect(found.cents.reduce((sum, x) => sum + x, 0)).to.equal(total);
        expect(value(found.cents, weeks)).to.be.closeTo(found.response, 1e-9);
        expect(found.upperBound).to.be.at.least(best - 1e-9);
        // A cent is a coarse step here; the bound says how far the whole-cent answer can be from the best.
        expect(found.response).to.be.at.least(best * (1 - 2e-3) - 1e-9);
      }),
      { numRuns: 200 },
    );
  });

  it('lay a straight curve where a cent is felt longest, not half-way', () => {
    const straight: Curve = { kind: 'linear', perDollar: 2 };
    const found = splitWithCarryOver({ curve: straight, totalCents: 10_000, weeks: 3, carryOver: 0.5 });
    // $100 in the first week is felt as 100 + 50 + 25; at 2 a dollar 350.
    expect(found).to.deep.include({ cents: [10_000, 0, 0], response: 350 });
    expect(found.gap).to.be.at.most(1e-12);
  });

  it('cut short count by their days: without carry-over every day gets the same', () => {
    const weekLengths = [5 / 7, 1, 2 / 7];
    const found = splitWithCarryOver({ curve, totalCents: 14_000, weeks: 3, carryOver: 0, weekLengths });
    // 14 days at $10.00: five, seven and two of them.
    expect(found.cents).to.deep.equal([5_000, 7_000, 2_000]);
    // Each week then runs at $70.00 a week: 14/7 weeks × 100·70/(70 + 100).
    expect(found.response).to.be.closeTo((2 * 100 * 70) / 170, 1e-9);
  });

  it('tell what any spread brings', () => {
    const input = { curve, totalCents: 20_000, weeks: 2, carryOver: 0.5 };
    const { pressureCents, response } = carryOverOf(input, [10_000, 10_000]);
    expect(pressureCents).to.deep.equal([10_000, 15_000]);
    // 100·100/200 + 100·150/250 = 50 + 60.
    expect(response).to.be.closeTo(110, 1e-12);
  });

  it('are within a trillionth of the bound on real amounts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100_000, max: 10_000_000 }),
        fc.integer({ min: 1, max: 26 }),
        fc.integer({ min: 0, max: 95 }),
        fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })),
        (totalCents, weeks, percent, [firstDays, lastDays]) => {
          const lengths = Array.from({ length: weeks }, (_, week) =>
            week === 0 ? firstDays / 7 : week === weeks - 1 ? lastDays / 7 : 1,
          );
          const f: Curve = { kind: 'michaelis_menten', maxResponse: 900, halfSaturationCents: 600_000 };
          const found = splitWithCarryOver({
            ...{ curve: f, totalCents, weeks },
            carryOver: percent / 100,
            weekLengths: lengths,
          });
          expect(found.cents.reduce((sum, x) => sum + x, 0)).to.equal(totalCents);
          expect(Math.min(...found.cents)).to.be.at.least(0);
          expect(found.gap).to.be.at.most(1e-10);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuse an S-curve', () => {
    const s: Curve = { kind: 'hill', maxResponse: 1, halfSaturationCents: 100, slope: 2 };
    expect(() => splitWithCarryOver({ curve: s, totalCents: 100, weeks: 2, carryOver: 0.5 })).to.throw(
      RangeError,
      'S-shaped',
    );
  });
});
