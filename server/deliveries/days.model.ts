import { Schema, type Connection } from 'mongoose';
import { insertUnordered } from './insert-unordered.ts';
import { toMetrics, type Metrics } from '../../shared/domain/delivery/metrics.ts';
import { MEASUREMENT_WINDOWS } from '../../shared/domain/delivery/report-row.ts';
import { leastMature, totalsAt, type Adjustment, type DayState } from './ledger/day-state.ts';
import { placementOfKey } from './ledger/fact.ts';
import { sparseMetrics } from './ledger/sparse-metrics.ts';

type AdjustmentDocument = Omit<Adjustment, 'at'> & { _id: string; at: Date };
type SparseMetrics = Partial<Metrics>;

/**
 * Kept small, since every new day costs one: source, placement and day are in the id, totals follow from the grains and
 * the deltas, zeros are left out, and the first adjustment is the totals themselves.
 */
type DayDocument = {
  _id: string;
  placementKey: string;
  rev: number;
  grains: { g: string; w: number; r: number; m: SparseMetrics }[];
  deltas?: { part: string; count: number; m: SparseMetrics }[];
  /** Only beside deltas: the totals and the number of facts, so that reading a day need not read its parts. */
  t?: SparseMetrics;
  n?: number;
  last: { m?: SparseMetrics; attemptIds: readonly string[] };
  at: Date;
};

const daySchema = new Schema<DayDocument>(
  {
    _id: { type: String, required: true },
    placementKey: { type: String, required: true },
    rev: { type: Number, required: true },
    grains: { type: Schema.Types.Mixed, default: [] },
    deltas: { type: Schema.Types.Mixed },
    t: { type: Schema.Types.Mixed },
    n: { type: Number },
    last: { type: Schema.Types.Mixed, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'delivery_days', versionKey: false, minimize: false },
);
daySchema.index({ placementKey: 1 });

const adjustmentSchema = new Schema<AdjustmentDocument>(
  {
    _id: { type: String, required: true },
    number: { type: Number, required: true },
    measures: { type: Schema.Types.Mixed, required: true },
    attemptIds: { type: [String], default: [] },
    at: { type: Date, required: true },
  },
  { collection: 'delivery_adjustments', versionKey: false },
);

const adjustmentIdOf = (dayId: string, number: number) => `${dayId}|${String(number).padStart(10, '0')}`;

function toDocument(state: DayState): DayDocument {
  const { id, rev, grains, deltas, last, updatedAt } = state;
  return {
    _id: id,
    placementKey: id.slice(0, id.lastIndexOf('|')),
    rev,
    grains: grains.map(({ grain, window, revision, measures }) => ({
      g: grain,
      w: MEASUREMENT_WINDOWS.indexOf(window),
      r: revision,
      m: sparseMetrics(measures),
    })),
    ...(deltas.length > 0
      ? {
          deltas: deltas.map(({ part, count, measures }) => ({ part, count, m: sparseMetrics(measures) })),
          t: sparseMetrics(state.totals),
          n: state.facts,
        }
      : {}),
    last: { attemptIds: last?.attemptIds ?? [], ...(rev > 1 && last ? { m: sparseMetrics(last.measures) } : {}) },
    at: new Date(updatedAt),
  };
}

function toState(document: DayDocument): DayState {
  const { _id: id, rev, placementKey } = document;
  const at = document.at.getTime();
  const grains = document.grains.map(({ g, w, r, m }) => ({
    grain: g,
    window: MEASUREMENT_WINDOWS[w] ?? 'final',
    revision: r,
    measures: toMetrics(m),
  }));
  const deltas = (document.deltas ?? []).map(({ part, count, m }) => ({ part, count, measures: toMetrics(m) }));
  const totals = document.t ? toMetrics(document.t) : totalsAt({ grains, deltas });
  const last = {
    number: rev,
    measures: rev === 1 ? totals : toMetrics(document.last.m ?? {}),
    attemptIds: document.last.attemptIds,
    at,
  };
  const facts = document.n ?? grains.length;
  return {
    id,
    ...placementOfKey(placementKey),
    day: id.slice(placementKey.length + 1),
    rev,
    grains,
    deltas,
    totals,
    window: leastMature(grains),
    facts,
    last,
    updatedAt: at,
  };
}

/**
 * Keeps day totals with their newest adjustment inside, so that one document write changes both or neither. Before a day
 * is replaced its newest adjustment is copied out; a copy made twice is the same document.
 */
export function createDaysModel(connection: Connection) {
  const days = connection.model<DayDocument>('DeliveryDay', daySchema);
  const adjustments = connection.model<AdjustmentDocument>('DeliveryAdjustment', adjustmentSchema);

  const copyOutAdjustments = async (states: readonly DayState[]): Promise<void> => {
    const documents = states.flatMap(({ id, last }) =>
      last ? [{ ...last, at: new Date(last.at), _id: adjustmentIdOf(id, last.number) }] : [],
    );
    const outcomes = await insertUnordered(connection, 'delivery_adjustments', documents);
    const failed = outcomes.find((outcome) => outcome.kind === 'failed');
    if (failed) throw new Error(`An adjustment could not be kept: ${failed.message}`);
  };

  return {
    async findByIds(ids: readonly string[]): Promise<readonly DayState[]> {
      const documents = await days.collection.find({ _id: { $in: [...ids] } } as object).toArray();
      return documents.map((document) => toState(document as unknown as DayDocument));
    },
    /** Inserts new days; returns the ids that somebody else made first. */
    async insertNew(states: readonly DayState[]): Promise<readonly string[]> {
      const outcomes = await insertUnordered(connection, 'delivery_days', states.map(toDocument));
      const failed = outcomes.find((outcome) => outcome.kind === 'failed');
      if (failed) throw new Error(`A day could not be kept: ${failed.message}`);
      return states.filter((_, index) => outcomes[index]?.kind === 'duplicate').map(({ id }) => id);
    },
    /** Replaces days that are still at the revision they were read at; returns true when all were. */
    async replaceAtRev(changes: readonly Readonly<{ before: DayState; after: DayState }>[]): Promise<boolean> {
      if (changes.length === 0) return true;
      await copyOutAdjustments(changes.map(({ before }) => before));
      const writes = changes.map(({ before, after }) => ({
        replaceOne: { filter: { _id: before.id, rev: before.rev } as object, replacement: toDocument(after) as object },
      }));
      const result = await days.collection.bulkWrite(writes, { ordered: false });
      return result.matchedCount === changes.length;
    },
    /** Days of placements in [from, to), in no order; without the parts of their deltas. */
    async listByPlacements(
      placementKeys: readonly string[],
      range: { from?: string | undefined; to?: string | undefined },
    ): Promise<readonly DayState[]> {
      if (placementKeys.length === 0) return [];
      const documents = await days.collection
        .find({ placementKey: { $in: [...placementKeys] } }, { projection: { deltas: 0 } })
        .toArray();
      const isWanted = ({ day }: DayState) =>
        (range.from === undefined || day >= range.from) && (range.to === undefined || day < range.to);
      return documents.map((document) => toState(document as unknown as DayDocument)).filter(isWanted);
    },
    /** The placements of a source that have days: one look-up each, however many days there are. */
    async placementKeysOf(sourceId: string): Promise<readonly string[]> {
      const keys: string[] = [];
      let after = `${sourceId}|`;
      for (;;) {
        const [next] = await days.collection
          .find(
            { placementKey: { $gt: after, $lt: `${sourceId}}` } },
            { projection: { placementKey: 1 }, sort: { placementKey: 1 }, limit: 1 },
          )
          .toArray();
        if (!next) return keys;
        after = String(next['placementKey']);
        keys.push(after);
      }
    },
    /** Every day of a source, by id, for a recount and for placements nobody mapped. */
    async *inOrder(sourceId: string | null): AsyncGenerator<DayState> {
      const filter = sourceId === null ? {} : { _id: { $gte: `${sourceId}|`, $lt: `${sourceId}}` } };
      const cursor = days.collection.find(filter as object, { sort: { _id: 1 }, batchSize: 1_000 });
      for await (const document of cursor) yield toState(document as unknown as DayDocument);
    },
    /** Adjustments of days in [fromId, toId), oldest first within a day; the newest of each day is in the day itself. */
    async listAdjustments(
      fromId: string,
      toId: string,
      limit: number,
    ): Promise<readonly (Adjustment & { id: string })[]> {
      const documents = await adjustments
        .find({ _id: { $gte: fromId, $lt: toId } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return documents.map(({ _id: id, number, measures, attemptIds, at }) => ({
        id,
        number,
        measures,
        attemptIds,
        at: at.getTime(),
      }));
    },
  };
}
export type DaysModel = ReturnType<typeof createDaysModel>;
export { adjustmentIdOf };
