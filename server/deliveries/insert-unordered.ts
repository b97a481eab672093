import type { Connection } from 'mongoose';

/** How one document of a batch fared. */
export type InsertOutcome =
  Readonly<{ kind: 'inserted' }> | Readonly<{ kind: 'duplicate' }> | Readonly<{ kind: 'failed'; message: string }>;

const INSERTED: InsertOutcome = { kind: 'inserted' };
const DUPLICATE: InsertOutcome = { kind: 'duplicate' };
const DUPLICATE_KEY = 11_000;

type InsertReply = { writeErrors?: readonly { index: number; code: number; errmsg?: string }[] };

/**
 * Inserts documents in one majority-acknowledged command and tells for each whether it went in. The plain command is used
 * because mongoose's insertMany costs ten times as much here and silently drops what fails its validation.
 * @throws whatever the driver throws when the batch as a whole did not get through; then nothing may be taken as stored.
 */
export async function insertUnordered(
  connection: Connection,
  collection: string,
  documents: readonly object[],
): Promise<readonly InsertOutcome[]> {
  if (documents.length === 0) return [];
  const db = connection.db;
  if (!db) throw new Error('The database is not connected.');
  const command = { insert: collection, documents, ordered: false, writeConcern: { w: 'majority' } };
  const reply = (await db.command(command, { ignoreUndefined: true })) as InsertReply;
  const outcomes = Array.from({ length: documents.length }, () => INSERTED);
  for (const { index, code, errmsg } of reply.writeErrors ?? []) {
    outcomes[index] = code === DUPLICATE_KEY ? DUPLICATE : { kind: 'failed', message: errmsg ?? `code ${code}` };
  }
  return outcomes;
}
