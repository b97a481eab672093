import { apply, childrenOf, undo, widestGap, withTwins, type Restriction } from './branch.ts';
import { pushBranch } from './branch-heap.ts';
import { follow, freeLines, makeCounting } from './counts/counting.ts';
import type { Problem } from '../engine/problem.ts';
import type { CountRanges } from './counts/count-ranges.ts';
import { boundByGroupCount } from './counts/group-count-bound.ts';
import { belowThreshold, consider, toBeat, type Branch, type SearchState } from './search-state.ts';
import { settlePicks, solveBranch } from './solve-branch.ts';
import { twinsOf } from './twins.ts';

/** Bounds closer than this are alike: then counts decide, since they close nearly equal lines at once. */
const CLEARLY = 1e-9;

/** What a branch inherits from the one it was divided from. */
type Parent = Pick<Branch, 'bound' | 'logPrice'>;

/** Numbers of each group with those of the groups inside it added. */
function withThoseBelow({ groups, upward }: Problem, own: Int32Array): Int32Array {
  const all = own.slice();
  for (const g of upward) if (g > 0) all[groups[g]!.parent]! += all[g]!;
  return all;
}

/** Divides a grouped problem by how many lines of each group are on; false when there is nothing to count. */
export function startGroupCounting(state: SearchState, root: Parent): boolean {
  const { problem } = state;
  const counting = makeCounting(problem);
  if (counting.countable === 0) return false;
  state.counting = counting;
  const counted = Int32Array.from(problem.groups, () => 0);
  counting.threshold.forEach((at, i) => (counted[problem.groupOf[i]!]! += Number.isNaN(at) ? 0 : 1));
  const most = withThoseBelow(problem, counted);
  openGrouped(state, null, { least: new Int32Array(most.length), most }, root);
  return true;
}

/** Divides a branch on a group's count, on a line being on, on a line's jump, or at last on the widest gap of its envelopes. */
export function expandGrouped(state: SearchState, branch: Branch): void {
  const { r, problem, totalCents } = state;
  const { restrictions, grouped } = branch;
  const ranges = branch.ranges!;
  const next = grouped!.next;
  const solved = branch.solved!;
  const isSolvedTighter = grouped!.bound - solved.value > CLEARLY * Math.abs(grouped!.bound);
  apply(r, restrictions);
  const counting = state.counting!;
  for (const picks of [grouped!.dear, grouped!.cheap]) {
    for (const cents of settlePicks(r, { picks, threshold: counting.threshold }, totalCents, grouped!.logPrice)) {
      consider(state, cents);
    }
  }
  if (next?.kind === 'count' && !isSolvedTighter) {
    const { decidedOn } = freeLines(counting, r);
    undo(r, restrictions);
    const at = next.most + withThoseBelow(problem, decidedOn)[next.group]!;
    openGrouped(state, restrictions, { ...ranges, most: ranges.most.with(next.group, at) }, branch);
    openGrouped(state, restrictions, { ...ranges, least: ranges.least.with(next.group, at + 1) }, branch);
    return;
  }
  let [line, at] = [-1, 0];
  if (isSolvedTighter || !next) {
    line = widestGap(r, solved.cents);
    if (line < 0) {
      state.closedBound = Math.max(state.closedBound, Math.min(branch.bound, solved.value));
      undo(r, restrictions);
      return;
    }
    at = solved.cents[line]!;
  } else if (next.kind === 'line') [line, at] = [next.line, belowThreshold(state, next.line)];
  else if (next.kind === 'jump') [line, at] = [next.line, r.zero[next.line] === 1 ? 0 : next.at];
  const twins = (state.twins ??= twinsOf(problem));
  const chains = childrenOf(r, line, at).map((child) => withTwins(r, twins, child, restrictions));
  undo(r, restrictions);
  for (const chain of chains) openGrouped(state, chain, ranges, branch);
}

function openGrouped(state: SearchState, restrictions: Restriction | null, ranges: CountRanges, parent: Parent): void {
  const { r, totalCents } = state;
  const counting = state.counting!;
  state.nodes += 1;
  apply(r, restrictions);
  const touched: number[] = [];
  for (let at = restrictions; at; at = at.before) touched.push(at.line);
  for (const i of touched) follow(counting, r, i);
  const { free, decidedOn } = freeLines(counting, r);
  const decided = withThoseBelow(r.problem, decidedOn);
  const left = {
    least: ranges.least.map((least, g) => Math.max(0, least - decided[g]!)),
    most: ranges.most.map((most, g) => most - decided[g]!),
  };
  const beat = state.cents ? toBeat(state) : -Infinity;
  const grouped = boundByGroupCount({
    ...{ lines: { ...counting, free }, ranges: left, totalCents },
    beat,
    logGuess: parent.logPrice,
  });
  // Envelopes know the groups' money exactly and counts not at all: each is the tighter one at times.
  const solved = grouped && grouped.bound > beat ? solveBranch(r, totalCents, grouped.logPrice) : null;
  if (solved) consider(state, solved.cents);
  undo(r, restrictions);
  for (const i of touched) follow(counting, r, i);
  if (!grouped || !solved) return;
  const bound = Math.min(parent.bound, grouped.bound, solved.value);
  if (state.cents && bound <= toBeat(state)) return;
  const { logPrice } = grouped;
  pushBranch(state.open, { restrictions, bound, logPrice, solved, count: -1, counted: null, ranges, grouped });
}
