import { expect } from 'chai';
import fc from 'fast-check';
import type { Curve } from '../../../shared/domain/allocation/curves/curve.ts';
import { minimumEfficientCents, responseAt, responseGain } from '../../../shared/domain/allocation/curves/response.ts';
import type { AllocationRequest } from '../../../shared/domain/allocation/request.ts';
import { efficientFrontier, valueOfNext } from '../../../shared/domain/allocation/scenarios/frontier.ts';
import {
  attractionCurve,
  loseWeeks,
  repriceCurve,
  shareOfVoice,
} from '../../../shared/domain/allocation/scenarios/reshape-curve.ts';
import { applyWhatIf, compareScenarios } from '../../../shared/domain/allocation/scenarios/scenario.ts';
import { solved, V5 } from './support.ts';

const request: AllocationRequest = { budgetCents: 5_000_000, goal: { kind: 'maximize_response' }, lines: V5 };
const curves: readonly Curve[] = [
  { kind: 'michaelis_menten', maxResponse: 900, halfSaturationCents: 600_000 },
  { kind: 'hill', maxResponse: 900, halfSaturationCents: 600_000, slope: 2.5, carryInCents: 100_000 },
  { kind: 'log', scale: 300, offsetCents: 200_000 },
  { kind: 'power', scale: 3, exponent: 0.6 },
  { kind: 'exponential', maxResponse: 900, ratePerDollar: 0.0002 },
  { kind: 'linear', perDollar: 0.3 },
];

describe('a curve', () => {
  it('says the spend below which an S-curve is not worth starting: K(c−1)^(1/c)', () => {
    // 30,000 × 2^(1/3) = $37,797.63.
    expect(minimumEfficientCents({ kind: 'hill', maxResponse: 1, halfSaturationCents: 3_000_000, slope: 3 })).to.equal(
      3_779_763,
    );
    expect(minimumEfficientCents(curves[0]!)).to.equal(0);
  });

  it('counts what a cent adds even where both totals look the same', () => {
    for (const curve of curves) {
      const cents = 50_000_000_000;
      const one = responseGain(curve, cents, 1);
      const many = responseGain(curve, cents, 1_000);
      if (one > 0) expect(many / one).to.be.closeTo(1_000, 0.1);
    }
  });

  it('gains add up over any split of the way', () => {
    fc.assert(
      fc.property(fc.constantFrom(...curves), fc.nat(5_000_000), fc.nat(900_000), fc.nat(900_000), (curve, x, d, e) => {
        const whole = responseGain(curve, x, d + e);
        expect(responseGain(curve, x, d) + responseGain(curve, x + d, e)).to.be.closeTo(
          whole,
          1e-12 * Math.max(1, whole),
        );
        expect(responseAt(curve, x + d) - responseAt(curve, x)).to.be.closeTo(responseGain(curve, x, d), 1e-9);
      }),
    );
  });
});

describe('what if', () => {
  it('everything cost a tenth more: $1,100 buys what $1,000 did', () => {
    for (const curve of curves) {
      expect(responseAt(repriceCurve(curve, 1.1), 110_000)).to.be.closeTo(responseAt(curve, 100_000), 1e-6);
    }
  });

  it('one of four weeks were lost: $750 buys ¾ of what $1,000 did', () => {
    for (const curve of curves) {
      expect(responseAt(loseWeeks(curve, 4, 1), 75_000)).to.be.closeTo(0.75 * responseAt(curve, 100_000), 1e-6);
    }
  });

  it('the opponent spent $30,000 against our $20,000: 40 % of what is to win', () => {
    expect(responseAt(attractionCurve(1_000, 3_000_000), 2_000_000)).to.equal(400);
    expect(shareOfVoice(2_000_000, 3_000_000)).to.equal(0.4);
    expect(shareOfVoice(0, 0)).to.equal(0);
  });

  it('changes only the lines named', () => {
    const dearer = applyWhatIf(request, [{ kind: 'price', basisPoints: 2_000, lineIds: ['tv'] }]);
    expect(dearer.lines[0]!.curve).to.equal(V5[0]!.curve);
    expect(dearer.lines[2]!.curve).to.include({ halfSaturationCents: 5_400_000 });
  });

  it('up to four scenarios stand side by side, with the inputs they came from', () => {
    const scenarios = [
      { name: 'as is', changes: [] },
      { name: '+20 %', changes: [{ kind: 'budget', cents: 6_000_000 }] },
      { name: 'TV dearer', changes: [{ kind: 'price', basisPoints: 1_500, lineIds: ['tv'] }] },
      {
        name: 'opponent on TV',
        changes: [{ kind: 'opponent', lineId: 'tv', opponentCents: 9_000_000, maxResponse: 2_200 }],
      },
    ] as const;
    const outcomes = compareScenarios(request, scenarios);
    const responses = outcomes.map(({ result }) => (result.kind === 'allocated' ? result.response : NaN));
    expect(responses[0]).to.be.closeTo(1813.125968, 1e-6);
    expect(responses[1]).to.be.above(responses[0]!);
    expect(responses[2]).to.be.below(responses[0]!);
    expect(responses[3]).to.be.below(responses[2]!);
    expect(solved(outcomes[3]!.request).response).to.equal(responses[3]);
    expect(() => compareScenarios(request, [...scenarios, scenarios[0]])).to.throw(RangeError, 'Up to 4');
  });
});

describe('the efficient frontier', () => {
  it('rises ever more slowly on concave curves', () => {
    const points = efficientFrontier({ request, fromCents: 500_000, toCents: 10_000_000, points: 20 });
    expect(points.map((point) => point.budgetCents).slice(0, 2)).to.deep.equal([500_000, 1_000_000]);
    for (let k = 1; k < points.length; k += 1) {
      expect(points[k]!.response).to.be.above(points[k - 1]!.response);
      expect(points[k]!.shadowPricePerDollar).to.be.below(points[k - 1]!.shadowPricePerDollar);
    }
  });

  it('values the next $100 of V5 at about 100 × .01806', () => {
    expect(valueOfNext(request, 10_000)).to.be.closeTo(1.8041, 2e-3);
  });
});
