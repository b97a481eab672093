import { Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconChevronRight, IconCircleX, IconLock } from '@tabler/icons-react';
import { Fragment, memo } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { PeriodColumn } from '../../../shared/domain/calendar/periods.ts';
import type { Issue } from '../../../shared/domain/issue.ts';
import { channelColor, ChannelDot } from '../../parts/chips/channel-dot.tsx';
import { readableDays } from '../../words/readable-days.ts';
import { barOf, flightBars, type FlightDays } from '../flights/bar-geometry.ts';
import flightClasses from '../flights/flights.module.css';
import { holdsOf, type FlightHold } from '../flights/flight-holds.tsx';
import { useBarDrag } from '../flights/use-bar-drag.ts';
import { CellInput, type Leaving } from './cells/cell-input.tsx';
import classes from './flowchart-grid.module.css';
import { cellId } from './grid-model.ts';
import { TOTAL, type GridTableCell, type GridTableRow } from './use-grid-table.ts';

export type GridBodyRowProps = Readonly<{
  row: GridTableRow;
  index: number;
  top: number;
  columns: readonly PeriodColumn[];
  shownColumns: readonly number[];
  labelWidth: number;
  columnWidth: number;
  totalWidth: number;
  say: (cents: number) => string;
  isActiveRow: boolean;
  /** Which of its cells are selected, in short: a remembered row is drawn again when it changes. */
  selection: string;
  isExpanded: boolean;
  issues: readonly Issue[];
  editing: Readonly<{ columnId: string; initial: string; selectAll: boolean }> | null;
  onEdit: (rowId: string, columnId: string) => void;
  onDone: (text: string, leaving: Leaving) => void;
  onOpenLine: (lineId: string) => void;
  campaign: CampaignResponse;
  /** Whether bars can be pulled and dated. */
  isEditable: boolean;
  onDates: (flightId: string, days: FlightDays) => void;
}>;

/** One row: its label, the bars of its flights, its cells and its total. */
export const GridBodyRow = memo(function GridBodyRow(props: GridBodyRowProps) {
  const { row, columns, columnWidth } = props;
  const { original } = row;
  // Cells stand in the order of the column definitions: label, periods, total.
  const cells = row.getAllCells();
  const { line } = original;
  const { drag, onPull } = useBarDrag({ ...props, line });
  // What is held stays where it was, or the pointer would lose it; only the bar follows.
  const atRest = flightBars(line?.flights ?? [], columns, columnWidth);
  const bars = atRest.map((bar) => (bar.id === drag?.flightId ? barOf(bar.id, drag.days, columns, columnWidth) : bar));
  const holds =
    line && props.isEditable
      ? holdsOf({ ...props, line, bars: atRest, onPull, isReachable: props.isActiveRow })
      : new Map<number, readonly FlightHold[]>();
  return (
    <div
      className={`${classes.row} ${classes[original.kind] ?? ''}`}
      style={{ transform: `translateY(${props.top}px)`, zIndex: drag ? 6 : undefined }}
      role="row"
      aria-rowindex={props.index + 2}
      aria-level={row.depth + 1}
      aria-expanded={row.getCanExpand() ? row.getIsExpanded() : undefined}
    >
      <RowLabel {...props} />
      <div className={classes.middle} style={{ width: columns.length * columnWidth }} role="presentation">
        {bars.map((bar) => (
          <span
            key={bar.id}
            className={classes.bar}
            aria-hidden
            data-pulled={drag?.flightId === bar.id || undefined}
            style={{ left: bar.left + 3, width: bar.width - 6, background: channelColor(original.channel) }}
          />
        ))}
        {props.shownColumns.map((index) => {
          const key = columns[index]?.key ?? '';
          const cell = cells[index + 1];
          return (
            cell && (
              <GridCell
                key={key}
                {...props}
                cell={cell}
                cents={original.cells[index] ?? 0}
                colIndex={index + 2}
                left={index * columnWidth}
                width={columnWidth}
                what={columns[index]?.label ?? ''}
                holds={holds.get(index)}
              />
            )
          );
        })}
        {drag && (
          <span
            role="presentation"
            className={`${flightClasses.tip} ${props.index === 0 ? flightClasses.below : ''} ${drag.isRefused ? flightClasses.refused : ''}`}
            style={{ left: bars.find(({ id }) => id === drag.flightId)?.left ?? 0 }}
          >
            {drag.says}
          </span>
        )}
      </div>
      <TotalCell {...props} cell={cells.at(-1)} />
    </div>
  );
});

function RowLabel({ row, labelWidth, isActiveRow, issues, onOpenLine }: GridBodyRowProps) {
  const { original } = row;
  const worst =
    issues.find((issue) => issue.severity === 'error') ?? issues.find((issue) => issue.severity === 'warning');
  const WorstIcon = worst?.severity === 'error' ? IconCircleX : IconAlertTriangle;
  return (
    <div
      className={classes.label}
      style={{ width: labelWidth, paddingLeft: 10 + row.depth * 16 }}
      role="rowheader"
      aria-colindex={1}
    >
      {row.getCanExpand() ? (
        <button
          type="button"
          className={classes.toggle}
          tabIndex={isActiveRow ? 0 : -1}
          aria-label={`${row.getIsExpanded() ? 'Close' : 'Open'} ${original.label}`}
          onClick={() => row.toggleExpanded()}
        >
          <IconChevronRight size={14} className={row.getIsExpanded() ? classes.turned : undefined} aria-hidden />
          {original.kind === 'channel' && <ChannelDot channel={original.channel} />}
          <span className={classes.text}>{original.label}</span>
        </button>
      ) : (
        <button
          type="button"
          className={classes.lineName}
          tabIndex={isActiveRow ? 0 : -1}
          onClick={() => original.lineId && onOpenLine(original.lineId)}
        >
          <span className={classes.text}>{original.label}</span>
          {row.depth === 1 && original.vendor !== original.label && (
            <span className={classes.vendorName}>{original.vendor}</span>
          )}
          {original.line?.locked && <IconLock size={13} aria-label="Locked" />}
        </button>
      )}
      {worst && (
        <Tooltip label={issues.map((issue) => readableDays(issue.message)).join(' ')} multiline maw={360}>
          <span
            className={worst.severity === 'error' ? classes.bad : classes.warn}
            role="img"
            aria-label={issues.map((issue) => readableDays(issue.message)).join(' ')}
          >
            <WorstIcon size={15} aria-hidden />
          </span>
        </Tooltip>
      )}
    </div>
  );
}

type CellProps = GridBodyRowProps &
  Readonly<{
    cell: GridTableCell;
    cents: number;
    colIndex: number;
    what: string;
    left?: number;
    width: number;
    holds?: readonly FlightHold[] | undefined;
  }>;

function GridCell(props: CellProps) {
  const { row, cell, cents, editing } = props;
  const isLine = row.original.lineId !== null;
  const isEdited = editing?.columnId === cell.column.id;
  const isSelected = cell.getIsSelected();
  const names = [
    classes.cell,
    isSelected && classes.selected,
    cell.getIsFocused() && classes.active,
    cell.column.id === TOTAL && classes.total,
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <div
      id={cellId(row.id, cell.column.id)}
      className={names}
      style={{ left: props.left, width: props.width }}
      role="gridcell"
      aria-colindex={props.colIndex}
      aria-selected={isSelected}
      aria-readonly={!isLine}
      onMouseDown={cell.getSelectionStartHandler()}
      onMouseEnter={cell.getSelectionExtendHandler()}
      onDoubleClick={() => props.onEdit(row.id, cell.column.id)}
    >
      {isEdited ? (
        <CellInput
          label={`${row.original.label}, ${props.what}`}
          initial={editing.initial}
          selectAll={editing.selectAll}
          presentCents={cents}
          onDone={props.onDone}
        />
      ) : (
        <span className={cents === 0 ? classes.zero : undefined}>{props.say(cents)}</span>
      )}
      {!isEdited && props.holds?.map(({ key, node }) => <Fragment key={key}>{node}</Fragment>)}
    </div>
  );
}

function TotalCell(props: GridBodyRowProps & Readonly<{ cell: GridTableCell | undefined }>) {
  const { cell } = props;
  if (!cell) return null;
  return (
    <GridCell
      {...props}
      cell={cell}
      cents={props.row.original.total}
      colIndex={props.columns.length + 2}
      width={props.totalWidth}
      what="total"
    />
  );
}
