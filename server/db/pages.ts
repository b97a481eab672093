import { refuse } from '../refusal.ts';

/** One page of a list: its items and where the next page starts (null at the end). */
export type Page<T> = Readonly<{ items: readonly T[]; nextCursor: string | null }>;

/** Where a list goes on: the sort values of the last item seen. */
export type CursorPosition = readonly (string | number)[];

/** Packs a position so that nobody is tempted to build one by hand. */
export function encodeCursor(position: CursorPosition): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Reads a cursor of exactly `length` values; refuses anything else. */
export function decodeCursor(cursor: string | undefined, length: number): CursorPosition | null {
  if (cursor === undefined) return null;
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number';
    if (Array.isArray(position) && position.length === length && position.every(isPlain))
      return position as CursorPosition;
  } catch {
    // falls through to the refusal
  }
  throw refuse(
    'invalid',
    'bad_cursor',
    'This cursor is not one of ours. Use nextCursor of the page before, or leave it out for the first page.',
    'cursor',
  );
}

/**
 * Cuts a page out of `limit + 1` rows that were read in order.
 * Example: 51 rows at limit 50 give 50 items and a cursor at the 50th.
 */
export function pageOfRows<Row, Item>(
  rows: readonly Row[],
  limit: number,
  positionOf: (row: Row) => CursorPosition,
  toItem: (row: Row) => Item,
): Page<Item> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { items: kept.map(toItem), nextCursor: rows.length > limit && last ? encodeCursor(positionOf(last)) : null };
}

/** Cuts a page out of `limit + 1` rows in the order of their ids, either way, as they are. */
export function pageById<Row extends Readonly<{ id: string }>>(rows: readonly Row[], limit: number): Page<Row> {
  return pageOfRows(
    rows,
    limit,
    ({ id }) => [id],
    (row) => row,
  );
}

/** The filter that continues an ascending list sorted by `_id`. */
export function afterId(cursor: string | undefined): { _id?: { $gt: string } } {
  const position = decodeCursor(cursor, 1);
  return position ? { _id: { $gt: String(position[0]) } } : {};
}

/** The filter that continues a list sorted by `_id`, newest first. */
export function beforeId(cursor: string | undefined): { _id?: { $lt: string } } {
  const position = decodeCursor(cursor, 1);
  return position ? { _id: { $lt: String(position[0]) } } : {};
}
