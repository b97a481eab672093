import type { CampaignResponse } from '../../../../shared/contracts/campaigns.ts';
import type { PlanEdit } from '../../../../shared/contracts/plans.ts';
import type { PeriodColumn } from '../../../../shared/domain/calendar/periods.ts';
import { netToGross, type RateBasis } from '../../../../shared/domain/rates.ts';
import { count } from '../../../words/format.ts';
import { parseAmount } from '../../parse-amount.ts';
import { editablePeriod, type GridRow } from '../grid-model.ts';
import { TOTAL } from '../use-grid-table.ts';

/** A cell somebody typed into: its row, its column and the words. */
export type TypedCell = Readonly<{ row: GridRow; columnId: string; text: string }>;
type TypedEdits = Readonly<{ label: string; edits: readonly PlanEdit[]; refusals: readonly string[] }>;

type Frame = Readonly<{ campaign: CampaignResponse; columns: readonly PeriodColumn[]; basis: RateBasis }>;

/** What a cell shows: cents, or the units of another measure. */
export function centsIn(row: GridRow, columnId: string, columns: readonly PeriodColumn[]): number {
  if (columnId === TOTAL) return row.total;
  return row.cells[columns.findIndex((column) => column.key === columnId)] ?? 0;
}

/** Turns what was typed into edits of the plan: amounts on the basis shown become gross; cells that did not change give none. */
export function editsOf(cells: readonly TypedCell[], frame: Frame): TypedEdits {
  const edits: PlanEdit[] = [];
  const refusals: string[] = [];
  for (const { row, columnId, text } of cells) {
    const present = centsIn(row, columnId, frame.columns);
    const parsed = parseAmount(text, present);
    if (parsed.kind === 'refused') refusals.push(parsed.reason);
    else {
      const shown = parsed.kind === 'empty' ? 0 : parsed.cents;
      const edit = shown === present ? undefined : editOf(row, columnId, toGross(shown, frame), frame);
      if (edit) edits.push(edit);
    }
  }
  const label = edits.length === 1 ? `Set ${cells[0]?.row.label ?? 'a cell'}` : `Set ${count(edits.length)} cells`;
  return { label, edits, refusals };
}

function toGross(cents: number, frame: Frame): number {
  return frame.basis === 'gross' ? cents : netToGross(cents, frame.campaign.commissionBasisPoints);
}

function editOf(row: GridRow, columnId: string, cents: number, frame: Frame): PlanEdit | undefined {
  if (!row.lineId) return undefined;
  if (columnId === TOTAL) return { kind: 'set_line_budget', lineId: row.lineId, cents };
  const column = frame.columns.find((one) => one.key === columnId);
  return column && { kind: 'set_cell', lineId: row.lineId, ...editablePeriod(column, frame.campaign), cents };
}
