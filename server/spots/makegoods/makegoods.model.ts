import { Schema, type Connection } from 'mongoose';
import type { OfferStatus } from '../../../shared/domain/makegood/makegood.ts';
import type { OfferRecord } from '../../../shared/domain/spot/makegoods/makegood-offer.ts';
import { afterId } from '../../db/pages.ts';

type OfferDocument = Omit<OfferRecord, 'id' | 'program' | 'scheduledAt' | 'expiresAt' | 'createdAt'> & {
  _id: string;
  program: string | null;
  scheduledAt: Date;
  expiresAt: Date;
  createdAt: Date;
};

const offerSchema = new Schema<OfferDocument>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    spotId: { type: String, required: true },
    status: { type: String, required: true },
    rev: { type: Number, required: true },
    tier: { type: String, required: true },
    station: { type: String, required: true },
    daypart: { type: String, required: true },
    program: { type: String, default: null },
    airDay: { type: String, required: true },
    minute: { type: Number, required: true },
    scheduledAt: { type: Date, required: true },
    lengthSeconds: { type: Number, required: true },
    ratingHundredths: { type: Number, required: true },
    lostRatingHundredths: { type: Number, required: true },
    costCents: { type: Number, required: true },
    lostCents: { type: Number, required: true },
    reasons: { type: [String], default: [] },
    expiresAt: { type: Date, required: true },
    replacementId: { type: String, default: null },
    createdAt: { type: Date, required: true },
  },
  { collection: 'makegood_offers', versionKey: false },
);
offerSchema.index({ campaignId: 1, _id: 1 });
offerSchema.index({ spotId: 1, status: 1 });
offerSchema.index({ status: 1, expiresAt: 1 });

function toOffer({ _id, program, scheduledAt, expiresAt, createdAt, ...rest }: OfferDocument): OfferRecord {
  return {
    ...rest,
    id: _id,
    program: program ?? undefined,
    scheduledAt: scheduledAt.getTime(),
    expiresAt: expiresAt.getTime(),
    createdAt: createdAt.getTime(),
  };
}

/** Keeps make-good offers; an offer is answered once, by compare-and-set on its status. */
export function createMakegoodsModel(connection: Connection) {
  const offers = connection.model<OfferDocument>('MakegoodOffer', offerSchema);
  return {
    async insertMany(list: readonly OfferRecord[]): Promise<void> {
      if (list.length === 0) return;
      const documents = list.map(({ id, program, scheduledAt, expiresAt, createdAt, reasons, ...rest }) => ({
        ...rest,
        program: program ?? null,
        reasons: [...reasons],
        _id: id,
        scheduledAt: new Date(scheduledAt),
        expiresAt: new Date(expiresAt),
        createdAt: new Date(createdAt),
      }));
      await offers.insertMany(documents, { lean: true });
    },
    async findById(id: string): Promise<OfferRecord | null> {
      const document = await offers.findById(id).lean();
      return document ? toOffer(document) : null;
    },
    /** Answers an open offer; false when it is not open any more. */
    async answer(id: string, status: Exclude<OfferStatus, 'offered'>, replacementId: string | null): Promise<boolean> {
      const update = { $set: { status, replacementId }, $inc: { rev: 1 } };
      return (await offers.updateOne({ _id: id, status: 'offered' }, update)).matchedCount === 1;
    },
    /** Closes the other open offers of a spot. */
    async closeOthers(spotId: string, exceptId: string): Promise<void> {
      const open = await offers.find({ spotId, status: 'offered' }).select({ _id: 1 }).lean();
      for (const { _id } of open) if (_id !== exceptId) await this.answer(_id, 'expired', null);
    },
    async listOpen(campaignId: string): Promise<readonly OfferRecord[]> {
      return (await offers.find({ campaignId, status: 'offered' }).lean()).map(toOffer);
    },
    async page(
      filter: { campaignId: string; spotId?: string; status?: OfferStatus },
      cursor: string | undefined,
      limit: number,
    ): Promise<readonly OfferRecord[]> {
      const query = { ...filter, ...afterId(cursor) };
      const documents = await offers
        .find(query as object)
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return documents.map((document) => toOffer(document as OfferDocument));
    },
    /** Open offers past their time. */
    async expired(at: number, limit: number): Promise<readonly OfferRecord[]> {
      const query = { status: 'offered', expiresAt: { $lte: new Date(at) } } as object;
      return (await offers.find(query).limit(limit).lean()).map((document) => toOffer(document as OfferDocument));
    },
  };
}
export type MakegoodsModel = ReturnType<typeof createMakegoodsModel>;
