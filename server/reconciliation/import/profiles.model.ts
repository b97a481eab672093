import { Schema, type Connection } from 'mongoose';
import type { AsRunProfileRequest } from '../../../shared/contracts/reconciliation.ts';

/** How the columns of a station's CSV are to be read. */
export type StoredProfile = AsRunProfileRequest & Readonly<{ id: string; campaignId: string; createdAt: number }>;
type ProfileDocument = Omit<StoredProfile, 'id'> & { _id: string };

const profileSchema = new Schema<ProfileDocument>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    name: { type: String, required: true },
    station: { type: String },
    columns: { type: Schema.Types.Mixed, required: true },
    delimiter: { type: String, required: true },
    dateFormat: { type: String, required: true },
    dayKind: { type: String, required: true },
    statusMap: { type: Schema.Types.Mixed, default: {} },
    createdAt: { type: Number, required: true },
  },
  { collection: 'as_run_profiles', versionKey: false, minimize: false },
);

profileSchema.index({ campaignId: 1, name: 1 }, { unique: true });

/** Without a station where it has none, as on the wire. */
function toProfile(document: unknown): StoredProfile {
  const { _id: id, station, ...rest } = document as ProfileDocument & { station?: string | null };
  return station ? { ...rest, id, station } : { ...rest, id };
}

/** Keeps column profiles, one for each name in a campaign. */
export function createProfilesModel(connection: Connection) {
  const profiles = connection.model<ProfileDocument>('AsRunProfile', profileSchema);
  return {
    async insert({ id, ...rest }: StoredProfile): Promise<void> {
      await profiles.create([{ ...rest, _id: id }]);
    },
    /** Gives the profile of this name its new content; it keeps its id. */
    async replace(campaignId: string, request: AsRunProfileRequest): Promise<StoredProfile> {
      const set = { ...request, station: request.station ?? null };
      const document = await profiles
        .findOneAndUpdate({ campaignId, name: request.name }, { $set: set as object }, { returnDocument: 'after' })
        .lean();
      return toProfile(document);
    },
    async findById(id: string): Promise<StoredProfile | null> {
      const document = await profiles.findById(id).lean();
      return document ? toProfile(document) : null;
    },
    async list(campaignId: string): Promise<readonly StoredProfile[]> {
      return (await profiles.find({ campaignId }).sort({ _id: 1 }).lean()).map(toProfile);
    },
  };
}
export type ProfilesModel = ReturnType<typeof createProfilesModel>;
