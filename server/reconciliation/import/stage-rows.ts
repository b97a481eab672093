import { refuse } from '../../refusal.ts';
import type { FilePrint } from './read/file-rows.ts';
import type { StagedRow, StageModel } from './stage.model.ts';

/** A broadcast day of 86,400 s holds 8,640 commercials of 10 s; more rows of one day are a wrong date column. */
export const MOST_ROWS_A_DAY = 10_000;
const BUCKETS = 256;
const PART_ROWS = 128;

type StageInput = Readonly<{
  stage: StageModel;
  importId: string;
  /** Told now and then that rows still arrive. */
  onProgress: (rows: number) => Promise<void>;
}>;

/**
 * Puts the rows of a file aside as they arrive, all rows of a station's day in the same bucket. Holds at most
 * 256 × 128 rows in memory.
 * @throws Refusal when one day of a station has more rows than a day can hold; whatever the file's reader throws.
 */
export async function stageRows(
  rows: AsyncGenerator<StagedRow, FilePrint>,
  { stage, importId, onProgress }: StageInput,
): Promise<FilePrint & Readonly<{ rows: number }>> {
  const held = Array.from({ length: BUCKETS }, (): string[] => []);
  const perDay = new Map<string, number>();
  let sequence = 0;
  let count = 0;
  const flush = async (bucket: number) => {
    const part = held[bucket]?.splice(0) ?? [];
    if (part.length > 0) await stage.add(importId, bucket, { sequence: (sequence += 1), rows: part });
  };
  for (;;) {
    const next = await rows.next();
    if (next.done) {
      for (let bucket = 0; bucket < BUCKETS; bucket += 1) await flush(bucket);
      return { ...next.value, rows: count };
    }
    const row = next.value;
    count += 1;
    const bucket = bucketOf(row, perDay);
    held[bucket]?.push(JSON.stringify(row));
    if ((held[bucket]?.length ?? 0) >= PART_ROWS) {
      await flush(bucket);
      await onProgress(count);
    }
  }
}

function bucketOf(row: StagedRow, perDay: Map<string, number>): number {
  if ('reason' in row) return row.rowNumber % BUCKETS;
  const key = `${row.station}|${row.airDay}`;
  const ofDay = (perDay.get(key) ?? 0) + 1;
  perDay.set(key, ofDay);
  if (ofDay > MOST_ROWS_A_DAY) {
    const message = `${row.station} has more than ${MOST_ROWS_A_DAY} rows on ${row.airDay}, more than a day can hold. Nothing was applied; check which column holds the date.`;
    throw refuse('invalid', 'too_many_rows_a_day', message, 'columns.date');
  }
  let hash = 0;
  for (let at = 0; at < key.length; at += 1) hash = (hash * 31 + key.charCodeAt(at)) >>> 0;
  return hash % BUCKETS;
}
