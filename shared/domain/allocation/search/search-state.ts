import { valueAt } from '../curves/kernel.ts';
import { compensatedSum } from '../engine/exact-sum.ts';
import type { Problem } from '../engine/problem.ts';
import type { RelaxedLines } from '../engine/relaxed-lines.ts';
import type { Restriction } from './branch.ts';
import type { CountBound } from './counts/count-bound.ts';
import type { Counting } from './counts/counting.ts';
import type { CountRanges } from './counts/count-ranges.ts';
import type { GroupCountBound } from './counts/group-count-bound.ts';
import type { Solved } from './solve-branch.ts';

/**
 * An open part of the problem. With `count` ≥ 0, exactly so many lines that may be off are on; with `ranges`, so many of each
 * group.
 */
export type Branch = Readonly<{
  restrictions: Restriction | null;
  bound: number;
  logPrice: number;
  solved: Solved | null;
  count: number;
  counted: CountBound | null;
  ranges: CountRanges | null;
  grouped: GroupCountBound | null;
}>;

/** A search under way: the best split found, the branches still open, and the envelopes that branches share in turn. */
export type SearchState = {
  readonly problem: Problem;
  readonly totalCents: number;
  readonly r: RelaxedLines;
  counting: Counting | null;
  readonly open: Branch[];
  cents: Float64Array | null;
  response: number;
  closedBound: number;
  nodes: number;
  exact: boolean;
  twins: readonly (readonly number[])[] | null;
};

const TOLERANCE = 1e-12;

/** Response of a split, slack included at its own price. */
export function responseOf(problem: Problem, cents: Float64Array): number {
  return compensatedSum(problem.count, (i) => valueAt(problem.columns, i, cents[i]!));
}

/** A branch must promise more than this to be worth opening. */
export function toBeat(state: SearchState): number {
  return state.response + TOLERANCE * Math.max(Math.abs(state.response), 1e-300);
}

/** Keeps a split when every line may spend that much and it is the best so far. */
export function consider(state: SearchState, cents: Float64Array | null): void {
  if (!cents) return;
  const { zero, first, last, step, count } = state.problem;
  for (let i = 0; i < count; i += 1) {
    const x = cents[i]!;
    if (x === 0 && zero[i] === 1) continue;
    if (x < first[i]! || x > last[i]! || (x - first[i]!) % step[i]! !== 0) return;
  }
  const response = responseOf(state.problem, cents);
  if (response > state.response) [state.response, state.cents] = [response, cents];
}

/** The largest spend of a counted line that still counts as off. */
export function belowThreshold(state: SearchState, i: number): number {
  return state.r.zero[i] === 1 ? 0 : state.counting!.threshold[i]! - state.problem.step[i]!;
}
