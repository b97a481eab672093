import { Schema, type Connection } from 'mongoose';
import type { ConversionEvent } from '../../shared/contracts/conversions.ts';
import { insertUnordered } from '../deliveries/insert-unordered.ts';

/** One visit, sign-up or donation, with the line its own tags name (null: nobody's). Nothing personal is kept. */
export type Conversion = Readonly<{
  campaignId: string;
  eventId: string;
  kind: ConversionEvent['kind'];
  day: string;
  at: number;
  valueCents: number;
  lineId: string | null;
}>;
type ConversionDocument = Omit<Conversion, 'at'> & { _id: string; at: Date };
type SiteDocument = { _id: string; campaignId: string };

const conversionSchema = new Schema<ConversionDocument>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    eventId: { type: String, required: true },
    kind: { type: String, required: true },
    day: { type: String, required: true },
    at: { type: Date, required: true },
    valueCents: { type: Number, required: true },
    lineId: { type: String, default: null },
  },
  { collection: 'conversions', versionKey: false },
);
conversionSchema.index({ campaignId: 1, day: 1 });
const siteSchema = new Schema<SiteDocument>(
  { _id: { type: String, required: true }, campaignId: { type: String, required: true, unique: true } },
  { collection: 'conversion_sites', versionKey: false },
);

/** Sums of one line. */
export type ConversionSums = Readonly<{
  lineId: string | null;
  visits: number;
  signups: number;
  donations: number;
  donatedCents: number;
}>;

/** Keeps conversions by campaign and event id, once for ever, and which site key is which campaign. */
export function createConversionsModel(connection: Connection) {
  const conversions = connection.model<ConversionDocument>('Conversion', conversionSchema);
  const sites = connection.model<SiteDocument>('ConversionSite', siteSchema);
  return {
    /** How many were new. */
    async insert(batch: readonly Conversion[]): Promise<number> {
      const outcomes = await insertUnordered(
        connection,
        'conversions',
        batch.map(({ at, ...rest }) => ({ ...rest, _id: `${rest.campaignId}|${rest.eventId}`, at: new Date(at) })),
      );
      const failed = outcomes.find(({ kind }) => kind === 'failed');
      if (failed?.kind === 'failed') throw new Error(`A conversion could not be kept: ${failed.message}`);
      return outcomes.filter(({ kind }) => kind === 'inserted').length;
    },
    async sums(campaignId: string, from: string, to: string): Promise<readonly ConversionSums[]> {
      const one = (kind: string) => ({ $sum: { $cond: [{ $eq: ['$kind', kind] }, 1, 0] } });
      const groups = await conversions.aggregate<{ _id: string | null } & Omit<ConversionSums, 'lineId'>>([
        { $match: { campaignId, day: { $gte: from, $lt: to } } },
        {
          $group: {
            _id: '$lineId',
            visits: one('visit'),
            signups: one('signup'),
            donations: one('donation'),
            donatedCents: { $sum: '$valueCents' },
          },
        },
      ]);
      return groups.map(({ _id, visits, signups, donations, donatedCents }) => ({
        lineId: _id ?? null,
        visits,
        signups,
        donations,
        donatedCents,
      }));
    },
    /** Events of a campaign dated outside [from, to). */
    async countOutside(campaignId: string, from: string, to: string): Promise<number> {
      return conversions.countDocuments({ campaignId, $or: [{ day: { $lt: from } }, { day: { $gte: to } }] });
    },
    async campaignOfSite(siteKey: string): Promise<string | null> {
      return (await sites.findById(siteKey).lean())?.campaignId ?? null;
    },
    async siteOf(campaignId: string): Promise<string | null> {
      return (await sites.findOne({ campaignId }).lean())?._id ?? null;
    },
    async addSite(siteKey: string, campaignId: string): Promise<void> {
      await sites.create([{ _id: siteKey, campaignId }]);
    },
  };
}
export type ConversionsModel = ReturnType<typeof createConversionsModel>;
