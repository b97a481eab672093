import { Schema, mongo, type Connection } from 'mongoose';
import { dayIdOf, dayIdWithin, placementOfKey, type StoredFact } from './ledger/fact.ts';
import { MEASUREMENT_WINDOWS, type MeasurementWindow } from '../../shared/domain/delivery/report-row.ts';
import { deltaPartOf, type DeltaPart } from './ledger/day-state.ts';
import { ZERO_METRICS, addMetrics, toMetrics, type Metrics } from '../../shared/domain/delivery/metrics.ts';
import { sparseMetrics } from './ledger/sparse-metrics.ts';
import { insertUnordered, type InsertOutcome } from './insert-unordered.ts';

const { BSON } = mongo;

type FactDocument = Partial<Metrics> & {
  _id: string;
  attemptId: string;
  index: number;
  rowId: string;
  at: Date;
  /** Only on deltas: where it is summed, and what its id does not say. */
  part?: string;
  grain?: string;
  window?: MeasurementWindow;
  revision?: number;
};

const number = { type: Number };
const fields = {
  _id: { type: String, required: true },
  attemptId: { type: String, required: true },
  index: { type: Number, required: true },
  rowId: { type: String, required: true },
  at: { type: Date, required: true },
  spendMicros: number,
  impressions: number,
  clicks: number,
  completedViews: number,
  conversions: number,
  conversionValueMicros: number,
  grpHundredths: number,
} as const;

/** Totals that do not stand in their day: superseded or late. They need no index, their id starts with source, placement and day. */
const totalSchema = new Schema<FactDocument>(fields, { collection: 'delivery_totals', versionKey: false });
const deltaSchema = new Schema<FactDocument>(
  { ...fields, part: { type: String, required: true }, grain: String, window: String, revision: Number },
  { collection: 'delivery_deltas', versionKey: false },
);
deltaSchema.index({ part: 1 });

/** Ids from `from` to before `to`. Since '}' sorts right after '|', [id + '|', id + '}') holds all that belongs to the id. */
export type IdRange = Readonly<{ from: string; to: string }>;

function toDocument(fact: StoredFact): FactDocument {
  const { id, attemptId, index, rowId, at, dayId } = fact;
  const document: FactDocument = {
    _id: id,
    attemptId,
    index,
    rowId,
    at: new Date(at),
    ...sparseMetrics(fact.measures),
  };
  if (fact.kind === 'total') return document;
  return { ...document, part: deltaPartOf(dayId, at), grain: fact.grain, window: fact.window, revision: fact.revision };
}

function toFact(kind: StoredFact['kind'], document: FactDocument): StoredFact {
  const { _id: id, attemptId, index, rowId, at } = document;
  const key = kind === 'total' ? id : (document.part ?? '');
  const [source = '', escaped = '', day = '', grain = '', window = '', revision = ''] = key.split('|');
  const { sourceId, placement } = placementOfKey(`${source}|${escaped}`);
  const identity = {
    id,
    kind,
    attemptId,
    index,
    rowId,
    at: at.getTime(),
    dayId: dayIdWithin(key),
    sourceId,
    placement,
    day,
    measures: toMetrics(document),
  };
  if (kind === 'total')
    return { ...identity, grain, window: MEASUREMENT_WINDOWS[Number(window)] ?? 'final', revision: Number(revision) };
  return {
    ...identity,
    grain: document.grain ?? '-',
    window: document.window ?? 'final',
    revision: document.revision ?? 0,
  };
}

/** Facts are appended and never changed. Uniqueness of a fact is its id, so it is the database's promise. */
export function createFactsModel(connection: Connection) {
  const totals = connection.model<FactDocument>('DeliveryTotal', totalSchema);
  const deltas = connection.model<FactDocument>('DeliveryDelta', deltaSchema);
  const modelOf = (kind: StoredFact['kind']) => (kind === 'total' ? totals : deltas);

  return {
    async insert(kind: StoredFact['kind'], facts: readonly StoredFact[]): Promise<readonly InsertOutcome[]> {
      return insertUnordered(connection, modelOf(kind).collection.collectionName, facts.map(toDocument));
    },
    async findByIds(kind: StoredFact['kind'], ids: readonly string[]): Promise<readonly StoredFact[]> {
      const documents = await modelOf(kind)
        .find({ _id: { $in: [...ids] } })
        .lean();
      return documents.map((document) => toFact(kind, document));
    },
    /** Sums of delta parts, read from the facts. */
    async sumParts(parts: readonly string[]): Promise<readonly DeltaPart[]> {
      const sums = new Map<string, DeltaPart>();
      const cursor = deltas.collection.find({ part: { $in: [...parts] } }, { projection: { rowId: 0, attemptId: 0 } });
      for await (const document of cursor) addToPart(sums, document as unknown as FactDocument);
      return [...sums.values()];
    },
    /** Facts of one day id, or of the days [from, to) of a placement, in order of their ids. */
    async listRange(
      kind: StoredFact['kind'],
      range: { from: string; to: string; after?: string | undefined },
      limit: number,
    ): Promise<readonly StoredFact[]> {
      const key = kind === 'total' ? '_id' : 'part';
      const lower = range.after === undefined ? { $gte: range.from } : { $gt: range.after };
      if (kind === 'total') {
        const documents = await totals
          .find({ _id: { ...lower, $lt: range.to } } as object)
          .sort({ _id: 1 })
          .limit(limit)
          .lean();
        return documents.map((document) => toFact(kind, document));
      }
      const documents = await deltas
        .find({ [key]: { $gte: range.from, $lt: range.to } } as object)
        .sort({ part: 1, _id: 1 })
        .lean();
      const facts = documents.map((document) => toFact(kind, document));
      const rest =
        range.after === undefined ? facts : facts.filter((fact) => deltaCursorOf(fact) > (range.after ?? ''));
      return rest.slice(0, limit);
    },
    /**
     * Totals of a range of ids (or all), in order, for a recount: of each grain and window only the newest is read whole,
     * since nothing older can count; `older` is how many it stands for beside itself.
     */
    async *newestTotals(range: IdRange | null): AsyncGenerator<{ fact: StoredFact; older: number }> {
      const filter = range === null ? {} : { _id: { $gte: range.from, $lt: range.to } };
      const cursor = totals.collection.find(filter as object, { sort: { _id: 1 }, batchSize: 5_000, raw: true });
      const whole = (bytes: Uint8Array) => toFact('total', BSON.deserialize(bytes) as unknown as FactDocument);
      let [key, bytes, older]: [string, Uint8Array | null, number] = ['', null, 0];
      for await (const document of cursor) {
        const next = document as unknown as Uint8Array;
        const id = idOfBytes(next);
        const nextKey = id.slice(0, id.lastIndexOf('|'));
        if (bytes && nextKey !== key) yield { fact: whole(bytes), older };
        older = nextKey === key ? older + 1 : 0;
        [key, bytes] = [nextKey, next];
      }
      if (bytes) yield { fact: whole(bytes), older };
    },
    /** The sum of every delta part, by part. */
    async *partsInOrder(range: IdRange | null): AsyncGenerator<DeltaPart> {
      const filter = range === null ? {} : { part: { $gte: range.from, $lt: range.to } };
      const cursor = deltas.collection.find(filter as object, { sort: { part: 1 }, batchSize: 2_000 });
      const sums = new Map<string, DeltaPart>();
      for await (const document of cursor) {
        const fact = document as unknown as FactDocument;
        if (!sums.has(fact.part ?? '')) {
          yield* sums.values();
          sums.clear();
        }
        addToPart(sums, fact);
      }
      yield* sums.values();
    },
  };
}
export type FactsModel = ReturnType<typeof createFactsModel>;

/** The `_id` of a document as bytes: a string, and the first field of every document the database gives. */
function idOfBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // int32 size, type 2 (string), "_id\0", int32 length with its closing zero, the text.
  const isFirst = buffer[4] === 2 && buffer.toString('latin1', 5, 9) === '_id\0';
  if (!isFirst) return String(BSON.deserialize(buffer)['_id']);
  return buffer.toString('utf8', 13, 13 + buffer.readInt32LE(9) - 1);
}

/** Where a list of deltas goes on. */
export function deltaCursorOf(fact: Pick<StoredFact, 'dayId' | 'at' | 'id'>): string {
  return `${deltaPartOf(fact.dayId, fact.at)} ${fact.id}`;
}

/** The range of ids that holds the days [from, to) of a placement. */
export function dayRange(sourceId: string, placement: string, from: string, to: string): { from: string; to: string } {
  return { from: dayIdOf(sourceId, placement, from), to: dayIdOf(sourceId, placement, to) };
}

function addToPart(sums: Map<string, DeltaPart>, document: FactDocument): void {
  const part = document.part ?? '';
  const known = sums.get(part) ?? { part, count: 0, measures: ZERO_METRICS };
  sums.set(part, { part, count: known.count + 1, measures: addMetrics(known.measures, toMetrics(document)) });
}
