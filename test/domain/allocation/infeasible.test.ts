import { expect } from 'chai';
import { allocationAnswerSchema, allocationRequestSchema } from '../../../shared/contracts/allocation.ts';
import { allocate } from '../../../shared/domain/allocation/allocate.ts';
import type { AllocationRequest } from '../../../shared/domain/allocation/request.ts';
import { solved, V5 } from './support.ts';

const goal = { kind: 'maximize_response' } as const;

function refused(request: AllocationRequest) {
  const result = allocate(request);
  if (result.kind === 'allocated') throw new Error('expected a clash');
  return result;
}

describe('a request that can not be met', () => {
  it('names the group whose maximum is under its lines’ minimums, and what would do', () => {
    const lines = V5.map((each) => (each.id === 'tv' ? { ...each, minCents: 3_000_000 } : each));
    const groups = [{ id: 'broadcast', lineIds: ['tv'], maxShareBasisPoints: 4_000 }];
    const { issues, relaxation } = refused({ budgetCents: 5_000_000, goal, lines, groups });
    // 40 % of $50,000 = $20,000, $10,000 under TV's $30,000.
    expect(issues[0]).to.include({ code: 'group_maximum', path: 'groups.0' });
    expect(issues[0]!.message).to.include('"broadcast" may take at most $20,000.00').and.include('by $10,000.00');
    expect(relaxation[0]!.byCents).to.equal(1_000_000);
    const mended = groups.map((group) => ({ ...group, maxShareBasisPoints: 6_000 }));
    expect(solved({ budgetCents: 5_000_000, goal, lines, groups: mended }).allocations[2]!.cents).to.equal(3_000_000);
  });

  it('names the group whose minimum its lines can not take', () => {
    const lines = V5.map((each) => (each.id === 'tv' ? each : { ...each, maxCents: 1_000_000 }));
    const groups = [{ id: 'digital', lineIds: ['search', 'social'], minShareBasisPoints: 5_000 }];
    const { issues, relaxation } = refused({ budgetCents: 5_000_000, goal, lines, groups });
    expect(issues[0]!.code).to.equal('group_minimum');
    expect(relaxation[0]!.byCents).to.equal(500_000);
  });

  it('names every minimum that fills the budget, and each whose lowering alone makes room', () => {
    const groups = [
      { id: 'tv', lineIds: ['tv'], minShareBasisPoints: 6_000 },
      { id: 'digital', lineIds: ['search', 'social'], minShareBasisPoints: 5_000 },
    ];
    const lines = V5.map((each) => (each.id === 'search' ? { ...each, minCents: 2_300_000 } : each));
    const { issues, relaxation } = refused({ budgetCents: 5_000_000, goal, lines, groups });
    // 60 % + 50 % of $50,000 = $55,000.
    expect(issues.map(({ code }) => code)).to.deep.equal(['minimums_over_budget']);
    expect(issues[0]!.message).to.include('group "tv" $30,000.00, group "digital" $25,000.00.');
    // Digital's own lines must take $23,000: $5,000 less than its $25,000 is not to be had there.
    expect(relaxation.map(({ path, byCents }) => [path, byCents])).to.deep.equal([
      ['budgetCents', 500_000],
      ['groups.0', 500_000],
    ]);
    const mended = groups.map((group) => (group.id === 'tv' ? { ...group, minShareBasisPoints: 5_000 } : group));
    expect(solved({ budgetCents: 5_000_000, goal, lines, groups: mended }).totalCents).to.equal(5_000_000);
  });

  it('names lines beside groups, the largest first, and counts the rest', () => {
    const lines = V5.map((each) => ({ ...each, minCents: each.id === 'tv' ? 3_000_000 : 1_500_000 }));
    const { issues } = refused({ budgetCents: 5_000_000, goal, lines });
    expect(issues[0]!.message).to.include(
      'budget: line "tv" $30,000.00, line "search" $15,000.00, line "social" $15,000.00.',
    );
    const many = Array.from({ length: 8 }, (_, i) => ({ ...V5[0]!, id: `line ${i}`, maxCents: 100 }));
    expect(refused({ budgetCents: 5_000_000, goal, lines: many }).issues[0]!.message).to.include('and 3 more.');
  });

  it('returns every clash, not the first', () => {
    const lines = [
      { ...V5[0]!, minCents: 500, maxCents: 400 },
      { ...V5[1]!, maxCents: 100 },
    ];
    const groups = [{ id: 'g', lineIds: ['social'], minCents: 200 }];
    const { issues } = refused({ budgetCents: 10_000, goal, lines, groups });
    expect(issues.map((issue) => issue.code)).to.deep.equal(['line_bounds', 'group_minimum', 'budget_over_maximums']);
  });

  it('says how much is left over when maximums are under the budget, and leaves it when that is allowed', () => {
    const lines = V5.map((each) => ({ ...each, maxCents: 1_000_000 }));
    const { issues, relaxation } = refused({ budgetCents: 5_000_000, goal, lines });
    expect(issues[0]!.code).to.equal('budget_over_maximums');
    expect(relaxation[0]!.byCents).to.equal(2_000_000);
    const some = solved({ budgetCents: 5_000_000, goal, lines, spend: 'at_most' });
    expect(some.totalCents).to.equal(3_000_000);
    expect(some.shadowPricePerDollar).to.equal(0);
  });

  it('says which total steps can reach', () => {
    const lines = V5.map((each) => ({ ...each, stepCents: 250_000 }));
    const { issues, relaxation } = refused({ budgetCents: 5_100_000, goal, lines });
    // Steps of $2,500.00 reach $50,000.00, $1,000.00 less.
    expect(issues[0]!.code).to.equal('no_combination');
    expect(relaxation[0]!.byCents).to.equal(100_000);
    expect(issues[0]!.message).to.include('Lower the budget by $1,000.00 to $50,000.00');
  });

  it('says the most a target could be', () => {
    const { issues } = refused({
      budgetCents: 5_000_000,
      goal: { kind: 'target_response', response: 3_000 },
      lines: V5,
    });
    expect(issues[0]!.code).to.equal('target_out_of_reach');
    expect(issues[0]!.message).to.include('1,813.12');
    const cheap = { kind: 'target_cost_per_response', cents: 1 } as const;
    expect(refused({ budgetCents: 5_000_000, goal: cheap, lines: V5 }).issues[0]!.code).to.equal(
      'average_out_of_reach',
    );
  });
});

describe('the wire shape of a split', () => {
  const body = { budgetCents: 5_000_000, goal, lines: V5 };

  it('takes the request and gives the answer of the contract', () => {
    const answer = solved(allocationRequestSchema.parse(body));
    const { allocations, totalCents, response, shadowPricePerDollar, proof } = answer;
    const wire = { allocations, totalCents, response, shadowPricePerDollar, proof };
    expect(allocationAnswerSchema.parse(JSON.parse(JSON.stringify(wire)))).to.deep.equal(wire);
  });

  it('refuses unknown fields, doubled ids, unknown lines and crossing groups', () => {
    const group = (id: string, ...lineIds: string[]) => ({ id, lineIds });
    const wrong: readonly [unknown, string][] = [
      [{ ...body, colour: 'red' }, 'colour'],
      [{ ...body, lines: [V5[0], V5[0]] }, 'given twice'],
      [{ ...body, groups: [group('g', 'radio')] }, 'names line "radio"'],
      [{ ...body, groups: [group('g', 'search', 'social'), group('h', 'social', 'tv')] }, 'neither holds the other'],
      [{ ...body, budgetCents: undefined }, 'give budgetCents'],
      [{ ...body, budgetCents: 10.5 }, 'int'],
      [{ ...body, lines: [{ ...V5[0], curve: { ...V5[0]!.curve, slope: 2 } }] }, 'slope'],
    ];
    for (const [value, text] of wrong) {
      const parsed = allocationRequestSchema.safeParse(value);
      expect(parsed.success).to.equal(false);
      expect(JSON.stringify(parsed.error?.issues)).to.include(text.replaceAll('"', '\\"'));
    }
  });

  it('nests groups: TV within broadcast within the campaign', () => {
    const groups = [
      { id: 'tv', lineIds: ['tv'], maxShareBasisPoints: 4_000 },
      { id: 'awareness', lineIds: ['tv', 'social'], minShareBasisPoints: 7_000 },
    ];
    const answer = solved({ ...body, groups });
    // TV at its 40 % = 20,000; both at least 70 % = 35,000, so social 15,000 and search the rest.
    expect(answer.allocations.map((each) => each.cents)).to.deep.equal([1_500_000, 1_500_000, 2_000_000]);
    expect(answer.proof.status).to.equal('optimal');
  });
});
