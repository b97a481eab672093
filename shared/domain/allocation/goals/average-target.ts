import { errorIssue } from '../../issue.ts';
import type { Cents } from '../../money.ts';
import { attempt, conclude, type AttemptInput } from '../attempt.ts';
import type { AllocationResult } from '../request.ts';

const SCAN = 24;

/**
 * The largest total, to the cent, whose best split still gives `responsePerCent` on average: a target cost per response (CPA) or
 * return on spend (ROAS). With S-curves the average may rise and fall, so totals are scanned from the cap down before bisecting.
 * Example: one line 10·√x and 2 responses per dollar → $25.00 (50 responses).
 */
export function largestWithinAverage(input: AttemptInput, responsePerCent: number): AllocationResult {
  const { request, options } = input;
  const solve = (budgetCents: Cents) => attempt({ ...input, budgetCents, slackPerDollar: 0 });
  const spent = (budgetCents: Cents) => {
    const { problem, result } = solve(budgetCents);
    if (!result.cents) return null;
    const cents = budgetCents - result.cents[problem.slack]!;
    return { cents, average: cents > 0 ? result.response / cents : Infinity };
  };
  const top = spent(input.budgetCents);
  if (!top) return conclude(request, solve(input.budgetCents), input.budgetCents, options);
  const holds = (total: Cents) => (spent(total)?.average ?? -Infinity) >= responsePerCent;
  let high = top.cents + 1;
  let low = -1;
  if (top.average >= responsePerCent) low = top.cents;
  let best = top.average;
  for (let k = 1; k <= SCAN && low < 0; k += 1) {
    const total = Math.floor(top.cents * Math.pow(1 / Math.max(top.cents, 2), k / SCAN));
    const found = spent(total);
    if (found && found.cents > 0) best = Math.max(best, found.average);
    if (found && found.cents > 0 && found.average >= responsePerCent) low = total;
    else if (found) high = Math.min(high, total);
    else break;
  }
  if (low < 0) return outOfReach(best, responsePerCent);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return conclude(request, solve(low), low, options);
}

function outOfReach(best: number, responsePerCent: number): AllocationResult {
  const message = `No total gives ${(100 * responsePerCent).toPrecision(6)} responses per dollar on average: the best found is ${(100 * best).toPrecision(6)}. Ask for less, or lower minimums.`;
  return { kind: 'infeasible', issues: [errorIssue('average_out_of_reach', message, 'goal')], relaxation: [] };
}
