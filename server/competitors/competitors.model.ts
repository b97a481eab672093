import { Schema, type Connection } from 'mongoose';
import type { Channel } from '../../shared/domain/plan.ts';

/** What one competitor was seen to spend in one broadcast week and channel of a campaign's market. */
export type CompetitorSpend = Readonly<{
  campaignId: string;
  competitor: string;
  weekStart: string;
  channel: Channel;
  spendCents: number;
}>;
type SpendDocument = CompetitorSpend & { _id: string };

const spendSchema = new Schema<SpendDocument>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    competitor: { type: String, required: true },
    weekStart: { type: String, required: true },
    channel: { type: String, required: true },
    spendCents: { type: Number, required: true },
  },
  { collection: 'competitor_spend', versionKey: false },
);
spendSchema.index({ campaignId: 1, weekStart: 1 });

const idOf = ({ campaignId, competitor, weekStart, channel }: CompetitorSpend) =>
  [campaignId, encodeURIComponent(competitor), weekStart, channel].join('|');

/** Keeps competitors' spend by campaign, competitor, week and channel: a later file replaces, so importing twice adds nothing. */
export function createCompetitorsModel(connection: Connection) {
  const spend = connection.model<SpendDocument>('CompetitorSpend', spendSchema);
  return {
    /** Saves rows; returns how many were new or different. */
    async save(rows: readonly CompetitorSpend[]): Promise<number> {
      if (rows.length === 0) return 0;
      const writes = rows.map((row) => ({
        updateOne: { filter: { _id: idOf(row) }, update: { $set: { ...row } }, upsert: true },
      }));
      const result = await spend.bulkWrite(writes, { ordered: false });
      return result.modifiedCount + result.upsertedCount;
    },
    async list(campaignId: string): Promise<readonly CompetitorSpend[]> {
      const documents = await spend.find({ campaignId }).sort({ weekStart: 1 }).lean();
      return documents.map(({ competitor, weekStart, channel, spendCents }) => ({
        campaignId,
        competitor,
        weekStart,
        channel,
        spendCents,
      }));
    },
  };
}
export type CompetitorsModel = ReturnType<typeof createCompetitorsModel>;
