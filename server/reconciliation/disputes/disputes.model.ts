import { Schema, type Connection } from 'mongoose';
import type { DiscrepancyCode } from '../../../shared/contracts/disputes.ts';
import type { Dispute } from '../../../shared/domain/reconciliation/dispute.ts';

/** A dispute with what it is about. `key` names the discrepancy: there is one dispute on it, reopened when it comes back. */
export type StoredDispute = Dispute &
  Readonly<{
    id: string;
    campaignId: string;
    rev: number;
    key: string;
    code: DiscrepancyCode;
    station: string;
    spotId: string | null;
    rowId: string | null;
    subject: string;
    createdAt: number;
  }>;
type DisputeDocument = Omit<StoredDispute, 'id' | 'createdAt'> & { _id: string; createdAt: Date };

const disputeSchema = new Schema<DisputeDocument>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    rev: { type: Number, required: true },
    key: { type: String, required: true },
    code: { type: String, required: true },
    station: { type: String, required: true },
    spotId: { type: String, default: null },
    rowId: { type: String, default: null },
    subject: { type: String, required: true },
    status: { type: String, required: true },
    claimedCents: { type: Number, required: true },
    creditCents: { type: Number, default: null },
    evidence: { type: Schema.Types.Mixed, default: [] },
    history: { type: Schema.Types.Mixed, default: [] },
    createdAt: { type: Date, required: true },
  },
  { collection: 'disputes', versionKey: false, minimize: false },
);
disputeSchema.index({ campaignId: 1, key: 1 }, { unique: true });

function fromDocument(document: unknown): StoredDispute {
  const { _id, createdAt, ...rest } = document as DisputeDocument;
  return { ...rest, id: _id, createdAt: createdAt.getTime() };
}

/** Keeps disputes with stations. */
export function createDisputesModel(connection: Connection) {
  const disputes = connection.model<DisputeDocument>('Dispute', disputeSchema);
  return {
    /** @throws a duplicate key when there is a dispute on the same discrepancy. */
    async insert({ id, createdAt, ...rest }: StoredDispute): Promise<void> {
      await disputes.create([{ ...rest, _id: id, createdAt: new Date(createdAt) } as DisputeDocument]);
    },
    async find(id: string): Promise<StoredDispute | null> {
      const document = await disputes.findById(id).lean();
      return document ? fromDocument(document) : null;
    },
    async list(campaignId: string): Promise<readonly StoredDispute[]> {
      return (await disputes.find({ campaignId }).sort({ _id: -1 }).lean()).map(fromDocument);
    },
    /** Saves what its steps change; false when somebody was faster. */
    async saveAtRev(id: string, rev: number, next: Dispute): Promise<boolean> {
      const { status, creditCents, evidence, history } = next;
      const set = { status, creditCents, evidence, history };
      const done = await disputes.updateOne({ _id: id, rev }, { $set: set as object, $inc: { rev: 1 } });
      return done.matchedCount === 1;
    },
  };
}
export type DisputesModel = ReturnType<typeof createDisputesModel>;
