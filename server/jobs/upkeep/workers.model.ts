import { Schema, type Connection } from 'mongoose';
import type { RecoveredItem } from './run-overdue.ts';

type WorkerDocument = { _id: string; startedAt: Date; seenAt: Date };
type ReportDocument = {
  _id: string;
  outageFrom: Date;
  outageTo: Date;
  late: number;
  missed: number;
  moneyAtStakeCents: number;
  items: readonly RecoveredItem[];
};
export type JobWorker = Readonly<{ name: string; startedAt: number; seenAt: number }>;
/** What an outage cost: what ran late, what was missed, and the money of it. */
export type RecoveryReport = Readonly<{
  id: string;
  outageFrom: number;
  outageTo: number;
  late: number;
  missed: number;
  moneyAtStakeCents: number;
  items: readonly RecoveredItem[];
}>;

const workerSchema = new Schema<WorkerDocument>(
  {
    _id: { type: String, required: true },
    startedAt: { type: Date, required: true },
    seenAt: { type: Date, required: true },
  },
  { collection: 'job_workers', versionKey: false },
);
const reportSchema = new Schema<ReportDocument>(
  {
    _id: { type: String, required: true },
    outageFrom: { type: Date, required: true },
    outageTo: { type: Date, required: true },
    late: { type: Number, required: true },
    missed: { type: Number, required: true },
    moneyAtStakeCents: { type: Number, required: true },
    items: { type: Schema.Types.Mixed, default: [] },
  },
  { collection: 'job_recovery_reports', versionKey: false, minimize: false },
);

/** Keeps heartbeats of workers and reports of outages. */
export function createWorkersModel(connection: Connection) {
  const workers = connection.model<WorkerDocument>('JobWorker', workerSchema);
  const reports = connection.model<ReportDocument>('RecoveryReport', reportSchema);
  return {
    async beat(name: string, startedAt: number, at: number): Promise<void> {
      await workers.updateOne(
        { _id: name },
        { $set: { startedAt: new Date(startedAt), seenAt: new Date(at) } },
        { upsert: true },
      );
    },
    async list(): Promise<readonly JobWorker[]> {
      const documents = await workers.find().sort({ _id: 1 }).lean();
      return documents.map(({ _id, startedAt, seenAt }) => ({
        name: _id,
        startedAt: startedAt.getTime(),
        seenAt: seenAt.getTime(),
      }));
    },
    async forgetBefore(before: number): Promise<void> {
      await workers.deleteMany({ seenAt: { $lt: new Date(before) } });
    },
    async insertReport({ id, outageFrom, outageTo, ...rest }: RecoveryReport): Promise<void> {
      await reports.create([{ ...rest, _id: id, outageFrom: new Date(outageFrom), outageTo: new Date(outageTo) }]);
    },
    async listReports(limit: number): Promise<readonly RecoveryReport[]> {
      const documents = await reports.find().sort({ _id: -1 }).limit(limit).lean();
      return documents.map(({ _id, outageFrom, outageTo, ...rest }) => ({
        ...rest,
        id: _id,
        outageFrom: outageFrom.getTime(),
        outageTo: outageTo.getTime(),
      }));
    },
    /** The database's own clock, where it tells it. */
    async databaseTime(): Promise<number | null> {
      const hello = (await connection.db?.command({ hello: 1 })) as { localTime?: Date } | undefined;
      return hello?.localTime?.getTime() ?? null;
    },
  };
}
export type WorkersModel = ReturnType<typeof createWorkersModel>;
