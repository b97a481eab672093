import type { Collection, Db, Document } from 'mongodb';
import { MongoClient, MongoServerError } from 'mongodb';
import type { EmbeddedStore } from '../../server/db/embedded/server.ts';
import { startEmbeddedStore } from '../../server/db/embedded/server.ts';

/** The MongoDB to run against, when there is one; the suite is the same for both. */
export const REAL_URI = process.env['MONGODB_URI'];
/** True when the suite runs on the embedded store, where some tests look inside or at what it refuses. */
export const isEmbedded = REAL_URI === undefined;

let hasSaid = false;

/** A store with a client and a database of its own, to be closed after the suite. */
export type Opened = { client: MongoClient; db: Db; uri: string; close(): Promise<void> };

/** Opens MongoDB at MONGODB_URI, or a fresh embedded store in memory. */
export async function openStore(): Promise<Opened> {
  if (!hasSaid) {
    hasSaid = true;
    process.stdout.write(
      isEmbedded
        ? '    The store suite runs on the embedded store; MongoDB itself was not run (set MONGODB_URI to run it there).\n'
        : '    The store suite runs on MongoDB at MONGODB_URI.\n',
    );
  }
  let store: EmbeddedStore | undefined;
  if (REAL_URI === undefined) store = await startEmbeddedStore({ dataDir: ':memory:' });
  const uri = store?.uri ?? (REAL_URI as string);
  const client = await new MongoClient(uri).connect();
  const db = client.db(`flightboard_suite_${process.pid}_${Math.floor(Math.random() * 1e9)}`);
  return {
    client,
    db,
    uri,
    async close() {
      await db.dropDatabase();
      await client.close();
      await store?.close();
    },
  };
}

let lastCollection = 0;

/** A collection no other test uses, filled with documents. */
export async function filled(db: Db, documents: readonly Document[]): Promise<Collection> {
  const collection = db.collection(`c${(lastCollection += 1)}`);
  if (documents.length > 0) await collection.insertMany(documents.map((each) => ({ ...each })));
  return collection;
}

/** The error a command answers with; fails when it answers none. */
export async function errorOf(work: Promise<unknown>): Promise<MongoServerError> {
  try {
    await work;
  } catch (cause) {
    if (cause instanceof MongoServerError) return cause;
    throw cause;
  }
  throw new Error('expected the server to refuse this, but it answered');
}

/** The `_id`s a filter selects, in order of `_id`. */
export async function idsOf(collection: Collection, filter: Document): Promise<unknown[]> {
  const found = await collection
    .find(filter, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .toArray();
  return found.map((each) => each['_id'] as unknown);
}

/** The class a value came back in, read without promotion: 'Int32', 'Double', 'Long', … */
export function bsonTypeOf(value: unknown): string {
  return String((value as { _bsontype?: unknown })._bsontype);
}
