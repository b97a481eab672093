import { Schema, type Connection } from 'mongoose';

/** A calendar subscription. Only a hash of its secret address is kept. */
export type CalendarFeed = Readonly<{
  id: string;
  campaignId: string;
  name: string;
  station: string | null;
  tokenHash: string;
  createdBy: string;
  createdAt: number;
  lastReadAt: number | null;
  revokedAt: number | null;
}>;
type FeedDocument = Omit<CalendarFeed, 'id' | 'createdAt' | 'lastReadAt' | 'revokedAt'> & {
  _id: string;
  createdAt: Date;
  lastReadAt: Date | null;
  revokedAt: Date | null;
};

const feedSchema = new Schema<FeedDocument>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true, index: true },
    name: { type: String, required: true },
    station: { type: String, default: null },
    tokenHash: { type: String, required: true, unique: true },
    createdBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
    lastReadAt: { type: Date, default: null },
    revokedAt: { type: Date, default: null },
  },
  { collection: 'calendar_feeds', versionKey: false },
);

function toFeed({ _id, createdAt, lastReadAt, revokedAt, ...rest }: FeedDocument): CalendarFeed {
  return {
    ...rest,
    id: _id,
    createdAt: createdAt.getTime(),
    lastReadAt: lastReadAt?.getTime() ?? null,
    revokedAt: revokedAt?.getTime() ?? null,
  };
}

/** Keeps calendar feeds. */
export function createFeedsModel(connection: Connection) {
  const feeds = connection.model<FeedDocument>('CalendarFeed', feedSchema);
  return {
    async insert({ id, createdAt, ...rest }: CalendarFeed): Promise<void> {
      await feeds.create([{ ...rest, _id: id, createdAt: new Date(createdAt), lastReadAt: null, revokedAt: null }]);
    },
    async findByHash(tokenHash: string): Promise<CalendarFeed | null> {
      const document = await feeds.findOne({ tokenHash }).lean();
      return document ? toFeed(document) : null;
    },
    async noteRead(id: string, at: number): Promise<void> {
      await feeds.updateOne({ _id: id }, { $set: { lastReadAt: new Date(at) } });
    },
    async revoke(id: string, at: number): Promise<CalendarFeed | null> {
      const document = await feeds
        .findOneAndUpdate({ _id: id }, { $set: { revokedAt: new Date(at) } }, { returnDocument: 'after' })
        .lean();
      return document ? toFeed(document) : null;
    },
    async listByCampaign(campaignId: string): Promise<readonly CalendarFeed[]> {
      return (await feeds.find({ campaignId }).sort({ _id: 1 }).lean()).map((document) => toFeed(document));
    },
  };
}
export type FeedsModel = ReturnType<typeof createFeedsModel>;
