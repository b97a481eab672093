import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { PlanEdit } from '../../../shared/contracts/plans.ts';
import type { Issue } from '../../../shared/domain/issue.ts';
import { tableMoney } from '../../words/format.ts';
import type { FlightDays } from '../flights/bar-geometry.ts';
import { gridFlights } from '../flights/grid-flights.ts';
import { MEASURES, sayMeasured, type PlanView } from '../measured/measured-query.ts';
import type { Leaving } from './cells/cell-input.tsx';
import classes from './flowchart-grid.module.css';
import { gridCells } from './cells/grid-cells.ts';
import { centsIn } from './cells/grid-edits.ts';
import { GridFoot, GridHead } from './grid-edges.tsx';
import { gridKey, type GridKey } from './grid-keys.ts';
import { cellId, type GridModel } from './grid-model.ts';
import { moveInGrid } from './grid-moves.ts';
import { GridBodyRow } from './grid-row.tsx';
import { useGridTable } from './use-grid-table.ts';
import { gridWidths, useGridWindow } from './use-grid-window.ts';

export type FlowchartGridProps = Readonly<{
  model: GridModel;
  campaign: CampaignResponse;
  view: PlanView;
  isEditable: boolean;
  isNarrow: boolean;
  issues: ReadonlyMap<string, readonly Issue[]>;
  /** The line to bring into view when the page opens. */
  lineId: string | undefined;
  onEdits: (label: string, edits: readonly PlanEdit[]) => void;
  onUndo: () => void;
  onRedo: () => void;
  onOpenLine: (lineId: string) => void;
}>;

type Editing = Readonly<{ rowId: string; columnId: string; initial: string; selectAll: boolean }>;

/** The flowchart as a spreadsheet: channel → vendor → line down, weeks or months across, totals both ways. */
export function FlowchartGrid(props: FlowchartGridProps) {
  const { model, campaign, view } = props;
  const isMoney = view.measure === 'dollars';
  const isEditable = props.isEditable && isMoney;
  const [columns, setColumns] = useState(model.chart.columns);
  if (layoutOf(columns) !== layoutOf(model.chart.columns)) setColumns(model.chart.columns);
  const { ref: measured, width: room } = useElementSize();
  const widths = gridWidths({ isNarrow: props.isNarrow, room, columnCount: columns.length });
  const { labelWidth, columnWidth, totalWidth } = widths;
  const table = useGridTable({ rows: model.rows, columns, ...widths });
  const rows = table.getRowModel().rows;
  const scroller = useRef<HTMLDivElement>(null);
  const attach = useMergedRef(scroller, measured);
  const [editing, setEditing] = useState<Editing | null>(null);
  const isLeaving = useRef(false);
  const { rowWindow, shownColumns, reveal } = useGridWindow({ scroller, rows, columns, widths });
  const say = useMemo(() => {
    if (isMoney) return tableMoney(model.chart.rows.flatMap((row) => row.cells));
    const cellsOf = (row: GridModel['rows'][number]): readonly number[] => [
      ...row.cells,
      ...row.children.flatMap(cellsOf),
    ];
    return sayMeasured(view.measure, model.rows.flatMap(cellsOf));
  }, [isMoney, view.measure, model]);
  const active = table.state.cellSelection.at(-1);

  const revealActive = () => {
    const range = table.atoms.cellSelection.get().at(-1);
    reveal(range?.focusRowId, range?.focusColumnId);
  };
  const { lineId } = props;
  useEffect(() => {
    if (lineId && columns[0]) {
      table.setFocusedCell(lineId, columns[0].key);
      scroller.current?.focus();
    }
    // Only when the page was opened for a line.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [lineId]);

  const { rowOf, commit, setAll, copy, paste } = gridCells({
    table,
    rows,
    columns,
    campaign,
    basis: view.basis,
    measure: view.measure,
    isEditable,
    onEdits: props.onEdits,
  });
  const startEdit = (initial: string | null) => {
    const row = rowOf(active?.anchorRowId);
    if (!row || !active) return;
    if (row.getCanExpand() && initial === null) return row.toggleExpanded();
    if (!isEditable || !row.original.lineId) return;
    const cents = centsIn(row.original, active.anchorColumnId, columns);
    setEditing({
      rowId: row.id,
      columnId: active.anchorColumnId,
      initial: initial ?? (cents === 0 ? '' : String(cents / 100)),
      selectAll: initial === null,
    });
  };
  const finishEdit = (text: string, leaving: Leaving) => {
    if (!editing) return;
    const row = rowOf(editing.rowId)?.original;
    setEditing(null);
    if (leaving !== 'cancel' && row) commit([{ row, columnId: editing.columnId, text }]);
    if (leaving !== 'stay') scroller.current?.focus({ preventScroll: true });
    if (leaving !== 'stay' && leaving !== 'cancel') {
      table.moveCellSelection(leaving);
      revealActive();
    }
  };

  const { setDates, onFlightKey } = gridFlights({
    lines: rows.map((row) => row.original.line),
    campaign,
    isEditable,
    onEdits: props.onEdits,
  });
  const act = (key: GridKey): boolean => {
    switch (key.kind) {
      case 'move':
      case 'extend':
      case 'edge':
      case 'select_all':
        moveInGrid(key, { table, rows, columns });
        break;
      case 'next':
      case 'previous':
        if (
          isLeaving.current ||
          !moveInGrid({ kind: 'move', direction: key.kind === 'next' ? 'right' : 'left' }, { table, rows, columns })
        )
          return false;
        break;
      case 'edit':
        startEdit(null);
        break;
      case 'type':
        startEdit(key.text);
        break;
      case 'clear':
        if (isEditable) setAll('');
        break;
      case 'open': {
        const open = rowOf(active?.anchorRowId)?.original.lineId;
        if (open) props.onOpenLine(open);
        break;
      }
      case 'dates':
      case 'move_flight':
      case 'stretch_flight':
        return onFlightKey(
          key,
          rowOf(active?.anchorRowId)?.original.line,
          columns.find(({ key: id }) => id === active?.anchorColumnId),
        );
      case 'undo':
        props.onUndo();
        break;
      case 'redo':
        props.onRedo();
        break;
      case 'leave':
        if (active) table.setFocusedCell(active.anchorRowId, active.anchorColumnId);
        isLeaving.current = true;
        return true;
    }
    revealActive();
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current) return;
    const key = gridKey(event);
    if (!key) return;
    if (act(key)) event.preventDefault();
    if (key.kind !== 'leave' && key.kind !== 'next' && key.kind !== 'previous') isLeaving.current = false;
  };
  const onFocus = () => {
    isLeaving.current = false;
    if (!active && rows[0] && columns[0])
      table.setFocusedCell((rows.find((row) => row.original.lineId) ?? rows[0]).id, columns[0].key);
  };
  const startAt = (rowId: string, columnId: string) => {
    const row = rowOf(rowId)?.original;
    table.setFocusedCell(rowId, columnId);
    if (!row?.lineId || !isEditable) return;
    const cents = centsIn(row, columnId, columns);
    setEditing({ rowId, columnId, initial: cents === 0 ? '' : String(cents / 100), selectAll: true });
  };
  // Rows are remembered while nothing of theirs changes, so what they call must stay the same thing.
  const latest = useRef({ startAt, finishEdit, setDates, onOpenLine: props.onOpenLine });
  useEffect(() => {
    latest.current = { startAt, finishEdit, setDates, onOpenLine: props.onOpenLine };
  });
  const onEdit = useCallback((rowId: string, columnId: string) => latest.current.startAt(rowId, columnId), []);
  const onDone = useCallback((text: string, leaving: Leaving) => latest.current.finishEdit(text, leaving), []);
  const onDates = useCallback((id: string, days: FlightDays) => latest.current.setDates(id, days), []);
  const onOpenLine = useCallback((id: string) => latest.current.onOpenLine(id), []);
  const bounds = table.getCellSelectionBounds();
  const selectionOf = (index: number, rowId: string) => {
    const touching = bounds
      .filter((bound) => index >= bound.minRowIndex && index <= bound.maxRowIndex)
      .map((bound) => `${bound.minColumnIndex}-${bound.maxColumnIndex}`);
    return `${touching.join(' ')} ${active?.anchorRowId === rowId ? active.anchorColumnId : ''}`;
  };

  const width = labelWidth + columns.length * columnWidth + totalWidth;
  return (
    <div
      ref={attach}
      className={classes.scroller}
      role="treegrid"
      tabIndex={0}
      aria-label={`Flowchart, ${isMoney ? `${view.basis}, ` : ''}by ${view.by}, in ${MEASURES[view.measure].word}`}
      aria-rowcount={rows.length + 2}
      aria-colcount={columns.length + 2}
      aria-multiselectable
      aria-readonly={!isEditable}
      aria-activedescendant={active ? cellId(active.focusRowId, active.focusColumnId) : undefined}
      onKeyDown={onKeyDown}
      onFocus={(event) => event.target === scroller.current && onFocus()}
      onCopy={copy}
      onPaste={paste}
    >
      <div style={{ width, minWidth: '100%' }} role="presentation">
        <GridHead columns={columns} shownColumns={shownColumns} {...widths} view={view} />
        <div style={{ height: rowWindow.getTotalSize(), position: 'relative' }} role="rowgroup">
          {rowWindow.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <GridBodyRow
                key={row.id}
                row={row}
                index={item.index}
                top={item.start}
                columns={columns}
                shownColumns={shownColumns}
                {...widths}
                say={say}
                isActiveRow={active?.anchorRowId === row.id}
                selection={selectionOf(item.index, row.id)}
                isExpanded={row.getIsExpanded()}
                issues={row.original.lineId ? (props.issues.get(row.original.lineId) ?? NO_ISSUES) : NO_ISSUES}
                editing={editing?.rowId === row.id ? editing : null}
                onEdit={onEdit}
                onDone={onDone}
                onOpenLine={onOpenLine}
                campaign={campaign}
                isEditable={isEditable}
                onDates={onDates}
              />
            );
          })}
        </div>
        <GridFoot model={model} shownColumns={shownColumns} {...widths} say={say} rowIndex={rows.length + 2} />
      </div>
    </div>
  );
}

/** Two sets of columns with the same layout are the same to the grid: an edit must not rebuild it. */
const layoutOf = (columns: GridModel['chart']['columns']) =>
  columns.map((column) => `${column.key} ${column.startDay}`).join();
const NO_ISSUES: readonly Issue[] = [];
