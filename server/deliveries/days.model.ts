import { Schema, type Connection } from 'mongoose';
import { insertUnordered } from './insert-unordered.ts';
import type { Adjustment, DayState } from './ledger/day-state.ts';
import { placementKeyOf } from './ledger/fact.ts';

type AdjustmentFields = Omit<Adjustment, 'at'> & { at: Date };
type DayDocument = Omit<DayState, 'id' | 'updatedAt' | 'last'> & {
  _id: string;
  placementKey: string;
  updatedAt: Date;
  last: AdjustmentFields | null;
};
type AdjustmentDocument = AdjustmentFields & { _id: string };

const daySchema = new Schema<DayDocument>(
  {
    _id: { type: String, required: true },
    placementKey: { type: String, required: true },
    sourceId: { type: String, required: true },
    placement: { type: String, required: true },
    day: { type: String, required: true },
    rev: { type: Number, required: true },
    grains: { type: Schema.Types.Mixed, default: [] },
    deltas: { type: Schema.Types.Mixed, default: [] },
    totals: { type: Schema.Types.Mixed, required: true },
    window: { type: String, default: null },
    facts: { type: Number, required: true },
    last: { type: Schema.Types.Mixed, default: null },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'delivery_days', versionKey: false, minimize: false },
);
daySchema.index({ placementKey: 1, day: 1 });

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
  const { id, updatedAt, last, ...rest } = state;
  const placementKey = placementKeyOf(state.sourceId, state.placement);
  return {
    ...rest,
    _id: id,
    placementKey,
    updatedAt: new Date(updatedAt),
    last: last && { ...last, at: new Date(last.at) },
  };
}

function toState(document: DayDocument): DayState {
  const { _id: id, updatedAt, last, sourceId, placement, day, rev, grains, deltas, totals, window, facts } = document;
  return {
    id,
    sourceId,
    placement,
    day,
    rev,
    grains,
    deltas,
    totals,
    window,
    facts,
    updatedAt: updatedAt.getTime(),
    last: last && { ...last, at: last.at.getTime() },
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
      const day = {
        ...(range.from === undefined ? {} : { $gte: range.from }),
        ...(range.to === undefined ? {} : { $lt: range.to }),
      };
      const filter = { placementKey: { $in: [...placementKeys] }, ...(Object.keys(day).length > 0 ? { day } : {}) };
      const documents = await days.collection.find(filter, { projection: { deltas: 0 } }).toArray();
      return documents.map((document) => toState({ deltas: [], ...(document as unknown as Omit<DayDocument, 'deltas'>) }));
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
