import { Schema, type Connection } from 'mongoose';

/** What a process promises: every attempt it took before `pendingSince` is wholly in the ledger. */
export type Checkpoint = Readonly<{ processId: string; pendingSince: number; heartbeatAt: number }>;
type CheckpointDocument = { _id: string; pendingSince: Date; heartbeatAt: Date };

const checkpointSchema = new Schema<CheckpointDocument>(
  {
    _id: { type: String, required: true },
    pendingSince: { type: Date, required: true },
    heartbeatAt: { type: Date, required: true },
  },
  { collection: 'ledger_checkpoints', versionKey: false },
);

/** One small document per process instead of a mark on every attempt: what a crash left behind is found by time. */
export function createCheckpointsModel(connection: Connection) {
  const checkpoints = connection.model<CheckpointDocument>('LedgerCheckpoint', checkpointSchema);
  return {
    async save({ processId, pendingSince, heartbeatAt }: Checkpoint): Promise<void> {
      const set = { pendingSince: new Date(pendingSince), heartbeatAt: new Date(heartbeatAt) };
      await checkpoints.updateOne({ _id: processId }, { $set: set }, { upsert: true });
    },
    async list(): Promise<readonly Checkpoint[]> {
      const documents = await checkpoints.find().lean();
      return documents.map(({ _id, pendingSince, heartbeatAt }) => ({
        processId: _id,
        pendingSince: pendingSince.getTime(),
        heartbeatAt: heartbeatAt.getTime(),
      }));
    },
    /** Moves the promises of processes on, never back; nothing where they are gone. */
    async advance(processIds: readonly string[], pendingSince: number): Promise<void> {
      const moment = new Date(pendingSince);
      await checkpoints.updateMany(
        { _id: { $in: [...processIds] }, pendingSince: { $lt: moment } },
        { $set: { pendingSince: moment } },
      );
    },
    async remove(processIds: readonly string[]): Promise<void> {
      await checkpoints.deleteMany({ _id: { $in: [...processIds] } });
    },
  };
}
export type CheckpointsModel = ReturnType<typeof createCheckpointsModel>;
