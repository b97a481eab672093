import { attempt, conclude } from './attempt.ts';
import { checkRequest } from './check.ts';
import { largestWithinAverage } from './goals/average-target.ts';
import { leastCost } from './goals/least-cost.ts';
import { UNLIMITED_CENTS, type AllocationOptions, type AllocationRequest, type AllocationResult } from './request.ts';

/**
 * Splits a budget over lines so that the goal is met best, in whole cents, with a proof. Pure: the clock, if any, is an argument.
 * Infeasible requests come back as issues with the least relaxation, never as an exception.
 * Example: √-curves 3, 4, 5 and $50,000.00 → $9,000 / $16,000 / $25,000, proof `optimal`.
 */
export function allocate(request: AllocationRequest, options: AllocationOptions = {}): AllocationResult {
  const faults = checkRequest(request);
  if (faults.length > 0) return { kind: 'infeasible', issues: faults, relaxation: [] };
  const { goal } = request;
  const budgetCents = request.budgetCents ?? UNLIMITED_CENTS;
  switch (goal.kind) {
    case 'maximize_response': {
      const slackPerDollar = request.spend === 'at_most' ? 0 : undefined;
      return conclude(request, attempt({ request, options, budgetCents, slackPerDollar }), budgetCents, options);
    }
    case 'target_marginal':
      return conclude(
        request,
        attempt({ request, options, budgetCents, slackPerDollar: goal.perDollar }),
        budgetCents,
        options,
      );
    case 'target_response':
      return leastCost({ request, options, budgetCents }, goal.response);
    case 'target_cost_per_response':
      return largestWithinAverage({ request, options, budgetCents }, 1 / goal.cents);
    case 'target_return':
      return largestWithinAverage({ request, options, budgetCents }, goal.returnOnSpend / goal.valuePerResponseCents);
  }
}
