import { Schema, type Connection } from 'mongoose';
import { insertUnordered } from './insert-unordered.ts';
import { toMetrics, type Metrics } from '../../shared/domain/delivery/metrics.ts';
import { MEASUREMENT_WINDOWS } from '../../shared/domain/delivery/report-row.ts';
import { leastMature, totalsAt, type Adjustment, type DayState, type GrainState } from './ledger/day-state.ts';
import { DAY_GRAIN, placementOfKey } from './ledger/fact.ts';
import { sparseMetrics } from './ledger/sparse-metrics.ts';

type AdjustmentDocument = Omit<Adjustment, 'at'> & { _id: string; at: Date };
type SparseMetrics = Partial<Metrics>;

/** A standing fact. `g` is left out for the whole day; the rest is named by its first letter, since every row costs one. */
type GrainDocument = {
  g?: string;
  w: number;
  r: number;
  m: SparseMetrics;
  /** Row id, attempt, index in it, and when it came. Days of the first version lack these: there the fact is kept beside them. */
  o?: string;
  a?: string;
  i?: number;
  t?: Date;
};

/**
 * Kept small, since every new day costs one: source, placement and day are in the id, which is also how days are found;
 * totals follow from the grains and the deltas, zeros are left out, and the first adjustment is the totals themselves.
 */
type DayDocument = {
  _id: string;
  rev: number;
  grains: GrainDocument[];
  deltas?: { part: string; count: number; m: SparseMetrics }[];
  /** Only beside deltas: the totals and the number of facts, so that reading a day need not read its parts. */
  t?: SparseMetrics;
  n?: number;
  /** Left out while the only change is the first total. */
  last?: { m?: SparseMetrics; attemptIds: readonly string[] };
  at: Date;
};

const daySchema = new Schema<DayDocument>(
  {
    _id: { type: String, required: true },
    rev: { type: Number, required: true },
    grains: { type: Schema.Types.Mixed, default: [] },
    deltas: { type: Schema.Types.Mixed },
    t: { type: Schema.Types.Mixed },
    n: { type: Number },
    last: { type: Schema.Types.Mixed },
    at: { type: Date, required: true },
  },
  { collection: 'delivery_days', versionKey: false, minimize: false },
);

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

/** The id of a day's n-th adjustment; ids of one day sort by number. Example: `src_1|spot|2026-11-02|0000000001`. */
export function adjustmentIdOf(dayId: string, number: number): string {
  return `${dayId}|${String(number).padStart(10, '0')}`;
}

function toDocument(state: DayState): DayDocument {
  const { id, rev, grains, deltas, last, updatedAt } = state;
  const document: DayDocument = { _id: id, rev, grains: grains.map(grainDocument), at: new Date(updatedAt) };
  if (deltas.length > 0) {
    document.deltas = deltas.map(({ part, count, measures }) => ({ part, count, m: sparseMetrics(measures) }));
    document.t = sparseMetrics(state.totals);
    document.n = state.facts;
  }
  const isFirstTotal = rev === 1 && grains.length === 1 && deltas.length === 0;
  if (last && !isFirstTotal)
    document.last = { attemptIds: last.attemptIds, ...(rev > 1 ? { m: sparseMetrics(last.measures) } : {}) };
  return document;
}

function grainDocument(entry: GrainState): GrainDocument {
  const { grain, window, revision, measures, rowId, attemptId, index, at } = entry;
  const [w, m, t] = [MEASUREMENT_WINDOWS.indexOf(window), sparseMetrics(measures), new Date(at)];
  const document: GrainDocument = { w, r: revision, o: rowId, a: attemptId, i: index, t, m };
  if (grain !== DAY_GRAIN) document.g = grain;
  return document;
}

function toState(document: DayDocument): DayState {
  const { _id: id, rev } = document;
  const placementKey = placementKeyWithin(id);
  const at = document.at.getTime();
  const grains = document.grains.map(({ g, w, r, m, o, a, i, t }): GrainState => ({
    ...{ grain: g ?? DAY_GRAIN, window: MEASUREMENT_WINDOWS[w] ?? 'final', revision: r, measures: toMetrics(m) },
    ...{ rowId: o ?? '', attemptId: a ?? '', index: i ?? 0, at: t?.getTime() ?? at },
  }));
  const deltas = (document.deltas ?? []).map(({ part, count, m }) => ({ part, count, measures: toMetrics(m) }));
  const totals = document.t ? toMetrics(document.t) : totalsAt({ grains, deltas });
  const last = {
    number: rev,
    measures: rev === 1 ? totals : toMetrics(document.last?.m ?? {}),
    attemptIds: document.last?.attemptIds ?? grains.map(({ attemptId }) => attemptId),
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

const placementKeyWithin = (dayId: string) => dayId.slice(0, dayId.lastIndexOf('|'));

/** How many placements one query asks for: a filter is tested against every document, so long ones cost their square. */
const PLACEMENTS_AT_ONCE = 100;

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
      if (states.length === 0) return [];
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
      const ranges = placementKeys.map((key) => ({
        _id: { $gte: `${key}|${range.from ?? ''}`, $lt: range.to === undefined ? `${key}}` : `${key}|${range.to}` },
      }));
      const found: DayState[] = [];
      for (let from = 0; from < ranges.length; from += PLACEMENTS_AT_ONCE) {
        const some = ranges.slice(from, from + PLACEMENTS_AT_ONCE);
        const filter = some.length === 1 ? some[0] : { $or: some };
        const documents = await days.collection.find(filter as object, { projection: { deltas: 0 } }).toArray();
        for (const document of documents) found.push(toState(document as unknown as DayDocument));
      }
      return found;
    },
    /** Days with ids in [from, to), in order, at most `limit`; without the parts of their deltas. */
    async listRange(range: { from: string; to: string }, limit: number): Promise<readonly DayState[]> {
      const filter = { _id: { $gte: range.from, $lt: range.to } } as object;
      const options = { projection: { deltas: 0 }, sort: { _id: 1 }, limit } as const;
      const documents = await days.collection.find(filter, options).toArray();
      return documents.map((document) => toState(document as unknown as DayDocument));
    },
    /** The placements of a source that have days: one look-up each, however many days there are. */
    async placementKeysOf(sourceId: string): Promise<readonly string[]> {
      const keys: string[] = [];
      let after = `${sourceId}|`;
      for (;;) {
        const filter = { _id: { $gt: after, $lt: `${sourceId}}` } } as object;
        const [next] = await days.collection
          .find(filter, { projection: { _id: 1 }, sort: { _id: 1 }, limit: 1 })
          .toArray();
        if (!next) return keys;
        const key = placementKeyWithin(String(next._id));
        keys.push(key);
        after = `${key}}`;
      }
    },
    /** Every day of a range of ids (or all), in order, for a recount. */
    async *inOrder(range: { from: string; to: string } | null): AsyncGenerator<DayState> {
      const filter = range === null ? {} : { _id: { $gte: range.from, $lt: range.to } };
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
