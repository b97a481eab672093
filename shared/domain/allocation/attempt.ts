import { errorIssue } from '../issue.ts';
import { formatCents, type Cents } from '../money.ts';
import { makeAnswer } from './answer.ts';
import { makeProblem, type Problem } from './engine/problem.ts';
import { searchSplit } from './search/search.ts';
import type { SearchResult } from './search/search-result.ts';
import { explainInfeasible } from './explain-infeasible.ts';
import type { AllocationOptions, AllocationRequest, AllocationResult, Relaxation } from './request.ts';

/** A split that was looked for: the problem as columns and what the search found. */
export type Attempt = Readonly<{ problem: Problem; result: SearchResult }>;

export type AttemptInput = Readonly<{
  request: AllocationRequest;
  options: AllocationOptions;
  budgetCents: Cents;
  /** Response per dollar of money kept; undefined when every cent must be spent. */
  slackPerDollar?: number | undefined;
  stopAt?: number | undefined;
}>;

/** Looks for the best split of exactly `budgetCents`, kept money included. */
export function attempt(input: AttemptInput): Attempt {
  const { request, options, budgetCents, slackPerDollar, stopAt } = input;
  const problem = makeProblem({ lines: request.lines, groups: request.groups ?? [], budgetCents, slackPerDollar });
  const result = searchSplit(problem, budgetCents, {
    now: options.now,
    timeLimitMs: options.timeLimitMs ?? 250,
    nodeLimit: options.nodeLimit ?? 20_000,
    stopAt,
  });
  return { problem, result };
}

/** The attempt as a result: the answer, or why there is none. */
export function conclude(
  request: AllocationRequest,
  { problem, result }: Attempt,
  budgetCents: Cents,
  options: AllocationOptions = {},
): AllocationResult {
  if (result.cents) return { kind: 'allocated', ...makeAnswer(request, problem, result) };
  const clash = explainInfeasible(request, problem, budgetCents);
  if (clash.issues.length > 0) return { kind: 'infeasible', ...clash };
  return noCombination(request, options, budgetCents, result.stopped);
}

/** Minimum flights and steps leave holes: says which total nearest below the budget can be reached. */
function noCombination(
  request: AllocationRequest,
  options: AllocationOptions,
  budgetCents: Cents,
  stopped: boolean,
): AllocationResult {
  const lines = request.lines.map((line) => ({ ...line, curve: { kind: 'linear', perDollar: 1 } as const }));
  const nearest = attempt({ request: { ...request, lines }, options, budgetCents, slackPerDollar: 0 });
  const kept = nearest.result.cents ? nearest.result.cents[nearest.problem.slack]! : 0;
  const lead = stopped ? 'No split was found in the time given' : 'No combination of minimum flights and steps adds up';
  const remedy = kept
    ? `Lower the budget by ${formatCents(kept)} to ${formatCents(budgetCents - kept)}, or allow money to be left over (spend "at_most").`
    : 'Loosen a minimum flight, a step or a group bound.';
  const message = `${lead} for exactly ${formatCents(budgetCents)}. ${remedy}`;
  const relaxation: Relaxation[] = kept
    ? [{ path: 'budgetCents', constraint: 'budgetCents', byCents: kept, message: remedy }]
    : [];
  return { kind: 'infeasible', issues: [errorIssue('no_combination', message, 'lines')], relaxation };
}
