import { expect } from 'chai';
import fc from 'fast-check';
import { allocate } from '../../../shared/domain/allocation/allocate.ts';
import { responseAt } from '../../../shared/domain/allocation/curves/response.ts';
import type { AllocationAnswer, AllocationGroup, AllocationLine } from '../../../shared/domain/allocation/request.ts';

const goal = { kind: 'maximize_response' } as const;

type Part = Readonly<{ low: number; high: number; lines: readonly AllocationLine[] }>;

/** Best response by the textbook table over whole cents: each part's totals first, then the parts together. */
function bestOf(parts: readonly Part[], budgetCents: number): number {
  const both = (a: readonly number[], b: readonly number[]) =>
    a.map((_, total) => {
      let best = -Infinity;
      for (let x = 0; x <= total; x += 1) best = Math.max(best, a[x]! + b[total - x]!);
      return best;
    });
  const nothing = [0, ...new Array<number>(budgetCents).fill(-Infinity)];
  const tables = parts.map(({ low, high, lines }) =>
    lines
      .map((line) =>
        Array.from({ length: budgetCents + 1 }, (_, x) =>
          x === 0 || x >= (line.minimumWhenUsedCents ?? 0) ? responseAt(line.curve, x) : -Infinity,
        ),
      )
      .reduce(both, nothing)
      .map((value, total) => (total >= low && total <= high ? value : -Infinity)),
  );
  return tables.reduce(both, nothing)[budgetCents]!;
}

const groupsOf = (parts: readonly Part[]): readonly AllocationGroup[] =>
  parts.map(({ low, high, lines }, g) => ({
    id: `part ${g}`,
    lineIds: lines.map(({ id }) => id),
    minCents: low,
    maxCents: high,
  }));

const partsArbitrary = fc
  .array(
    fc.record({
      low: fc.nat(8),
      more: fc.integer({ min: 1, max: 25 }),
      minimum: fc.constantFrom(0, 0, 4, 9),
      curves: fc.array(
        fc.record({
          maxResponse: fc.integer({ min: 5, max: 100 }),
          halfSaturationCents: fc.integer({ min: 3, max: 30 }),
          slope: fc.constantFrom(0.8, 1, 1.5, 2, 3, 5),
        }),
        { minLength: 2, maxLength: 3 },
      ),
    }),
    { minLength: 4, maxLength: 6 },
  )
  .map((all): readonly Part[] =>
    all.map(({ low, more, minimum, curves }, g) => ({
      ...{ low, high: low + more },
      lines: curves.map((curve, i) => ({
        id: `line ${g}.${i}`,
        curve: { kind: 'hill' as const, ...curve },
        ...(minimum > 0 ? { minimumWhenUsedCents: minimum } : {}),
      })),
    })),
  );

/** 200 lines of five weeks each, S-shaped, each line between a half of its plan and one and a half. */
function manyLines(count: number): { parts: readonly Part[]; budgetCents: number } {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    return state / 0x7f_ff_ff_ff;
  };
  const parts = Array.from({ length: count }, (_, g): Part => {
    const planned = Math.round(50_000 + random() * 500_000);
    const lines = Array.from({ length: 5 }, (__, week): AllocationLine => {
      const halfSaturationCents = Math.round(planned * (0.1 + 0.5 * random()));
      const curve = { kind: 'hill', maxResponse: 20 + 200 * random(), halfSaturationCents, slope: 3 } as const;
      return { id: `line ${String(g).padStart(3, '0')} week ${week}`, curve };
    });
    return { low: Math.round(planned * 0.5), high: Math.round(planned * 1.5), lines };
  });
  const budgetCents = parts.reduce((sum, { high }) => sum + Math.round(high / 1.5), 0);
  return { parts, budgetCents };
}

describe('the split of many small groups', () => {
  it('is never above what is claimed possible, and lies within the gap it states, however early it stops', () => {
    fc.assert(
      fc.property(
        partsArbitrary,
        fc.integer({ min: 20, max: 110 }),
        fc.constantFrom(1, 2, 5, 2_000),
        (parts, budgetCents, nodeLimit) => {
          const lines = parts.flatMap((part) => part.lines);
          const best = bestOf(parts, budgetCents);
          const result = allocate({ budgetCents, goal, lines, groups: groupsOf(parts) }, { nodeLimit });
          if (result.kind === 'infeasible') return;
          expect(result.totalCents).to.equal(budgetCents);
          expect(result.response).to.be.at.most(best + 1e-9 * best);
          expect(result.proof.upperBound).to.be.at.least(best - 1e-9 * best);
          if (result.proof.status === 'optimal') expect(result.response).to.be.closeTo(best, 1e-9 * best);
          for (const { lineIds, minCents = 0, maxCents = 0 } of groupsOf(parts)) {
            const sum = result.allocations.reduce((of, one) => of + (lineIds.includes(one.id) ? one.cents : 0), 0);
            expect(sum).to.be.within(minCents, maxCents);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('of 200 S-curve lines by five weeks ends within a millionth of what is possible, the same each time', function () {
    this.timeout(60_000);
    const { parts, budgetCents } = manyLines(200);
    const request = { budgetCents, goal, lines: parts.flatMap((part) => part.lines), groups: groupsOf(parts) };
    const solve = () => allocate(request, { nodeLimit: 60 }) as { kind: string } & AllocationAnswer;
    const answer = solve();
    expect(answer.kind).to.equal('allocated');
    expect(answer.totalCents).to.equal(budgetCents);
    // On envelopes of each line alone the gap was 9 %.
    expect(answer.proof.gap).to.be.below(1e-6);
    expect(solve()).to.deep.equal(answer);
  });
});
