import { Schema, type Connection } from 'mongoose';
import { alertSettingsRequestSchema, type AlertSettings } from '../../shared/contracts/alerts.ts';
import { isDuplicateKey } from '../db/errors.ts';

/** A campaign's alert settings with what the store adds. `sealedSecret` signs outgoing webhooks. */
export type StoredAlertSettings = Readonly<{
  campaignId: string;
  rev: number;
  settings: AlertSettings;
  sealedSecret: string | null;
  lastDigestDay: string | null;
}>;
type SettingsDocument = Omit<StoredAlertSettings, 'campaignId'> & { _id: string };

const settingsSchema = new Schema<SettingsDocument>(
  {
    _id: { type: String, required: true },
    rev: { type: Number, required: true },
    settings: { type: Schema.Types.Mixed, required: true },
    sealedSecret: { type: String, default: null },
    lastDigestDay: { type: String, default: null },
  },
  { collection: 'alert_settings', versionKey: false, minimize: false },
);

/** Keeps alert settings; a campaign nobody set anything for has the defaults at revision 0. */
export function createAlertSettingsModel(connection: Connection) {
  const collection = connection.model<SettingsDocument>('AlertSettings', settingsSchema);
  return {
    async find(campaignId: string): Promise<StoredAlertSettings> {
      const document = await collection.findById(campaignId).lean();
      if (!document)
        return {
          campaignId,
          rev: 0,
          settings: alertSettingsRequestSchema.parse({}),
          sealedSecret: null,
          lastDigestDay: null,
        };
      const { _id, settings, ...rest } = document;
      return { ...rest, campaignId: _id, settings: alertSettingsRequestSchema.parse(settings) };
    },
    /** False when somebody else saved first. */
    async saveAtRev(rev: number, next: StoredAlertSettings): Promise<boolean> {
      const { campaignId, ...rest } = next;
      try {
        if (rev === 0) await collection.create([{ ...rest, _id: campaignId }]);
        else return (await collection.updateOne({ _id: campaignId, rev }, { $set: rest as object })).matchedCount === 1;
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /** Notes the day a digest went out; true for the one process that was first. */
    async claimDigest(campaignId: string, day: string): Promise<boolean> {
      return (
        (await collection.updateOne({ _id: campaignId, lastDigestDay: { $ne: day } }, { $set: { lastDigestDay: day } }))
          .modifiedCount === 1
      );
    },
  };
}
export type AlertSettingsModel = ReturnType<typeof createAlertSettingsModel>;
