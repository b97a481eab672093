import type { Cents } from '../../money.ts';
import { allocate } from '../allocate.ts';
import type { AllocationOptions, AllocationProof, AllocationRequest } from '../request.ts';

/** One total on the efficient frontier: the best response it can buy, what the next dollar adds, and how sure that is. */
export type FrontierPoint = Readonly<{
  budgetCents: Cents;
  response: number;
  shadowPricePerDollar: number;
  status: AllocationProof['status'];
  gap: number;
}>;

/** The frontier, and the totals no split can meet with the reason. */
export type EfficientFrontier = Readonly<{
  points: readonly FrontierPoint[];
  leftOut: readonly Readonly<{ budgetCents: Cents; reason: string }>[];
}>;

export type FrontierInput = Readonly<{ request: AllocationRequest; fromCents: Cents; toCents: Cents; points: number }>;

/** Best response by total, evenly spaced from `fromCents` to `toCents`; totals no split can meet are left out with the reason. */
export function efficientFrontier(input: FrontierInput, options: AllocationOptions = {}): EfficientFrontier {
  const { request, fromCents, toCents, points } = input;
  const steps = Math.max(1, points - 1);
  const found: FrontierPoint[] = [];
  const leftOut: { budgetCents: Cents; reason: string }[] = [];
  for (let k = 0; k < points; k += 1) {
    const budgetCents = fromCents + Math.round(((toCents - fromCents) * k) / steps);
    const result = allocate({ ...request, budgetCents, goal: { kind: 'maximize_response' } }, options);
    if (result.kind === 'infeasible') {
      leftOut.push({ budgetCents, reason: result.issues.map((issue) => issue.message).join(' ') });
      continue;
    }
    const { response, shadowPricePerDollar, proof } = result;
    found.push({ budgetCents, response, shadowPricePerDollar, status: proof.status, gap: proof.gap });
  }
  return { points: found, leftOut };
}

/**
 * What more budget would add when split best, for "the next $100"; null when either total can't be met. Group shares grow with it.
 * Example: V5 at $50,000.00 and $100.00 more → 1.80.
 */
export function valueOfNext(
  request: AllocationRequest,
  moreCents: Cents,
  options: AllocationOptions = {},
): number | null {
  const budgetCents = request.budgetCents ?? 0;
  const goal = { kind: 'maximize_response' } as const;
  const now = allocate({ ...request, budgetCents, goal }, options);
  const then = allocate({ ...request, budgetCents: budgetCents + moreCents, goal }, options);
  return now.kind === 'allocated' && then.kind === 'allocated' ? then.response - now.response : null;
}
