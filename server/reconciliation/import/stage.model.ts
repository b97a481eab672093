import { Schema, type Connection } from 'mongoose';
import type { ReadRow, UnreadableRow } from './read/as-run-row.ts';

type StageDocument = { _id: string; importId: string; bucket: number; rows: string };

const stageSchema = new Schema<StageDocument>(
  {
    _id: { type: String, required: true },
    importId: { type: String, required: true },
    bucket: { type: Number, required: true },
    rows: { type: String, required: true },
  },
  { collection: 'as_run_stage', versionKey: false },
);
stageSchema.index({ importId: 1, bucket: 1, _id: 1 });

/** A row of a file on its way to be matched. */
export type StagedRow = ReadRow | UnreadableRow;

/**
 * Keeps the rows of a file that is still coming in, in buckets of whole station-days, so that a file of any order is matched
 * in parts that fit into memory and survives a restart. Buckets are emptied as they are settled.
 */
export function createStageModel(connection: Connection) {
  const stage = connection.model<StageDocument>('AsRunStage', stageSchema);
  return {
    /** Puts rows, each as JSON, into a bucket; `sequence` counts the parts of one import. */
    async add(importId: string, bucket: number, part: Readonly<{ sequence: number; rows: readonly string[] }>) {
      const _id = `${importId}_${String(part.sequence).padStart(6, '0')}`;
      await stage.create([{ _id, importId, bucket, rows: `[${part.rows.join(',')}]` }]);
    },
    async buckets(importId: string): Promise<readonly number[]> {
      const found = (await stage.distinct('bucket', { importId })) as number[];
      return found.sort((a, b) => a - b);
    },
    async rowsOf(importId: string, bucket: number): Promise<readonly StagedRow[]> {
      const parts = await stage.find({ importId, bucket }).sort({ _id: 1 }).lean();
      return parts.flatMap(({ rows }) => JSON.parse(rows) as StagedRow[]);
    },
    async drop(importId: string, bucket?: number): Promise<void> {
      await stage.deleteMany(bucket === undefined ? { importId } : { importId, bucket });
    },
  };
}
export type StageModel = ReturnType<typeof createStageModel>;
