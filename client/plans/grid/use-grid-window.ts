import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, type RefObject } from 'react';
import type { PeriodColumn } from '../../../shared/domain/calendar/periods.ts';
import type { GridTableRow } from './use-grid-table.ts';

const ROW_HEIGHT = 34;
const LEAST_COLUMN = 104;
const MOST_COLUMN = 190;
/** The head and the foot stay in view above and below the rows. */
const EDGE_HEIGHT = 46;

export type GridWidths = Readonly<{ labelWidth: number; columnWidth: number; totalWidth: number }>;

/** Widths in pixels: the columns share what the label and the total leave of the room, within bounds. */
export function gridWidths(input: Readonly<{ isNarrow: boolean; room: number; columnCount: number }>): GridWidths {
  const labelWidth = input.isNarrow ? 150 : 300;
  const totalWidth = input.isNarrow ? 100 : 116;
  const share = Math.floor((input.room - labelWidth - totalWidth) / Math.max(1, input.columnCount));
  return { labelWidth, totalWidth, columnWidth: Math.min(MOST_COLUMN, Math.max(LEAST_COLUMN, share)) };
}

/** The part of the flowchart that is in view, and how another comes into view. */
export function useGridWindow(
  input: Readonly<{
    scroller: RefObject<HTMLDivElement | null>;
    rows: readonly GridTableRow[];
    columns: readonly PeriodColumn[];
    widths: GridWidths;
  }>,
) {
  const { scroller, rows, columns } = input;
  const { labelWidth, columnWidth, totalWidth } = input.widths;
  // What the virtualizer says is read anew at each render; nothing memoizes it.
  // eslint-disable-next-line react/incompatible-library
  const rowWindow = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    paddingStart: 0,
    scrollPaddingStart: EDGE_HEIGHT,
    scrollPaddingEnd: EDGE_HEIGHT,
  });
  const columnWindow = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => columnWidth,
    overscan: 3,
    paddingStart: labelWidth,
    scrollPaddingStart: labelWidth,
    scrollPaddingEnd: totalWidth,
  });
  const columnItems = columnWindow.getVirtualItems();
  const firstShown = columnItems[0]?.index ?? 0;
  const lastShown = columnItems.at(-1)?.index ?? -1;
  const shownColumns = useMemo(
    () => Array.from({ length: lastShown - firstShown + 1 }, (_, offset) => firstShown + offset),
    [firstShown, lastShown],
  );
  useEffect(() => columnWindow.measure(), [columnWindow, columnWidth, labelWidth]);
  const reveal = (rowId: string | undefined, columnId: string | undefined) => {
    const rowIndex = rows.findIndex((row) => row.id === rowId);
    if (rowIndex >= 0) rowWindow.scrollToIndex(rowIndex);
    const columnIndex = columns.findIndex((column) => column.key === columnId);
    if (columnIndex >= 0) columnWindow.scrollToIndex(columnIndex);
  };
  return { rowWindow, shownColumns, reveal };
}
