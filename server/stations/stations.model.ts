import { Schema, type Connection } from 'mongoose';
import type { StationProgram } from '../../shared/domain/station.ts';
import { isDuplicateKey } from '../db/errors.ts';

export type StationContact = Readonly<{ name: string; email: string }>;
/** What is kept of a station, by its call letters. */
export type Station = Readonly<{
  station: string;
  contacts: readonly StationContact[];
  sendOnDeadline: boolean;
  programs: readonly StationProgram[];
  rev: number;
  updatedBy: string;
  updatedAt: number;
}>;
type StationDocument = Omit<Station, 'station' | 'updatedAt'> & { _id: string; updatedAt: Date };

const stationSchema = new Schema<StationDocument>(
  {
    _id: { type: String, required: true },
    contacts: { type: Schema.Types.Mixed, default: [] },
    sendOnDeadline: { type: Boolean, required: true },
    programs: { type: Schema.Types.Mixed, default: [] },
    rev: { type: Number, required: true },
    updatedBy: { type: String, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'stations', versionKey: false },
);

function toStation({ _id, updatedAt, ...rest }: StationDocument): Station {
  return { ...rest, station: _id, updatedAt: updatedAt.getTime() };
}

/** Keeps stations. */
export function createStationsModel(connection: Connection) {
  const stations = connection.model<StationDocument>('Station', stationSchema);
  return {
    async find(station: string): Promise<Station | null> {
      const document = await stations.findById(station).lean();
      return document ? toStation(document as StationDocument) : null;
    },
    async findMany(ids: readonly string[]): Promise<readonly Station[]> {
      const documents = await stations.find({ _id: { $in: [...ids] } }).lean();
      return documents.map((document) => toStation(document as StationDocument));
    },
    async list(): Promise<readonly Station[]> {
      const documents = await stations.find({}).sort({ _id: 1 }).lean();
      return documents.map((document) => toStation(document as StationDocument));
    },
    /** Saves if it is still at `rev` (0: nothing is kept yet); false when somebody was faster. */
    async saveAtRev({ station, updatedAt, ...rest }: Station, rev: number): Promise<boolean> {
      const set = { ...rest, updatedAt: new Date(updatedAt) };
      if (rev > 0) return (await stations.updateOne({ _id: station, rev }, { $set: set as object })).matchedCount === 1;
      try {
        await stations.create([{ ...set, _id: station }]);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
}
export type StationsModel = ReturnType<typeof createStationsModel>;
