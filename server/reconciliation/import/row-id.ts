/** The id of a row: of its import and its place in the file, so that a row stored twice is stored once. */
export function rowIdOf(importId: string, rowNumber: number): string {
  return `row_${importId.slice(4)}${String(rowNumber).padStart(8, '0')}`;
}

/** The ids of all rows of an import, in the order of the file. */
export function rowsOfImport(importId: string): Readonly<{ $gt: string; $lt: string }> {
  return { $gt: `row_${importId.slice(4)}`, $lt: `row_${importId.slice(4)}~` };
}
