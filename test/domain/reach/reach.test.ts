import { expect } from 'chai';
import fc from 'fast-check';
import { calculateReach, type ReachRequest } from '../../../shared/domain/reach/calculate-reach.ts';
import { fitBeta } from '../../../shared/domain/reach/beta-binomial.ts';
import { scheduleEquivalizedGrpHundredths, scheduleGrpHundredths } from '../../../shared/domain/reach/rating-points.ts';
import { reachRequestSchema } from '../../../shared/contracts/reach.ts';

function reached(request: ReachRequest) {
  const result = calculateReach(request);
  if (result.kind === 'refused') throw new Error(result.issues[0]!.message);
  return result;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const requests: fc.Arbitrary<ReachRequest> = fc.oneof(
  fc.record({
    model: fc.constant('random_duplication' as const),
    reaches: fc.array(share, { minLength: 1, maxLength: 8 }),
  }),
  fc.record({ model: fc.constant('binomial' as const), reachOne: share, insertions: fc.integer({ min: 1, max: 30 }) }),
  fc
    .tuple(fc.integer({ min: 5, max: 95 }), fc.integer({ min: 5, max: 95 }), fc.integer({ min: 1, max: 30 }))
    .map(([one, part, insertions]) => {
      const reachOne = one / 100;
      const reachTwo = reachOne + ((reachOne - reachOne * reachOne) * part) / 100;
      return { model: 'beta_binomial' as const, reachOne, reachTwo, insertions };
    }),
  fc.record({ model: fc.constant('nbd' as const), grps: fc.integer({ min: 0, max: 900 }) }),
);

describe('reach', () => {
  it('of three vehicles that overlap by chance is 66.4 %: 1 − .7 × .6 × .8', () => {
    const answer = reached({ model: 'random_duplication', reaches: [0.3, 0.4, 0.2] });
    expect(answer.reach).to.be.closeTo(0.664, 1e-12);
    // .3 + .4 + .2 = .9 exposures a person over .664 reached.
    expect(answer.frequency).to.be.closeTo(0.9 / 0.664, 1e-12);
    expect(answer.distribution[3]).to.be.closeTo(0.024, 1e-12);
    expect(answer.issues[0]).to.include({ severity: 'warning', code: 'independence_assumed' });
  });

  it('of three independent insertions at 50 % is 87.5 %', () => {
    const answer = reached({ model: 'binomial', reachOne: 0.5, insertions: 3 });
    expect(answer.reach).to.equal(0.875);
    expect(answer.distribution).to.deep.equal([0.125, 0.375, 0.375, 0.125]);
  });

  it('of 500,000 then 650,000 people in a million is 80.21 % after five insertions, with α = β = .75', () => {
    const { alpha, beta } = fitBeta(0.5, 0.65);
    expect(alpha).to.be.closeTo(0.75, 1e-12);
    expect(beta).to.be.closeTo(0.75, 1e-12);
    const audiences = { audienceOne: 500_000, audienceTwo: 650_000, population: 1_000_000 };
    const answer = reached({ model: 'beta_binomial', ...audiences, insertions: 5 });
    expect(answer.reach).to.be.closeTo(0.8021, 5e-5);
    // Two insertions must give back the measured audience.
    expect(reached({ model: 'beta_binomial', ...audiences, insertions: 2 }).reach).to.be.closeTo(0.65, 1e-12);
  });

  it('of 100 and 300 rating points across stations keeps to the published bands', () => {
    const bands = [
      { grps: 100, low: 0.42, high: 0.45 },
      { grps: 300, low: 0.62, high: 0.66 },
    ];
    for (const { grps, low, high } of bands) {
      expect(reached({ model: 'nbd', grps, dispersion: 0.5 }).reach).to.be.within(low, high);
      expect(reached({ model: 'nbd', grps, dispersion: 0.6 }).reach).to.be.within(low, high);
      expect(reached({ model: 'nbd', grps }).reach).to.be.within(low, high);
    }
  });

  it('of TV and streaming together is that of their points together, between full and no overlap', () => {
    const vehicles = [
      { label: 'TV', grps: 120 },
      { label: 'CTV', grps: 80 },
    ];
    const both = reached({ model: 'combined', vehicles });
    expect(both.reach).to.equal(reached({ model: 'nbd', grps: 200 }).reach);
    const [tv, ctv] = vehicles.map(({ grps }) => reached({ model: 'nbd', grps }).reach);
    expect(both.reach).to.be.within(tv!, tv! + ctv!);
    expect(both.model).to.equal('combined');
  });

  it('is refused where beta-binomial has no meaning', () => {
    // One insertion reaches 50 %: two reach more than 50 % and less than 75 %.
    for (const reachTwo of [0.4, 0.5, 0.75, 0.9]) {
      const result = calculateReach({ model: 'beta_binomial', reachOne: 0.5, reachTwo, insertions: 3 });
      expect(result.kind).to.equal('refused');
      expect(result.issues[0]!.code).to.equal('beta_binomial_guard');
    }
  });

  it('is never taken with unknown fields', () => {
    expect(reachRequestSchema.safeParse({ model: 'nbd', grps: 100 }).success).to.equal(true);
    expect(reachRequestSchema.safeParse({ model: 'nbd', grps: 100, kappa: 1 }).success).to.equal(false);
    expect(reachRequestSchema.safeParse({ model: 'reach_magic', grps: 100 }).success).to.equal(false);
  });

  it('shares add up to the whole, and rating points are reach × frequency', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const { reach, frequency, distribution } = reached(request);
        expect(distribution.reduce((sum, each) => sum + each, 0)).to.be.closeTo(1, 1e-9);
        expect(reach).to.be.within(0, 1);
        const mean = distribution.reduce((sum, each, k) => sum + each * k, 0);
        if (request.model !== 'nbd') expect(reach * frequency).to.be.closeTo(mean, 1e-9);
        else expect(100 * reach * frequency).to.be.closeTo(request.grps, 1e-9 * 900);
      }),
    );
  });

  it('never falls with more insertions, points or vehicles', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const more: ReachRequest =
          request.model === 'random_duplication'
            ? { ...request, reaches: [...request.reaches, 0.2] }
            : request.model === 'nbd'
              ? { ...request, grps: request.grps + 10 }
              : request.model === 'combined'
                ? request
                : { ...request, insertions: request.insertions + 1 };
        expect(reached(more).reach).to.be.at.least(reached(request).reach - 1e-12);
      }),
    );
  });
});

describe('rating points', () => {
  it('add up, and count by length when equivalised', () => {
    const airings = [
      { ratingHundredths: 800, lengthSeconds: 15 },
      { ratingHundredths: 450, lengthSeconds: 60 },
    ];
    expect(scheduleGrpHundredths(airings)).to.equal(1_250);
    // 8.0 × ½ + 4.5 × 2 = 13.
    expect(scheduleEquivalizedGrpHundredths(airings)).to.equal(1_300);
  });
});
