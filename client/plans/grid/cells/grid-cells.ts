import type { ClipboardEvent } from 'react';
import type { CampaignResponse } from '../../../../shared/contracts/campaigns.ts';
import type { PlanEdit } from '../../../../shared/contracts/plans.ts';
import type { FlowchartMeasure } from '../../../../shared/domain/audience/measured-flowchart.ts';
import type { PeriodColumn } from '../../../../shared/domain/calendar/periods.ts';
import type { RateBasis } from '../../../../shared/domain/rates.ts';
import { sayFailed } from '../../../parts/notices/announce.ts';
import { formatBlock, parseBlock } from './grid-clipboard.ts';
import { centsIn, editsOf, type TypedCell } from './grid-edits.ts';
import { TOTAL, type GridTable, type GridTableRow } from '../use-grid-table.ts';

type GridCellsInput = Readonly<{
  table: GridTable;
  rows: readonly GridTableRow[];
  columns: readonly PeriodColumn[];
  campaign: CampaignResponse;
  basis: RateBasis;
  measure: FlowchartMeasure;
  isEditable: boolean;
  onEdits: (label: string, edits: readonly PlanEdit[]) => void;
}>;

/** What happens to selected cells: set, clear, copy out as Excel reads it, paste a block. Each is one undo. */
export function gridCells(input: GridCellsInput) {
  const { table, rows, columns, isEditable } = input;
  const allColumnIds = [...columns.map((column) => column.key), TOTAL];
  const rowOf = (id: string | undefined) => rows.find((row) => row.id === id);

  const selected = (): Readonly<{ rowIds: readonly string[]; columnIds: readonly string[] }> => {
    const chosen = new Set(table.getCellSelectionColumnIds());
    return { rowIds: table.getCellSelectionRowIds(), columnIds: allColumnIds.filter((id) => chosen.has(id)) };
  };
  const commit = (cells: readonly TypedCell[]) => {
    const typed = editsOf(cells, input);
    if (typed.refusals[0]) sayFailed(new Error(typed.refusals[0]));
    if (typed.edits.length > 0) input.onEdits(typed.label, typed.edits);
  };
  /** Gives every selected cell of a line the same words. Where weeks and their total are selected, the weeks decide. */
  const setAll = (text: string) => {
    const { rowIds, columnIds } = selected();
    const setIds = columnIds.length > 1 ? columnIds.filter((id) => id !== TOTAL) : columnIds;
    const lines = rowIds.flatMap((id) => rowOf(id)?.original ?? []).filter((row) => row.lineId);
    commit(lines.flatMap((row) => setIds.map((columnId) => ({ row, columnId, text }))));
  };
  const copy = (event: ClipboardEvent) => {
    const { rowIds, columnIds } = selected();
    const chosen = rowIds.flatMap((id) => rowOf(id)?.original ?? []);
    const lines = chosen.filter((row) => row.lineId);
    const block = (lines.length > 0 ? lines : chosen).map((row) =>
      columnIds.map((columnId) => centsIn(row, columnId, columns)),
    );
    event.clipboardData.setData('text/plain', formatBlock(block, input.measure));
    event.preventDefault();
  };
  const paste = (event: ClipboardEvent) => {
    const { rowIds, columnIds } = selected();
    if (!isEditable || rowIds.length === 0) return;
    event.preventDefault();
    const block = parseBlock(event.clipboardData.getData('text/plain'));
    if (block.length === 1 && block[0]?.length === 1) return setAll(block[0][0] ?? '');
    const targets = rows.slice(rows.findIndex((row) => row.id === rowIds[0])).filter((row) => row.original.lineId);
    const firstColumn = allColumnIds.indexOf(columnIds[0] ?? '');
    commit(
      block.flatMap((texts, down) =>
        texts.flatMap((text, across) => {
          const row = targets[down]?.original;
          const columnId = allColumnIds[firstColumn + across];
          return row && columnId ? [{ row, columnId, text }] : [];
        }),
      ),
    );
  };
  return { rowOf, commit, setAll, copy, paste };
}
