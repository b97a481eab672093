import { errorIssue, warningIssue, type Issue } from '../issue.ts';
import { answerFrom, type ReachResult } from './reach-answer.ts';

/**
 * Vehicles that overlap by chance alone (Agostini, Sainsbury): reach = 1 − Π(1 − rᵢ); the distribution counts vehicles seen.
 * Shares 0–1. Across stations of one medium it overstates reach, so the answer says never to make it the headline.
 * Example: .30, .40, .20 → .664.
 */
export function randomDuplication(reaches: readonly number[]): ReachResult {
  const issues = checkShares(reaches);
  if (issues.length > 0) return { kind: 'refused', issues };
  let distribution = [1];
  let mean = 0;
  for (const reach of reaches) {
    const next = new Array<number>(distribution.length + 1).fill(0);
    distribution.forEach((share, k) => {
      next[k]! += share * (1 - reach);
      next[k + 1]! += share * reach;
    });
    distribution = next;
    mean += reach;
  }
  const note = warningIssue(
    'independence_assumed',
    'This assumes people see each vehicle independently. Across TV stations that overstates reach; read it as an upper guide, not the headline.',
  );
  return answerFrom('random_duplication', distribution, mean, reaches.length > 1 ? [note] : []);
}

function checkShares(reaches: readonly number[]): Issue[] {
  const issues: Issue[] = [];
  if (reaches.length === 0)
    issues.push(errorIssue('no_vehicles', 'Send at least one reach, as a share from 0 to 1.', 'reaches'));
  reaches.forEach((reach, i) => {
    if (reach >= 0 && reach <= 1) return;
    issues.push(
      errorIssue(
        'reach_out_of_range',
        `A reach is a share from 0 to 1; ${reach} was sent (30 % is 0.3).`,
        `reaches.${i}`,
      ),
    );
  });
  return issues;
}
