import { Schema, type Connection } from 'mongoose';
import { beforeId } from '../../db/pages.ts';

export type DeadLetterStatus = 'open' | 'retried' | 'done' | 'dropped';
/** A job nobody will try again by itself: a spot that could not be settled, or a trigger whose tries are used up. */
export type DeadLetter = Readonly<{
  id: string;
  job: string;
  campaignId: string | null;
  spotIds: readonly string[];
  flightId: string | null;
  scheduledFor: number;
  failedAt: number;
  attempts: number;
  error: string;
  status: DeadLetterStatus;
  settledBy: string | null;
  settledAt: number | null;
  note: string | null;
}>;
type DeadLetterDocument = Omit<DeadLetter, 'id' | 'scheduledFor' | 'failedAt' | 'settledAt'> & {
  _id: string;
  scheduledFor: Date;
  failedAt: Date;
  settledAt: Date | null;
};

const deadLetterSchema = new Schema<DeadLetterDocument>(
  {
    _id: { type: String, required: true },
    job: { type: String, required: true },
    campaignId: { type: String, default: null },
    spotIds: { type: [String], default: [] },
    flightId: { type: String, default: null },
    scheduledFor: { type: Date, required: true },
    failedAt: { type: Date, required: true },
    attempts: { type: Number, required: true },
    error: { type: String, required: true },
    status: { type: String, required: true },
    settledBy: { type: String, default: null },
    settledAt: { type: Date, default: null },
    note: { type: String, default: null },
  },
  { collection: 'job_dead_letters', versionKey: false },
);
deadLetterSchema.index({ status: 1, _id: -1 });

function toLetter({ _id, scheduledFor, failedAt, settledAt, ...rest }: DeadLetterDocument): DeadLetter {
  return {
    ...rest,
    id: _id,
    scheduledFor: scheduledFor.getTime(),
    failedAt: failedAt.getTime(),
    settledAt: settledAt?.getTime() ?? null,
  };
}

/** Keeps the inbox of jobs that gave up. */
export function createDeadLettersModel(connection: Connection) {
  const letters = connection.model<DeadLetterDocument>('DeadLetter', deadLetterSchema);
  return {
    async insert({ id, scheduledFor, failedAt, settledAt, ...rest }: DeadLetter): Promise<void> {
      const dates = {
        scheduledFor: new Date(scheduledFor),
        failedAt: new Date(failedAt),
        settledAt: settledAt === null ? null : new Date(settledAt),
      };
      await letters.create([{ ...rest, ...dates, _id: id, spotIds: [...rest.spotIds] }]);
    },
    async findById(id: string): Promise<DeadLetter | null> {
      const document = await letters.findById(id).lean();
      return document ? toLetter(document) : null;
    },
    /** Settles an open letter; false when somebody was faster. */
    async settle(
      id: string,
      status: Exclude<DeadLetterStatus, 'open'>,
      by: Readonly<{ name: string; at: number; note: string | null }>,
    ): Promise<boolean> {
      const set = { status, settledBy: by.name, settledAt: new Date(by.at), note: by.note };
      return (await letters.updateOne({ _id: id, status: 'open' }, { $set: set })).matchedCount === 1;
    },
    async list(
      filter: { status?: DeadLetterStatus },
      cursor: string | undefined,
      limit: number,
    ): Promise<readonly DeadLetter[]> {
      const documents = await letters
        .find({ ...filter, ...beforeId(cursor) })
        .sort({ _id: -1 })
        .limit(limit)
        .lean();
      return documents.map(toLetter);
    },
    async countOpen(): Promise<number> {
      return letters.countDocuments({ status: 'open' });
    },
  };
}
export type DeadLettersModel = ReturnType<typeof createDeadLettersModel>;
