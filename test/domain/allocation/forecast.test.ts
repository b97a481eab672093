import { expect } from 'chai';
import fc from 'fast-check';
import { marginalPerDollar, responseAt } from '../../../shared/domain/allocation/curves/response.ts';
import {
  estimateCurve,
  splitUnderBands,
  type CurveBand,
} from '../../../shared/domain/allocation/forecast/cold-start.ts';
import { learnCurve, responseBand, type CurveBelief } from '../../../shared/domain/allocation/forecast/learning.ts';
import type { Rate } from '../../../shared/domain/rates.ts';

const cpm = (dollars: number): Rate => ({ kind: 'cpm', amountMicros: dollars * 1_000_000, basis: 'gross' });

function estimated(input: Parameters<typeof estimateCurve>[0]) {
  const result = estimateCurve(input);
  if (result.kind === 'refused') throw new Error(result.issues[0]!.message);
  return result;
}

describe('a curve before anything is measured', () => {
  it('rests on rate card and market: CTV at $30 CPM on a million people', () => {
    const { curves, issues } = estimated({ channel: 'ctv', rate: cpm(30), population: 1_000_000, unit: 'reach' });
    // 55 % of 1,000,000 = 550,000 people; 1,000 ÷ 30 = 33.3 people a dollar, so K = 550,000 ÷ 33.3 = $16,500.
    expect(curves.middle).to.deep.equal({
      kind: 'michaelis_menten',
      maxResponse: 550_000,
      halfSaturationCents: 1_650_000,
    });
    expect(marginalPerDollar(curves.middle, 0)).to.be.closeTo(1000 / 30, 1e-9);
    expect(issues[0]!.message)
      .to.include('$30.00 for 1,000 exposures')
      .and.include('connected TV reaches at most 55 % of them (35 % to 70 %)')
      .and.include('nothing has been measured');
  });

  it('turns points, clicks and views into exposures', () => {
    const base = { channel: 'linear_tv', population: 1_000_000, unit: 'reach' } as const;
    // A point is 10,000 people: $200 a point is $20 for 1,000.
    expect(
      estimated({ ...base, rate: { kind: 'cpp', amountMicros: 200_000_000, basis: 'net' } }).costPerThousand,
    ).to.equal(20);
    // $2.00 a click at 9 clicks in 1,000 is $18.
    const social = { ...base, channel: 'social' as const };
    expect(
      estimated({ ...social, rate: { kind: 'cpc', amountMicros: 2_000_000, basis: 'net' } }).costPerThousand,
    ).to.equal(18);
  });

  it('is refused for a flat price, which says nothing about people', () => {
    const flat = estimateCurve({
      channel: 'ooh',
      rate: { kind: 'flat', amountMicros: 5, basis: 'net' },
      population: 1,
      unit: 'reach',
    });
    expect(flat.kind).to.equal('refused');
    expect(flat.issues[0]!.code).to.equal('rate_without_audience');
  });

  it('has a low below a middle below a high in every unit', () => {
    for (const unit of ['reach', 'impressions', 'grps', 'conversions', 'donations'] as const) {
      const { curves } = estimated({ channel: 'social', rate: cpm(9), population: 1_500_000, unit });
      for (const cents of [100_000, 1_000_000, 50_000_000]) {
        expect(responseAt(curves.low, cents)).to.be.below(responseAt(curves.middle, cents));
        expect(responseAt(curves.middle, cents)).to.be.below(responseAt(curves.high, cents));
      }
    }
  });

  it('is split under each level, with how far apart they put a line', () => {
    const bands = new Map<string, CurveBand>();
    for (const channel of ['ctv', 'social', 'linear_tv'] as const) {
      bands.set(channel, estimated({ channel, rate: cpm(20), population: 2_000_000, unit: 'donations' }).curves);
    }
    const lines = [...bands].map(([id, { middle: curve }]) => ({ id, curve }));
    const { splits, spread } = splitUnderBands(
      { budgetCents: 5_000_000, goal: { kind: 'maximize_response' }, lines },
      bands,
    );
    for (const split of Object.values(splits))
      expect(split.kind === 'allocated' && split.totalCents).to.equal(5_000_000);
    for (const { leastCents, mostCents } of spread) expect(leastCents).to.be.at.most(mostCents);
  });
});

describe('a curve learned from delivery', () => {
  const prior: CurveBelief = {
    curve: { kind: 'michaelis_menten', maxResponse: 1_000, halfSaturationCents: 1_000_000 },
    sdLogMaxResponse: 0.5,
    sdLogHalfSaturation: 0.5,
    correlation: 0,
  };
  const truth = { kind: 'michaelis_menten', maxResponse: 1_400, halfSaturationCents: 700_000 } as const;
  const facts = (spends: readonly number[], sd: number) =>
    spends.map((cents) => ({ cents, response: responseAt(truth, cents), sd }));

  it('stays as it was without facts', () => {
    const learned = learnCurve(prior, []);
    expect(learned.curve.maxResponse).to.be.closeTo(1_000, 1e-9);
    expect(learned.sdLogMaxResponse).to.be.closeTo(0.5, 1e-12);
    expect(learned.correlation).to.be.closeTo(0, 1e-12);
  });

  it('finds the truth when facts are many, spread out and sharp', () => {
    const learned = learnCurve(prior, facts([50_000, 200_000, 700_000, 2_000_000, 6_000_000, 20_000_000], 0.5));
    expect(learned.converged).to.equal(true);
    expect(learned.curve.maxResponse).to.be.closeTo(1_400, 5);
    expect(learned.curve.halfSaturationCents).to.be.closeTo(700_000, 7_000);
  });

  it('narrows its band with every fact', () => {
    const spends = [100_000, 300_000, 500_000, 900_000, 1_500_000];
    let width = Infinity;
    for (let n = 0; n <= spends.length; n += 1) {
      const { low, high } = responseBand(learnCurve(prior, facts(spends.slice(0, n), 40)), 800_000);
      expect(Math.log(high / low)).to.be.below(width);
      width = Math.log(high / low);
    }
  });

  it('shows that small spends tell V ÷ K, not V and K: their beliefs go up and down together', () => {
    const learned = learnCurve(prior, facts([5_000, 10_000, 15_000, 20_000], 0.3));
    expect(learned.correlation).to.be.above(0.9);
    const ratio = learned.curve.maxResponse / learned.curve.halfSaturationCents;
    expect(ratio).to.be.closeTo(1_400 / 700_000, 2e-5);
    expect(learned.sdLogMaxResponse).to.be.above(0.2);
  });

  it('is the peak of prior × likelihood: no nearby parameters are more probable', () => {
    const loss = (v: number, k: number, data: ReturnType<typeof facts>) =>
      data.reduce((sum, fact) => sum + ((fact.response - (v * fact.cents) / (k + fact.cents)) / fact.sd) ** 2, 0) +
      (Math.log(v / 1_000) / 0.5) ** 2 +
      (Math.log(k / 1_000_000) / 0.5) ** 2;
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            cents: fc.integer({ min: 1_000, max: 5_000_000 }),
            response: fc.integer({ min: 0, max: 1_500 }),
          }),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
        (raw) => {
          const data = raw.map((fact) => ({ ...fact, sd: 60 }));
          const { curve } = learnCurve(prior, data);
          const best = loss(curve.maxResponse, curve.halfSaturationCents, data);
          for (const [dv, dk] of [
            [1.003, 1],
            [0.997, 1],
            [1, 1.003],
            [1, 0.997],
          ] as const) {
            expect(loss(curve.maxResponse * dv, curve.halfSaturationCents * dk, data)).to.be.at.least(
              best - 1e-7 * Math.max(1, best),
            );
          }
        },
      ),
      { numRuns: 80 },
    );
  });
});
