/**
 * One cell of a file as it was read. `text` is what it says, a number without separators, a day as '2026-11-01'; for a
 * formula what was saved with it. `formula` is its source without the equals sign, never worked out here.
 */
export type SheetCell = Readonly<{
  kind: 'empty' | 'text' | 'number' | 'day' | 'fault';
  text: string;
  formula?: string | undefined;
}>;

/** A table of a file: a sheet of a workbook, or a CSV. Rows may differ in length. */
export type Sheet = Readonly<{ name: string; rows: readonly (readonly SheetCell[])[] }>;

/** The most that is read of a file, so that none can exhaust the page. */
export const MOST_ROWS = 5_000;
export const MOST_COLUMNS = 300;
export const MOST_FILE_BYTES = 10_000_000;

export const EMPTY_CELL: SheetCell = { kind: 'empty', text: '' };

/** The name a spreadsheet gives a place. Example: `cellName(6, 2)` (row 7, third column) = 'C7'. */
export function cellName(rowIndex: number, columnIndex: number): string {
  return `${columnName(columnIndex)}${rowIndex + 1}`;
}

/** The letters of a column from 0. Example: `columnName(27)` = 'AB'. */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${columnName(Math.floor(index / 26) - 1)}${letter}`;
}

/** A text cell; a leading apostrophe that only keeps a spreadsheet from reading a formula goes away. */
export function textCell(text: string): SheetCell {
  const plain = /^'[=+\-@\t\r\n]/.test(text) ? text.slice(1) : text;
  return plain.trim() === '' ? EMPTY_CELL : { kind: 'text', text: plain.trim() };
}
