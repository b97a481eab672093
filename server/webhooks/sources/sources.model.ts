import { Schema, type Connection } from 'mongoose';
import type { z } from 'zod';
import type { WebhookDialect, publicKeySchema, pullSchema } from '../../../shared/contracts/webhooks.ts';
import type { PullReason } from '../../../shared/domain/delivery/pull-due.ts';
import { afterId } from '../../db/pages.ts';

/** One secret of a source: sealed, with its first characters to tell it apart. `expiresAt` null: no end. */
export type SourceSecret = Readonly<{
  id: string;
  sealed: string;
  start: string;
  createdAt: number;
  expiresAt: number | null;
}>;

/** The last time a source was asked for its report: why, how often by now, and what came of it. */
export type SourcePull = Readonly<{
  at: number;
  reason: PullReason;
  tries: number;
  isOk: boolean;
  /** The missing sequence numbers it was to make good, as text. */
  gap: string;
  received: number;
  stored: number;
  /** What happened, in words. */
  detail: string;
  attemptId: string | null;
}>;

/** Somebody who reports: a platform that posts, a file upload, or a part of ourselves (`internal`). */
export type Source = Readonly<{
  id: string;
  rev: number;
  name: string;
  dialect: WebhookDialect;
  internal: boolean;
  status: 'active' | 'paused';
  /** People and keys of role platform that see it. */
  platforms: readonly string[];
  timeZone: string;
  secrets: readonly SourceSecret[];
  publicKeys: readonly z.infer<typeof publicKeySchema>[];
  reportsEveryMinutes: number;
  pull: z.infer<typeof pullSchema> | null;
  lastPull: SourcePull | null;
  lastAcceptedAt: number | null;
  nextExpectedAt: number | null;
  /** The newest sequence numbers seen, to find gaps. */
  sequences: readonly number[];
  createdAt: number;
}>;

type SecretDocument = Omit<SourceSecret, 'createdAt' | 'expiresAt'> & { createdAt: Date; expiresAt: Date | null };
type PullDocument = Omit<SourcePull, 'at'> & { at: Date };
type SourceDocument = Omit<
  Source,
  'id' | 'secrets' | 'lastPull' | 'lastAcceptedAt' | 'nextExpectedAt' | 'createdAt'
> & {
  _id: string;
  secrets: SecretDocument[];
  lastPull: PullDocument | null;
  lastAcceptedAt: Date | null;
  nextExpectedAt: Date | null;
  createdAt: Date;
};

const sourceSchema = new Schema<SourceDocument>(
  {
    _id: { type: String, required: true },
    rev: { type: Number, required: true },
    name: { type: String, required: true },
    dialect: { type: String, required: true },
    internal: { type: Boolean, default: false },
    status: { type: String, required: true },
    platforms: { type: [String], default: [] },
    timeZone: { type: String, required: true },
    secrets: { type: Schema.Types.Mixed, default: [] },
    publicKeys: { type: Schema.Types.Mixed, default: [] },
    reportsEveryMinutes: { type: Number, required: true },
    pull: { type: Schema.Types.Mixed, default: null },
    lastPull: { type: Schema.Types.Mixed, default: null },
    lastAcceptedAt: { type: Date, default: null },
    nextExpectedAt: { type: Date, default: null },
    sequences: { type: [Number], default: [] },
    createdAt: { type: Date, required: true },
  },
  { collection: 'webhook_sources', versionKey: false, minimize: false },
);

const SEQUENCES_KEPT = 500;
const toDate = (at: number | null) => (at === null ? null : new Date(at));

function toDocument({
  id,
  secrets,
  lastPull,
  lastAcceptedAt,
  nextExpectedAt,
  createdAt,
  ...rest
}: Source): SourceDocument {
  return {
    ...rest,
    _id: id,
    secrets: secrets.map((secret) => ({
      ...secret,
      createdAt: new Date(secret.createdAt),
      expiresAt: toDate(secret.expiresAt),
    })),
    lastPull: lastPull && { ...lastPull, at: new Date(lastPull.at) },
    lastAcceptedAt: toDate(lastAcceptedAt),
    nextExpectedAt: toDate(nextExpectedAt),
    createdAt: new Date(createdAt),
  };
}

function toSource({
  _id,
  secrets,
  lastPull,
  lastAcceptedAt,
  nextExpectedAt,
  createdAt,
  ...rest
}: SourceDocument): Source {
  return {
    ...rest,
    platforms: rest.platforms ?? [],
    id: _id,
    secrets: secrets.map((secret) => ({
      ...secret,
      createdAt: secret.createdAt.getTime(),
      expiresAt: secret.expiresAt?.getTime() ?? null,
    })),
    lastPull: lastPull ? { ...lastPull, at: lastPull.at.getTime() } : null,
    lastAcceptedAt: lastAcceptedAt?.getTime() ?? null,
    nextExpectedAt: nextExpectedAt?.getTime() ?? null,
    createdAt: createdAt.getTime(),
  };
}

/** What an edit of a source may set. */
export type SourceChange = Partial<
  Pick<Source, 'name' | 'status' | 'platforms' | 'publicKeys' | 'reportsEveryMinutes' | 'pull' | 'secrets'>
>;

/** Keeps webhook sources; edits are compare-and-set on the revision, sightings are not edits. */
export function createSourcesModel(connection: Connection) {
  const sources = connection.model<SourceDocument>('WebhookSource', sourceSchema);
  const one = (document: unknown) => (document ? toSource(document as SourceDocument) : null);
  return {
    async insert(source: Source): Promise<void> {
      await sources.create([toDocument(source)]);
    },
    async findById(id: string): Promise<Source | null> {
      return one(await sources.findById(id).lean());
    },
    /** `ids` narrows the list. */
    async list(cursor: string | undefined, limit: number, ids?: readonly string[]): Promise<readonly Source[]> {
      const documents = await sources
        .find({ internal: false, $and: [afterId(cursor), ids ? { _id: { $in: [...ids] } } : {}] })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return documents.map((document) => toSource(document as SourceDocument));
    },
    async listAll(): Promise<readonly Source[]> {
      return (await sources.find().sort({ _id: 1 }).lean()).map((document) => toSource(document as SourceDocument));
    },
    async changeAtRev(id: string, rev: number, change: SourceChange): Promise<Source | null> {
      const { secrets, ...rest } = change;
      const set = { ...rest, ...(secrets ? { secrets: toDocument({ ...EMPTY, secrets }).secrets } : {}) };
      return one(
        await sources
          .findOneAndUpdate({ _id: id, rev }, { $set: set as object, $inc: { rev: 1 } }, { returnDocument: 'after' })
          .lean(),
      );
    },
    /** Notes that a source is asked for its report; true for the one process that was first after `before`. */
    async claimPull(id: string, before: SourcePull | null, next: SourcePull): Promise<boolean> {
      const known = before === null ? { lastPull: null } : { 'lastPull.at': new Date(before.at) };
      const set = { lastPull: { ...next, at: new Date(next.at) } };
      return (await sources.updateOne({ _id: id, ...known } as object, { $set: set })).modifiedCount === 1;
    },
    /** Notes what came of asking. */
    async notePull(id: string, pull: SourcePull): Promise<void> {
      await sources.updateOne({ _id: id }, { $set: { lastPull: { ...pull, at: new Date(pull.at) } } });
    },
    /** Notes that a report came in. The newest moment stays; it is no edit, so the revision stays too. */
    async seen(
      id: string,
      sighting: { at: number; nextExpectedAt: number | null; sequences: readonly number[] },
    ): Promise<void> {
      const push =
        sighting.sequences.length > 0
          ? { $push: { sequences: { $each: [...sighting.sequences], $slice: -SEQUENCES_KEPT } } }
          : {};
      const expected = sighting.nextExpectedAt === null ? {} : { nextExpectedAt: new Date(sighting.nextExpectedAt) };
      await sources.updateOne({ _id: id }, { $set: { lastAcceptedAt: new Date(sighting.at), ...expected }, ...push });
    },
  };
}
export type SourcesModel = ReturnType<typeof createSourcesModel>;

const EMPTY: Source = {
  id: '',
  rev: 0,
  name: '',
  dialect: 'standard',
  internal: false,
  status: 'active',
  platforms: [],
  timeZone: 'UTC',
  secrets: [],
  publicKeys: [],
  reportsEveryMinutes: 0,
  pull: null,
  lastPull: null,
  lastAcceptedAt: null,
  nextExpectedAt: null,
  sequences: [],
  createdAt: 0,
};
