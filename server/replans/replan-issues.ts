import { warningIssue, type Issue } from '../../shared/domain/issue.ts';
import { formatCents, type Cents } from '../../shared/domain/money.ts';
import type { StoredPlan } from '../plans/plans.model.ts';
import type { StoredReplan } from './replans.model.ts';

/** What is said of a draft that carrying out a proposal began and did not finish. */
export function leftOver({ version, number }: Pick<StoredPlan, 'version' | 'number'>): Issue {
  return warningIssue(
    'revision_left',
    `Carrying it out was cut off: draft ${version} (number ${number}) was begun and nothing was approved. Approve again; the begun draft can be left.`,
    'planId',
  );
}

/** What a person should know before approving: a draft in work, spots to schedule again, money nobody can deliver. */
export function issuesOf(input: {
  plan: StoredPlan;
  versions: readonly StoredPlan[];
  lines: StoredReplan['lines'];
  undeliverableCents: Cents;
}): readonly Issue[] {
  const { plan, versions, lines, undeliverableCents } = input;
  const open = versions.filter(
    ({ basedOnPlanId, status }) => basedOnPlanId === plan.id && (status === 'draft' || status === 'in_review'),
  );
  const tv = lines.filter(
    ({ channel, plannedCents, proposedCents }) => channel === 'linear_tv' && plannedCents !== proposedCents,
  );
  return [
    ...open.map(({ version, number }) =>
      warningIssue(
        'revision_in_work',
        `Draft ${version} (number ${number}) is a revision of the same plan; approving it after this would take these moves back.`,
        'planId',
      ),
    ),
    ...(tv.length > 0
      ? [
          warningIssue(
            'schedule_again',
            `Schedule the spots of ${tv.map(({ name }) => name).join(', ')} again after approval.`,
          ),
        ]
      : []),
    ...(undeliverableCents > 0
      ? [
          warningIssue(
            'undeliverable',
            `${formatCents(undeliverableCents)} can't be delivered by any line in the days left; it stays where it is planned. Add a line or ask vendors for more.`,
          ),
        ]
      : []),
  ];
}
