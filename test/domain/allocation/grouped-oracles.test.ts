import { expect } from 'chai';
import fc from 'fast-check';
import { makeGroupedSCurveCase } from '../../bench/split-cases.ts';
import { allocate } from '../../../shared/domain/allocation/allocate.ts';
import type { Curve } from '../../../shared/domain/allocation/curves/curve.ts';
import { responseAt } from '../../../shared/domain/allocation/curves/response.ts';
import { makeProblem } from '../../../shared/domain/allocation/engine/problem.ts';
import { fitsTable, splitByTable } from '../../../shared/domain/allocation/search/by-table.ts';
import { responseOf } from '../../../shared/domain/allocation/search/search-state.ts';
import type { AllocationGroup, AllocationLine } from '../../../shared/domain/allocation/request.ts';
import { hill, solved } from './support.ts';

const goal = { kind: 'maximize_response' } as const;

/** A group with its bounds in cents, and what is in it: lines by their index, and groups. */
type Tree = Readonly<{ low: number; high: number; lines: readonly number[]; groups: readonly Tree[] }>;

/** Best response of a tree for every total up to the budget, by the textbook table; −∞ where no split fits. */
function bestByTree(tree: Tree, lines: readonly AllocationLine[], budgetCents: number): number[] {
  const parts = [
    ...tree.lines.map((i) => lineTable(lines[i]!, budgetCents)),
    ...tree.groups.map((group) => bestByTree(group, lines, budgetCents)),
  ];
  const sums = parts.reduce(both, [0, ...new Array<number>(budgetCents).fill(-Infinity)]);
  return sums.map((value, total) => (total >= tree.low && total <= tree.high ? value : -Infinity));
}

function both(a: readonly number[], b: readonly number[]): number[] {
  return a.map((_, total) => {
    let best = -Infinity;
    for (let x = 0; x <= total; x += 1) best = Math.max(best, a[x]! + b[total - x]!);
    return best;
  });
}

function lineTable(line: AllocationLine, budgetCents: number): number[] {
  const { minCents = 0, maxCents = budgetCents, minimumWhenUsedCents: start = minCents } = line;
  return Array.from({ length: budgetCents + 1 }, (_, x) => {
    const isOff = x === 0 && minCents === 0;
    const isOn = x >= Math.max(start, minCents) && x <= maxCents;
    return isOff || isOn ? responseAt(line.curve, x) : -Infinity;
  });
}

/** Every group of a tree but the outermost, as the request names them. */
function groupsOf(tree: Tree, name = 'g'): readonly AllocationGroup[] {
  return tree.groups.flatMap((group, k) => {
    const id = `${name}.${k}`;
    return [{ id, lineIds: idsOf(group), minCents: group.low, maxCents: group.high }, ...groupsOf(group, id)];
  });
}
const idsOf = (tree: Tree): readonly string[] => [...tree.lines.map((i) => `line-${i}`), ...tree.groups.flatMap(idsOf)];

/** S-curves that differ by a few percent or not at all: the hard case, since every count of them looks alike. */
const nearlyEqual = fc
  .record({
    halfSaturationCents: fc.integer({ min: 6, max: 40 }),
    slope: fc.integer({ min: 11, max: 50 }).map((n) => n / 10),
    spread: fc.constantFrom(0, 0, 1, 3),
    turns: fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 4, maxLength: 7 }),
    minimum: fc.integer({ min: 0, max: 18 }),
  })
  .map(({ halfSaturationCents, slope, spread, turns, minimum }): AllocationLine[] =>
    turns.map((turn, i) => ({
      id: `line-${i}`,
      curve: { kind: 'hill', maxResponse: 100 + turn * spread, halfSaturationCents, slope } satisfies Curve,
      ...(minimum > 0 ? { minimumWhenUsedCents: minimum } : {}),
    })),
  );

const bounds = fc.record({ low: fc.nat(16), more: fc.integer({ min: 0, max: 50 }) });
/** What a case is drawn from: the lines, the budget, and where the tree is cut and how its groups are bound. */
const cases = [
  nearlyEqual,
  fc.integer({ min: 5, max: 90 }),
  fc.array(fc.nat(20), { minLength: 3, maxLength: 3 }),
  fc.array(bounds, { minLength: 6, maxLength: 6 }),
] as const;

/** Digital and TV, each with channels: two levels of groups over all lines. */
function treeOver(count: number, cuts: readonly number[], limits: readonly { low: number; more: number }[]): Tree {
  const half = 1 + (cuts[0]! % (count - 1));
  const side = (from: number, to: number, at: number): Tree => {
    const middle = from + 1 + (cuts[at]! % Math.max(1, to - from));
    const channel = (a: number, b: number, k: number): Tree => ({
      ...{ low: limits[k]!.low, high: limits[k]!.low + limits[k]!.more, groups: [] },
      lines: Array.from({ length: b - a }, (_, i) => a + i),
    });
    const { low, more } = limits[at]!;
    return {
      ...{ low: low * 2, high: low * 2 + more * 2, lines: [] },
      groups: [channel(from, Math.min(middle, to), 2 * at), channel(Math.min(middle, to), to, 2 * at + 1)].filter(
        ({ lines }) => lines.length > 0,
      ),
    };
  };
  return { low: 0, high: Infinity, lines: [], groups: [side(0, half, 1), side(half, count, 2)] };
}

describe('the split of nearly equal S-curves in two levels of groups', () => {
  it('is the best of all splits in whole cents, proved, and infeasible only when there is none', () => {
    fc.assert(
      fc.property(...cases, (lines, budgetCents, cuts, limits) => {
        const tree = treeOver(lines.length, cuts, limits);
        const best = bestByTree(tree, lines, budgetCents)[budgetCents]!;
        const result = allocate({ budgetCents, goal, lines, groups: groupsOf(tree) });
        if (result.kind === 'infeasible') {
          expect(best).to.equal(-Infinity);
          return;
        }
        expect(result.response).to.be.closeTo(best, 1e-9 * Math.max(1, best));
        expect(result.proof.status).to.equal('optimal');
        for (const { lineIds, minCents = 0, maxCents = 0 } of groupsOf(tree)) {
          const sum = result.allocations.reduce(
            (total, each) => total + (lineIds.includes(each.id) ? each.cents : 0),
            0,
          );
          expect(sum).to.be.within(minCents, maxCents);
        }
      }),
      { numRuns: 250 },
    );
  });

  it('is settled by the table where branches would go on and on: all on the convex part of seven curves', () => {
    // 38 cents, half of the most at 31: 20,000 branches leave a gap of 1 % here.
    const lines = [100, 100, 100, 96, 104, 103, 103].map((maxResponse, i): AllocationLine => {
      const curve = { kind: 'hill', maxResponse, halfSaturationCents: 31, slope: 4.5 } satisfies Curve;
      return { id: `line-${i}`, curve, minimumWhenUsedCents: 1 };
    });
    const limits = [11, 8, 9, 3, 3, 13].map((low, k) => ({ low, more: [26, 5, 28, 4, 27, 5][k]! }));
    const tree = treeOver(7, [7, 18, 16], limits);
    const answer = solved({ budgetCents: 38, goal, lines, groups: groupsOf(tree) });
    expect(answer.response).to.be.closeTo(bestByTree(tree, lines, 38)[38]!, 1e-12);
    expect(answer.proof.status).to.equal('optimal');
  });

  it('is settled by the table in large steps too: $40,000 by $250 over twelve nearly equal lines', () => {
    const lines = Array.from({ length: 12 }, (_, i): AllocationLine => {
      const maxResponse = 900 + ((i * 7) % 60);
      const curve = { kind: 'hill', maxResponse, halfSaturationCents: 680_000, slope: 4.1 } satisfies Curve;
      const maxCents = 1_000_000 + 100_000 * ((i * 3) % 10);
      return { id: `line-${i}`, curve, stepCents: 25_000, minimumWhenUsedCents: 100_000, maxCents };
    });
    const groups = [1_200_000, 700_000, 500_000].map((minCents, g) => ({
      ...{ id: `g${g}`, minCents, maxCents: [1_500_000, 1_900_000, 1_500_000][g]! },
      lineIds: lines.filter((_, i) => i % 3 === g).map(({ id }) => id),
    }));
    const { proof, totalCents } = solved({ budgetCents: 4_000_000, goal, lines, groups });
    expect(totalCents).to.equal(4_000_000);
    expect(proof).to.include({ status: 'optimal', gap: 0, nodes: 100 });
  });

  it('by the table is the best of all splits, and none where none fits', () => {
    fc.assert(
      fc.property(...cases, (lines, budgetCents, cuts, limits) => {
        const tree = treeOver(lines.length, cuts, limits);
        const best = bestByTree(tree, lines, budgetCents)[budgetCents]!;
        const problem = makeProblem({ lines, groups: groupsOf(tree), budgetCents });
        expect(fitsTable(problem, budgetCents)).to.equal(true);
        const cents = splitByTable(problem, budgetCents);
        if (!cents) {
          expect(best).to.equal(-Infinity);
          return;
        }
        expect(cents.reduce((sum, x) => sum + x, 0)).to.equal(budgetCents);
        expect(responseOf(problem, cents)).to.be.closeTo(best, 1e-9 * Math.max(1, best));
      }),
      { numRuns: 150 },
    );
  });

  it('is proved on twenty lines in a dozen groups within 4,000 branches', () => {
    let state = 11;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 4_294_967_296;
    };
    for (const spread of [0, 0.001, 0.01, 0.1]) {
      for (let k = 0; k < 6; k += 1) {
        const request = makeGroupedSCurveCase(random, 12 + 2 * k - (k % 2), spread);
        const result = allocate(request, { nodeLimit: 4_000 });
        if (result.kind === 'infeasible') continue;
        expect(result.proof.status, `spread ${spread}, case ${k}`).to.equal('optimal');
        expect(result.totalCents).to.equal(request.budgetCents);
      }
    }
  });

  it('turns on as many as each channel can feed, not the same share of all', () => {
    // Five alike, half-saturated at $300.00: $900.00 with at most $650.00 in the first channel.
    const lines = Array.from({ length: 5 }, (_, i) => hill(`line-${i}`, 100, 300, 4));
    const groups = [{ id: 'first', lineIds: ['line-0', 'line-1', 'line-2'], maxCents: 65_000 }];
    const result = allocate({ budgetCents: 90_000, goal, lines, groups });
    if (result.kind === 'infeasible') throw new Error('expected a split');
    const cents = result.allocations.map((each) => each.cents);
    // Two lines at $450.00 beat three at $300.00: 2 × 100 × 1.5⁴ ÷ (1 + 1.5⁴) = 167.01 against 150.
    expect(cents.filter((each) => each > 0)).to.deep.equal([45_000, 45_000]);
    expect(result.response).to.be.closeTo((200 * 1.5 ** 4) / (1 + 1.5 ** 4), 1e-9);
    expect(result.proof.status).to.equal('optimal');
  });
});
