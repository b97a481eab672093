import { Schema, type Connection } from 'mongoose';
import type {
  AsRunImportResponse,
  AsRunProfileRequest,
  AsRunRowResponse,
} from '../../shared/contracts/reconciliation.ts';
import { afterId, beforeId } from '../db/pages.ts';

type Instants<T, Keys extends keyof T> = Omit<T, Keys> & { [K in Keys]: T[K] extends string ? number : number | null };
export type StoredImport = Instants<AsRunImportResponse, 'createdAt'>;
export type StoredRow = Omit<Instants<AsRunRowResponse, 'airedAt'>, 'clock'> &
  Readonly<{ minute: number | null; note: string | null }>;
export type StoredProfile = AsRunProfileRequest & Readonly<{ id: string; campaignId: string; createdAt: number }>;

type Document<T> = Omit<T, 'id'> & { _id: string };

const text = { type: String, default: null };
const importSchema = new Schema<Document<StoredImport>>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    fileName: { type: String, required: true },
    format: { type: String, required: true },
    bytes: { type: Number, required: true },
    sha256: { type: String, required: true },
    rows: { type: Number, required: true },
    matched: { type: Number, required: true },
    matchedAired: { type: Number, required: true },
    matchedNotAired: { type: Number, required: true },
    unmatched: { type: Number, required: true },
    unmatchedBy: { type: Schema.Types.Mixed, default: {} },
    status: { type: String, required: true },
    failure: text,
    importedBy: { type: String, required: true },
    createdAt: { type: Number, required: true },
  },
  { collection: 'as_run_imports', versionKey: false, minimize: false },
);
importSchema.index({ campaignId: 1, _id: -1 });

const rowSchema = new Schema<Document<StoredRow>>(
  {
    _id: { type: String, required: true },
    importId: { type: String, required: true },
    campaignId: { type: String, required: true },
    rowNumber: { type: Number, required: true },
    station: text,
    airDay: text,
    minute: { type: Number, default: null },
    airedAt: { type: Number, default: null },
    adId: text,
    lengthSeconds: { type: Number, default: null },
    stationStatus: text,
    reference: text,
    ratingHundredths: { type: Number, default: null },
    costCents: { type: Number, default: null },
    state: { type: String, required: true },
    spotId: text,
    reason: { type: String, required: true },
    explanation: { type: String, required: true },
    candidateSpotIds: { type: [String], default: [] },
    raw: { type: String, default: '' },
    note: text,
  },
  { collection: 'as_run_rows', versionKey: false },
);
rowSchema.index({ campaignId: 1, state: 1, _id: 1 });
rowSchema.index({ importId: 1, _id: 1 });

const profileSchema = new Schema<Document<StoredProfile>>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true, index: true },
    name: { type: String, required: true },
    columns: { type: Schema.Types.Mixed, required: true },
    delimiter: { type: String, required: true },
    dateFormat: { type: String, required: true },
    dayKind: { type: String, required: true },
    statusMap: { type: Schema.Types.Mixed, default: {} },
    createdAt: { type: Number, required: true },
  },
  { collection: 'as_run_profiles', versionKey: false, minimize: false },
);

function fromDocument(document: unknown): unknown {
  const { _id, ...rest } = document as { _id: string };
  return { ...rest, id: _id };
}
function toDocument<T extends { readonly id: string }>({ id, ...rest }: T) {
  return { ...rest, _id: id };
}

export type RowFilter = Readonly<{ campaignId: string; importId?: string; state?: string; reason?: string }>;
const BATCH = 1_000;

/** Keeps as-run files' rows with what became of each, and column profiles. */
export function createAsRunModel(connection: Connection) {
  const imports = connection.model<Document<StoredImport>>('AsRunImport', importSchema);
  const rows = connection.model<Document<StoredRow>>('AsRunRow', rowSchema);
  const profiles = connection.model<Document<StoredProfile>>('AsRunProfile', profileSchema);
  return {
    async insertImport(one: StoredImport): Promise<void> {
      await imports.create([toDocument(one)]);
    },
    async finishImport(id: string, set: Partial<StoredImport>): Promise<void> {
      await imports.updateOne({ _id: id }, { $set: set as object });
    },
    async findImport(id: string): Promise<StoredImport | null> {
      const document = await imports.findById(id).lean();
      return document ? (fromDocument(document) as StoredImport) : null;
    },
    async pageImports(campaignId: string, cursor: string | undefined, limit: number): Promise<readonly StoredImport[]> {
      const query = { campaignId, ...beforeId(cursor) } as object;
      return (await imports.find(query).sort({ _id: -1 }).limit(limit).lean()).map(
        (one) => fromDocument(one) as StoredImport,
      );
    },
    async insertRows(list: readonly StoredRow[]): Promise<void> {
      for (let at = 0; at < list.length; at += BATCH) {
        const documents = list
          .slice(at, at + BATCH)
          .map((row) => ({ ...toDocument(row), candidateSpotIds: [...row.candidateSpotIds] }));
        await rows.insertMany(documents, { lean: true });
      }
    },
    async findRow(id: string): Promise<StoredRow | null> {
      const document = await rows.findById(id).lean();
      return document ? (fromDocument(document) as StoredRow) : null;
    },
    /** Settles an unmatched row; false when somebody was faster. */
    async settleRow(
      id: string,
      set: Readonly<{ state: 'resolved' | 'ignored'; spotId: string | null; note: string | null }>,
    ): Promise<boolean> {
      return (await rows.updateOne({ _id: id, state: 'unmatched' }, { $set: set })).matchedCount === 1;
    },
    async pageRows(filter: RowFilter, cursor: string | undefined, limit: number): Promise<readonly StoredRow[]> {
      const query = { ...filter, ...afterId(cursor) } as object;
      return (await rows.find(query).sort({ _id: 1 }).limit(limit).lean()).map((one) => fromDocument(one) as StoredRow);
    },
    async unmatchedByStation(campaignId: string): Promise<ReadonlyMap<string, number>> {
      const open = await rows
        .find({ campaignId, state: 'unmatched' } as object)
        .select({ station: 1 })
        .lean();
      const counts = new Map<string, number>();
      for (const one of open) {
        const station = (one as unknown as StoredRow).station ?? '';
        counts.set(station, (counts.get(station) ?? 0) + 1);
      }
      return counts;
    },
    async insertProfile(profile: StoredProfile): Promise<void> {
      await profiles.create([toDocument(profile)]);
    },
    async findProfile(id: string): Promise<StoredProfile | null> {
      const document = await profiles.findById(id).lean();
      return document ? (fromDocument(document) as StoredProfile) : null;
    },
    async listProfiles(campaignId: string): Promise<readonly StoredProfile[]> {
      return (await profiles.find({ campaignId }).sort({ _id: 1 }).lean()).map(
        (one) => fromDocument(one) as StoredProfile,
      );
    },
  };
}
export type AsRunModel = ReturnType<typeof createAsRunModel>;
