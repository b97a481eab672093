import { encodeKey } from '../bson/keys.ts';
import type { Doc } from '../bson/values.ts';
import type { Collection } from '../storage/catalog.ts';
import type { Stored } from '../storage/records.ts';
import { docOf, keysIn } from '../storage/records.ts';
import type { Handler, Store } from '../store.ts';
import { startPace } from '../store.ts';
import { requireCollection } from './collections.ts';
import { checkFields } from './options.ts';

const MAX_ERRORS = 100;

/** `validate`: recomputes every index row from the documents and compares, both ways; also counts and uniqueness. */
export const validate: Handler = async (store, { db, command }) => {
  checkFields('validate', command, ['full', 'repair', 'metadata', 'checkBSONConformance', 'background']);
  const collection = requireCollection(store, db, command, 'validate');
  const errors: string[] = [];
  const expected = new Map<number, number>(collection.indexes.map((index) => [index.id, 0]));
  let nrecords = 0;
  const pace = startPace();
  for (let last = -1; ;) {
    const rows = store.engine.all(`SELECT rid, id, doc FROM ${collection.table} WHERE rid > ? ORDER BY rid LIMIT 200`, [
      last,
    ]);
    if (rows.length === 0) break;
    for (const row of rows) {
      nrecords += 1;
      checkRow(
        store,
        collection,
        { rid: Number(row['rid']), raw: row['doc'] as Uint8Array },
        row['id'] as Uint8Array,
        expected,
        errors,
      );
    }
    last = Number(rows.at(-1)?.['rid']);
    const rest = pace.rest();
    if (rest !== undefined) await rest;
  }
  const keysPerIndex: Doc = { _id_: nrecords };
  for (const index of collection.indexes) {
    const held = Number(store.engine.all(`SELECT count(*) AS n FROM ${index.table}`)[0]?.['n']);
    keysPerIndex[index.name] = held;
    if (held !== expected.get(index.id))
      errors.push(`index ${index.name} holds ${held} keys, the documents have ${expected.get(index.id) ?? 0}`);
    if (!index.unique) continue;
    const repeated = store.engine.all(
      `SELECT hex(k) AS k FROM ${index.table} GROUP BY k HAVING count(*) > 1 LIMIT 1`,
    )[0];
    if (repeated !== undefined)
      errors.push(`unique index ${index.name} holds the key ${String(repeated['k'])} more than once`);
  }
  const integrity = String(store.engine.all('PRAGMA quick_check')[0]?.['quick_check']);
  if (integrity !== 'ok') errors.push(`storage: ${integrity}`);
  return {
    ns: collection.ns,
    nrecords,
    nIndexes: collection.indexes.length + 1,
    keysPerIndex,
    valid: errors.length === 0,
    errors: errors.slice(0, MAX_ERRORS),
    warnings: [],
  };
};

function checkRow(
  store: Store,
  collection: Collection,
  stored: Stored,
  id: Uint8Array,
  expected: Map<number, number>,
  errors: string[],
): void {
  if (errors.length >= MAX_ERRORS) return;
  let doc: Doc;
  try {
    doc = docOf(stored);
  } catch (cause) {
    errors.push(`record ${stored.rid} is not readable: ${cause instanceof Error ? cause.message : String(cause)}`);
    return;
  }
  if (!encodeKey([doc['_id']]).equals(id)) errors.push(`record ${stored.rid} is filed under another _id`);
  for (const index of collection.indexes) {
    const { keys } = keysIn(index, doc);
    expected.set(index.id, (expected.get(index.id) ?? 0) + keys.length);
    for (const key of keys) {
      const held = store.engine.all(`SELECT 1 AS n FROM ${index.table} WHERE k = ? AND rid = ?`, [key, stored.rid]);
      if (held.length === 0) errors.push(`index ${index.name} misses a key of record ${stored.rid}`);
    }
  }
}
