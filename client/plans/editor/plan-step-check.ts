import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { LineResponse, PlanEdit } from '../../../shared/contracts/plans.ts';
import { errorIssue, type Issue } from '../../../shared/domain/issue.ts';
import { checkPlan } from '../../../shared/domain/plan-check.ts';
import { applyLineEdits, type LineEdit } from '../../../shared/domain/plan-edits.ts';
import type { Line } from '../../../shared/domain/plan.ts';
import { count } from '../../words/format.ts';
import { editsBetween } from './plan-undo.ts';

/** The most the API takes in one step, and less than it takes in one request. */
const MOST_EDITS = 2_000;
const MOST_BYTES = 900_000;

/** Many edits as one step: what is sent, and what the plan will say then that it does not say now. */
export type CheckedStep = Readonly<{ edits: readonly PlanEdit[]; issues: readonly Issue[]; isTooLarge: boolean }>;

/** Checks a step before it is applied. Many cells of a line are put together into its flights when they would be too many. */
export function checkStep(
  edits: readonly LineEdit[],
  lines: readonly LineResponse[],
  campaign: CampaignResponse,
): CheckedStep {
  if (edits.length === 0) return { edits: [], issues: [], isTooLarge: false };
  let ids = 0;
  const before = lines as unknown as readonly Line[];
  const after = applyLineEdits(before, edits, (prefix) => `${prefix}_step${(ids += 1)}`);
  if (after.kind === 'refused') return { edits: [], issues: after.issues, isTooLarge: false };
  const wanted = edits.length > MOST_EDITS ? editsBetween(lines, after.lines as unknown as LineResponse[]) : edits;
  if (wanted.length > MOST_EDITS || JSON.stringify(wanted).length > MOST_BYTES) {
    const message = `${count(wanted.length)} changes at once are more than one step holds: choose fewer rows, then the rest.`;
    return { edits: [], issues: [errorIssue('too_many_changes', message)], isTooLarge: true };
  }
  const says = (planned: readonly Line[]) =>
    // Dayparts are the market's own, which only the server knows for sure.
    checkPlan({ lines: planned }, campaign).filter(
      ({ code, severity }) => severity !== 'info' && code !== 'unknown_daypart',
    );
  const known = new Set(says(before).map(({ message }) => message));
  const issues = says(after.lines).filter(({ message }) => !known.has(message));
  return { edits: wanted as readonly PlanEdit[], issues, isTooLarge: false };
}
