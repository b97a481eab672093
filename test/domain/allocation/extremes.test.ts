import { expect } from 'chai';
import { allocate } from '../../../shared/domain/allocation/allocate.ts';
import type { AllocationLine } from '../../../shared/domain/allocation/request.ts';

const goal = { kind: 'maximize_response' } as const;

describe('curves at the end of what numbers hold', () => {
  const flat: AllocationLine[] = [
    {
      id: 'steep',
      curve: { kind: 'hill', maxResponse: 1.15, halfSaturationCents: 543_369, slope: 46.8 },
      minCents: 109_752,
    },
    { id: 'nothing', curve: { kind: 'michaelis_menten', maxResponse: 0, halfSaturationCents: 87_428 } },
    { id: 'stepped', curve: { kind: 'linear', perDollar: 0 }, minCents: 8, stepCents: 470 },
  ];

  it('money far past any gain is placed at once, not cent by cent', () => {
    for (const spend of ['exactly', 'at_most'] as const) {
      const result = allocate({ budgetCents: 1_832_183_921_173, goal, lines: flat, spend });
      expect(result.kind === 'allocated' && result.response).to.be.closeTo(1.15, 1e-12);
    }
  });

  it('an S-curve whose start is below the smallest number is still an S-curve', () => {
    const lines: AllocationLine[] = [
      {
        id: 's',
        curve: { kind: 'hill', maxResponse: 14_009, halfSaturationCents: 53_350_326_607, slope: 48 },
        minCents: 2,
        stepCents: 6,
      },
      { id: 'line', curve: { kind: 'linear', perDollar: 1 } },
    ];
    const result = allocate({ budgetCents: 75_628_346, goal, lines });
    // K is $533 million: every cent is better on the line.
    expect(result.kind === 'allocated' && result.allocations.map((each) => each.cents)).to.deep.equal([2, 75_628_344]);
  });

  it('a budget of nothing, or of one cent, has an answer', () => {
    const lines = flat.slice(1, 2);
    for (const budgetCents of [0, 1]) {
      const result = allocate({ budgetCents, goal, lines });
      expect(result.kind === 'allocated' && result.totalCents).to.equal(budgetCents);
    }
  });
});
