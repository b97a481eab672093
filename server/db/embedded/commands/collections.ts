import type { Doc } from '../bson/values.ts';
import { isDoc } from '../bson/values.ts';
import { refuse, StoreError } from '../errors.ts';
import { compileFilter } from '../query/matcher.ts';
import type { Collection } from '../storage/catalog.ts';
import type { Handler, Store } from '../store.ts';
import { checkedName, checkFields, collectionName, ensureCollection, flag } from './options.ts';

const NOT_SUPPORTED = [
  'capped',
  'timeseries',
  'viewOn',
  'pipeline',
  'validator',
  'clusteredIndex',
  'encryptedFields',
  'changeStreamPreAndPostImages',
  'expireAfterSeconds',
];

const create: Handler = async (store, { db, command, scope }) => {
  checkFields('create', command, [
    ...NOT_SUPPORTED,
    'size',
    'max',
    'storageEngine',
    'validationLevel',
    'validationAction',
    'indexOptionDefaults',
    'autoIndexId',
    'idIndex',
  ]);
  for (const option of NOT_SUPPORTED)
    if (command[option] !== undefined && command[option] !== false) throw refuse(`the collection option '${option}'`);
  const name = collectionName(command, 'create');
  if (store.catalog.find(db, name) !== undefined && scope.transaction === undefined)
    throw new StoreError(48, `Collection ${db}.${name} already exists.`);
  ensureCollection(store, db, name);
  await store.writer.committed();
  return {};
};

function dropCollection(store: Store, collection: Collection): void {
  // A transaction that has changed documents of it cannot commit any more.
  if (store.versions.touching(collection)) store.versions.abortAll();
  store.writer.open();
  store.catalog.drop(collection);
}

const drop: Handler = async (store, { db, command }) => {
  checkFields('drop', command, []);
  const name = collectionName(command, 'drop');
  const collection = store.catalog.find(db, name);
  if (collection === undefined) return { ns: `${db}.${name}` };
  const nIndexesWas = collection.indexes.length + 1;
  dropCollection(store, collection);
  await store.writer.committed();
  return { nIndexesWas, ns: `${db}.${name}` };
};

const dropDatabase: Handler = async (store, { db, command }) => {
  checkFields('dropDatabase', command, []);
  for (const collection of store.catalog.list(db)) dropCollection(store, collection);
  await store.writer.committed();
  return { dropped: db };
};

const renameCollection: Handler = async (store, { command }) => {
  checkFields('renameCollection', command, ['to', 'dropTarget']);
  const [fromDb, fromName] = splitNamespace(command['renameCollection']);
  const [toDb, toName] = splitNamespace(command['to']);
  const collection = store.catalog.find(fromDb, fromName);
  if (collection === undefined) throw new StoreError(26, `Source collection ${fromDb}.${fromName} does not exist`);
  const target = store.catalog.find(toDb, toName);
  if (target !== undefined && !flag(command, 'dropTarget')) throw new StoreError(48, `target namespace exists`);
  if (store.versions.touching(collection)) store.versions.abortAll();
  if (target !== undefined) dropCollection(store, target);
  store.writer.open();
  store.catalog.rename(collection, toDb, toName);
  await store.writer.committed();
  return {};
};

function splitNamespace(value: unknown): [string, string] {
  const text = String(value);
  const dot = text.indexOf('.');
  if (dot <= 0) throw new StoreError(73, `Invalid namespace specified '${text}'`);
  return [text.slice(0, dot), checkedName(text.slice(dot + 1))];
}

const listCollections: Handler = (store, { db, command, scope }) => {
  checkFields('listCollections', command, ['filter', 'nameOnly', 'authorizedCollections', 'cursor']);
  const { match } = compileFilter(command['filter'] ?? {});
  const nameOnly = flag(command, 'nameOnly');
  const entries = store.catalog
    .list(db)
    .map((collection): Doc => {
      const shown: Doc = { name: collection.name, type: 'collection' };
      if (nameOnly) return shown;
      return {
        ...shown,
        options: collection.options,
        info: { readOnly: false },
        idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
      };
    })
    .filter(match);
  return store.cursors.openList(`${db}.$cmd.listCollections`, entries, scope.session);
};

const listDatabases: Handler = (store, { command }) => {
  checkFields('listDatabases', command, ['filter', 'nameOnly', 'authorizedDatabases']);
  const { match } = compileFilter(command['filter'] ?? {});
  const names = [...new Set(store.catalog.list().map((collection) => collection.db))].toSorted();
  const databases = names
    .map((name): Doc => (flag(command, 'nameOnly') ? { name } : { name, sizeOnDisk: bytesOf(store), empty: false }))
    .filter(match);
  return Promise.resolve(
    flag(command, 'nameOnly')
      ? { databases }
      : { databases, totalSize: bytesOf(store), totalSizeMb: Math.floor(bytesOf(store) / 1048576) },
  );
};

function bytesOf(store: Store): number {
  const pages = Number(store.engine.all('PRAGMA page_count')[0]?.['page_count']);
  return pages * Number(store.engine.all('PRAGMA page_size')[0]?.['page_size']);
}

function countOf(store: Store, collection: Collection): number {
  return Number(store.engine.all(`SELECT count(*) AS n FROM ${collection.table}`)[0]?.['n']);
}

const dbStats: Handler = (store, { db, command }) => {
  checkFields('dbStats' in command ? 'dbStats' : 'dbstats', command, ['scale', 'freeStorage']);
  const collections = store.catalog.list(db);
  const objects = collections.reduce((sum, collection) => sum + countOf(store, collection), 0);
  const indexes = collections.reduce((sum, collection) => sum + collection.indexes.length + 1, 0);
  return Promise.resolve({
    db,
    collections: collections.length,
    views: 0,
    objects,
    indexes,
    storageSize: bytesOf(store),
    totalSize: bytesOf(store),
  });
};

const collStats: Handler = (store, { db, command }) => {
  const name = collectionName(command, 'collStats');
  const collection = store.catalog.find(db, name);
  if (collection === undefined) return Promise.resolve({ ns: `${db}.${name}`, count: 0, size: 0, nindexes: 0 });
  const size = Number(store.engine.all(`SELECT coalesce(sum(length(doc)), 0) AS n FROM ${collection.table}`)[0]?.['n']);
  return Promise.resolve({
    ns: collection.ns,
    count: countOf(store, collection),
    size,
    nindexes: collection.indexes.length + 1,
  });
};

/** Guards `validate`: MongoDB's name for checking a collection; ours recomputes every index row. */
export function requireCollection(store: Store, db: string, command: Doc, name: string): Collection {
  const collection = store.catalog.find(db, collectionName(command, name));
  if (collection === undefined || !isDoc(command))
    throw new StoreError(26, `Collection '${db}.${String(command[name])}' does not exist to validate.`);
  return collection;
}

export const collectionHandlers: Readonly<Record<string, Handler>> = {
  create,
  drop,
  dropDatabase,
  renameCollection,
  listCollections,
  listDatabases,
  dbStats,
  dbstats: dbStats,
  collStats,
  collstats: collStats,
};
