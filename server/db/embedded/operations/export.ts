import { once } from 'node:events';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { EJSON } from 'bson';
import { MongoClient } from 'mongodb';
import { listNamespaces } from './with-store.ts';

export type ExportProgress = Readonly<{ collection: string; documents: number; done: boolean }>;

const REPORT_EVERY = 10_000;

/**
 * Writes every collection of a database as MongoDB extended JSON, one document a line (`mongoimport --file spots.jsonl` takes it), types
 * kept exactly, with its indexes beside it in `spots.metadata.json`.
 */
export async function exportExtendedJson(input: {
  uri: string;
  to: string;
  onProgress?: (progress: ExportProgress) => void;
}): Promise<{ files: string[]; documents: number }> {
  const client = await new MongoClient(input.uri, { serverSelectionTimeoutMS: 5_000 }).connect();
  try {
    mkdirSync(input.to, { recursive: true });
    const own = client.db();
    const files: string[] = [];
    let total = 0;
    for (const { db, collection } of (await listNamespaces(client)).filter((each) => each.db === own.databaseName)) {
      const source = client.db(db).collection(collection);
      const file = join(input.to, `${collection}.jsonl`);
      const out = createWriteStream(file, { mode: 0o600 });
      let documents = 0;
      for await (const document of source.find({}, { promoteValues: false, promoteLongs: false }).sort({ _id: 1 })) {
        if (!out.write(`${EJSON.stringify(document, { relaxed: false })}\n`)) await once(out, 'drain');
        documents += 1;
        if (documents % REPORT_EVERY === 0) input.onProgress?.({ collection, documents, done: false });
      }
      out.end();
      await finished(out);
      writeFileSync(
        join(input.to, `${collection}.metadata.json`),
        JSON.stringify({ collectionName: collection, indexes: await source.indexes() }, null, 2),
        { mode: 0o600 },
      );
      files.push(file);
      total += documents;
      input.onProgress?.({ collection, documents, done: true });
    }
    return { files, documents: total };
  } finally {
    await client.close();
  }
}
