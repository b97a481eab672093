import type { SpotGridResponse } from '../../../shared/contracts/spots.ts';
import type { Day } from '../../../shared/domain/calendar/day.ts';
import { count, day } from '../../words/format.ts';
import { STATUS_LETTERS, STATUS_URGENCY, statusWord } from '../spot-words.ts';

export type GridRow = SpotGridResponse['rows'][number];
export type GridCell = GridRow['cells'][number];
export type Place = Readonly<{ row: number; column: number }>;
export type CellRef = Readonly<{ station: string; daypart: string; lineId: string; day: Day }>;

/** A cell in the address of the page and in selections. */
export function cellId(cell: CellRef): string {
  return [cell.station, cell.daypart, cell.lineId, cell.day].join('|');
}

/** The cell an address names, or undefined when it names none. */
export function readCellId(id: string | undefined): CellRef | undefined {
  const [station, daypart, lineId, cellDay] = id?.split('|') ?? [];
  return station && daypart && lineId && cellDay ? { station, daypart, lineId, day: cellDay } : undefined;
}

/** A row by its cells' days. Cells without spots may be left out by the server. */
export function cellAt(row: GridRow, at: Day): GridCell {
  return (
    row.cells.find((cell) => cell.day === at) ?? {
      day: at,
      spots: 0,
      makegoods: 0,
      withoutCopy: 0,
      byStatus: {},
      costCents: 0,
    }
  );
}

/** What a cell holds, most urgent status first. Example: [['missed', 1], ['aired', 3]]. */
export function cellParts(cell: GridCell) {
  return STATUS_URGENCY.flatMap((status) => {
    const spots = cell.byStatus[status] ?? 0;
    return spots > 0 ? [{ status, spots, letter: STATUS_LETTERS[status] }] : [];
  });
}

/** Example: `makegoodWords(1)` = "1 make-good, counted where it was lost". */
export function makegoodWords(makegoods: number): string {
  return `${count(makegoods)} ${makegoods === 1 ? 'make-good, counted where it was lost' : 'make-goods, counted where they were lost'}`;
}

/** Example: `noCopyWords(2)` = "2 without copy". */
export function noCopyWords(withoutCopy: number): string {
  return `${count(withoutCopy)} without copy`;
}

/** Whether any spot stands in these rows; a line that may get spots has a row without any. */
export function hasSpots(grid: Pick<SpotGridResponse, 'rows'>): boolean {
  return grid.rows.some(({ cells }) => cells.some(({ byStatus }) => Object.keys(byStatus).length > 0));
}

/** A cell in words, for those who hear it. Example: "Mon, Nov 23: 3 spots, 2 confirmed, 1 planned". */
export function cellWords(cell: GridCell): string {
  const parts = cellParts(cell).map((part) => `${count(part.spots)} ${statusWord(part.status).toLowerCase()}`);
  if (parts.length === 0) return `${day(cell.day, 'weekday')}: no spots`;
  if (cell.makegoods > 0) parts.push(makegoodWords(cell.makegoods));
  if (cell.withoutCopy > 0) parts.push(noCopyWords(cell.withoutCopy));
  return `${day(cell.day, 'weekday')}: ${count(cell.spots)} ${cell.spots === 1 ? 'spot' : 'spots'}, ${parts.join(', ')}`;
}

const STEPS: Readonly<Record<string, Place>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
};

/** Where a key takes the focus in a grid of this size; undefined for keys that don't move. Home and End stay in the row. */
export function movedPlace(
  key: string,
  at: Place,
  size: Readonly<{ rows: number; columns: number }>,
): Place | undefined {
  if (key === 'Home') return { row: at.row, column: 0 };
  if (key === 'End') return { row: at.row, column: size.columns - 1 };
  const step = STEPS[key];
  if (!step) return undefined;
  return {
    row: Math.min(size.rows - 1, Math.max(0, at.row + step.row)),
    column: Math.min(size.columns - 1, Math.max(0, at.column + step.column)),
  };
}

/** Every place between two corners. */
export function rectangle(a: Place, b: Place): readonly Place[] {
  const rows = [Math.min(a.row, b.row), Math.max(a.row, b.row)] as const;
  const columns = [Math.min(a.column, b.column), Math.max(a.column, b.column)] as const;
  return Array.from({ length: rows[1] - rows[0] + 1 }, (_, down) =>
    Array.from({ length: columns[1] - columns[0] + 1 }, (__, right) => ({
      row: rows[0] + down,
      column: columns[0] + right,
    })),
  ).flat();
}
