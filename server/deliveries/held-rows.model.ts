import { Schema, type Connection } from 'mongoose';
import { beforeId } from '../db/pages.ts';
import { insertUnordered } from './insert-unordered.ts';

/** A row kept apart: it contradicts what is stored (quarantine), or it can't be booked (dead letter). */
export type HeldRow = Readonly<{
  id: string;
  kind: 'quarantine' | 'dead_letter';
  state: 'waiting' | 'accepted' | 'dropped';
  sourceId: string;
  placement: string;
  day: string;
  code: string;
  message: string;
  row: Readonly<Record<string, unknown>>;
  stored: Readonly<Record<string, unknown>> | null;
  attemptId: string;
  receivedAt: number;
  note: string | null;
}>;

type HeldRowDocument = Omit<HeldRow, 'id' | 'receivedAt'> & { _id: string; receivedAt: Date };

const heldRowSchema = new Schema<HeldRowDocument>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    state: { type: String, required: true },
    sourceId: { type: String, required: true },
    placement: { type: String, default: '' },
    day: { type: String, default: '' },
    code: { type: String, required: true },
    message: { type: String, required: true },
    row: { type: Schema.Types.Mixed, required: true },
    stored: { type: Schema.Types.Mixed, default: null },
    attemptId: { type: String, required: true },
    receivedAt: { type: Date, required: true },
    note: { type: String, default: null },
  },
  { collection: 'held_rows', versionKey: false, minimize: false },
);
heldRowSchema.index({ state: 1, _id: -1 });

/** Keeps rows that wait for a person. Ids come from attempt and row, so a repeated post holds nothing twice. */
export function createHeldRowsModel(connection: Connection) {
  const rows = connection.model<HeldRowDocument>('HeldRow', heldRowSchema);
  const toRow = ({ _id, receivedAt, ...rest }: HeldRowDocument): HeldRow => ({
    ...rest,
    id: _id,
    receivedAt: receivedAt.getTime(),
  });
  return {
    async insert(held: readonly HeldRow[]): Promise<void> {
      const outcomes = await insertUnordered(
        connection,
        'held_rows',
        held.map(({ id, receivedAt, ...rest }) => ({ ...rest, _id: id, receivedAt: new Date(receivedAt) })),
      );
      const failed = outcomes.find((outcome) => outcome.kind === 'failed');
      if (failed) throw new Error(`A held row could not be kept: ${failed.message}`);
    },
    async findById(id: string): Promise<HeldRow | null> {
      const document = await rows.findById(id).lean();
      return document ? toRow(document) : null;
    },
    async list(
      filter: Partial<Pick<HeldRow, 'kind' | 'state' | 'sourceId'>>,
      cursor: string | undefined,
      limit: number,
    ): Promise<readonly HeldRow[]> {
      const documents = await rows
        .find({ ...filter, ...beforeId(cursor) })
        .sort({ _id: -1 })
        .limit(limit)
        .lean();
      return documents.map(toRow);
    },
    /** Settles a waiting row; null when somebody already did. */
    async settle(id: string, state: 'accepted' | 'dropped', note: string): Promise<HeldRow | null> {
      const document = await rows
        .findOneAndUpdate({ _id: id, state: 'waiting' }, { $set: { state, note } }, { returnDocument: 'after' })
        .lean();
      return document ? toRow(document) : null;
    },
  };
}
export type HeldRowsModel = ReturnType<typeof createHeldRowsModel>;
