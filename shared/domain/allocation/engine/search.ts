import { valueAt } from '../curves/kernel.ts';
import { apply, childrenOf, undo, widestGap, withTwins, type Child, type Restriction } from './branch.ts';
import { popBranch, pushBranch } from './branch-heap.ts';
import { boundByCount, type CountBound } from './count-bound.ts';
import { compensatedSum } from './exact-sum.ts';
import type { Problem } from './problem.ts';
import { relaxLines, restrictLine, type RelaxedLines } from './relaxed-lines.ts';
import { settleRegimes, settleSelection, solveBranch, type Solved } from './solve-branch.ts';
import { twinsOf } from './twins.ts';

export type SearchOptions = Readonly<{
  now?: (() => number) | undefined;
  timeLimitMs: number;
  nodeLimit: number;
  /** Stop as soon as a split reaches this response, or none can. */
  stopAt?: number | undefined;
}>;

/** The best split found, what no split can exceed, and how many branches it took. `cents` is null when none was found. */
export type SearchResult = Readonly<{
  cents: Float64Array | null;
  response: number;
  upperBound: number;
  nodes: number;
  exact: boolean;
  /** True when the stop was for time or nodes with branches still open. */
  stopped: boolean;
}>;

/** An open part of the problem. With `count` ≥ 0, exactly so many lines that may be off are on. */
type Branch = Readonly<{
  restrictions: Restriction | null;
  bound: number;
  logPrice: number;
  solved: Solved | null;
  count: number;
  counted: CountBound | null;
}>;

type State = {
  readonly problem: Problem;
  readonly totalCents: number;
  /** Envelopes with lines that may be off, and with all of those on. */
  readonly r: RelaxedLines;
  on: RelaxedLines | null;
  readonly open: Branch[];
  cents: Float64Array | null;
  response: number;
  closedBound: number;
  nodes: number;
  exact: boolean;
  twins: readonly (readonly number[])[] | null;
};

const TOLERANCE = 1e-12;
/** Counting lines pays for a handful of them; thousands of lines leave a gap too small to matter. */
const MOST_COUNTED = 400;

/**
 * Best split of any curves: best-first branch and bound on concave envelopes. Each branch is solved exactly to the cent on its
 * envelopes; a branch whose split lies on the curves everywhere is closed for good. Concave problems close at the first branch.
 * Where lines may be off, branches are first made by how many are on, which bounds nearly equal lines tightly.
 */
export function searchSplit(problem: Problem, totalCents: number, options: SearchOptions): SearchResult {
  const startedAt = options.now?.() ?? 0;
  const state: State = {
    ...{ problem, totalCents, r: relaxLines(problem), on: null, open: [] },
    ...{ cents: null, response: -Infinity, closedBound: -Infinity, nodes: 1, exact: true, twins: null },
  };
  const root = solveBranch(state.r, totalCents, NaN);
  if (!root) return { cents: null, response: NaN, upperBound: NaN, nodes: 1, exact: false, stopped: false };
  consider(state, root.cents);
  state.exact = root.certified;
  const { value: bound, logPrice } = root;
  pushBranch(state.open, { restrictions: null, bound, logPrice, solved: root, count: -1, counted: null });
  let stopped = false;
  for (let branch = state.open[0]; branch; branch = state.open[0]) {
    if (state.cents && branch.bound <= toBeat(state)) break;
    if (options.stopAt !== undefined && (state.response >= options.stopAt || branch.bound < options.stopAt)) break;
    const late = options.now !== undefined && state.nodes > 1 && options.now() - startedAt > options.timeLimitMs;
    if (late || state.nodes >= options.nodeLimit) {
      stopped = true;
      break;
    }
    popBranch(state.open);
    expand(state, branch);
  }
  const openBound = state.open[0]?.bound ?? -Infinity;
  const upperBound = Math.max(state.response, openBound, state.closedBound);
  const { cents, response, nodes, exact } = state;
  return { cents, response, upperBound, nodes, exact, stopped };
}

/** Response of a split, slack included at its own price. */
export function responseOf(problem: Problem, cents: Float64Array): number {
  return compensatedSum(problem.count, (i) => valueAt(problem.columns, i, cents[i]!));
}

/** A branch must promise more than this to be worth opening. */
function toBeat(state: State): number {
  return state.response + TOLERANCE * Math.max(Math.abs(state.response), 1e-300);
}

function consider(state: State, cents: Float64Array | null): void {
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

function expand(state: State, branch: Branch): void {
  const { r, problem, totalCents } = state;
  if (branch.count < 0 && branch.restrictions === null && startCounting(state, branch)) return;
  apply(r, branch.restrictions);
  const line = branch.counted ? expandCounted(state, branch, branch.counted) : expandSolved(state, branch);
  if (line.at < 0) {
    state.closedBound = Math.max(state.closedBound, branch.bound);
    undo(r, branch.restrictions);
    return;
  }
  state.twins ??= twinsOf(problem);
  const twins = state.twins;
  const chains = childrenOf(r, line.at, line.cents).map((child: Child) =>
    withTwins(r, twins, child, branch.restrictions),
  );
  undo(r, branch.restrictions);
  for (const restrictions of chains) {
    if (branch.count >= 0) openCounted(state, restrictions, branch.count, branch.bound);
    else openSolved(state, restrictions, branch, totalCents);
  }
}

type Decision = Readonly<{ at: number; cents: number }>;

/** Where to divide a branch known by its envelopes; a real split near it is tried on the way. */
function expandSolved(state: State, branch: Branch): Decision {
  const { r, totalCents } = state;
  const { solved } = branch;
  const at = widestGap(r, solved!.cents);
  if (at < 0) return { at, cents: 0 };
  for (const cents of settleRegimes(r, solved!, totalCents)) consider(state, cents);
  return { at, cents: solved!.cents[at]! };
}

/** Where to divide a branch known by its count: a line on the edge of being on, then one that jumps, then the widest gap. */
function expandCounted(state: State, branch: Branch, counted: CountBound): Decision {
  const { r, totalCents } = state;
  consider(state, settleSelection(r, counted.on, totalCents, counted.logPrice));
  if (counted.undecided >= 0) return { at: counted.undecided, cents: 0 };
  if (counted.jumping >= 0) {
    const at = counted.jumping;
    return { at, cents: r.zero[at] === 1 ? 0 : counted.jumpAt };
  }
  const solved = branch.solved ?? solveBranch(r, totalCents, counted.logPrice);
  if (!solved) return { at: -1, cents: 0 };
  consider(state, solved.cents);
  const at = widestGap(r, solved.cents);
  return { at, cents: at < 0 ? 0 : solved.cents[at]! };
}

function openSolved(state: State, restrictions: Restriction, parent: Branch, totalCents: number): void {
  apply(state.r, restrictions);
  const solved = solveBranch(state.r, totalCents, parent.logPrice);
  undo(state.r, restrictions);
  state.nodes += 1;
  if (!solved) return;
  state.exact &&= solved.certified;
  consider(state, solved.cents);
  const bound = Math.min(solved.value, parent.bound);
  if (state.cents && bound <= toBeat(state)) return;
  pushBranch(state.open, { restrictions, bound, logPrice: solved.logPrice, solved, count: -1, counted: null });
}

/** Divides the whole problem by how many of its lines are on; false when that can't help. */
function startCounting(state: State, root: Branch): boolean {
  const { problem, r, totalCents } = state;
  let free = 0;
  for (let i = 0; i < problem.count; i += 1) free += problem.zero[i]!;
  if (free < 2 || problem.count > MOST_COUNTED || widestGap(r, root.solved!.cents) < 0) return false;
  for (const cents of settleRegimes(r, root.solved!, totalCents)) consider(state, cents);
  const on = relaxLines(problem);
  for (let i = 0; i < problem.count; i += 1) if (problem.zero[i]) turnOn(on, i);
  state.on = on;
  for (let count = 0; count <= free; count += 1) openCounted(state, null, count, root.bound);
  return true;
}

function turnOn(on: RelaxedLines, i: number): void {
  const { first, last } = on.problem;
  if (last[i]! >= first[i]!) restrictLine(on, i, false, first[i]!, last[i]!);
}

function openCounted(state: State, restrictions: Restriction | null, count: number, parentBound: number): void {
  const { problem, r, totalCents } = state;
  const on = state.on!;
  state.nodes += 1;
  apply(r, restrictions);
  const free = new Uint8Array(problem.count);
  let decided = 0;
  const touched: number[] = [];
  for (let at = restrictions; at; at = at.before) touched.push(at.line);
  for (const i of touched) restrictLine(on, i, r.last[i]! < r.first[i]!, r.first[i]!, r.last[i]!);
  for (let i = 0; i < problem.count; i += 1) {
    if (!problem.zero[i]) continue;
    if (r.zero[i] && r.last[i]! >= r.first[i]!) free[i] = 1;
    else if (!r.zero[i]) decided += 1;
  }
  const counted = boundByCount(on, free, count - decided, totalCents, state.cents ? toBeat(state) : -Infinity);
  let bound = Math.min(parentBound, counted?.bound ?? -Infinity);
  let solved: Solved | null = null;
  if (counted && problem.groups.length > 1 && !(state.cents && bound <= toBeat(state))) {
    solved = solveBranch(r, totalCents, counted.logPrice);
    bound = solved ? Math.min(bound, solved.value) : -Infinity;
    if (solved) consider(state, solved.cents);
  }
  undo(r, restrictions);
  for (const i of touched) turnOn(on, i);
  for (const i of touched) if (!problem.zero[i]) restrictLine(on, i, false, problem.first[i]!, problem.last[i]!);
  if (!counted || bound === -Infinity || (state.cents && bound <= toBeat(state))) return;
  pushBranch(state.open, { restrictions, bound, logPrice: counted.logPrice, solved, count, counted });
}
