import { createHash } from 'node:crypto';
import type { Collection, Document, IndexDescription } from 'mongodb';
import { MongoClient } from 'mongodb';
import type { Namespace } from './with-store.ts';
import { listNamespaces } from './with-store.ts';

export type MigrateProgress = Readonly<{
  collection: string;
  step: 'copy' | 'verify' | 'index' | 'done';
  documents: number;
  total: number;
}>;

/** A migration that stopped: `code` is stable, nothing of the source was changed. */
export class MigrateError extends Error {
  readonly code: 'target_not_empty' | 'source_changed' | 'copy_differs';
  constructor(code: MigrateError['code'], message: string) {
    super(message);
    this.name = 'MigrateError';
    this.code = code;
  }
}

const BATCH = 1_000;

/**
 * Copies everything from one store to another (the way up: from the embedded store to MongoDB): documents byte for byte, then a
 * comparison of both sides, then the indexes. The target's collections must be empty. Stop the application first: a document
 * written meanwhile makes the comparison fail.
 */
export async function migrate(input: {
  fromUri: string;
  toUri: string;
  onProgress?: (progress: MigrateProgress) => void;
}): Promise<{ collections: number; documents: number }> {
  const from = await new MongoClient(input.fromUri, { serverSelectionTimeoutMS: 5_000 }).connect();
  const to = await new MongoClient(input.toUri, { serverSelectionTimeoutMS: 10_000 }).connect();
  try {
    const home = from.db().databaseName;
    const namespaces = await listNamespaces(from);
    // The application's database takes the name the target URI gives; others keep theirs.
    const targetOf = ({ db, collection }: Namespace): Collection =>
      to.db(db === home ? to.db().databaseName : db).collection(collection);
    for (const each of namespaces) {
      if ((await targetOf(each).findOne({})) !== null)
        throw new MigrateError(
          'target_not_empty',
          `The target already holds documents in ${targetOf(each).namespace}. Migrate into an empty database.`,
        );
    }
    let documents = 0;
    for (const each of namespaces) {
      const source = from.db(each.db).collection(each.collection);
      documents += await copyCollection(source, targetOf(each), (step, count, total) =>
        input.onProgress?.({ collection: each.collection, step, documents: count, total }),
      );
    }
    return { collections: namespaces.length, documents };
  } finally {
    await from.close();
    await to.close();
  }
}

type Report = (step: MigrateProgress['step'], documents: number, total: number) => void;

async function copyCollection(source: Collection, target: Collection, report: Report): Promise<number> {
  const total = await source.estimatedDocumentCount();
  let copied = 0;
  let batch: Document[] = [];
  const write = async (): Promise<void> => {
    if (batch.length === 0) return;
    await target.insertMany(batch, { ordered: true });
    copied += batch.length;
    batch = [];
    report('copy', copied, total);
  };
  // Values stay in their BSON classes: promoted to JavaScript, a double 1.0 would arrive as an int.
  for await (const document of source.find({}, { promoteValues: false, promoteLongs: false, promoteBuffers: false })) {
    batch.push(document);
    if (batch.length === BATCH) await write();
  }
  await write();
  report('verify', copied, total);
  const [left, right] = [await digest(source), await digest(target)];
  if (left.documents !== copied)
    throw new MigrateError(
      'source_changed',
      `${source.namespace} had ${copied} documents when copied and ${left.documents} when compared: stop the application, empty the target and migrate again.`,
    );
  if (left.sum !== right.sum)
    throw new MigrateError(
      'copy_differs',
      `${source.namespace} and its copy differ (${left.documents} and ${right.documents} documents).`,
    );
  report('index', copied, total);
  const indexes = (await source.indexes())
    .filter((index) => index.name !== '_id_')
    .map(({ v: _, ...rest }) => rest as IndexDescription);
  if (indexes.length > 0) await target.createIndexes(indexes);
  report('done', copied, total);
  return copied;
}

/** A digest of all documents in the order of `_id`, over their raw bytes. */
async function digest(collection: Collection): Promise<{ documents: number; sum: string }> {
  const hash = createHash('sha256');
  let documents = 0;
  for await (const raw of collection.find({}, { raw: true }).sort({ _id: 1 })) {
    hash.update(raw as unknown as Buffer);
    documents += 1;
  }
  return { documents, sum: hash.digest('hex') };
}
