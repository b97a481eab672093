import { Schema, type Connection } from 'mongoose';
import type {
  AsRunImportResponse,
  AsRunProfileRequest,
  AsRunRowResponse,
} from '../../shared/contracts/reconciliation.ts';
import { afterId, beforeId } from '../db/pages.ts';
import { insertUnordered } from '../deliveries/insert-unordered.ts';
import type { StationOutcome } from './import/read/as-run-row.ts';
import { rowIdOf, rowsOfImport } from './import/row-id.ts';

type Instants<T, Keys extends keyof T> = Omit<T, Keys> & { [K in Keys]: T[K] extends string ? number : number | null };
export type StoredImport = Instants<AsRunImportResponse, 'createdAt'> &
  Readonly<{
    toleranceMinutes: number;
    /** The whole file is put aside; what follows can be done by any server. */
    isWhole: boolean;
    /** When somebody last worked on it. */
    touchedAt: number;
  }>;
export type StoredRow = Omit<Instants<AsRunRowResponse, 'airedAt'>, 'clock'> &
  Readonly<{ minute: number | null; note: string | null; outcome: StationOutcome | null }>;
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
    sha256: { type: String, default: '' },
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
    toleranceMinutes: { type: Number, required: true },
    isWhole: { type: Boolean, required: true },
    touchedAt: { type: Number, required: true },
  },
  { collection: 'as_run_imports', versionKey: false, minimize: false },
);
importSchema.index({ campaignId: 1, _id: -1 });
importSchema.index({ status: 1, touchedAt: 1 });

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
    outcome: text,
    stationStatus: text,
    reference: text,
    ratingHundredths: { type: Number, default: null },
    costCents: { type: Number, default: null },
    program: text,
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
// Only rows that carry an amount: of a station's whole log those are few.
rowSchema.index({ campaignId: 1, costCents: 1 }, { partialFilterExpression: { costCents: { $exists: true } } });

const profileSchema = new Schema<Document<StoredProfile>>(
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

function fromDocument(document: unknown): unknown {
  const { _id, ...rest } = document as { _id: string };
  return { ...rest, id: _id };
}
/** A row as it is stored: what it does not say is left out, as files have many rows. */
function rowDocument(row: StoredRow): object {
  return Object.fromEntries(Object.entries(toDocument(row)).filter(([, value]) => value !== null));
}
const NOTHING_SAID = {
  ...{ station: null, airDay: null, minute: null, airedAt: null, adId: null, lengthSeconds: null, outcome: null },
  ...{ stationStatus: null, reference: null, ratingHundredths: null, costCents: null, program: null, spotId: null },
  note: null,
};
function fromRow(document: unknown): StoredRow {
  return { ...NOTHING_SAID, ...(fromDocument(document) as StoredRow) };
}
/** Without a station where it has none, as on the wire. */
function fromProfile(document: unknown): StoredProfile {
  const { station, ...rest } = fromDocument(document) as StoredProfile & { station?: string | null };
  return station ? { ...rest, station } : rest;
}
function toDocument<T extends { readonly id: string }>({ id, ...rest }: T) {
  return { ...rest, _id: id };
}

/** A row that carries an invoiced amount. */
export type InvoicedRow = StoredRow & Readonly<{ costCents: number }>;
export type RowTally = Readonly<{ state: string; reason: string; outcome: StationOutcome | null; count: number }>;
export type RowFilter = Readonly<{ campaignId: string; importId?: string; state?: string; reason?: string }>;
const BATCH = 500;

/** Keeps as-run files' rows with what became of each, and column profiles. */
export function createAsRunModel(connection: Connection) {
  const imports = connection.model<Document<StoredImport>>('AsRunImport', importSchema);
  const rows = connection.model<Document<StoredRow>>('AsRunRow', rowSchema);
  const profiles = connection.model<Document<StoredProfile>>('AsRunProfile', profileSchema);
  return {
    async insertImport(one: StoredImport): Promise<void> {
      await imports.create([toDocument(one)]);
    },
    async changeImport(id: string, set: Partial<StoredImport>): Promise<void> {
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
    /** Imports nobody has worked on since `before`. */
    async abandonedImports(before: number): Promise<readonly StoredImport[]> {
      const found = await imports.find({ status: 'running', touchedAt: { $lt: before } }).lean();
      return found.map((one) => fromDocument(one) as StoredImport);
    },
    /** Takes over an abandoned import; false when somebody was faster. */
    async claimImport(id: string, { before, at }: Readonly<{ before: number; at: number }>): Promise<boolean> {
      const query = { _id: id, status: 'running' as const, touchedAt: { $lt: before } };
      return (await imports.updateOne(query, { $set: { touchedAt: at } })).modifiedCount === 1;
    },
    /** Stores rows, each once for ever: a row that is there already is left as it is. */
    async insertRows<Item>(list: readonly Item[], toRow: (item: Item) => StoredRow): Promise<void> {
      for (let at = 0; at < list.length; at += BATCH) {
        const documents = list.slice(at, at + BATCH).map((item) => rowDocument(toRow(item)));
        const outcomes = await insertUnordered(connection, 'as_run_rows', documents);
        const failed = outcomes.find(({ kind }) => kind === 'failed');
        if (failed?.kind === 'failed') throw new Error(`A row of an as-run could not be kept: ${failed.message}`);
      }
    },
    /** Which of these rows of an import are stored as matched, and to which spot. */
    async matchedRows(
      importId: string,
      list: readonly Readonly<{ rowNumber: number }>[],
    ): Promise<ReadonlyMap<number, string>> {
      const known = new Map<number, string>();
      for (let at = 0; at < list.length; at += BATCH) {
        const ids = list.slice(at, at + BATCH).map(({ rowNumber }) => rowIdOf(importId, rowNumber));
        const found = await rows
          .find({ _id: { $in: ids }, state: 'matched' })
          .select({ rowNumber: 1, spotId: 1 })
          .lean();
        for (const { rowNumber, spotId } of found) if (spotId !== null) known.set(rowNumber, spotId);
      }
      return known;
    },
    /** A row whose spot would not hear of it goes to the queue after all. */
    async unmatchRow(
      importId: string,
      rowNumber: number,
      why: Readonly<{ reason: string; explanation: string }>,
    ): Promise<void> {
      const id = rowIdOf(importId, rowNumber);
      const row = await rows.findById(id).lean();
      const candidateSpotIds = row?.spotId ? [row.spotId] : [];
      await rows.updateOne(
        { _id: id, state: 'matched' },
        { $set: { ...why, state: 'unmatched', spotId: null, candidateSpotIds } },
      );
    },
    /** How many rows of an import became what, and why. */
    async tallyRows(importId: string): Promise<readonly RowTally[]> {
      const groups = await rows.aggregate<{ _id: Omit<RowTally, 'count'>; count: number }>([
        { $match: { _id: rowsOfImport(importId) } },
        { $group: { _id: { state: '$state', reason: '$reason', outcome: '$outcome' }, count: { $sum: 1 } } },
      ]);
      return groups.map(({ _id, count }) => ({ ..._id, count }));
    },
    async findRow(id: string): Promise<StoredRow | null> {
      const document = await rows.findById(id).lean();
      return document ? fromRow(document) : null;
    },
    /** Settles an unmatched row; false when somebody was faster. */
    async settleRow(
      id: string,
      set: Readonly<{ state: 'resolved' | 'ignored'; spotId: string | null; note: string | null }>,
    ): Promise<boolean> {
      return (await rows.updateOne({ _id: id, state: 'unmatched' }, { $set: set })).matchedCount === 1;
    },
    async pageRows(filter: RowFilter, cursor: string | undefined, limit: number): Promise<readonly StoredRow[]> {
      const { importId, ...rest } = filter;
      const ids = { ...(importId === undefined ? {} : rowsOfImport(importId)), ...afterId(cursor)._id };
      const query = { ...rest, ...(Object.keys(ids).length > 0 ? { _id: ids } : {}) } as object;
      return (await rows.find(query).sort({ _id: 1 }).limit(limit).lean()).map(fromRow);
    },
    /** Rows that carry an invoiced amount and were not left aside, in the order they came. */
    async invoicedRows(campaignId: string): Promise<readonly InvoicedRow[]> {
      const found = await rows
        .find({ campaignId, costCents: { $gte: 0 }, state: { $ne: 'ignored' } } as object)
        .sort({ _id: 1 })
        .select({ raw: 0 })
        .lean();
      return found
        .map(fromRow)
        .flatMap((row) => (row.costCents === null ? [] : [{ ...row, costCents: row.costCents }]));
    },
    async unmatchedByStation(campaignId: string): Promise<ReadonlyMap<string, number>> {
      const groups = await rows.aggregate<{ _id: string | null; count: number }>([
        { $match: { campaignId, state: 'unmatched' } },
        { $group: { _id: '$station', count: { $sum: 1 } } },
      ]);
      return new Map(groups.map(({ _id, count }) => [_id ?? '', count]));
    },
    async insertProfile(profile: StoredProfile): Promise<void> {
      await profiles.create([toDocument(profile)]);
    },
    /** Gives the profile of this name its new content; it keeps its id. */
    async replaceProfile(campaignId: string, request: AsRunProfileRequest): Promise<StoredProfile> {
      const set = { ...request, station: request.station ?? null };
      const document = await profiles
        .findOneAndUpdate({ campaignId, name: request.name }, { $set: set as object }, { returnDocument: 'after' })
        .lean();
      return fromProfile(document);
    },
    async findProfile(id: string): Promise<StoredProfile | null> {
      const document = await profiles.findById(id).lean();
      return document ? fromProfile(document) : null;
    },
    async listProfiles(campaignId: string): Promise<readonly StoredProfile[]> {
      return (await profiles.find({ campaignId }).sort({ _id: 1 }).lean()).map(fromProfile);
    },
  };
}
export type AsRunModel = ReturnType<typeof createAsRunModel>;
