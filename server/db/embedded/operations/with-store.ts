import { MongoClient } from 'mongodb';
import { findRunningStore, startEmbeddedStore } from '../server.ts';

/** Connects to the store of a folder: the one that runs there, or one started for the occasion. */
export async function withStore<T>(
  dataDir: string,
  work: (client: MongoClient, uri: string) => Promise<T>,
): Promise<T> {
  const running = await findRunningStore(dataDir);
  const own = running === null ? await startEmbeddedStore({ dataDir }) : undefined;
  const uri = running?.uri ?? own?.uri ?? '';
  const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 5_000 }).connect();
  try {
    return await work(client, uri);
  } finally {
    await client.close();
    await own?.close();
  }
}

/** A collection to copy or check. */
export type Namespace = Readonly<{ db: string; collection: string }>;

/** Every collection of every database but MongoDB's own. */
export async function listNamespaces(client: MongoClient): Promise<Namespace[]> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const found: Namespace[] = [];
  for (const { name: db } of databases) {
    if (['admin', 'local', 'config'].includes(db)) continue;
    for (const { name: collection, type } of await client.db(db).listCollections({}, { nameOnly: true }).toArray()) {
      if (type === 'collection' && !collection.startsWith('system.')) found.push({ db, collection });
    }
  }
  return found.toSorted((a, b) => (`${a.db}.${a.collection}` < `${b.db}.${b.collection}` ? -1 : 1));
}
