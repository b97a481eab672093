import { MongoClient } from 'mongodb';
import { listNamespaces } from './with-store.ts';

/** What a check found of one collection. */
export type CollectionReport = Readonly<{
  db: string;
  collection: string;
  documents: number;
  indexes: number;
  errors: readonly string[];
}>;

/**
 * Checks every collection of a store: each document is readable, each index holds exactly the keys of the documents, unique ones no
 * key twice. Works on the embedded store and on MongoDB (`validate`).
 */
export async function check(input: {
  uri: string;
  onProgress?: (report: CollectionReport) => void;
}): Promise<{ ok: boolean; collections: readonly CollectionReport[] }> {
  const client = await new MongoClient(input.uri, { serverSelectionTimeoutMS: 5_000 }).connect();
  try {
    const collections: CollectionReport[] = [];
    for (const { db, collection } of await listNamespaces(client)) {
      const result = await client.db(db).command({ validate: collection });
      const errors = (result['errors'] as string[] | undefined) ?? [];
      const report = {
        db,
        collection,
        documents: Number(result['nrecords']),
        indexes: Number(result['nIndexes']),
        errors: result['valid'] === true ? errors : [...errors, 'not valid'].slice(0, 100),
      };
      collections.push(report);
      input.onProgress?.(report);
    }
    return { ok: collections.every((report) => report.errors.length === 0), collections };
  } finally {
    await client.close();
  }
}
