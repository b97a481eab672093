import { expect } from 'chai';
import fc from 'fast-check';
import type { Curve } from '../../../shared/domain/allocation/curves/curve.ts';
import { minimumEfficientCents, responseAt, responseGain } from '../../../shared/domain/allocation/curves/response.ts';
import type { AllocationRequest } from '../../../shared/domain/allocation/request.ts';
import { efficientFrontier, valueOfNext } from '../../../shared/domain/allocation/scenarios/frontier.ts';
import {
  againstOpponent,
  attractionCurve,
  partOfCurve,
  repriceCurve,
  shareOfVoice,
} from '../../../shared/domain/allocation/scenarios/reshape-curve.ts';
import type { ScenarioInputs, WhatIf } from '../../../shared/domain/allocation/scenarios/scenario.ts';
import { solveScenario } from '../../../shared/domain/allocation/scenarios/solve-scenario.ts';
import { applyWhatIf } from '../../../shared/domain/allocation/scenarios/what-if.ts';
import { solved, V5 } from './support.ts';

const request: AllocationRequest = { budgetCents: 5_000_000, goal: { kind: 'maximize_response' }, lines: V5 };
const bare: ScenarioInputs = { request, lines: [], opponent: [] };
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
      expect(responseAt(partOfCurve(curve, 0.75), 75_000)).to.be.closeTo(0.75 * responseAt(curve, 100_000), 1e-6);
    }
  });

  it('the opponent spent $30,000 against our $20,000: 40 % of what is to win', () => {
    expect(responseAt(attractionCurve(1_000, 3_000_000), 2_000_000)).to.equal(400);
    expect(shareOfVoice(2_000_000, 3_000_000)).to.equal(0.4);
    expect(shareOfVoice(0, 0)).to.equal(0);
  });

  it('an opponent appeared: MM(1000, $6,000) against $30,000 is the share 20 ÷ (20 + 30), and never more than without', () => {
    const curve = { kind: 'michaelis_menten', maxResponse: 1_000, halfSaturationCents: 600_000 } as const;
    expect(responseAt(againstOpponent(curve, 3_000_000)!, 2_000_000)).to.equal(400);
    expect(againstOpponent(curve, 100)).to.deep.equal(curve);
    fc.assert(
      fc.property(
        fc.constantFrom(...curves),
        fc.nat(9_000_000),
        fc.nat(9_000_000),
        fc.nat(9_000_000),
        (one, x, d, e) => {
          const [less, more] = [againstOpponent(one, d), againstOpponent(one, d + e)];
          if (less === null || more === null) {
            expect(['log', 'power', 'linear']).to.include(one.kind);
            return;
          }
          expect(responseAt(less, x)).to.be.at.most(responseAt(one, x) * (1 + 1e-9));
          expect(responseAt(more, x)).to.be.at.most(responseAt(less, x) * (1 + 1e-9));
        },
      ),
    );
  });

  it('changes only the lines named', () => {
    const dearer = applyWhatIf(bare, [{ kind: 'price', basisPoints: 2_000, lineIds: ['tv'] }]).request;
    expect(dearer.lines[0]!.curve).to.equal(V5[0]!.curve);
    expect(dearer.lines[2]!.curve).to.include({ halfSaturationCents: 5_400_000 });
  });

  it('a total, said in dollars or in percent, or a price were otherwise', () => {
    const response = (changes: readonly WhatIf[]) => {
      const result = solveScenario(bare, changes);
      return result.kind === 'solved' ? result.response : NaN;
    };
    expect(response([])).to.be.closeTo(1813.125968, 1e-6);
    const more = response([{ kind: 'budget', cents: 6_000_000 }]);
    expect(more).to.equal(solved({ ...request, budgetCents: 6_000_000 }).response);
    expect(response([{ kind: 'budget_change', basisPoints: 2_000 }])).to.equal(more);
    expect(response([{ kind: 'price', basisPoints: 1_500, lineIds: ['tv'] }])).to.be.below(response([]));
  });
});

describe('the efficient frontier', () => {
  it('rises ever more slowly on concave curves', () => {
    const { points, leftOut } = efficientFrontier({ request, fromCents: 500_000, toCents: 10_000_000, points: 20 });
    expect(leftOut).to.deep.equal([]);
    expect(points.every((point) => point.status === 'optimal' && point.gap === 0)).to.equal(true);
    expect(points.map((point) => point.budgetCents).slice(0, 2)).to.deep.equal([500_000, 1_000_000]);
    for (let k = 1; k < points.length; k += 1) {
      expect(points[k]!.response).to.be.above(points[k - 1]!.response);
      expect(points[k]!.shadowPricePerDollar).to.be.below(points[k - 1]!.shadowPricePerDollar);
    }
  });

  it('says which totals no split can meet, and why', () => {
    const lines = V5.map((line) => ({ ...line, minCents: 1_000_000 }));
    const { points, leftOut } = efficientFrontier({
      request: { ...request, lines },
      fromCents: 2_000_000,
      toCents: 4_000_000,
      points: 3,
    });
    // Three minimums of $10,000.00 need $30,000.00: $20,000.00 is too little.
    expect(points.map((point) => point.budgetCents)).to.deep.equal([3_000_000, 4_000_000]);
    expect(leftOut.map((one) => one.budgetCents)).to.deep.equal([2_000_000]);
    expect(leftOut[0]!.reason).to.include('$10,000.00');
  });

  it('values the next $100 of V5 at about 100 × .01806', () => {
    expect(valueOfNext(request, 10_000)).to.be.closeTo(1.8041, 2e-3);
  });
});
