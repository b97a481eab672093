import { EMPTY_ARRAY, encodeKey } from '../bson/keys.ts';
import type { Doc } from '../bson/values.ts';
import { isDoc } from '../bson/values.ts';
import { StoreError } from '../errors.ts';

/** One field of an index: its path in parts and its direction. */
export type KeyField = Readonly<{ path: readonly string[]; descending: boolean }>;

/** Where the expansion of one field stands: a node still to walk, or its final value. */
type Walk = { node: unknown; at: number; done: boolean };

/**
 * The keys a document has in an index, each an ordered blob; several when a field holds an array.
 * `multikey` tells whether an array was met, `allMissing` whether the document has none of the fields (a sparse index leaves it out).
 * Throws 171 when two different arrays meet in one compound index, as MongoDB does.
 */
export function indexKeys(
  doc: Doc,
  fields: readonly KeyField[],
): { keys: Buffer[]; values: unknown[][]; multikey: boolean; allMissing: boolean } {
  const state = { multikey: false };
  const rows = expand(
    fields.map(() => ({ node: doc, at: 0, done: false })),
    fields,
    state,
  );
  const descending = fields.map((field) => field.descending);
  const allMissing = rows.every((row) => row.every((value) => value === undefined));
  if (rows.length === 1)
    return { keys: [encodeKey(rows[0] as unknown[], descending)], values: rows, multikey: state.multikey, allMissing };
  const unique = new Map<string, Buffer>();
  for (const row of rows) {
    const key = encodeKey(row, descending);
    unique.set(key.toString('latin1'), key);
  }
  return { keys: [...unique.values()], values: rows, multikey: state.multikey, allMissing };
}

function expand(walks: readonly Walk[], fields: readonly KeyField[], state: { multikey: boolean }): unknown[][] {
  let shared: unknown[] | undefined;
  const moved = walks.map((walk, i): Walk => {
    if (walk.done) return walk;
    const next = step(walk, (fields[i] as KeyField).path);
    if (!next.done) {
      const array = next.node as unknown[];
      if (shared !== undefined && shared !== array) {
        throw new StoreError(
          171,
          `cannot index parallel arrays [${fields.map((field) => field.path.join('.')).join('] [')}]`,
        );
      }
      shared = array;
    }
    return next;
  });
  if (shared === undefined) return [moved.map((walk) => walk.node)];
  state.multikey = true;
  const elements: readonly unknown[] = shared.length === 0 ? [EMPTY_ARRAY] : shared;
  return elements.flatMap((element) =>
    expand(
      moved.map((walk, i) => {
        if (walk.done) return walk;
        const atLeaf = walk.at === (fields[i] as KeyField).path.length;
        if (atLeaf) return { node: element, at: walk.at, done: true };
        return isDoc(element)
          ? { node: element, at: walk.at, done: false }
          : { node: undefined, at: walk.at, done: true };
      }),
      fields,
      state,
    ),
  );
}

/** Walks documents down the path until a value, a missing field or an array stops it. */
function step(walk: Walk, path: readonly string[]): Walk {
  let { node, at } = walk;
  for (;;) {
    if (Array.isArray(node)) {
      const part = path[at];
      // `a.0.b` names an element; MongoDB reads it so unless elements are documents with a field called '0'.
      if (part !== undefined && /^\d+$/.test(part) && !node.some((element) => isDoc(element) && part in element)) {
        node = node[Number(part)];
        at += 1;
        continue;
      }
      return { node, at, done: false };
    }
    if (at === path.length) return { node, at, done: true };
    if (!isDoc(node)) return { node: undefined, at, done: true };
    node = Object.hasOwn(node, path[at] as string) ? node[path[at] as string] : undefined;
    at += 1;
  }
}
