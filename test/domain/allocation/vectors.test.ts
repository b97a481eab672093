import { expect } from 'chai';
import { allocate } from '../../../shared/domain/allocation/allocate.ts';
import type { AllocationGoal, AllocationLine, AllocationRequest } from '../../../shared/domain/allocation/request.ts';
import { hill, line, logarithm, mm, root, solved, V5 } from './support.ts';

type Vector = Readonly<{
  id: string;
  lines: readonly AllocationLine[];
  goal?: AllocationGoal;
  dollars: readonly number[];
  response?: number;
}>;

// Answers are the table of the planning design, in dollars; each is a published or hand-checked optimum.
const vectors: readonly Vector[] = [
  {
    id: 'V1: √-curves share as a²',
    lines: [root('a', 3), root('b', 4), root('c', 5)],
    dollars: [9_000, 16_000, 25_000],
  },
  {
    id: 'V2: logarithms share as a, less their offsets',
    lines: [logarithm('a', 500, 2_000), logarithm('b', 300, 500), logarithm('c', 200, 10_000)],
    dollars: [29_250, 18_250, 2_500],
    response: 2506.367088,
  },
  {
    id: 'C1: three saturating lines',
    lines: [mm('a', 1000, 10_000), mm('b', 600, 4_000), mm('c', 1500, 30_000)],
    dollars: [16_030, 8_752.04, 25_217.96],
    response: 1712.670473,
  },
  { id: 'V5: search, social, TV', lines: V5, dollars: [11_290.52, 9_675.9, 29_033.58], response: 1813.125968 },
  {
    id: 'ST: TV in $2,500 steps',
    lines: V5.map((each) => (each.id === 'tv' ? { ...each, stepCents: 250_000 } : each)),
    dollars: [10_825.92, 9_174.08, 30_000],
    response: 1812.41905,
  },
  {
    id: 'TR: 1,500 at least cost',
    lines: V5,
    goal: { kind: 'target_response', response: 1500 },
    dollars: [8_936.56, 7_133.33, 18_954.53],
  },
  {
    id: 'MR: no dollar below .02',
    lines: V5,
    goal: { kind: 'target_marginal', perDollar: 0.02 },
    dollars: [10_431.68, 8_748.24, 25_356.24],
  },
  {
    id: 'S1: two equal S-curves: all on one',
    lines: [hill('a', 1, 30_000, 3), hill('b', 1, 30_000, 3)],
    dollars: [50_000, 0],
    response: 125 / 152,
  },
  {
    id: 'S3: a concave, a saturating and an S-curve',
    lines: [hill('a', 1000, 8_000, 0.8), hill('b', 1200, 10_000, 1), hill('c', 5200, 34_000, 4)],
    dollars: [1_770.43, 2_239.74, 45_989.83],
    response: 4453.828137,
  },
];

describe('the budget split on its published vectors', () => {
  for (const vector of vectors) {
    it(vector.id, () => {
      const goal = vector.goal ?? { kind: 'maximize_response' };
      const answer = solved({ budgetCents: 5_000_000, goal, lines: vector.lines });
      expect(answer.allocations.map((each) => each.cents / 100)).to.deep.equal(vector.dollars);
      if (vector.response)
        expect(answer.response).to.be.closeTo(vector.response, 5e-7 * Math.max(1, vector.response / 1000));
      expect(answer.proof.status).to.equal('optimal');
      expect(answer.totalCents).to.equal(answer.allocations.reduce((sum, each) => sum + each.cents, 0));
    });
  }

  it('values the next dollar of V5 at .018062491', () => {
    const answer = solved({ budgetCents: 5_000_000, goal: { kind: 'maximize_response' }, lines: V5 });
    expect(answer.shadowPricePerDollar).to.be.closeTo(0.018062491, 1e-9);
    for (const each of answer.allocations) expect(each.marginalPerDollar).to.be.closeTo(0.018062491, 1e-7);
  });

  it('reaches 1,500 with $35,024.42 and not with a cent less', () => {
    const answer = solved({ budgetCents: 5_000_000, goal: { kind: 'target_response', response: 1500 }, lines: V5 });
    expect(answer.totalCents).to.equal(3_502_442);
    expect(answer.response).to.be.at.least(1500);
    const less = solved({ budgetCents: 3_502_441, goal: { kind: 'maximize_response' }, lines: V5 });
    expect(less.response).to.be.below(1500);
  });

  it('keeps each line at no less than its minimum and no more than its maximum, and says so', () => {
    const lines = [
      line('a', V5[0]!.curve, { minCents: 2_000_000 }),
      line('b', V5[1]!.curve, { maxCents: 500_000 }),
      V5[2]!,
    ];
    const answer = solved({ budgetCents: 5_000_000, goal: { kind: 'maximize_response' }, lines });
    expect(answer.allocations.map((each) => each.state)).to.deep.equal(['at_minimum', 'at_maximum', 'interior']);
    expect(answer.allocations.map((each) => each.cents)).to.deep.equal([2_000_000, 500_000, 2_500_000]);
  });

  it('says which minimums are over the budget and by how much', () => {
    const lines = V5.map((each) => ({ ...each, minCents: 2_000_000 }));
    const request: AllocationRequest = { budgetCents: 5_000_000, goal: { kind: 'maximize_response' }, lines };
    const result = allocate(request);
    if (result.kind !== 'infeasible') throw new Error('expected a clash');
    // 3 × $20,000 = $60,000, $10,000 over.
    expect(result.issues.map((issue) => issue.code)).to.deep.equal(['minimums_over_budget']);
    expect(result.issues[0]!.message).to.include('$60,000.00, which is $10,000.00 over the $50,000.00 budget');
    expect(result.relaxation[0]).to.include({ path: 'budgetCents', byCents: 1_000_000 });
  });
});
