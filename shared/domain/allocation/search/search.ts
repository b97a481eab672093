import { valueAt } from '../curves/kernel.ts';
import { apply, childrenOf, undo, widestGap, withTwins, type Child, type Restriction } from './branch.ts';
import { popBranch, pushBranch } from './branch-heap.ts';
import { boundByCount, type CountBound } from './count-bound.ts';
import { follow, freeLines, makeCounting, type Counting } from './counting.ts';
import { compensatedSum } from '../engine/exact-sum.ts';
import type { Problem } from '../engine/problem.ts';
import { relaxLines, type RelaxedLines } from '../engine/relaxed-lines.ts';
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
    ...{ problem, totalCents, r: relaxLines(problem), counting: null, open: [] },
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
    state.closedBound = Math.max(state.closedBound, Math.min(branch.bound, line.bound));
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

/** The line to divide and where; `at` −1 closes the branch, whose best is then at most `bound`. */
type Decision = Readonly<{ at: number; cents: number; bound: number }>;

/** Where to divide a branch known by its envelopes; a real split near it is tried on the way. */
function expandSolved(state: State, branch: Branch): Decision {
  const { r, totalCents } = state;
  const { solved } = branch;
  const at = widestGap(r, solved!.cents);
  if (at < 0) return { at, cents: 0, bound: solved!.value };
  for (const cents of settleRegimes(r, solved!, totalCents)) consider(state, cents);
  return { at, cents: solved!.cents[at]!, bound: Infinity };
}

/** Where to divide a branch known by its count: a line on the edge of being on, then one that jumps, then the widest gap. */
function expandCounted(state: State, branch: Branch, counted: CountBound): Decision {
  const { r, totalCents } = state;
  // Counting knows nothing of groups; where the envelopes, which do, bound the branch tighter, they decide.
  if (branch.solved && branch.solved.value < counted.bound) return expandSolved(state, branch);
  consider(state, settleSelection(r, counted.on, totalCents, counted.logPrice));
  if (counted.undecided >= 0)
    return { at: counted.undecided, cents: belowThreshold(state, counted.undecided), bound: Infinity };
  if (counted.jumping >= 0) {
    const at = counted.jumping;
    return { at, cents: r.zero[at] === 1 ? 0 : counted.jumpAt, bound: Infinity };
  }
  const solved = branch.solved ?? solveBranch(r, totalCents, counted.logPrice);
  if (!solved) return { at: -1, cents: 0, bound: -Infinity };
  consider(state, solved.cents);
  const at = widestGap(r, solved.cents);
  return { at, cents: at < 0 ? 0 : solved.cents[at]!, bound: at < 0 ? solved.value : Infinity };
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
  if (problem.count > MOST_COUNTED || widestGap(r, root.solved!.cents) < 0) return false;
  const counting = makeCounting(problem);
  if (counting.countable < 2) return false;
  for (const cents of settleRegimes(r, root.solved!, totalCents)) consider(state, cents);
  state.counting = counting;
  for (let count = 0; count <= counting.countable; count += 1) openCounted(state, null, count, root.bound);
  return true;
}

/** The largest spend that still counts as off. */
function belowThreshold(state: State, i: number): number {
  return state.r.zero[i] === 1 ? 0 : state.counting!.threshold[i]! - state.problem.step[i]!;
}

function openCounted(state: State, restrictions: Restriction | null, count: number, parentBound: number): void {
  const { problem, r, totalCents } = state;
  const counting = state.counting!;
  state.nodes += 1;
  apply(r, restrictions);
  const touched: number[] = [];
  for (let at = restrictions; at; at = at.before) touched.push(at.line);
  for (const i of touched) follow(counting, r, i);
  const { free, decidedOn } = freeLines(counting, r);
  const beat = state.cents ? toBeat(state) : -Infinity;
  const counted = boundByCount({ ...counting, free }, count - decidedOn, totalCents, beat);
  let bound = Math.min(parentBound, counted?.bound ?? -Infinity);
  let solved: Solved | null = null;
  if (counted && problem.groups.length > 1 && !(state.cents && bound <= toBeat(state))) {
    solved = solveBranch(r, totalCents, counted.logPrice);
    bound = solved ? Math.min(bound, solved.value) : -Infinity;
    if (solved) consider(state, solved.cents);
  }
  undo(r, restrictions);
  for (const i of touched) follow(counting, r, i);
  if (!counted || bound === -Infinity || (state.cents && bound <= toBeat(state))) return;
  pushBranch(state.open, { restrictions, bound, logPrice: counted.logPrice, solved, count, counted });
}
