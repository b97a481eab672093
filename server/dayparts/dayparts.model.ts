import { Schema, type Connection } from 'mongoose';
import type { Daypart } from '../../shared/domain/daypart.ts';
import { isDuplicateKey } from '../db/errors.ts';

/** A market's own dayparts, by its DMA code. */
export type MarketDayparts = Readonly<{
  market: string;
  name: string;
  dayparts: readonly Daypart[];
  rev: number;
  updatedBy: string;
  updatedAt: number;
}>;
type MarketDaypartsDocument = Omit<MarketDayparts, 'market' | 'updatedAt' | 'dayparts'> & {
  _id: string;
  dayparts: Daypart[];
  updatedAt: Date;
};

const daypartSchema = new Schema<Daypart>(
  {
    id: { type: String, required: true },
    name: { type: String, required: true },
    startMinute: { type: Number, required: true },
    endMinute: { type: Number, required: true },
  },
  { _id: false, id: false },
);
const marketSchema = new Schema<MarketDaypartsDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    dayparts: { type: [daypartSchema], required: true },
    rev: { type: Number, required: true },
    updatedBy: { type: String, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'market_dayparts', versionKey: false },
);

function toMarket({ _id, updatedAt, dayparts, ...rest }: MarketDaypartsDocument): MarketDayparts {
  const plain = dayparts.map(({ id, name, startMinute, endMinute }) => ({ id, name, startMinute, endMinute }));
  return { ...rest, market: _id, dayparts: plain, updatedAt: updatedAt.getTime() };
}

/** Keeps the dayparts of markets that have a table of their own. */
export function createDaypartsModel(connection: Connection) {
  const markets = connection.model<MarketDaypartsDocument>('MarketDayparts', marketSchema);
  return {
    async find(market: string): Promise<MarketDayparts | null> {
      const document = await markets.findById(market).lean();
      return document ? toMarket(document) : null;
    },
    async list(): Promise<readonly MarketDayparts[]> {
      return (await markets.find({}).sort({ _id: 1 }).lean()).map((document) => toMarket(document));
    },
    /** Saves the table if it is still at `rev` (0: there is none yet); false when somebody was faster. */
    async saveAtRev({ market, updatedAt, ...rest }: MarketDayparts, rev: number): Promise<boolean> {
      const set = { ...rest, dayparts: [...rest.dayparts], updatedAt: new Date(updatedAt) };
      if (rev > 0) return (await markets.updateOne({ _id: market, rev }, { $set: set })).matchedCount === 1;
      try {
        await markets.create([{ ...set, _id: market }]);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async removeAtRev(market: string, rev: number): Promise<boolean> {
      return (await markets.deleteOne({ _id: market, rev })).deletedCount === 1;
    },
  };
}
export type DaypartsModel = ReturnType<typeof createDaypartsModel>;
