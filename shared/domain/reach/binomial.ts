import { errorIssue, warningIssue } from '../issue.ts';
import { answerFrom, type ReachResult } from './reach-answer.ts';

/** Shares exposed 0, 1, … n times when each of n insertions reaches anyone with the same chance p. */
export function binomialShares(n: number, p: number): number[] {
  // Built up from the less likely end, where the first share is largest and nothing is lost to rounding.
  if (p > 0.5) return binomialShares(n, 1 - p).reverse();
  const shares = [Math.pow(1 - p, n)];
  for (let k = 1; k <= n; k += 1) shares.push((shares[k - 1]! * (n - k + 1) * p) / (k * (1 - p)));
  return shares;
}

/**
 * n insertions of a vehicle, each seen by a share p independently: reach = 1 − (1−p)ⁿ. Overstates reach, as people have habits.
 * Example: n 3, p .5 → .875, frequency 1.714.
 */
export function binomialReach(insertions: number, share: number): ReachResult {
  if (!Number.isSafeInteger(insertions) || insertions < 1 || insertions > 1000) {
    return {
      kind: 'refused',
      issues: [
        errorIssue(
          'insertions_out_of_range',
          `Insertions are whole, from 1 to 1,000; ${insertions} was sent.`,
          'insertions',
        ),
      ],
    };
  }
  if (!(share >= 0 && share <= 1)) {
    return {
      kind: 'refused',
      issues: [errorIssue('reach_out_of_range', `A share goes from 0 to 1; ${share} was sent.`, 'reachOne')],
    };
  }
  const note = warningIssue(
    'habits_ignored',
    'The binomial model ignores that the same people come back; with a measured second audience use beta-binomial.',
  );
  return answerFrom('binomial', binomialShares(insertions, share), insertions * share, insertions > 1 ? [note] : []);
}
