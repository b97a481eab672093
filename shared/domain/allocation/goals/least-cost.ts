import { errorIssue } from '../../issue.ts';
import { formatCents, type Cents } from '../../money.ts';
import { shadowPrice } from '../answer.ts';
import { attempt, conclude, type AttemptInput } from '../attempt.ts';
import type { AllocationResult } from '../request.ts';

/**
 * The smallest total, to the cent, whose best split reaches `response` (the request's budget is a cap). Bisection on the total,
 * led by Newton: response is concave in the total for concave curves, so a step by the shadow price never overshoots from below.
 * Example: PLANNING's V5 with 1,500 wanted → $35,024.42.
 */
export function leastCost(input: AttemptInput, response: number): AllocationResult {
  const { request, options } = input;
  let high = input.budgetCents;
  let low = -1;
  let stopped = false;
  const solve = (budgetCents: Cents) => {
    const found = attempt({ ...input, budgetCents, slackPerDollar: 0, stopAt: response });
    stopped ||= found.result.stopped;
    return found;
  };
  const most = attempt({ ...input, slackPerDollar: 0 });
  if (!most.result.cents) return conclude(request, most, high, options);
  if (most.result.response < response) return outOfReach(high, most.result.response, response);
  const kept = most.result.cents[most.problem.slack]!;
  high -= kept;
  let candidate = Math.floor(high / 2);
  for (let round = 1; high - low > 1; round += 1) {
    candidate = Math.min(Math.max(candidate, low + 1), high - 1);
    const { problem, result } = solve(candidate);
    const reached = result.cents !== null && result.response >= response;
    if (reached) high = candidate;
    else low = candidate;
    const price = result.cents ? shadowPrice(problem, result.cents) : 0;
    const step = price > 0 ? (response - result.response) / price : NaN;
    const newton = Number.isFinite(step) && round % 4 !== 0 ? Math.ceil(candidate + step) : NaN;
    candidate = newton > low - 2 && newton < high + 2 ? newton : Math.floor((low + high) / 2);
  }
  const final = attempt({ ...input, budgetCents: high, slackPerDollar: 0 });
  const result = { ...final.result, stopped: final.result.stopped || stopped };
  return conclude(request, { problem: final.problem, result }, high, options);
}

function outOfReach(budgetCents: Cents, most: number, response: number): AllocationResult {
  const message = `A response of ${sayCount(response)} can't be reached: the most these lines give for ${formatCents(budgetCents)} is ${sayCount(most)}. Lower the target, raise the budget or loosen maximums.`;
  return { kind: 'infeasible', issues: [errorIssue('target_out_of_reach', message, 'goal.response')], relaxation: [] };
}

/** A count for people, never above what it is: two decimals where they say something. Example: 1813.1259 → "1,813.12". */
function sayCount(value: number): string {
  const shown = value >= 1 ? Math.floor(100 * value) / 100 : value;
  return shown.toLocaleString('en-US', { maximumSignificantDigits: 15 });
}
