import {
  cellSelectionFeature,
  columnPinningFeature,
  columnSizingFeature,
  createColumnHelper,
  createExpandedRowModel,
  rowExpandingFeature,
  tableFeatures,
  useTable,
  type ExpandedState,
} from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import type { PeriodColumn } from '../../../shared/domain/calendar/periods.ts';
import type { GridRow } from './grid-model.ts';

const features = tableFeatures({
  cellSelectionFeature,
  columnPinningFeature,
  columnSizingFeature,
  rowExpandingFeature,
  expandedRowModel: createExpandedRowModel(),
});
const helper = createColumnHelper<typeof features, GridRow>();

const LABEL = 'label';
export const TOTAL = 'total';

/** The flowchart as a table: label pinned at the start, one column a period, total pinned at the end. */
export function useGridTable(input: {
  rows: readonly GridRow[];
  columns: readonly PeriodColumn[];
  labelWidth: number;
  columnWidth: number;
  totalWidth: number;
}) {
  const [expanded, setExpanded] = useState<ExpandedState>(true);
  const { labelWidth, columnWidth, totalWidth } = input;
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor('label', { id: LABEL, header: 'Line', size: labelWidth, enableCellSelection: false }),
        ...input.columns.map((column, index) =>
          helper.accessor((row) => row.cells[index] ?? 0, { id: column.key, header: column.label, size: columnWidth }),
        ),
        helper.accessor('total', { id: TOTAL, header: 'Total', size: totalWidth }),
      ]),
    [input.columns, labelWidth, columnWidth, totalWidth],
  );
  const data = useMemo(() => [...input.rows], [input.rows]);
  return useTable({
    features,
    columns,
    data,
    getRowId: (row) => row.key,
    getSubRows: (row) => [...row.children],
    autoResetCellSelection: false,
    autoResetExpanded: false,
    initialState: { columnPinning: { start: [LABEL], end: [TOTAL] } },
    state: { expanded },
    onExpandedChange: setExpanded,
  });
}
export type GridTable = ReturnType<typeof useGridTable>;
export type GridTableRow = ReturnType<GridTable['getRowModel']>['rows'][number];
export type GridTableCell = ReturnType<GridTableRow['getAllCells']>[number];
