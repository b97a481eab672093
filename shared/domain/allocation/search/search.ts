import { apply, childrenOf, undo, widestGap, withTwins, type Child, type Restriction } from './branch.ts';
import { popBranch, pushBranch } from './branch-heap.ts';
import { fitsTable, splitByTable } from './by-table.ts';
import { boundByCount, type CountBound } from './counts/count-bound.ts';
import { follow, freeLines, makeCounting } from './counts/counting.ts';
import type { Problem } from '../engine/problem.ts';
import { relaxLines } from '../engine/relaxed-lines.ts';
import { expandGrouped, startGroupCounting } from './search-groups.ts';
import type { SearchOptions, SearchResult } from './search-result.ts';
import { belowThreshold, consider, toBeat, type Branch, type SearchState } from './search-state.ts';
import { boundByParts } from './parts.ts';
import { settleRegimes, settleSelection, solveBranch, type Solved } from './solve-branch.ts';
import { twinsOf } from './twins.ts';

/** What a branch known by its envelopes alone has. */
const UNCOUNTED = { solved: null, count: -1, counted: null, ranges: null, grouped: null } as const;
/** Counting lines pays for a handful of them; thousands of lines leave a gap too small to matter. */
const MOST_COUNTED = 400;
/** A gap so small is left as it is where there are more lines than a search closes quickly. */
const TIGHT = 1e-6;
const MANY_LINES = 60;
/** What a table solves in 40 ms is not divided for longer than that. */
const BRANCHES_BEFORE_TABLE = 100;

/**
 * Best split of any curves: best-first branch and bound on concave envelopes. Each branch is solved exactly to the cent on its
 * envelopes; a branch whose split lies on the curves everywhere is closed for good. Concave problems close at the first branch.
 * Where lines may be off, branches are first made by how many are on, which bounds nearly equal lines tightly. What branches leave
 * open is settled by the table where the amounts are few.
 */
export function searchSplit(problem: Problem, totalCents: number, options: SearchOptions): SearchResult {
  const startedAt = options.now?.() ?? 0;
  const isLate = () => options.now !== undefined && options.now() - startedAt > options.timeLimitMs;
  const state: SearchState = {
    ...{ problem, totalCents, r: relaxLines(problem), counting: null, open: [] },
    ...{ cents: null, response: -Infinity, closedBound: -Infinity, nodes: 1, exact: true, twins: null },
  };
  const root = solveBranch(state.r, totalCents, NaN);
  if (!root) return { cents: null, response: NaN, upperBound: NaN, nodes: 1, exact: false, stopped: false };
  consider(state, root.cents);
  state.exact = root.certified;
  const { logPrice } = root;
  const bound = Math.min(root.value, startByParts(state, root, isLate));
  // Where parts have closed all but a millionth, dividing on closes next to nothing for most of the time.
  const isTight = problem.count > MANY_LINES && bound < root.value && bound - state.response <= TIGHT * Math.abs(bound);
  const isSmall = fitsTable(problem, totalCents);
  const nodeLimit = isTight ? 0 : Math.min(options.nodeLimit, isSmall ? BRANCHES_BEFORE_TABLE : Infinity);
  pushBranch(state.open, { restrictions: null, bound, logPrice, ...UNCOUNTED, solved: root });
  let stopped = false;
  for (let branch = state.open[0]; branch; branch = state.open[0]) {
    if (state.cents && branch.bound <= toBeat(state)) break;
    if (options.stopAt !== undefined && (state.response >= options.stopAt || branch.bound < options.stopAt)) break;
    if ((state.nodes > 1 && isLate()) || state.nodes >= nodeLimit) {
      stopped = true;
      break;
    }
    popBranch(state.open);
    expand(state, branch);
  }
  if (isSmall && (stopped || !state.exact)) {
    const whole = splitByTable(problem, totalCents);
    consider(state, whole);
    const { cents, response, nodes } = state;
    if (whole) return { cents, response, upperBound: response, nodes, exact: true, stopped: false };
  }
  const openBound = state.open[0]?.bound ?? -Infinity;
  const upperBound = Math.max(state.response, openBound, state.closedBound);
  const { cents, response, nodes, exact } = state;
  return { cents, response, upperBound, nodes, exact, stopped };
}

/** Where many small groups share the money, they are solved apart at one price before anything is divided. */
function startByParts(state: SearchState, root: Solved, isLate: () => boolean): number {
  const { problem, r } = state;
  if (problem.groups.length < 2 || widestGap(r, root.cents) < 0) return Infinity;
  return boundByParts(state, root, { solve: searchSplit, isLate });
}

function expand(state: SearchState, branch: Branch): void {
  const { r, problem, totalCents } = state;
  if (branch.grouped) return expandGrouped(state, branch);
  if (branch.count < 0 && branch.restrictions === null && startCounting(state, branch)) return;
  apply(r, branch.restrictions);
  const line = branch.counted ? expandCounted(state, branch.counted) : expandSolved(state, branch);
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
function expandSolved(state: SearchState, branch: Branch): Decision {
  const { r, totalCents } = state;
  const { solved } = branch;
  const at = widestGap(r, solved!.cents);
  if (at < 0) return { at, cents: 0, bound: solved!.value };
  for (const cents of settleRegimes(r, solved!, totalCents)) consider(state, cents);
  return { at, cents: solved!.cents[at]!, bound: Infinity };
}

/** Where to divide a branch known by its count: a line on the edge of being on, then one that jumps, then the widest gap. */
function expandCounted(state: SearchState, counted: CountBound): Decision {
  const { r, totalCents } = state;
  consider(state, settleSelection(r, counted.on, totalCents, counted.logPrice));
  if (counted.undecided >= 0)
    return { at: counted.undecided, cents: belowThreshold(state, counted.undecided), bound: Infinity };
  if (counted.jumping >= 0) {
    const at = counted.jumping;
    return { at, cents: r.zero[at] === 1 ? 0 : counted.jumpAt, bound: Infinity };
  }
  const solved = solveBranch(r, totalCents, counted.logPrice);
  if (!solved) return { at: -1, cents: 0, bound: -Infinity };
  consider(state, solved.cents);
  const at = widestGap(r, solved.cents);
  return { at, cents: at < 0 ? 0 : solved.cents[at]!, bound: at < 0 ? solved.value : Infinity };
}

function openSolved(state: SearchState, restrictions: Restriction, parent: Branch, totalCents: number): void {
  apply(state.r, restrictions);
  const solved = solveBranch(state.r, totalCents, parent.logPrice);
  undo(state.r, restrictions);
  state.nodes += 1;
  if (!solved) return;
  state.exact &&= solved.certified;
  consider(state, solved.cents);
  const bound = Math.min(solved.value, parent.bound);
  if (state.cents && bound <= toBeat(state)) return;
  pushBranch(state.open, { restrictions, bound, logPrice: solved.logPrice, ...UNCOUNTED, solved });
}

/** Divides the whole problem by how many of its lines are on; false when that can't help. */
function startCounting(state: SearchState, root: Branch): boolean {
  const { problem, r, totalCents } = state;
  if (problem.count > MOST_COUNTED || widestGap(r, root.solved!.cents) < 0) return false;
  for (const cents of settleRegimes(r, root.solved!, totalCents)) consider(state, cents);
  if (problem.groups.length > 1) return startGroupCounting(state, root);
  const counting = makeCounting(problem);
  if (counting.countable < 2) return false;
  state.counting = counting;
  for (let count = 0; count <= counting.countable; count += 1) openCounted(state, null, count, root.bound);
  return true;
}

function openCounted(state: SearchState, restrictions: Restriction | null, count: number, parentBound: number): void {
  const { r, totalCents } = state;
  const counting = state.counting!;
  state.nodes += 1;
  apply(r, restrictions);
  const touched: number[] = [];
  for (let at = restrictions; at; at = at.before) touched.push(at.line);
  for (const i of touched) follow(counting, r, i);
  const { free, decidedOn } = freeLines(counting, r);
  const beat = state.cents ? toBeat(state) : -Infinity;
  const counted = boundByCount({ ...counting, free }, count - decidedOn[0]!, totalCents, beat);
  undo(r, restrictions);
  for (const i of touched) follow(counting, r, i);
  if (!counted) return;
  const bound = Math.min(parentBound, counted.bound);
  if (state.cents && bound <= toBeat(state)) return;
  pushBranch(state.open, { restrictions, bound, logPrice: counted.logPrice, ...UNCOUNTED, count, counted });
}
