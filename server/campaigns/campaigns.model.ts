import { Schema, type Connection } from 'mongoose';
import type { Campaign } from '../../shared/domain/campaign.ts';
import { afterId } from '../db/pages.ts';

/** A campaign with what the store adds: its revision, plans and times. */
export type StoredCampaign = Campaign &
  Readonly<{
    rev: number;
    approvedPlanId: string | null;
    latestPlanId: string | null;
    createdAt: number;
    updatedAt: number;
  }>;

type CampaignDocument = Omit<StoredCampaign, 'id' | 'createdAt' | 'updatedAt'> & {
  _id: string;
  createdAt: Date;
  updatedAt: Date;
};

const campaignSchema = new Schema<CampaignDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    advertiser: { type: String, required: true },
    market: { type: Schema.Types.Mixed, required: true },
    timeZone: { type: String, required: true },
    currency: { type: String, required: true },
    budgetCents: { type: Number, required: true },
    commissionBasisPoints: { type: Number, required: true },
    startDay: { type: String, required: true },
    endDay: { type: String, required: true },
    goal: { type: Schema.Types.Mixed, required: true },
    peopleInMarket: { type: Number, default: null },
    status: { type: String, required: true },
    rev: { type: Number, required: true },
    approvedPlanId: { type: String, default: null },
    latestPlanId: { type: String, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'campaigns', versionKey: false, minimize: false },
);
campaignSchema.index({ status: 1, _id: 1 });

/** Keeps campaigns; every change is a compare-and-set on the revision. */
export function createCampaignsModel(connection: Connection) {
  const campaigns = connection.model<CampaignDocument>('Campaign', campaignSchema);
  const toCampaign = ({ _id, createdAt, updatedAt, ...rest }: CampaignDocument): StoredCampaign => ({
    ...rest,
    id: _id,
    createdAt: createdAt.getTime(),
    updatedAt: updatedAt.getTime(),
  });
  return {
    async insert({ id, createdAt, updatedAt, ...rest }: StoredCampaign): Promise<void> {
      await campaigns.create([{ ...rest, _id: id, createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) }]);
    },
    async findById(id: string): Promise<StoredCampaign | null> {
      const document = await campaigns.findById(id).lean();
      return document ? toCampaign(document as CampaignDocument) : null;
    },
    /** Sets fields when the campaign is still at `rev`; null when it is not (or is gone). */
    async changeAtRev(
      id: string,
      rev: number,
      set: Partial<Omit<StoredCampaign, 'id' | 'createdAt' | 'updatedAt' | 'rev'>>,
      at: number,
    ): Promise<StoredCampaign | null> {
      const change = { $set: { ...set, updatedAt: new Date(at) }, $inc: { rev: 1 } };
      const document = await campaigns.findOneAndUpdate({ _id: id, rev }, change, { returnDocument: 'after' }).lean();
      return document ? toCampaign(document as CampaignDocument) : null;
    },
    async list(
      filter: { status?: StoredCampaign['status'] },
      cursor: string | undefined,
      limit: number,
    ): Promise<readonly StoredCampaign[]> {
      const documents = await campaigns
        .find({ ...filter, ...afterId(cursor) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return documents.map((document) => toCampaign(document as CampaignDocument));
    },
  };
}
export type CampaignsModel = ReturnType<typeof createCampaignsModel>;
