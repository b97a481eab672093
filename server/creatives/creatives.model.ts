import { Schema, type Connection } from 'mongoose';
import type { CreativeApproval, Disclaimer, DisclaimerRule } from '../../shared/domain/creative/creative.ts';
import { afterId } from '../db/pages.ts';

/** The paper behind a release; the bytes are kept apart. */
export type ReleaseFile = Readonly<{ id: string; name: string; type: string; bytes: number; sha256: string }>;
export type StoredRelease = Readonly<{
  signatory: string;
  signedDay: string | null;
  expiryDay: string | null;
  file: ReleaseFile | null;
}>;
export type StoredApproval = Readonly<{
  status: CreativeApproval;
  by: string | null;
  at: number | null;
  note: string | null;
}>;

/** One commercial as kept: its code normalised, its days half-open, null where nothing is said. */
export type StoredCreative = Readonly<{
  id: string;
  campaignId: string;
  rev: number;
  title: string;
  adId: string;
  kind: 'standard' | 'testimonial';
  lengthSeconds: number;
  definition: 'SD' | 'HD';
  startDay: string | null;
  endDay: string | null;
  dayparts: readonly string[] | null;
  disclaimer: Disclaimer | null;
  rotationWeight: number;
  approval: StoredApproval;
  release: StoredRelease | null;
  createdAt: number;
  updatedAt: number;
}>;

type CreativeDocument = Omit<StoredCreative, 'id' | 'approval' | 'createdAt' | 'updatedAt'> & {
  _id: string;
  approval: Omit<StoredApproval, 'at'> & { at: Date | null };
  createdAt: Date;
  updatedAt: Date;
};
type RulesDocument = { _id: string; disclaimer: DisclaimerRule | null };
type FileDocument = { _id: string; creativeId: string; name: string; type: string; data: Buffer };

const creativeSchema = new Schema<CreativeDocument>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    rev: { type: Number, required: true },
    title: { type: String, required: true },
    adId: { type: String, required: true },
    kind: { type: String, required: true },
    lengthSeconds: { type: Number, required: true },
    definition: { type: String, required: true },
    startDay: { type: String, default: null },
    endDay: { type: String, default: null },
    dayparts: { type: Schema.Types.Mixed, default: null },
    disclaimer: { type: Schema.Types.Mixed, default: null },
    rotationWeight: { type: Number, required: true },
    approval: { type: Schema.Types.Mixed, required: true },
    release: { type: Schema.Types.Mixed, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'creatives', versionKey: false, minimize: false },
);
creativeSchema.index({ campaignId: 1, adId: 1 }, { unique: true });
creativeSchema.index({ campaignId: 1, _id: 1 });

const rulesSchema = new Schema<RulesDocument>(
  { _id: { type: String, required: true }, disclaimer: { type: Schema.Types.Mixed, default: null } },
  { collection: 'creative_rules', versionKey: false, minimize: false },
);
const fileSchema = new Schema<FileDocument>(
  {
    _id: { type: String, required: true },
    creativeId: { type: String, required: true, index: true },
    name: { type: String, required: true },
    type: { type: String, required: true },
    data: { type: Buffer, required: true },
  },
  { collection: 'creative_files', versionKey: false },
);

/** What one change of a creative may set. */
export type CreativeChange = Partial<Omit<StoredCreative, 'id' | 'campaignId' | 'rev' | 'createdAt' | 'updatedAt'>>;

const approvalDocument = (approval: StoredApproval) => ({
  ...approval,
  at: approval.at === null ? null : new Date(approval.at),
});

function toCreative({ _id, approval, createdAt, updatedAt, ...rest }: CreativeDocument): StoredCreative {
  return {
    ...rest,
    id: _id,
    approval: { ...approval, at: approval.at?.getTime() ?? null },
    createdAt: createdAt.getTime(),
    updatedAt: updatedAt.getTime(),
  };
}

/** Keeps creatives, a campaign's rules for them, and release files. */
export function createCreativesModel(connection: Connection) {
  const creatives = connection.model<CreativeDocument>('Creative', creativeSchema);
  const rules = connection.model<RulesDocument>('CreativeRules', rulesSchema);
  const files = connection.model<FileDocument>('CreativeFile', fileSchema);
  const many = (documents: readonly unknown[]) => documents.map((document) => toCreative(document as CreativeDocument));
  return {
    /** A traffic code is used once in a campaign: E11000 otherwise. */
    async insert({ id, approval, createdAt, updatedAt, ...rest }: StoredCreative): Promise<void> {
      const dates = { createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) };
      await creatives.create([{ ...rest, ...dates, _id: id, approval: approvalDocument(approval) }]);
    },
    async findById(id: string): Promise<StoredCreative | null> {
      const document = await creatives.findById(id).lean();
      return document ? toCreative(document as CreativeDocument) : null;
    },
    async changeAtRev(id: string, rev: number, change: CreativeChange, at: number): Promise<StoredCreative | null> {
      const { approval, ...rest } = change;
      const set = { ...rest, ...(approval ? { approval: approvalDocument(approval) } : {}), updatedAt: new Date(at) };
      const options = { returnDocument: 'after' as const };
      const update = { $set: set as object, $inc: { rev: 1 } };
      const document = await creatives.findOneAndUpdate({ _id: id, rev }, update, options).lean();
      return document ? toCreative(document as CreativeDocument) : null;
    },
    async listByCampaign(campaignId: string): Promise<readonly StoredCreative[]> {
      return many(await creatives.find({ campaignId }).sort({ _id: 1 }).lean());
    },
    async page(
      filter: { campaignId: string; approval?: string },
      cursor: string | undefined,
      limit: number,
    ): Promise<readonly StoredCreative[]> {
      const { campaignId, approval } = filter;
      const query = { campaignId, ...(approval ? { 'approval.status': approval } : {}), ...afterId(cursor) };
      return many(
        await creatives
          .find(query as object)
          .sort({ _id: 1 })
          .limit(limit)
          .lean(),
      );
    },
    async rulesOf(campaignId: string): Promise<DisclaimerRule | null> {
      return (await rules.findById(campaignId).lean())?.disclaimer ?? null;
    },
    async setRules(campaignId: string, disclaimer: DisclaimerRule | null): Promise<void> {
      await rules.updateOne({ _id: campaignId }, { $set: { disclaimer } as object }, { upsert: true });
    },
    async insertFile(id: string, file: Omit<FileDocument, '_id'>): Promise<void> {
      await files.create([{ ...file, _id: id }]);
    },
    async findFile(id: string): Promise<{ name: string; type: string; data: Uint8Array } | null> {
      const document = await files.findById(id).lean();
      if (!document) return null;
      const data = Buffer.isBuffer(document.data)
        ? document.data
        : Buffer.from((document.data as unknown as { buffer: Uint8Array }).buffer);
      return { name: document.name, type: document.type, data };
    },
  };
}
export type CreativesModel = ReturnType<typeof createCreativesModel>;
