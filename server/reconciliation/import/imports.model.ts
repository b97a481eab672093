import { Schema, type Connection } from 'mongoose';
import type { AsRunImportResponse } from '../../../shared/contracts/reconciliation.ts';
import { beforeId } from '../../db/pages.ts';

/** One station's file on its way in, with what came of its rows. */
export type StoredImport = Omit<AsRunImportResponse, 'createdAt'> &
  Readonly<{
    createdAt: number;
    toleranceMinutes: number;
    /** The whole file is put aside; what follows can be done by any server. */
    isWhole: boolean;
    /** When somebody last worked on it. */
    touchedAt: number;
  }>;
type ImportDocument = Omit<StoredImport, 'id'> & { _id: string };

const importSchema = new Schema<ImportDocument>(
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
    failure: { type: String, default: null },
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

function toImport(document: unknown): StoredImport {
  const { _id: id, ...rest } = document as ImportDocument;
  return { ...rest, id };
}

/** Keeps imports of as-run files; one that a server left is taken over by compare-and-set. */
export function createImportsModel(connection: Connection) {
  const imports = connection.model<ImportDocument>('AsRunImport', importSchema);
  return {
    async insert({ id, ...rest }: StoredImport): Promise<void> {
      await imports.create([{ ...rest, _id: id }]);
    },
    async change(id: string, set: Partial<StoredImport>): Promise<void> {
      await imports.updateOne({ _id: id }, { $set: set as object });
    },
    async findById(id: string): Promise<StoredImport | null> {
      const document = await imports.findById(id).lean();
      return document ? toImport(document) : null;
    },
    async page(campaignId: string, cursor: string | undefined, limit: number): Promise<readonly StoredImport[]> {
      const query = { campaignId, ...beforeId(cursor) } as object;
      return (await imports.find(query).sort({ _id: -1 }).limit(limit).lean()).map(toImport);
    },
    /** Imports nobody has worked on since `before`. */
    async abandoned(before: number): Promise<readonly StoredImport[]> {
      const found = await imports.find({ status: 'running', touchedAt: { $lt: before } }).lean();
      return found.map(toImport);
    },
    /** Takes over an abandoned import; false when somebody was faster. */
    async claim(id: string, { before, at }: Readonly<{ before: number; at: number }>): Promise<boolean> {
      const query = { _id: id, status: 'running' as const, touchedAt: { $lt: before } };
      return (await imports.updateOne(query, { $set: { touchedAt: at } })).modifiedCount === 1;
    },
  };
}
export type ImportsModel = ReturnType<typeof createImportsModel>;
