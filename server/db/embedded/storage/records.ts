import { decode } from '../bson/decode.ts';
import type { Doc } from '../bson/values.ts';
import { StoreError } from '../errors.ts';
import { valueAt } from '../query/paths.ts';
import type { Catalog, Collection, Index } from './catalog.ts';
import { idKey } from './catalog.ts';
import { indexKeys } from './index-keys.ts';
import type { Engine } from './sqlite.ts';

/** A stored document: its record number, its bytes, and its fields once somebody needed them. */
export type Stored = { readonly rid: number; readonly raw: Uint8Array; doc?: Doc };

/** The fields of a stored document, read once. */
export function docOf(stored: Stored): Doc {
  stored.doc ??= decode(stored.raw);
  return stored.doc;
}

/** The keys a document has in an index: none when a sparse or partial index leaves it out. */
export function keysIn(index: Index, doc: Doc): { keys: readonly Buffer[]; multikey: boolean } {
  if (index.partialMatch !== undefined && !index.partialMatch(doc)) return { keys: [], multikey: false };
  const { keys, multikey, allMissing } = indexKeys(doc, index.fields);
  return index.sparse && allMissing ? { keys: [], multikey: false } : { keys, multikey };
}

/** What a document puts into one index. */
export type Entries = Readonly<{ index: Index; keys: readonly Buffer[]; multikey: boolean }>;

/** What a document puts into every index of its collection. Throws 171 where two arrays meet. */
export function entriesOf(collection: Collection, doc: Doc): Entries[] {
  return collection.indexes.map((index) => ({ index, ...keysIn(index, doc) }));
}

/** The error of a unique index, with the key pattern and values MongoDB gives. */
export function duplicateKey(collection: Collection, name: string, pattern: Doc, doc: Doc): StoreError {
  const keyValue = Object.fromEntries(
    Object.keys(pattern).map((path) => [path, valueAt(doc, path.split('.')) ?? null]),
  );
  const text = Object.entries(keyValue).map(([path, value]) => `${path}: ${JSON.stringify(value)}`);
  return new StoreError(
    11000,
    `E11000 duplicate key error collection: ${collection.ns} index: ${name} dup key: { ${text.join(', ')} }`,
    {
      fields: { keyPattern: pattern, keyValue },
    },
  );
}

/** Reads one document by record number. */
export function readRecord(engine: Engine, collection: Collection, rid: number): Stored | undefined {
  const raw = engine.all(`SELECT doc FROM ${collection.table} WHERE rid = ?`, [rid])[0]?.['doc'];
  return raw === undefined ? undefined : { rid, raw: raw as Uint8Array };
}

/** The record that holds an `_id` key, if any. */
export function ridOfId(engine: Engine, collection: Collection, key: Uint8Array): number | undefined {
  const rid = engine.all(`SELECT rid FROM ${collection.table} WHERE id = ?`, [key])[0]?.['rid'];
  return rid === undefined ? undefined : Number(rid);
}

/** The records, up to two, that hold a key of an index. */
export function ridsOfKey(engine: Engine, index: Index, key: Uint8Array): number[] {
  return engine.all(`SELECT rid FROM ${index.table} WHERE k = ? LIMIT 2`, [key]).map((row) => Number(row['rid']));
}

/** Writes a new document and its index rows. Uniqueness was checked before: nothing here may fail but the disk. */
export function insertRecord(
  engine: Engine,
  catalog: Catalog,
  collection: Collection,
  stored: Stored,
  entries: readonly Entries[] = entriesOf(collection, docOf(stored)),
): void {
  const doc = docOf(stored);
  engine.run(`INSERT INTO ${collection.table}(rid, id, doc) VALUES(?, ?, ?)`, [
    stored.rid,
    idKey(doc['_id']),
    stored.raw,
  ]);
  for (const { index, keys, multikey } of entries) {
    if (multikey && !index.multikey) catalog.markMultikey(index);
    for (const key of keys) engine.run(`INSERT OR IGNORE INTO ${index.table}(k, rid) VALUES(?, ?)`, [key, stored.rid]);
  }
}

/** Rewrites a document, touching only the index rows that changed. */
export function replaceRecord(
  engine: Engine,
  catalog: Catalog,
  collection: Collection,
  before: Stored,
  after: Stored,
): void {
  engine.run(`UPDATE ${collection.table} SET doc = ? WHERE rid = ?`, [after.raw, before.rid]);
  for (const index of collection.indexes) {
    const old = keysIn(index, docOf(before)).keys;
    const { keys, multikey } = keysIn(index, docOf(after));
    if (multikey && !index.multikey) catalog.markMultikey(index);
    for (const key of old)
      if (!keys.some((each) => each.equals(key)))
        engine.run(`DELETE FROM ${index.table} WHERE k = ? AND rid = ?`, [key, before.rid]);
    for (const key of keys)
      if (!old.some((each) => each.equals(key)))
        engine.run(`INSERT OR IGNORE INTO ${index.table}(k, rid) VALUES(?, ?)`, [key, before.rid]);
  }
}

/** Deletes a document and its index rows. */
export function removeRecord(engine: Engine, collection: Collection, before: Stored): void {
  engine.run(`DELETE FROM ${collection.table} WHERE rid = ?`, [before.rid]);
  for (const index of collection.indexes) {
    for (const key of keysIn(index, docOf(before)).keys)
      engine.run(`DELETE FROM ${index.table} WHERE k = ? AND rid = ?`, [key, before.rid]);
  }
}
