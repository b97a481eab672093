/** One possible pair of a row and a column. */
export type AssignmentPair = Readonly<{ row: number; column: number; cost: number }>;

/** The column of each row (−1: the row takes its own way out), the total cost, and the dual bound that proves it. */
export type Assignment = Readonly<{ columnOf: Int32Array; cost: number; bound: number }>;

/**
 * Min-cost matching of rows to columns, each used at most once, where each row may also stay out at `outCost`.
 * Shortest augmenting paths with potentials (Jonker and Volgenant 1987) over the pairs given; the potentials are the proof.
 * Example: pairs (0,0) 1, (0,1) 5, (1,0) 2 and out 100 → row 0 takes 1, row 1 takes 0, cost 7.
 */
export function assignRows(
  rows: number,
  columns: number,
  pairs: readonly AssignmentPair[],
  outCost: number,
): Assignment {
  const ofRow: AssignmentPair[][] = Array.from({ length: rows }, () => []);
  for (const pair of pairs) ofRow[pair.row]?.push(pair);
  /** Columns from `columns` on are the rows' own ways out. */
  for (let row = 0; row < rows; row += 1) ofRow[row]?.push({ row, column: columns + row, cost: outCost });
  const rowOf = new Int32Array(columns + rows).fill(-1);
  const rowPrice = new Float64Array(rows);
  const columnPrice = new Float64Array(columns + rows);
  for (let row = 0; row < rows; row += 1) augment(row, ofRow, rowOf, rowPrice, columnPrice);
  const columnOf = new Int32Array(rows).fill(-1);
  rowOf.forEach((row, column) => {
    if (row >= 0 && column < columns) columnOf[row] = column;
  });
  const cost = ofRow.reduce((sum, own, row) => sum + costAt(own, columnOf[row] ?? -1, outCost), 0);
  const bound = rowPrice.reduce((sum, price) => sum + price, 0) + columnPrice.reduce((sum, price) => sum + price, 0);
  return { columnOf, cost, bound };
}

function costAt(own: readonly AssignmentPair[], column: number, outCost: number): number {
  return column < 0 ? outCost : (own.find((pair) => pair.column === column)?.cost ?? Infinity);
}

function augment(
  start: number,
  ofRow: readonly (readonly AssignmentPair[])[],
  rowOf: Int32Array,
  rowPrice: Float64Array,
  columnPrice: Float64Array,
): void {
  const distance = new Map<number, number>();
  const from = new Map<number, number>();
  const done = new Map<number, number>();
  let row = start;
  let travelled = 0;
  for (;;) {
    for (const pair of ofRow[row] ?? []) {
      if (done.has(pair.column)) continue;
      const reach = travelled + pair.cost - (rowPrice[row] ?? 0) - (columnPrice[pair.column] ?? 0);
      if (reach >= (distance.get(pair.column) ?? Infinity)) continue;
      distance.set(pair.column, reach);
      from.set(pair.column, row);
    }
    let near = -1;
    let least = Infinity;
    for (const [column, reach] of distance) {
      if (!done.has(column) && reach < least) {
        least = reach;
        near = column;
      }
    }
    travelled = least;
    const holder = rowOf[near] ?? -1;
    if (holder < 0) {
      reprice(start, travelled, done, rowOf, rowPrice, columnPrice);
      return shift(near, start, from, rowOf);
    }
    done.set(near, least);
    row = holder;
  }
}

function reprice(
  start: number,
  travelled: number,
  done: ReadonlyMap<number, number>,
  rowOf: Int32Array,
  rowPrice: Float64Array,
  columnPrice: Float64Array,
): void {
  rowPrice[start] = (rowPrice[start] ?? 0) + travelled;
  for (const [column, reach] of done) {
    const row = rowOf[column] ?? 0;
    rowPrice[row] = (rowPrice[row] ?? 0) + travelled - reach;
    columnPrice[column] = (columnPrice[column] ?? 0) - (travelled - reach);
  }
}

function shift(end: number, start: number, from: ReadonlyMap<number, number>, rowOf: Int32Array): void {
  let column = end;
  for (;;) {
    const row = from.get(column) ?? start;
    const before = row === start ? -1 : rowOf.indexOf(row);
    rowOf[column] = row;
    if (row === start) return;
    column = before;
  }
}
