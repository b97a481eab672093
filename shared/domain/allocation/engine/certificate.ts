import type { Split } from './fill.ts';
import type { GroupBounds } from './price-search.ts';
import { FLAT_RATE, lastRate, lastRun, nextRate, nextRun, type RelaxedLines } from './relaxed-lines.ts';

/** A cent that would gain more elsewhere, or proof that none would. `noise` is what double arithmetic can't tell apart. */
const NOISE = 1e-14;

export type Certificate = Readonly<{ holds: boolean; bestNextRate: number; leastLastRate: number; exchanges: number }>;

/**
 * Proves a split of concave envelopes optimal to the cent, or improves it until it is: in every group, no child that may grow gains
 * more by its next cent than another that may shrink loses by its last. For a tree of groups that local test is a global proof.
 */
export function certify(r: RelaxedLines, bounds: GroupBounds, split: Split, maxExchanges = 20_000): Certificate {
  for (let exchanges = 0; ; exchanges += 1) {
    const found = findExchange(r, bounds, split);
    if (!found.better || exchanges >= maxExchanges) {
      const { gain, loss } = found;
      return { holds: !found.better, bestNextRate: gain, leastLastRate: loss, exchanges };
    }
    exchange(r, bounds, split, found.to, found.from);
  }
}

function findExchange(r: RelaxedLines, bounds: GroupBounds, split: Split) {
  const { groups, upward } = r.problem;
  const gains = new Float64Array(groups.length);
  const losses = new Float64Array(groups.length);
  const gainers = new Int32Array(groups.length);
  const losers = new Int32Array(groups.length);
  for (const g of upward) {
    let [gain, loss, to, from] = [-Infinity, Infinity, -1, -1];
    for (const i of groups[g]!.lines) {
      const next = nextRate(r, i, split.cents[i]!);
      const last = lastRate(r, i, split.cents[i]!);
      if (next > gain) [gain, to] = [next, i];
      if (last < loss) [loss, from] = [last, i];
    }
    for (const child of groups[g]!.children) {
      const sum = split.groupCents[child]!;
      if (sum < bounds.high[child]! && gains[child]! > gain) [gain, to] = [gains[child]!, gainers[child]!];
      if (sum > bounds.low[child]! && losses[child]! < loss) [loss, from] = [losses[child]!, losers[child]!];
    }
    if (gain > FLAT_RATE && gain > loss * (1 + NOISE) && to !== from) return { better: true, to, from, gain, loss };
    gains[g] = gain;
    losses[g] = loss;
    gainers[g] = to;
    losers[g] = from;
  }
  return { better: false, to: -1, from: -1, gain: gains[0]!, loss: losses[0]! };
}

function exchange(r: RelaxedLines, bounds: GroupBounds, split: Split, to: number, from: number): void {
  const { groups, groupOf } = r.problem;
  const { cents, groupCents } = split;
  const path = (i: number) => {
    const list: number[] = [];
    for (let g = groupOf[i]!; g >= 0; g = groups[g]!.parent) list.push(g);
    return list;
  };
  const [up, down] = [path(to), path(from)];
  let amount = Math.min(nextRun(r, to, cents[to]!), lastRun(r, from, cents[from]!));
  const grows = up.filter((g) => !down.includes(g));
  const shrinks = down.filter((g) => !up.includes(g));
  for (const g of grows) amount = Math.min(amount, bounds.high[g]! - groupCents[g]!);
  for (const g of shrinks) amount = Math.min(amount, groupCents[g]! - bounds.low[g]!);
  cents[to]! += amount;
  cents[from]! -= amount;
  for (const g of grows) groupCents[g]! += amount;
  for (const g of shrinks) groupCents[g]! -= amount;
}
