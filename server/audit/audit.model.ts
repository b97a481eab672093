import { Schema, type Connection } from 'mongoose';

/** One thing somebody did. `changes` holds from → to per field, in short. Entries of one chain are linked by hash. */
export type AuditEntry = Readonly<{
  id: string;
  at: number;
  actorId: string;
  actorName: string;
  action: string;
  noun: string;
  targetId: string;
  campaignId: string | null;
  changes: readonly Readonly<{ path: string; from: unknown; to: unknown }>[];
  requestId: string | null;
  sequence: number;
  previousHash: string;
  hash: string;
}>;

type AuditDocument = Omit<AuditEntry, 'id' | 'at'> & { _id: string; at: Date };

const auditSchema = new Schema<AuditDocument>(
  {
    _id: { type: String, required: true },
    at: { type: Date, required: true },
    actorId: { type: String, required: true },
    actorName: { type: String, required: true },
    action: { type: String, required: true },
    noun: { type: String, required: true },
    targetId: { type: String, required: true },
    campaignId: { type: String, default: null },
    changes: { type: Schema.Types.Mixed, default: [] },
    requestId: { type: String, default: null },
    sequence: { type: Number, required: true, unique: true },
    previousHash: { type: String, required: true },
    hash: { type: String, required: true },
  },
  { collection: 'audit', versionKey: false, minimize: false },
);
auditSchema.index({ targetId: 1, sequence: -1 });
auditSchema.index({ campaignId: 1, sequence: -1 });

/** Reads and appends the audit trail. */
export function createAuditModel(connection: Connection) {
  const entries = connection.model<AuditDocument>('AuditEntry', auditSchema);
  const toEntry = ({ _id, at, ...rest }: AuditDocument): AuditEntry => ({ ...rest, id: _id, at: at.getTime() });
  return {
    async last(): Promise<AuditEntry | null> {
      const document = await entries.findOne().sort({ sequence: -1 }).lean();
      return document ? toEntry(document) : null;
    },
    /** Appends; a taken sequence number is E11000, for the caller to try again. */
    async append({ id, at, ...rest }: AuditEntry): Promise<void> {
      await entries.collection.insertOne({ ...rest, _id: id as never, at: new Date(at) });
    },
    async list(
      filter: { targetId?: string; campaignId?: string },
      beforeSequence: number | null,
      limit: number,
    ): Promise<readonly AuditEntry[]> {
      const query = { ...filter, ...(beforeSequence === null ? {} : { sequence: { $lt: beforeSequence } }) };
      return (await entries.find(query).sort({ sequence: -1 }).limit(limit).lean()).map(toEntry);
    },
    async *inOrder(): AsyncGenerator<AuditEntry> {
      for await (const document of entries.find().sort({ sequence: 1 }).lean().cursor())
        yield toEntry(document as AuditDocument);
    },
  };
}
export type AuditModel = ReturnType<typeof createAuditModel>;
