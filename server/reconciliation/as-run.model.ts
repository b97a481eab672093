import { Schema, type Connection } from 'mongoose';
import type { AsRunRowResponse } from '../../shared/contracts/reconciliation.ts';
import { afterId } from '../db/pages.ts';
import { insertUnordered } from '../deliveries/insert-unordered.ts';
import type { StationOutcome } from './import/read/as-run-row.ts';
import { rowIdOf, rowsOfImport } from './import/row-id.ts';

/** One row of a station's log with what became of it: matched to a spot, waiting, or settled by a person. */
export type StoredRow = Omit<AsRunRowResponse, 'airedAt' | 'clock'> &
  Readonly<{ airedAt: number | null; minute: number | null; note: string | null; outcome: StationOutcome | null }>;
type RowDocument = Omit<StoredRow, 'id'> & { _id: string };

const text = { type: String, default: null };
const rowSchema = new Schema<RowDocument>(
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

/** A row as it is stored: what it does not say is left out, as files have many rows. */
function rowDocument({ id, ...rest }: StoredRow): object {
  return Object.fromEntries(Object.entries({ ...rest, _id: id }).filter(([, value]) => value !== null));
}
const NOTHING_SAID = {
  ...{ station: null, airDay: null, minute: null, airedAt: null, adId: null, lengthSeconds: null, outcome: null },
  ...{ stationStatus: null, reference: null, ratingHundredths: null, costCents: null, program: null, spotId: null },
  note: null,
};
function fromRow(document: unknown): StoredRow {
  const { _id: id, ...rest } = document as RowDocument;
  return { ...NOTHING_SAID, ...rest, id };
}

/** A row that carries an invoiced amount. */
export type InvoicedRow = StoredRow & Readonly<{ costCents: number }>;
export type RowTally = Readonly<{ state: string; reason: string; outcome: StationOutcome | null; count: number }>;
export type RowFilter = Readonly<{ campaignId: string; importId?: string; state?: string; reason?: string }>;
const BATCH = 500;

/** Keeps the rows of as-run files with what became of each. */
export function createAsRunModel(connection: Connection) {
  const rows = connection.model<RowDocument>('AsRunRow', rowSchema);
  return {
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
  };
}
export type AsRunModel = ReturnType<typeof createAsRunModel>;
