import { responseAt } from '../../shared/domain/allocation/curves/response.ts';
import type { AllocationRequest } from '../../shared/domain/allocation/request.ts';

const STARTS = 12;

/**
 * What the field does: from many random starts, move money between pairs of lines while it helps, in steps that shrink to a cent.
 * Returns the best response of a split that keeps to minimum flights and the exact budget; −∞ when no start was feasible.
 */
export function searchLocally(request: AllocationRequest, random: () => number): number {
  let best = -Infinity;
  for (let start = 0; start < STARTS; start += 1) best = Math.max(best, climb(request, random));
  return best;
}

function climb({ lines, budgetCents = 0 }: AllocationRequest, random: () => number): number {
  const minimum = lines.map((line) => line.minimumWhenUsedCents ?? 0);
  const cents = lines.map(() => 0);
  let left = budgetCents;
  const on: number[] = [];
  for (const i of lines.map((_, i) => ({ i, r: random() })).sort((a, b) => a.r - b.r)) {
    if (minimum[i.i]! <= left && (on.length === 0 || random() < 0.6)) {
      cents[i.i] = minimum[i.i]!;
      left -= minimum[i.i]!;
      on.push(i.i);
    }
  }
  if (on.length === 0) return -Infinity;
  const weights = on.map(() => random());
  const sum = weights.reduce((a, b) => a + b, 0);
  const pool = left;
  on.forEach((i, k) => {
    const part = Math.floor((pool * weights[k]!) / sum);
    cents[i]! += part;
    left -= part;
  });
  cents[on[0]!]! += left;
  const value = (i: number, x: number) => responseAt(lines[i]!.curve, x);
  const allowed = (i: number, x: number) => x === 0 || x >= minimum[i]!;
  for (let step = Math.round(budgetCents / 4); step >= 1; step = Math.floor(step / 3)) {
    for (let moved = true, round = 0; moved && round < 40; round += 1) {
      moved = false;
      for (let from = 0; from < lines.length; from += 1) {
        for (let to = 0; to < lines.length; to += 1) {
          if (from === to || cents[from] === 0) continue;
          const amount = Math.min(cents[from]!, step);
          const [less, more] = [cents[from]! - amount, cents[to]! + amount];
          if (!allowed(from, less) || !allowed(to, more)) continue;
          const gain = value(from, less) + value(to, more) - value(from, cents[from]!) - value(to, cents[to]!);
          if (gain > 1e-12) {
            cents[from] = less;
            cents[to] = more;
            moved = true;
          }
        }
      }
    }
  }
  return lines.reduce((total, _, i) => total + value(i, cents[i]!), 0);
}
