import type { Day } from '../../shared/domain/calendar/day.ts';
import { errorIssue, type Issue } from '../../shared/domain/issue.ts';
import { formatCents, type Cents } from '../../shared/domain/money.ts';

/** What one line's part of a proposal rests on. `closed` are days that were over; the running day may still grow. */
export type LineBasis = Readonly<{
  lineId: string;
  name: string;
  closedCents: Cents;
  closedCounts: string;
  committedCents: Cents;
  standing: string;
}>;

/** What a proposal rests on: while none of it changes, the same proposal would be made again. */
export type ReplanBasis = Readonly<{
  planId: string;
  planVersion: string;
  planRev: number;
  today: Day;
  people: number;
  lines: readonly LineBasis[];
}>;

/** Everything that is no longer as it was when the proposal was made, each as an issue; none means it still holds. */
export function changesSince(then: ReplanBasis, now: ReplanBasis): readonly Issue[] {
  const issues: Issue[] = [];
  const say = (code: string, message: string, path = '') => issues.push(errorIssue(code, message, path));
  if (then.planId !== now.planId || then.planRev !== now.planRev) {
    say(
      'plan_changed',
      `It was made for plan ${then.planVersion}; plan ${now.planVersion} is approved now. Propose again.`,
      'planId',
    );
  }
  if (then.today !== now.today) {
    say(
      'day_closed',
      `It was made on ${then.today}; it is ${now.today} now, with fewer days left. Propose again.`,
      'today',
    );
  }
  if (then.people !== now.people) {
    say(
      'market_changed',
      `It counted ${then.people.toLocaleString('en-US')} people in the market; ${now.people.toLocaleString('en-US')} are set now. Propose again.`,
      'people',
    );
  }
  const after = new Map(now.lines.map((line) => [line.lineId, line]));
  for (const line of then.lines) {
    const current = after.get(line.lineId);
    if (!current) continue;
    const path = `lines.${line.lineId}`;
    if (current.closedCents !== line.closedCents) {
      say(
        'delivery_changed',
        `${line.name} had ${formatCents(line.closedCents)} reported for the days that were over; it is ${formatCents(current.closedCents)} now. Propose again.`,
        path,
      );
    } else if (current.closedCounts !== line.closedCounts) {
      say('delivery_changed', `What ${line.name} delivered was restated since. Propose again.`, path);
    }
    if (current.committedCents !== line.committedCents) {
      say(
        'commitment_changed',
        `${line.name} had ${formatCents(line.committedCents)} ordered and not yet aired; it is ${formatCents(current.committedCents)} now. Propose again.`,
        path,
      );
    }
    if (current.standing !== line.standing) {
      say(
        'standing_changed',
        `${line.name} was ${line.standing} then and is ${current.standing} now. Propose again.`,
        path,
      );
    }
  }
  return issues;
}
