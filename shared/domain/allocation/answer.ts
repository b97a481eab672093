import { gainAt, HILL, inflectionAt, LINEAR, slopeAt, valueAt } from './curves/kernel.ts';
import { compensatedSum } from './engine/exact-sum.ts';
import type { Problem } from './engine/problem.ts';
import type { SearchResult } from './search/search-result.ts';
import type { AllocationAnswer, AllocationRequest, AllocationState, LineAllocation } from './request.ts';

/** Turns a split in columns into the answer a person reads, lines in the order they were sent. */
export function makeAnswer(request: AllocationRequest, problem: Problem, result: SearchResult): AllocationAnswer {
  const cents = result.cents!;
  const { columns, source } = problem;
  const allocations: LineAllocation[] = new Array(request.lines.length);
  let totalCents = 0;
  for (let i = 0; i < problem.count; i += 1) {
    if (i === problem.slack) continue;
    const x = cents[i]!;
    totalCents += x;
    allocations[source[i]!] = {
      id: problem.ids[i]!,
      cents: x,
      response: valueAt(columns, i, x),
      marginalPerDollar: 100 * marginal(problem, i, x),
      state: stateOf(request, problem, i, x),
    };
  }
  const kept = problem.slack < 0 ? 0 : valueAt(columns, problem.slack, cents[problem.slack]!);
  const response = compensatedSum(allocations.length, (i) => allocations[i]!.response);
  const upperBound = Math.max(response, result.upperBound - kept);
  const proved = result.exact && !result.stopped;
  const gap = proved ? 0 : (upperBound - response) / Math.max(Math.abs(response), 1e-300);
  return {
    allocations,
    totalCents,
    response,
    shadowPricePerDollar: 100 * shadowPrice(problem, cents),
    proof: {
      status: proved || gap <= 1e-12 ? 'optimal' : 'bounded',
      upperBound: proved ? response : upperBound,
      gap,
      nodes: result.nodes,
    },
  };
}

/** Slope per cent, or the gain of the first cent where the slope is infinite. */
function marginal(problem: Problem, i: number, x: number): number {
  const slope = slopeAt(problem.columns, i, x);
  return Number.isFinite(slope) ? slope : gainAt(problem.columns, i, x, 1);
}

function stateOf(request: AllocationRequest, problem: Problem, i: number, x: number): AllocationState {
  if (x === 0) return 'off';
  const line = request.lines[problem.source[i]!]!;
  if (line.maxCents !== undefined && x === problem.last[i] && x > problem.first[i]!) return 'at_maximum';
  if (x === problem.first[i] && ((line.minCents ?? 0) > 0 || line.minimumWhenUsedCents)) return 'at_minimum';
  return x === line.maxCents ? 'at_maximum' : 'interior';
}

/**
 * Response of one more dollar of budget: the common slope of the lines that can move both ways. Whole cents scatter those slopes by
 * up to half a cent's worth, so they are averaged by how much each curve moves per unit of price, which cancels the scatter.
 * Groups at a bound have a price of their own inside and don't count; with no free line it is the best next cent.
 */
export function shadowPrice(problem: Problem, cents: Float64Array): number {
  const { columns, groups, groupOf, first, last, step, count } = problem;
  const closed = closedGroups(problem, cents);
  let [weights, sum, best] = [0, 0, 0];
  for (let i = 0; i < count; i += 1) {
    if (closed[groupOf[i]!]) continue;
    const x = cents[i]!;
    const canGrow = x < last[i]!;
    if (canGrow && x >= first[i]!) best = Math.max(best, gainAt(columns, i, x, step[i]!) / step[i]!);
    const canShrink = x > first[i]!;
    if (!canGrow || !canShrink || step[i]! > 1) continue;
    const slope = slopeAt(columns, i, x);
    if (columns.kind[i] === LINEAR) return slope;
    if (columns.kind[i] === HILL && x <= inflectionAt(columns, i)) continue;
    const bend = slopeAt(columns, i, x - 0.5) - slopeAt(columns, i, x + 0.5);
    if (!(bend > 0) || !Number.isFinite(slope) || !Number.isFinite(bend)) continue;
    weights += 1 / bend;
    sum += slope / bend;
  }
  return groups.length > 0 && weights > 0 ? sum / weights : best;
}

/** Groups at their own minimum or maximum, or below one that is. */
function closedGroups(problem: Problem, cents: Float64Array): Uint8Array {
  const { groups, upward, groupOf, count } = problem;
  const sums = new Float64Array(groups.length);
  for (let i = 0; i < count; i += 1) sums[groupOf[i]!]! += cents[i]!;
  for (const g of upward) if (g > 0) sums[groups[g]!.parent]! += sums[g]!;
  const closed = new Uint8Array(groups.length);
  for (let g = 1; g < groups.length; g += 1) {
    const node = groups[g]!;
    const bound = sums[g] === node.high || (node.low > 0 && sums[g] === node.low);
    closed[g] = closed[node.parent] === 1 || bound ? 1 : 0;
  }
  return closed;
}
