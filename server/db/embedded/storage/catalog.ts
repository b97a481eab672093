import { encodeKey } from '../bson/keys.ts';
import { decode } from '../bson/decode.ts';
import { encode } from '../bson/encode.ts';
import type { Doc } from '../bson/values.ts';
import type { Match } from '../query/matcher.ts';
import { compileFilter } from '../query/matcher.ts';
import type { KeyField } from './index-keys.ts';
import type { Engine } from './sqlite.ts';

/** An index: its wire description (key, name, options) and what the store needs of it. Its rows live in the table `x<id>`. */
export type Index = {
  readonly id: number;
  readonly name: string;
  readonly key: Doc;
  readonly fields: readonly KeyField[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partial: Doc | undefined;
  readonly partialMatch: Match | undefined;
  readonly expireAfterSeconds: number | undefined;
  readonly spec: Doc;
  readonly table: string;
  /** False while it is being built: writes keep it up to date, plans do not use it. */
  ready: boolean;
  /** True once any document had an array in a field of it. */
  multikey: boolean;
};

/** A collection. Its documents live in `d<id>(rid, id, doc)`: record number, key of `_id`, raw BSON. */
export type Collection = {
  readonly id: number;
  readonly db: string;
  readonly name: string;
  readonly ns: string;
  readonly options: Doc;
  readonly table: string;
  readonly indexes: Index[];
  nextRid: number;
  /** True once it was dropped: a command that still holds it must stop. */
  dropped: boolean;
};

/** The collections and indexes, mirrored in memory and written through in the same SQL transaction as the change. */
export type Catalog = Readonly<{
  find(db: string, name: string): Collection | undefined;
  list(db?: string): Collection[];
  create(db: string, name: string, options: Doc): Collection;
  drop(collection: Collection): void;
  addIndex(collection: Collection, spec: Doc, ready: boolean): Index;
  updateIndex(collection: Collection, index: Index, spec: Doc): void;
  markReady(index: Index): void;
  markMultikey(index: Index): void;
  dropIndex(collection: Collection, index: Index): void;
  rename(collection: Collection, db: string, name: string): void;
  /** Reads everything again from storage, after a transaction was rolled back. */
  reload(): void;
}>;

/** Opens the catalog, making its tables on first use and dropping indexes whose build never finished. */
export function openCatalog(engine: Engine): Catalog {
  engine.exec(
    'CREATE TABLE IF NOT EXISTS collections(id INTEGER PRIMARY KEY, db TEXT NOT NULL, name TEXT NOT NULL, options BLOB NOT NULL, UNIQUE(db, name))',
  );
  engine.exec(
    'CREATE TABLE IF NOT EXISTS indexes(id INTEGER PRIMARY KEY, collection INTEGER NOT NULL, spec BLOB NOT NULL, ready INTEGER NOT NULL, multikey INTEGER NOT NULL)',
  );
  engine.exec(
    'CREATE TABLE IF NOT EXISTS retries(session BLOB PRIMARY KEY, txn INTEGER NOT NULL, state BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID',
  );
  const byNamespace = new Map<string, Collection>();

  function reload(): void {
    // Commands under way hold on to these objects: the same collection stays the same object.
    const known = new Map([...byNamespace.values()].map((collection) => [collection.id, collection]));
    byNamespace.clear();
    for (const row of engine.all('SELECT id, db, name, options FROM collections')) {
      const fresh = makeCollection(
        Number(row['id']),
        String(row['db']),
        String(row['name']),
        decode(row['options'] as Uint8Array),
      );
      const same = known.get(fresh.id);
      const collection = same?.ns === fresh.ns ? same : fresh;
      collection.indexes.length = 0;
      collection.nextRid = Number(
        engine.all(`SELECT coalesce(max(rid), 0) + 1 AS next FROM ${collection.table}`)[0]?.['next'],
      );
      byNamespace.set(collection.ns, collection);
    }
    for (const collection of known.values()) collection.dropped = byNamespace.get(collection.ns) !== collection;
    const byId = new Map([...byNamespace.values()].map((collection) => [collection.id, collection]));
    for (const row of engine.all('SELECT id, collection, spec, ready, multikey FROM indexes ORDER BY id')) {
      const collection = byId.get(Number(row['collection']));
      const index = makeIndex(Number(row['id']), decode(row['spec'] as Uint8Array), row['ready'] === 1);
      index.multikey = row['multikey'] === 1;
      collection?.indexes.push(index);
    }
  }

  reload();
  for (const collection of byNamespace.values()) {
    for (const index of collection.indexes.filter((each) => !each.ready)) dropIndex(collection, index);
  }

  function dropIndex(collection: Collection, index: Index): void {
    engine.forget();
    engine.exec(`DROP TABLE IF EXISTS ${index.table}`);
    engine.run('DELETE FROM indexes WHERE id = ?', [index.id]);
    collection.indexes.splice(collection.indexes.indexOf(index), 1);
  }

  return {
    find: (db, name) => byNamespace.get(`${db}.${name}`),
    list: (db) => [...byNamespace.values()].filter((collection) => db === undefined || collection.db === db),
    reload,
    create(db, name, options) {
      engine.run('INSERT INTO collections(db, name, options) VALUES(?, ?, ?)', [db, name, encode(options)]);
      const id = Number(engine.all('SELECT max(id) AS id FROM collections')[0]?.['id']);
      const collection = makeCollection(id, db, name, options);
      engine.exec(`CREATE TABLE ${collection.table}(rid INTEGER PRIMARY KEY, id BLOB NOT NULL, doc BLOB NOT NULL)`);
      engine.exec(`CREATE UNIQUE INDEX ${collection.table}_id ON ${collection.table}(id)`);
      byNamespace.set(collection.ns, collection);
      return collection;
    },
    drop(collection) {
      engine.forget();
      collection.dropped = true;
      for (const index of collection.indexes) engine.exec(`DROP TABLE IF EXISTS ${index.table}`);
      engine.exec(`DROP TABLE ${collection.table}`);
      engine.run('DELETE FROM indexes WHERE collection = ?', [collection.id]);
      engine.run('DELETE FROM collections WHERE id = ?', [collection.id]);
      byNamespace.delete(collection.ns);
    },
    addIndex(collection, spec, ready) {
      engine.run('INSERT INTO indexes(collection, spec, ready, multikey) VALUES(?, ?, ?, 0)', [
        collection.id,
        encode(spec),
        ready ? 1 : 0,
      ]);
      const index = makeIndex(Number(engine.all('SELECT max(id) AS id FROM indexes')[0]?.['id']), spec, ready);
      engine.exec(
        `CREATE TABLE ${index.table}(k BLOB NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY(k, rid)) WITHOUT ROWID`,
      );
      collection.indexes.push(index);
      return index;
    },
    updateIndex(collection, index, spec) {
      engine.run('UPDATE indexes SET spec = ? WHERE id = ?', [encode(spec), index.id]);
      const changed = makeIndex(index.id, spec, index.ready);
      changed.multikey = index.multikey;
      collection.indexes.splice(collection.indexes.indexOf(index), 1, changed);
    },
    markReady(index) {
      engine.run('UPDATE indexes SET ready = 1 WHERE id = ?', [index.id]);
      index.ready = true;
    },
    markMultikey(index) {
      engine.run('UPDATE indexes SET multikey = 1 WHERE id = ?', [index.id]);
      index.multikey = true;
    },
    dropIndex,
    rename(collection, db, name) {
      engine.run('UPDATE collections SET db = ?, name = ? WHERE id = ?', [db, name, collection.id]);
      byNamespace.delete(collection.ns);
      collection.dropped = true;
      const renamed: Collection = { ...collection, dropped: false, db, name, ns: `${db}.${name}` };
      byNamespace.set(renamed.ns, renamed);
    },
  };
}

function makeCollection(id: number, db: string, name: string, options: Doc): Collection {
  return { id, db, name, ns: `${db}.${name}`, options, table: `d${id}`, indexes: [], nextRid: 1, dropped: false };
}

function makeIndex(id: number, spec: Doc, ready: boolean): Index {
  const key = spec['key'] as Doc;
  const partial = spec['partialFilterExpression'] as Doc | undefined;
  return {
    id,
    name: String(spec['name']),
    key,
    fields: Object.entries(key).map(([path, direction]) => ({
      path: path.split('.'),
      descending: Number(direction) < 0,
    })),
    unique: spec['unique'] === true,
    sparse: spec['sparse'] === true,
    partial,
    partialMatch: partial === undefined ? undefined : compileFilter(partial).match,
    expireAfterSeconds: spec['expireAfterSeconds'] === undefined ? undefined : Number(spec['expireAfterSeconds']),
    spec,
    table: `x${id}`,
    ready,
    multikey: false,
  };
}

/** The ordered key of an `_id` value, as the `id` column of a collection holds it. */
export function idKey(id: unknown): Buffer {
  return encodeKey([id]);
}
