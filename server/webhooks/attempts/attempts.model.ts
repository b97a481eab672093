import { Schema, type Connection } from 'mongoose';
import type { AttemptStatus, VerificationStep, WebhookAnswer } from '../../../shared/contracts/webhooks.ts';
import { insertUnordered, type InsertOutcome } from '../../deliveries/insert-unordered.ts';

export type Via = 'webhook' | 'upload' | 'pull' | 'test' | 'internal';

/**
 * One post as it came. An accepted one is also the permanent record of its event: its id is (source, event id), so the
 * database itself refuses a second. `answer` null means all rows were stored, the usual case.
 */
export type Attempt = Readonly<{
  id: string;
  sourceId: string;
  eventId: string | null;
  bodyHash: string;
  receivedAt: number;
  status: AttemptStatus;
  httpStatus: number | null;
  byteCount: number;
  rowCount: number;
  durationMs: number;
  via: Via;
  problem: string | null;
  headers: Readonly<Record<string, string>>;
  rawBody: Buffer | null;
  steps: readonly VerificationStep[];
  answer: WebhookAnswer | null;
  /** The body of our answer to a post that was not taken. */
  refusal?: string | undefined;
  reprocessedAt: number | null;
}>;

/** Headers and steps are kept as JSON text: they are only shown, and one string costs the store a third of many fields. */
type AttemptDocument = Omit<
  Attempt,
  'id' | 'receivedAt' | 'reprocessedAt' | 'headers' | 'steps' | 'answer' | 'refusal' | 'rawBody'
> & {
  _id: string;
  receivedAt: Date;
  reprocessedAt?: Date;
  headers: string;
  steps: string;
  answer?: string;
  refusal?: string;
  rawBody?: Buffer | { buffer: Uint8Array };
};

const attemptSchema = new Schema<AttemptDocument>(
  {
    _id: { type: String, required: true },
    sourceId: { type: String, required: true },
    eventId: { type: String, default: null },
    bodyHash: { type: String, required: true },
    receivedAt: { type: Date, required: true },
    status: { type: String, required: true },
    httpStatus: { type: Number, default: null },
    byteCount: { type: Number, required: true },
    rowCount: { type: Number, required: true },
    durationMs: { type: Number, required: true },
    via: { type: String, required: true },
    problem: { type: String, default: null },
    headers: { type: String, default: '{}' },
    rawBody: { type: Buffer },
    steps: { type: String, default: '[]' },
    answer: { type: String },
    refusal: { type: String },
    reprocessedAt: { type: Date },
  },
  { collection: 'webhook_attempts', versionKey: false },
);
attemptSchema.index({ sourceId: 1, receivedAt: -1 });

/** Spelled out: every post passes here, and copying what is left of an object costs ten times as much. */
function toDocument(attempt: Attempt): AttemptDocument {
  const document: AttemptDocument = {
    _id: attempt.id,
    sourceId: attempt.sourceId,
    eventId: attempt.eventId,
    bodyHash: attempt.bodyHash,
    receivedAt: new Date(attempt.receivedAt),
    status: attempt.status,
    httpStatus: attempt.httpStatus,
    byteCount: attempt.byteCount,
    rowCount: attempt.rowCount,
    durationMs: attempt.durationMs,
    via: attempt.via,
    problem: attempt.problem,
    headers: JSON.stringify(attempt.headers),
    steps: JSON.stringify(attempt.steps),
  };
  if (attempt.reprocessedAt !== null) document.reprocessedAt = new Date(attempt.reprocessedAt);
  if (attempt.answer !== null) document.answer = JSON.stringify(attempt.answer);
  if (attempt.refusal !== undefined) document.refusal = attempt.refusal;
  if (attempt.rawBody !== null) document.rawBody = attempt.rawBody;
  return document;
}

function bytesOf(value: AttemptDocument['rawBody']): Buffer | null {
  if (value === undefined || value === null) return null;
  return Buffer.isBuffer(value) ? value : Buffer.from((value as { buffer: Uint8Array }).buffer);
}

function toAttempt({
  _id,
  receivedAt,
  reprocessedAt,
  headers,
  steps,
  answer,
  rawBody,
  ...rest
}: AttemptDocument): Attempt {
  return {
    ...rest,
    id: _id,
    receivedAt: receivedAt.getTime(),
    reprocessedAt: reprocessedAt?.getTime() ?? null,
    headers: JSON.parse(headers) as Record<string, string>,
    steps: JSON.parse(steps) as VerificationStep[],
    answer: answer === undefined ? null : (JSON.parse(answer) as WebhookAnswer),
    rawBody: bytesOf(rawBody),
  };
}

export type AttemptCorrection = Readonly<{
  id: string;
  change: Partial<Pick<Attempt, 'status' | 'answer' | 'problem' | 'reprocessedAt' | 'httpStatus'>>;
}>;
export type AttemptFilter = Readonly<{
  sourceId: string;
  status?: AttemptStatus | undefined;
  eventId?: string | undefined;
  since?: number | undefined;
  until?: number | undefined;
}>;

/** Keeps attempts: inserted in batches, corrected once, read by source and time. */
export function createAttemptsModel(connection: Connection) {
  const attempts = connection.model<AttemptDocument>('WebhookAttempt', attemptSchema);
  const queryOf = ({ since, until, sourceId, status, eventId }: AttemptFilter) => {
    const receivedAt = {
      ...(since === undefined ? {} : { $gte: new Date(since) }),
      ...(until === undefined ? {} : { $lte: new Date(until) }),
    };
    return {
      sourceId,
      ...(status ? { status } : {}),
      ...(eventId ? { eventId } : {}),
      ...(Object.keys(receivedAt).length > 0 ? { receivedAt } : {}),
    };
  };
  return {
    async insert(batch: readonly Attempt[]): Promise<readonly InsertOutcome[]> {
      return insertUnordered(connection, 'webhook_attempts', batch.map(toDocument));
    },
    async findById(id: string): Promise<Attempt | null> {
      const document = await attempts.collection.findOne({ _id: id } as object);
      return document ? toAttempt(document as unknown as AttemptDocument) : null;
    },
    /** Newest first; without raw bodies. */
    async list(filter: AttemptFilter, limit: number): Promise<readonly Attempt[]> {
      const cursor = attempts.collection.find(queryOf(filter), {
        projection: { rawBody: 0 },
        sort: { receivedAt: -1 },
        limit,
      });
      return (await cursor.toArray()).map((document) => toAttempt(document as unknown as AttemptDocument));
    },
    /** Oldest first, with raw bodies, for taking them up again. */
    async *inOrder(filter: AttemptFilter): AsyncGenerator<Attempt> {
      const cursor = attempts.collection.find(queryOf(filter), { sort: { receivedAt: 1 }, batchSize: 100 });
      for await (const document of cursor) yield toAttempt(document as unknown as AttemptDocument);
    },
    /** Corrects attempts in one write. */
    async correct(corrections: readonly AttemptCorrection[]): Promise<void> {
      const writes = corrections.map(({ id, change: { answer, reprocessedAt, ...rest } }) => {
        const set = {
          ...rest,
          ...(answer === undefined ? {} : { answer: JSON.stringify(answer) }),
          ...(reprocessedAt === undefined || reprocessedAt === null ? {} : { reprocessedAt: new Date(reprocessedAt) }),
        };
        return { updateOne: { filter: { _id: id } as object, update: { $set: set } } };
      });
      if (writes.length > 0) await attempts.collection.bulkWrite(writes, { ordered: false });
    },
    /** How many attempts of each status, and their rows, since a moment. */
    async countSince(
      sourceId: string,
      since: number,
    ): Promise<readonly Readonly<{ status: AttemptStatus; count: number; rows: number }>[]> {
      const groups = await attempts.aggregate<{ _id: AttemptStatus; count: number; rows: number }>([
        { $match: { sourceId, receivedAt: { $gte: new Date(since) } } },
        { $group: { _id: '$status', count: { $sum: 1 }, rows: { $sum: '$rowCount' } } },
      ]);
      return groups.map(({ _id, count, rows }) => ({ status: _id, count, rows }));
    },
    /** Answers that were not simply "all stored", since a moment, to add up their rows. */
    async answersSince(sourceId: string, since: number): Promise<readonly WebhookAnswer[]> {
      const filter = { sourceId, receivedAt: { $gte: new Date(since) }, answer: { $exists: true } };
      const documents = await attempts.collection.find(filter, { projection: { answer: 1, status: 1 } }).toArray();
      return documents.flatMap((document) =>
        document['status'] === 'duplicate' ? [] : [JSON.parse(String(document['answer'])) as WebhookAnswer],
      );
    },
  };
}
export type AttemptsModel = ReturnType<typeof createAttemptsModel>;
