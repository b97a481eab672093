import type { GroupBounds } from './price-search.ts';
import type { RelaxedLines } from './relaxed-lines.ts';

/** What each group can take at least and at most, its lines and child groups considered. `null` when two bounds cross. */
export function effectiveBounds(r: RelaxedLines, totalCents: number): GroupBounds | null {
  const { groups, upward } = r.problem;
  const low = new Float64Array(groups.length);
  const high = new Float64Array(groups.length);
  for (const g of upward) {
    const node = groups[g]!;
    let [least, most] = [0, 0];
    for (const i of node.lines) {
      if (r.last[i]! < r.first[i]! && r.zero[i] === 0) return null;
      least += r.base[i]!;
      most += r.top[i]!;
    }
    for (const child of node.children) {
      least += low[child]!;
      most += high[child]!;
    }
    low[g] = Math.max(least, g === 0 ? totalCents : node.low);
    high[g] = Math.min(most, g === 0 ? totalCents : node.high);
    if (low[g]! > high[g]!) return null;
  }
  return { low, high };
}
