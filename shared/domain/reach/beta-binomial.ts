import { errorIssue, type Issue } from '../issue.ts';
import { answerFrom, type ReachResult } from './reach-answer.ts';

/** What one and two insertions reach, as shares 0–1, and how many insertions are asked about. */
export type BetaBinomialInput = Readonly<{ reachOne: number; reachTwo: number; insertions: number }>;

/**
 * People differ in how likely they are to see a vehicle, by a beta distribution fitted to one- and two-insertion reach
 * (Metheringham; Rust): α = r₁(r₂−r₁)/(2r₁−r₁²−r₂), β = α(1−r₁)/r₁.
 * Refused unless r₁ < r₂ < 2r₁ − r₁²: at the upper bound people would see each insertion independently, beyond it repel each other.
 * Example: A₁ 500,000 and A₂ 650,000 of 1,000,000, n 5 → α = β = .75, reach 80.21 %.
 */
export function betaBinomialReach(input: BetaBinomialInput): ReachResult {
  const { insertions } = input;
  const issues = checkInput(input);
  if (issues.length > 0) return { kind: 'refused', issues };
  const { alpha, beta } = fitBeta(input.reachOne, input.reachTwo);
  // P(k) = C(n,k) · α⁽ᵏ⁾ β⁽ⁿ⁻ᵏ⁾ ÷ (α+β)⁽ⁿ⁾ with rising factorials, built by ratios from P(0).
  let share = 1;
  for (let i = 0; i < insertions; i += 1) share *= (beta + i) / (alpha + beta + i);
  const distribution = [share];
  for (let k = 1; k <= insertions; k += 1) {
    share *= (((insertions - k + 1) / k) * (alpha + k - 1)) / (beta + insertions - k);
    distribution.push(share);
  }
  return answerFrom('beta_binomial', distribution, insertions * input.reachOne);
}

/** The beta distribution that gives the two reaches. Example: .5, .65 → α = β = .75. */
export function fitBeta(reachOne: number, reachTwo: number): { alpha: number; beta: number } {
  const alpha = (reachOne * (reachTwo - reachOne)) / (2 * reachOne - reachOne * reachOne - reachTwo);
  return { alpha, beta: (alpha * (1 - reachOne)) / reachOne };
}

function checkInput({ reachOne, reachTwo, insertions }: BetaBinomialInput): Issue[] {
  const issues: Issue[] = [];
  if (!Number.isSafeInteger(insertions) || insertions < 1 || insertions > 1000) {
    issues.push(
      errorIssue(
        'insertions_out_of_range',
        `Insertions are whole, from 1 to 1,000; ${insertions} was sent.`,
        'insertions',
      ),
    );
  }
  if (!(reachOne > 0 && reachOne < 1)) {
    issues.push(
      errorIssue(
        'reach_out_of_range',
        `The reach of one insertion lies between 0 and 1; ${reachOne} was sent.`,
        'reachOne',
      ),
    );
    return issues;
  }
  const most = 2 * reachOne - reachOne * reachOne;
  if (!(reachTwo > reachOne && reachTwo < most)) {
    const message = `The reach of two insertions must lie between ${reachOne} (one insertion) and ${most} (two independent ones); ${reachTwo} was sent. Check both audiences, or use the binomial model at the upper end.`;
    issues.push(errorIssue('beta_binomial_guard', message, 'reachTwo'));
  }
  return issues;
}
