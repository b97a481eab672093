import { makeRateHeap } from './rate-heap.ts';
import { FLAT_RATE, nextRate, nextRun, type RelaxedLines } from './relaxed-lines.ts';

/** Whole cents per line and their sums per group, changed in place while a split is worked out. */
export type Split = Readonly<{ cents: Float64Array; groupCents: Float64Array }>;

/**
 * Gives `more` cents to the lines below group `root`, each to the best next cent that no group's maximum forbids.
 * From a best split of a smaller sum this is a best split of the larger one (greedy on a laminar family).
 * Returns what no line could take.
 */
export function fillGreedily(r: RelaxedLines, split: Split, root: number, lines: Int32Array, more: number): number {
  if (more <= 0) return more;
  const { groups, groupOf } = r.problem;
  const { cents, groupCents } = split;
  const heap = makeRateHeap(lines.length);
  for (const i of lines) {
    const rate = nextRate(r, i, cents[i]!);
    if (rate > -Infinity) heap.push(i, rate);
  }
  let left = more;
  for (let i = heap.peek(); i >= 0 && left > 0; i = heap.peek()) {
    // Past the last cent that gains anything a curve is flat to its top: that is one gift, not millions.
    const flat = heap.peekRate() <= FLAT_RATE;
    let amount = Math.min(left, flat ? r.top[i]! - cents[i]! : nextRun(r, i, cents[i]!));
    for (let g = groupOf[i]!; g !== root; g = groups[g]!.parent) {
      amount = Math.min(amount, groups[g]!.high - groupCents[g]!);
    }
    if (amount <= 0) {
      heap.pop();
      continue;
    }
    cents[i]! += amount;
    left -= amount;
    for (let g = groupOf[i]!; g !== root; g = groups[g]!.parent) groupCents[g]! += amount;
    const rate = nextRate(r, i, cents[i]!);
    if (rate === -Infinity) heap.pop();
    else heap.replaceTop(rate);
  }
  groupCents[root]! += more - left;
  return left;
}
