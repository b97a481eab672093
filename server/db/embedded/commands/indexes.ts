import type { Doc } from '../bson/values.ts';
import { isDoc, isTruthy, toNumber } from '../bson/values.ts';
import { refuse, StoreError } from '../errors.ts';
import { compileFilter } from '../query/matcher.ts';
import type { Collection, Index } from '../storage/catalog.ts';
import type { Stored } from '../storage/records.ts';
import { docOf, duplicateKey, keysIn, ridsOfKey } from '../storage/records.ts';
import type { Handler, Store } from '../store.ts';
import { startPace } from '../store.ts';
import { checkFields, collectionName, ensureCollection, refuseCollation, sameKey } from './options.ts';

const KNOWN_OPTIONS = new Set([
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'background',
  'v',
  'collation',
  'ns',
  'hidden',
]);

/** Checks an index description and gives it the form it is stored and listed in. */
function checkedSpec(given: unknown, ns: string): Doc {
  if (!isDoc(given) || !isDoc(given['key']))
    throw new StoreError(9, "The 'key' field is a required property of an index specification");
  const { key } = given;
  if (Object.keys(key).length === 0) throw new StoreError(67, 'Index keys cannot be empty.');
  for (const [path, direction] of Object.entries(key)) {
    if (typeof direction === 'string') throw refuse(`${direction} indexes`);
    const number = toNumber(direction);
    if (number === undefined || number === 0)
      throw new StoreError(
        67,
        `Values in v:2 index key pattern cannot be of type ${typeof direction} or zero. Only numbers > 0 and numbers < 0 are allowed.`,
      );
    if (path.includes('$**')) throw refuse('wildcard indexes');
    if (path === '' || path.split('.').some((part) => part === '' || part.startsWith('$')))
      throw new StoreError(67, `Index key contains an illegal field name: '${path}'`);
  }
  for (const field of Object.keys(given))
    if (!KNOWN_OPTIONS.has(field))
      throw new StoreError(
        197,
        `The field '${field}' is not valid for an index specification. Specification: ${JSON.stringify(given)}`,
      );
  refuseCollation(given['collation']);
  if (isTruthy(given['hidden'])) throw refuse('hidden indexes');
  const name = given['name'];
  if (typeof name !== 'string' || name === '')
    throw new StoreError(9, "The 'name' field is a required property of an index specification");
  const spec: Doc = { v: 2, key, name };
  if (isTruthy(given['unique'])) spec['unique'] = true;
  if (isTruthy(given['sparse'])) spec['sparse'] = true;
  if (given['partialFilterExpression'] !== undefined) {
    if (spec['sparse'] === true) throw new StoreError(67, 'cannot mix "partialFilterExpression" and "sparse" options');
    compileFilter(given['partialFilterExpression']);
    spec['partialFilterExpression'] = given['partialFilterExpression'];
  }
  if (given['expireAfterSeconds'] !== undefined) {
    const seconds = toNumber(given['expireAfterSeconds']);
    if (seconds === undefined || seconds < 0 || seconds > 2147483647)
      throw new StoreError(67, `TTL index 'expireAfterSeconds' must be from 0 to 2147483647. Collection: ${ns}`);
    if (Object.keys(key).length !== 1 || '_id' in key)
      throw new StoreError(
        67,
        'TTL indexes are single-field indexes, compound indexes do not support TTL; nor does _id.',
      );
    spec['expireAfterSeconds'] = given['expireAfterSeconds'];
  }
  return spec;
}

/** The index a description already names: the same again is fine, the same name or key with other options is 85 or 86. */
function existing(collection: Collection, spec: Doc): Index | undefined {
  const sameName = collection.indexes.find((index) => index.name === spec['name']);
  if (sameName !== undefined) {
    if (!sameKey(sameName.key, spec['key'] as Doc))
      throw new StoreError(
        86,
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Requested index: ${JSON.stringify(spec)}, existing index: ${JSON.stringify(sameName.spec)}`,
      );
    if (!sameOptions(sameName.spec, spec))
      throw new StoreError(
        86,
        `An existing index has the same name as the requested index but other options. Requested index: ${JSON.stringify(spec)}, existing index: ${JSON.stringify(sameName.spec)}`,
      );
    return sameName;
  }
  const same = collection.indexes.find(
    (index) =>
      sameKey(index.key, spec['key'] as Doc) &&
      JSON.stringify(index.partial) === JSON.stringify(spec['partialFilterExpression']),
  );
  if (same !== undefined) throw new StoreError(85, `Index already exists with a different name: ${same.name}`);
  return undefined;
}

function sameOptions(a: Doc, b: Doc): boolean {
  return ['unique', 'sparse', 'expireAfterSeconds', 'partialFilterExpression'].every(
    (field) => JSON.stringify(a[field]) === JSON.stringify(b[field]),
  );
}

export const createIndexes: Handler = async (store, { db, command, scope }) => {
  checkFields('createIndexes', command, ['indexes', 'commitQuorum']);
  if (scope.transaction !== undefined) throw refuse('creating indexes in a transaction');
  const name = collectionName(command, 'createIndexes');
  const given = command['indexes'];
  if (!Array.isArray(given) || given.length === 0) throw new StoreError(2, 'Must specify at least one index to create');
  const specs = given.map((each) => checkedSpec(each, `${db}.${name}`));
  const created = store.catalog.find(db, name) === undefined;
  const collection = ensureCollection(store, db, name);
  const numIndexesBefore = collection.indexes.length + 1;
  for (const spec of specs) {
    const key = spec['key'] as Doc;
    if (sameKey(key, { _id: 1 }) || existing(collection, spec) !== undefined) continue;
    await build(store, collection, spec);
  }
  await store.writer.committed();
  const numIndexesAfter = collection.indexes.length + 1;
  return {
    numIndexesBefore,
    numIndexesAfter,
    createdCollectionAutomatically: created,
    ...(numIndexesAfter === numIndexesBefore ? { note: 'all indexes already exist' } : {}),
  };
};

/** Fills an index slice by slice while writes go on; they keep the index up to date themselves. A duplicate undoes it all. */
async function build(store: Store, collection: Collection, spec: Doc): Promise<void> {
  // A transaction that has staged documents was not checked against the new index: it is tried again.
  if (store.versions.touching(collection)) store.versions.abortAll();
  store.writer.open();
  const index = store.catalog.addIndex(collection, spec, false);
  const pace = startPace();
  try {
    for (let last = -1; ;) {
      const rows = store.engine.all(`SELECT rid, doc FROM ${collection.table} WHERE rid > ? ORDER BY rid LIMIT 200`, [
        last,
      ]);
      if (rows.length === 0) break;
      store.writer.open();
      for (const row of rows)
        addEntries(store, collection, index, { rid: Number(row['rid']), raw: row['doc'] as Uint8Array });
      last = Number(rows.at(-1)?.['rid']);
      const rest = pace.rest();
      if (rest !== undefined) await rest;
    }
    store.writer.open();
    store.catalog.markReady(index);
  } catch (cause) {
    store.writer.open();
    if (!collection.dropped && collection.indexes.includes(index)) store.catalog.dropIndex(collection, index);
    await store.writer.committed();
    throw cause;
  }
}

function addEntries(store: Store, collection: Collection, index: Index, stored: Stored): void {
  const { keys, multikey } = keysIn(index, docOf(stored));
  if (multikey && !index.multikey) store.catalog.markMultikey(index);
  for (const key of keys) {
    if (index.unique && ridsOfKey(store.engine, index, key).some((rid) => rid !== stored.rid))
      throw duplicateKey(collection, index.name, index.key, docOf(stored));
    store.engine.run(`INSERT OR IGNORE INTO ${index.table}(k, rid) VALUES(?, ?)`, [key, stored.rid]);
  }
}

export const dropIndexes: Handler = async (store, { db, command }) => {
  checkFields('dropIndexes', command, ['index']);
  const name = collectionName(command, 'dropIndexes');
  const collection = store.catalog.find(db, name);
  if (collection === undefined) throw new StoreError(26, `ns not found ${db}.${name}`);
  const nIndexesWas = collection.indexes.length + 1;
  const wanted = command['index'];
  const found = new Set<Index>();
  if (wanted === '*') for (const index of collection.indexes) found.add(index);
  else {
    for (const each of Array.isArray(wanted) ? wanted : [wanted]) {
      if (each === '_id_' || (isDoc(each) && sameKey(each, { _id: 1 })))
        throw new StoreError(72, 'cannot drop _id index');
      const index = collection.indexes.find((candidate) =>
        isDoc(each) ? sameKey(candidate.key, each) : candidate.name === each,
      );
      if (index === undefined)
        throw new StoreError(27, `index not found with name [${isDoc(each) ? JSON.stringify(each) : String(each)}]`);
      found.add(index);
    }
  }
  store.writer.open();
  for (const index of found) store.catalog.dropIndex(collection, index);
  await store.writer.committed();
  return { nIndexesWas };
};

export const listIndexes: Handler = (store, { db, command, scope }) => {
  checkFields('listIndexes', command, ['cursor', 'includeBuildUUIDs', 'includeIndexBuildInfo']);
  const name = collectionName(command, 'listIndexes');
  const collection = store.catalog.find(db, name);
  if (collection === undefined) throw new StoreError(26, `ns does not exist: ${db}.${name}`);
  const specs = [
    { v: 2, key: { _id: 1 }, name: '_id_' },
    ...collection.indexes.filter((index) => index.ready).map((index) => index.spec),
  ];
  return store.cursors.openList(`${db}.${name}`, specs, scope.session);
};

/** `collMod` changes the lifetime of a TTL index; anything else is refused. */
export const collMod: Handler = async (store, { db, command }) => {
  checkFields('collMod', command, ['index']);
  const name = collectionName(command, 'collMod');
  const collection = store.catalog.find(db, name);
  if (collection === undefined) throw new StoreError(26, `ns does not exist: ${db}.${name}`);
  const change = command['index'];
  if (!isDoc(change) || change['expireAfterSeconds'] === undefined)
    throw refuse('collMod other than expireAfterSeconds of an index');
  const index = collection.indexes.find(
    (each) => each.name === change['name'] || (isDoc(change['keyPattern']) && sameKey(each.key, change['keyPattern'])),
  );
  if (index === undefined)
    throw new StoreError(
      27,
      `cannot find index ${JSON.stringify(change['name'] ?? change['keyPattern'])} for ns ${db}.${name}`,
    );
  store.writer.open();
  store.catalog.updateIndex(collection, index, { ...index.spec, expireAfterSeconds: change['expireAfterSeconds'] });
  await store.writer.committed();
  return {
    expireAfterSeconds_old: index.expireAfterSeconds ?? null,
    expireAfterSeconds_new: change['expireAfterSeconds'],
  };
};

export const indexHandlers: Readonly<Record<string, Handler>> = {
  createIndexes,
  dropIndexes,
  deleteIndexes: dropIndexes,
  listIndexes,
  collMod,
};
