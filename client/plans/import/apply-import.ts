import {
  planEditSchema,
  planResponseSchema,
  type PlanEdit,
  type PlanResponse,
} from '../../../shared/contracts/plans.ts';
import type { ImportPreview, ImportRow } from '../../../shared/domain/plan-import/preview.ts';
import { call } from '../../api/call.ts';
import { keepPlan } from '../editor/plan-steps.ts';
import { editsBetween, EMPTY_HISTORY, saveHistory, withStep } from '../editor/plan-undo.ts';

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
