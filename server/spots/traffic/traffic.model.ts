import { Schema, type Connection } from 'mongoose';
import type { Issue } from '../../../shared/domain/issue.ts';
import type { TrafficRow } from '../../../shared/domain/spot/traffic-rows.ts';
import { beforeId } from '../../db/pages.ts';

/** One try to mail instructions: `messageId` when the mail server took it, `error` in its words when it did not. */
export type TrafficDelivery = Readonly<{
  id: string;
  to: readonly string[];
  at: number;
  by: string;
  messageId: string | null;
  error: string | null;
}>;

/** Instructions to one station. A revision never changes; the next one supersedes it. */
export type TrafficInstruction = Readonly<{
  id: string;
  campaignId: string;
  station: string;
  vendor: string;
  revision: number;
  supersedesRevision: number | null;
  isCurrent: boolean;
  from: string;
  to: string;
  rows: readonly TrafficRow[];
  /** Spots of the revision before that were still to come and are not to air. */
  removedSpotIds: readonly string[];
  removedRows: readonly TrafficRow[];
  issues: readonly Issue[];
  issuedBy: string;
  issuedAt: number;
  deliveries: readonly TrafficDelivery[];
}>;
type DatedDelivery = Omit<TrafficDelivery, 'at'> & { at: Date };
type TrafficDocument = Omit<TrafficInstruction, 'id' | 'issuedAt' | 'deliveries' | 'removedRows'> & {
  removedRows?: readonly TrafficRow[];
  _id: string;
  issuedAt: Date;
  deliveries?: readonly DatedDelivery[];
  /** When a worker took on mailing it by itself, so that only one does. */
  mailingAt: Date | null;
};

const trafficSchema = new Schema<TrafficDocument>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    station: { type: String, required: true },
    vendor: { type: String, required: true },
    revision: { type: Number, required: true },
    supersedesRevision: { type: Number, default: null },
    isCurrent: { type: Boolean, required: true },
    from: { type: String, required: true },
    to: { type: String, required: true },
    rows: { type: Schema.Types.Mixed, required: true },
    removedSpotIds: { type: [String], default: [] },
    removedRows: { type: Schema.Types.Mixed, default: [] },
    issues: { type: Schema.Types.Mixed, default: [] },
    issuedBy: { type: String, required: true },
    issuedAt: { type: Date, required: true },
    deliveries: { type: Schema.Types.Mixed, default: [] },
    mailingAt: { type: Date, default: null },
  },
  { collection: 'traffic_instructions', versionKey: false, minimize: false },
);
trafficSchema.index({ campaignId: 1, station: 1, revision: 1 }, { unique: true });

/** Keeps instructions by station and revision; a revision number is given once. */
export function createTrafficModel(connection: Connection) {
  const instructions = connection.model<TrafficDocument>('TrafficInstruction', trafficSchema);
  const toInstruction = (document: TrafficDocument): TrafficInstruction => {
    const { _id, issuedAt, deliveries = [], removedRows = [], mailingAt: _mailing, ...rest } = document;
    return {
      ...rest,
      removedRows,
      id: _id,
      issuedAt: issuedAt.getTime(),
      deliveries: deliveries.map((delivery) => ({ ...delivery, at: delivery.at.getTime() })),
    };
  };
  return {
    /** Adds the next revision and retires the one before. E11000 when somebody issued that revision already. */
    async issue({ id, issuedAt, deliveries: _none, ...rest }: TrafficInstruction): Promise<void> {
      await instructions.create([
        {
          ...rest,
          _id: id,
          deliveries: [],
          mailingAt: null,
          issuedAt: new Date(issuedAt),
          rows: [...rest.rows],
          removedSpotIds: [...rest.removedSpotIds],
          removedRows: [...rest.removedRows],
          issues: [...rest.issues],
        },
      ]);
      const { campaignId, station, revision } = rest;
      await instructions.updateMany(
        { campaignId, station, revision: { $lt: revision } },
        { $set: { isCurrent: false } },
      );
    },
    async findById(id: string): Promise<TrafficInstruction | null> {
      const document = await instructions.findById(id).lean();
      return document ? toInstruction(document as TrafficDocument) : null;
    },
    /** Notes one try to mail it. */
    async noteDelivery(id: string, { at, ...delivery }: TrafficDelivery): Promise<TrafficInstruction | null> {
      const push = { deliveries: { ...delivery, to: [...delivery.to], at: new Date(at) } };
      const document = await instructions
        .findOneAndUpdate({ _id: id }, { $push: push as object }, { returnDocument: 'after' })
        .lean();
      return document ? toInstruction(document as TrafficDocument) : null;
    },
    /** True for the one worker that may mail it by itself. */
    async takeMailing(id: string, at: number): Promise<boolean> {
      const filter = { _id: id, mailingAt: null, isCurrent: true };
      return (await instructions.updateOne(filter, { $set: { mailingAt: new Date(at) } })).matchedCount === 1;
    },
    async latest(campaignId: string, station: string): Promise<TrafficInstruction | null> {
      const document = await instructions.findOne({ campaignId, station }).sort({ revision: -1 }).lean();
      return document ? toInstruction(document as TrafficDocument) : null;
    },
    /** What holds for each station. */
    async listCurrent(campaignId: string): Promise<readonly TrafficInstruction[]> {
      const documents = await instructions.find({ campaignId, isCurrent: true }).sort({ station: 1 }).lean();
      return documents.map((document) => toInstruction(document as TrafficDocument));
    },
    /** A page of revisions, newest first. */
    async page(
      filter: { campaignId: string; station?: string; isCurrent?: boolean },
      cursor: string | undefined,
      limit: number,
    ): Promise<readonly TrafficInstruction[]> {
      const query = { ...filter, ...beforeId(cursor) } as object;
      const documents = await instructions.find(query).sort({ _id: -1 }).limit(limit).lean();
      return documents.map((document) => toInstruction(document as TrafficDocument));
    },
  };
}
export type TrafficModel = ReturnType<typeof createTrafficModel>;
