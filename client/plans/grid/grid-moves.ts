import type { PeriodColumn } from '../../../shared/domain/calendar/periods.ts';
import type { GridMove } from './grid-keys.ts';
import type { GridTable, GridTableRow } from './use-grid-table.ts';

/** Moves or stretches the selection; false when there was nowhere to go. */
export function moveInGrid(
  move: GridMove,
  grid: Readonly<{ table: GridTable; rows: readonly GridTableRow[]; columns: readonly PeriodColumn[] }>,
): boolean {
  const { table, rows, columns } = grid;
  const read = () => JSON.stringify(table.atoms.cellSelection.get());
  const before = read();
  switch (move.kind) {
    case 'move':
      table.moveCellSelection(move.direction);
      break;
    case 'extend':
      table.extendCellSelection(move.direction);
      break;
    case 'select_all':
      table.selectAllCells();
      break;
    case 'edge': {
      const at = table.atoms.cellSelection.get().at(-1)?.anchorRowId;
      const row = move.to === 'top' ? rows[0] : move.to === 'bottom' ? rows.at(-1) : rows.find((one) => one.id === at);
      const column = move.to === 'row_end' || move.to === 'bottom' ? columns.at(-1) : columns[0];
      if (row && column) table.setFocusedCell(row.id, column.key);
    }
  }
  return read() !== before;
}
