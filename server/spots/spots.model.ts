import { Schema, type Connection } from 'mongoose';
import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import { SPOT_JOB_KINDS, type SpotJobKind, type SpotStatus } from '../../shared/domain/spot.ts';
import { decodeCursor } from '../db/pages.ts';
import { standingOf, toSpot, toSpotDocument, type SpotDocument } from './spot-document.ts';
import { toSpotQuery, type SpotFilter } from './spot-filter.ts';

const mixed = { type: Schema.Types.Mixed, default: [] };
const spotSchema = new Schema<SpotDocument>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    planId: { type: String, required: true },
    lineId: { type: String, required: true },
    lineName: { type: String, required: true },
    flightId: { type: String, required: true },
    vendor: { type: String, required: true },
    station: { type: String, required: true },
    daypart: { type: String, required: true },
    program: { type: String, default: null },
    airDay: { type: String, required: true },
    minute: { type: Number, required: true },
    windowStartMinute: { type: Number, required: true },
    windowEndMinute: { type: Number, required: true },
    scheduledAt: { type: Date, required: true },
    occurrence: { type: String, default: null },
    timeZone: { type: String, required: true },
    lengthSeconds: { type: Number, required: true },
    creativeId: { type: String, default: null },
    costCents: { type: Number, required: true },
    ratingHundredths: { type: Number, required: true },
    status: { type: String, required: true },
    rev: { type: Number, required: true },
    slotKey: { type: String, required: true, unique: true },
    makegoodFor: { type: String, default: null },
    makegoodId: { type: String, default: null },
    airedAt: { type: Date, default: null },
    verified: { type: Boolean, required: true },
    deliveredHundredths: { type: Number, default: null },
    invoicedCents: { type: Number, default: null },
    creditCents: { type: Number, required: true },
    actions: mixed,
    history: mixed,
    jobHistory: mixed,
    outbox: mixed,
    due: {
      traffic: { type: Date, default: null },
      air: { type: Date, default: null },
      asrun: { type: Date, default: null },
    },
    outboxMark: { type: String, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'spots', versionKey: false, minimize: false },
);
spotSchema.index({ campaignId: 1, scheduledAt: 1, _id: 1 });
spotSchema.index({ campaignId: 1, station: 1, scheduledAt: 1 });
spotSchema.index({ flightId: 1 });
for (const kind of SPOT_JOB_KINDS) spotSchema.index({ [`due.${kind}`]: 1 });
spotSchema.index({ outboxMark: 1 });

export type CreativeUseRow = Readonly<{ creativeId: string; status: SpotStatus; scheduledAt: number }>;
export type GridRow = Pick<
  SpotRecord,
  'station' | 'daypart' | 'lineId' | 'lengthSeconds' | 'airDay' | 'status' | 'costCents' | 'ratingHundredths'
> & { readonly makegoodFor: string | null; readonly creativeId: string | null };
const GRID_FIELDS = {
  station: 1,
  daypart: 1,
  lineId: 1,
  lengthSeconds: 1,
  airDay: 1,
  status: 1,
  costCents: 1,
  ratingHundredths: 1,
  makegoodFor: 1,
  creativeId: 1,
} as const;

/** A pending job of a kind that is due in (after, until]. */
export type DueQuery = Readonly<{ kind: SpotJobKind; after: number | null; until: number; limit: number }>;
/** A new version of a spot, to be saved if the stored one is still at `rev`. */
export type SpotSave = Readonly<{ id: string; rev: number; next: SpotRecord }>;

/** Keeps spots. Every change is a compare-and-set on (id, rev); the spot itself says which of its jobs are due. */
export function createSpotsModel(connection: Connection) {
  const spots = connection.model<SpotDocument>('Spot', spotSchema);
  const many = (documents: readonly unknown[]) => documents.map((document) => toSpot(document as SpotDocument));
  const find = (query: Record<string, unknown>) => spots.find(query as object);
  return {
    async findById(id: string): Promise<SpotRecord | null> {
      const document = await spots.findById(id).lean();
      return document ? toSpot(document as SpotDocument) : null;
    },
    async findByIds(ids: readonly string[]): Promise<readonly SpotRecord[]> {
      return many(await find({ _id: { $in: [...ids] } }).lean());
    },
    /** Only what a plan curve needs of each spot, so that judging a campaign never reads whole histories. */
    async listAirings(
      campaignId: string,
    ): Promise<readonly Pick<SpotRecord, 'flightId' | 'airDay' | 'scheduledAt' | 'costCents'>[]> {
      const fields = { flightId: 1, airDay: 1, scheduledAt: 1, costCents: 1 };
      const documents: unknown[] = await find({ campaignId, makegoodFor: null, status: { $ne: 'canceled' } })
        .select(fields)
        .lean();
      return (documents as Pick<SpotDocument, 'flightId' | 'airDay' | 'scheduledAt' | 'costCents'>[]).map(
        ({ flightId, airDay, scheduledAt, costCents }) => ({
          flightId,
          airDay,
          scheduledAt: scheduledAt.getTime(),
          costCents,
        }),
      );
    },
    async listByCampaign(campaignId: string, filter: SpotFilter = {}): Promise<readonly SpotRecord[]> {
      return many(await find(toSpotQuery(campaignId, filter)).sort({ scheduledAt: 1, _id: 1 }).lean());
    },
    async listByFlight(flightId: string): Promise<readonly SpotRecord[]> {
      return many(await find({ flightId }).lean());
    },
    /** Spots in the order they air; the cursor is the instant and id of the last one seen. */
    async page(
      campaignId: string,
      filter: SpotFilter,
      cursor: string | undefined,
      limit: number,
    ): Promise<readonly SpotRecord[]> {
      const query = toSpotQuery(campaignId, filter);
      const position = decodeCursor(cursor, 2);
      if (position) {
        const [at, id] = [new Date(Number(position[0])), String(position[1])];
        query['$or'] = [{ scheduledAt: { $gt: at } }, { scheduledAt: at, _id: { $gt: id } }];
      }
      return many(await find(query).sort({ scheduledAt: 1, _id: 1 }).limit(limit).lean());
    },
    /** Inserts new spots; a slot taken already is E11000. */
    async insertMany(records: readonly SpotRecord[]): Promise<void> {
      if (records.length === 0) return;
      await spots.insertMany(records.map(toSpotDocument), { ordered: true, lean: true });
    },
    /** Saves one new version; false when somebody was faster. */
    async saveAtRev({ id, rev, next }: SpotSave): Promise<boolean> {
      const { _id: _same, ...set } = toSpotDocument(next);
      const done = await spots.updateOne({ _id: id, rev }, { $set: set as object });
      return done.matchedCount === 1;
    },
    /** Saves many new versions in one round trip and tells how many of them held. */
    async saveManyAtRev(saves: readonly SpotSave[]): Promise<number> {
      if (saves.length === 0) return 0;
      const operations = saves.map(({ id, rev, next }) => {
        const { _id: _same, ...set } = toSpotDocument(next);
        return { updateOne: { filter: { _id: id, rev }, update: { $set: set as object } } };
      });
      const done = await spots.bulkWrite(operations, { ordered: false });
      return done.matchedCount;
    },
    /**
     * The same for runs of jobs, which change only a spot's standing: a third of the time, past mongoose's casting. Not for
     * use inside a transaction.
     */
    async saveRunsAtRev(saves: readonly SpotSave[]): Promise<number> {
      if (saves.length === 0) return 0;
      const operations = saves.map(({ id, rev, next }) => ({
        updateOne: { filter: { _id: id as never, rev }, update: { $set: standingOf(toSpotDocument(next)) as object } },
      }));
      return (await spots.collection.bulkWrite(operations, { ordered: false })).matchedCount;
    },
    /** Spots whose pending job of a kind is due in (after, until], soonest first. */
    async findDue({ kind, after, until, limit }: DueQuery): Promise<readonly SpotRecord[]> {
      const range = { $lte: new Date(until), $gt: new Date(after ?? 0) };
      return many(
        await find({ [`due.${kind}`]: range })
          .sort({ [`due.${kind}`]: 1 })
          .limit(limit)
          .lean(),
      );
    },
    /** The due times of pending jobs of a kind in (after, until]: what the materialiser needs, and no more. */
    async dueTimes(kind: SpotJobKind, after: number, until: number): Promise<readonly number[]> {
      const range = { $gt: new Date(after), $lte: new Date(until) };
      const documents = await find({ [`due.${kind}`]: range })
        .select({ [`due.${kind}`]: 1, _id: 0 })
        .lean();
      return documents.map((document) => (document as SpotDocument).due[kind]?.getTime() ?? 0);
    },
    /** Spots with delivery still to be told. */
    async withOutbox(limit: number): Promise<readonly SpotRecord[]> {
      return many(
        await find({ outboxMark: { $gt: '' } })
          .limit(limit)
          .lean(),
      );
    },
    /** Empties outboxes that were told in full; one that grew since keeps everything, telling twice is harmless. */
    async clearOutboxes(spotsTold: readonly SpotRecord[]): Promise<void> {
      const operations = spotsTold.flatMap(({ id, outbox }) => {
        const mark = outbox.at(-1)?.rowId;
        if (mark === undefined) return [];
        return [
          { updateOne: { filter: { _id: id, outboxMark: mark }, update: { $set: { outbox: [], outboxMark: null } } } },
        ];
      });
      if (operations.length > 0) await spots.bulkWrite(operations, { ordered: false });
    },
    /** Which creative each spot carries, without the rest of the spot. */
    async creativeUses(campaignId: string): Promise<readonly CreativeUseRow[]> {
      const query = { campaignId, creativeId: { $gt: '' } };
      const documents = await find(query).select({ creativeId: 1, status: 1, scheduledAt: 1 }).lean();
      return documents.map((document) => {
        const { creativeId, status, scheduledAt } = document as SpotDocument;
        return { creativeId: creativeId ?? '', status, scheduledAt: scheduledAt.getTime() };
      });
    },
    /** The few fields a grid counts by. */
    async gridRows(campaignId: string, filter: SpotFilter): Promise<readonly GridRow[]> {
      const documents = await find(toSpotQuery(campaignId, filter)).select(GRID_FIELDS).sort({ scheduledAt: 1 }).lean();
      return documents.map((document) => {
        const { _id: _unused, ...row } = document as SpotDocument;
        return row;
      });
    },
    async countByCampaign(campaignId: string): Promise<number> {
      return spots.countDocuments({ campaignId });
    },
  };
}
export type SpotsModel = ReturnType<typeof createSpotsModel>;
