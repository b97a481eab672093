import {
  planEditSchema,
  planResponseSchema,
  type LineResponse,
  type PlanEdit,
  type PlanResponse,
} from '../../../shared/contracts/plans.ts';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { errorIssue, type Issue } from '../../../shared/domain/issue.ts';
import { checkPlan } from '../../../shared/domain/plan-check.ts';
import { applyLineEdits } from '../../../shared/domain/plan-edits.ts';
import type { Line } from '../../../shared/domain/plan.ts';
import { importEdits, type ImportPreview, type ImportRow } from '../../../shared/domain/plan-import/preview.ts';
import { count } from '../../format.ts';
import { call } from '../../api.ts';
import { keepPlan } from '../plan-steps.ts';
import { editsBetween, EMPTY_HISTORY, saveHistory, withStep } from '../plan-undo.ts';

const MOST_EDITS = 2_000;
const MOST_BYTES = 900_000;

/** Rows whose edits the API would refuse are errors, with its reasons: one of them would take the whole step down. */
export function checkedByContract(preview: ImportPreview): ImportPreview {
  const rows = preview.rows.map((row): ImportRow => {
    const added = row.addition && { kind: 'add_line', line: { ...row.addition.terms, flights: row.addition.flights } };
    const refused = [...row.edits, ...(added ? [added] : [])].flatMap(
      (edit) => planEditSchema.safeParse(edit).error?.issues ?? [],
    );
    if (refused.length === 0) return row;
    const reasons = refused.map(({ path, message }) => `${String(path.at(-1) ?? 'The row')}: ${message}`);
    return { ...row, status: 'error', reasons, edits: [], addition: null, changes: [] };
  });
  return { ...preview, rows };
}

/** What applying the chosen rows sends, and what the plan will say then that it does not say now. */
export type ImportStep = Readonly<{ edits: readonly PlanEdit[]; issues: readonly Issue[]; isTooLarge: boolean }>;

/** The chosen rows as one step. Many cells of a line are put together into its flights when they would be too many edits. */
export function importStep(
  preview: ImportPreview,
  chosen: ReadonlySet<number>,
  lines: readonly LineResponse[],
  campaign: CampaignResponse,
): ImportStep {
  const edits = importEdits(preview, chosen);
  if (edits.length === 0) return { edits: [], issues: [], isTooLarge: false };
  let ids = 0;
  const before = lines as unknown as readonly Line[];
  const after = applyLineEdits(before, edits, (prefix) => `${prefix}_import${(ids += 1)}`);
  if (after.kind === 'refused') return { edits: [], issues: after.issues, isTooLarge: false };
  const wanted = edits.length > MOST_EDITS ? editsBetween(lines, after.lines as unknown as LineResponse[]) : edits;
  const isTooLarge = wanted.length > MOST_EDITS || JSON.stringify(wanted).length > MOST_BYTES;
  if (isTooLarge) {
    const message = `${count(wanted.length)} changes at once are more than one step holds: choose fewer rows, then the rest.`;
    return { edits: [], issues: [errorIssue('too_many_changes', message)], isTooLarge };
  }
  const says = (planned: readonly Line[]) =>
    // Dayparts were looked up in the market's own table while reading.
    checkPlan({ lines: planned }, campaign).filter(
      ({ code, severity }) => severity !== 'info' && code !== 'unknown_daypart',
    );
  const known = new Set(says(before).map(({ message }) => message));
  const issues = says(after.lines).filter(({ message }) => !known.has(message));
  return { edits: wanted as readonly PlanEdit[], issues, isTooLarge };
}

/** Revises an approved plan and applies the step to the revision, where it is the first undo. */
export async function applyToRevision(
  plan: PlanResponse,
  label: string,
  edits: readonly PlanEdit[],
  onRevised: (plan: PlanResponse) => void,
): Promise<void> {
  const revised = await call({
    method: 'POST',
    path: `/api/v1/plans/${plan.id}/revise`,
    body: {},
    answer: planResponseSchema,
  });
  keepPlan(revised);
  try {
    const saved = await call({
      method: 'PATCH',
      path: `/api/v1/plans/${revised.id}`,
      body: { edits },
      ifMatchRev: revised.rev,
      answer: planResponseSchema,
    });
    saveHistory(saved.id, withStep(EMPTY_HISTORY, { label, edits: editsBetween(saved.lines, revised.lines) }));
    keepPlan(saved);
    onRevised(saved);
  } catch (error) {
    // The revision stands, without the import: show it, and why.
    onRevised(revised);
    throw error;
  }
}
