import { createHash } from 'node:crypto';
import { Refusal, refuse } from '../../../refusal.ts';
import { readRow, type ReadingRules } from './as-run-row.ts';
import { readBxf } from './read-bxf.ts';
import { readCsv } from './read-csv.ts';
import type { StagedRow } from '../stage.model.ts';
import type { StoredProfile } from '../profiles.model.ts';

export type AsRunFile = Readonly<{
  format: 'csv' | 'bxf';
  chunks: AsyncIterable<Buffer>;
  fileName: string;
  profileId?: string | undefined;
  station?: string | undefined;
  toleranceMinutes?: number | undefined;
}>;
/** What is known of a file once it is whole. */
export type FilePrint = Readonly<{ bytes: number; sha256: string }>;

export const LIMIT_BYTES = 50_000_000;

/** How a file's rows are understood: the profile's rules, or the usual ones. */
export function rulesOf(
  profile: Pick<StoredProfile, 'dateFormat' | 'dayKind' | 'statusMap' | 'station'> | null,
  given: Readonly<{ station: string | undefined; timeZone: string }>,
): ReadingRules {
  return {
    dateFormat: profile?.dateFormat ?? 'YYYY-MM-DD',
    dayKind: profile?.dayKind ?? 'broadcast',
    statusMap: profile?.statusMap ?? {},
    station: given.station ?? profile?.station,
    timeZone: given.timeZone,
  };
}

/**
 * The rows of a file as it streams in, read or told why not; returns what the whole file was.
 * @throws Refusal when it is too large, not what it says it is, or ends before it is whole.
 */
export async function* fileRows(
  file: Pick<AsRunFile, 'format' | 'chunks'>,
  profile: StoredProfile | null,
  rules: ReadingRules,
): AsyncGenerator<StagedRow, FilePrint> {
  const meter = { bytes: 0, hash: createHash('sha256') };
  const chunks = metered(file.chunks, meter);
  for await (const raw of file.format === 'csv' ? readCsv(chunks, profile) : readBxf(chunks)) yield readRow(raw, rules);
  return { bytes: meter.bytes, sha256: meter.hash.digest('hex') };
}

/** Counts and hashes a file as it streams, stops it at the limit, and says in words that it broke off. */
async function* metered(
  chunks: AsyncIterable<Buffer>,
  meter: { bytes: number; hash: { update(chunk: Buffer): unknown } },
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of chunks) {
      meter.bytes += chunk.byteLength;
      if (meter.bytes > LIMIT_BYTES) throw tooLarge();
      meter.hash.update(chunk);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw refuse(
      'invalid',
      'incomplete_upload',
      `The file broke off after ${meter.bytes} bytes. Nothing of it was applied; send it again.`,
    );
  }
}

/** The refusal of a file past the limit. */
export function tooLarge(): Refusal {
  return refuse(
    'too_large',
    'file_too_large',
    `The file is larger than ${LIMIT_BYTES / 1_000_000} MB. Nothing of it was applied; send it in parts.`,
  );
}
