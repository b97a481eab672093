import type { z } from 'zod';
import type { AsRunPreview, asRunPreviewRequestSchema } from '../../../../shared/contracts/reconciliation.ts';
import { formatClock } from '../../../../shared/domain/calendar/broadcast-clock.ts';
import type { StoredProfile } from '../profiles.model.ts';
import { DATE_FORMATS, readRow, type RawRow } from './as-run-row.ts';
import { rulesOf } from './file-rows.ts';
import { columnPlaces, FIELDS, readCsv } from './read-csv.ts';

type Request = z.infer<typeof asRunPreviewRequestSchema>;
type Draft = NonNullable<Request['draft']>;
const SHOWN = 12;
const DELIMITERS = [',', ';', '\t', '|'] as const;

/**
 * How the beginning of a station's CSV is understood: by the columns given, else by the saved profile that fits its header,
 * else by the usual names; with what is wrong in each row, in the words the import itself would use.
 */
export async function previewCsv(
  { sample, station, draft }: Request,
  given: Readonly<{ profiles: readonly StoredProfile[]; timeZone: string }>,
): Promise<AsRunPreview> {
  const delimiter = draft?.delimiter ?? usualDelimiter(sample);
  const header = await headerOf(sample, delimiter);
  const known = draft ? undefined : given.profiles.findLast((profile) => fits(profile, header, delimiter));
  const { places, missing } = columnPlaces(header, draft?.columns ?? known?.columns);
  const columns = Object.fromEntries(
    FIELDS.flatMap((field) => {
      const name = header[places[field] ?? -1];
      return name === undefined ? [] : [[field, name]];
    }),
  ) as Draft['columns'];
  const raws = missing.length > 0 ? [] : await rowsOf(sample, columns, delimiter);
  const rules = {
    ...rulesOf({ ...EMPTY, ...known, ...draft }, { station: station ?? undefined, timeZone: given.timeZone }),
    dateFormat: draft?.dateFormat ?? known?.dateFormat ?? likelyFormat(raws),
  };
  const rows = raws.map((raw) => ({ raw, read: readRow(raw, rules) }));
  const problems = rows.filter(({ read }) => 'reason' in read);
  return {
    delimiter,
    header: [...header],
    columns,
    missing: [...missing],
    profileId: known?.id ?? null,
    dateFormat: rules.dateFormat,
    dayKind: rules.dayKind,
    statusMap: { ...rules.statusMap },
    station: rules.station ?? null,
    unknownStatuses: [
      ...new Set(
        rows.flatMap(({ raw, read }) => ('reason' in read && read.reason === 'unknown_status' ? [raw.status] : [])),
      ),
    ].slice(0, 30),
    rowsRead: rows.length,
    rowsWithProblems: problems.length,
    rows: [...problems.slice(0, SHOWN), ...rows.filter(({ read }) => !('reason' in read))]
      .slice(0, SHOWN)
      .sort((a, b) => a.raw.rowNumber - b.raw.rowNumber)
      .map(({ raw, read }) => ({
        rowNumber: raw.rowNumber,
        raw: raw.raw.slice(0, 300),
        problem: 'reason' in read ? read.explanation : null,
        station: ('reason' in read ? read.partial.station : read.station) ?? null,
        airDay: 'reason' in read ? null : read.airDay,
        clock: 'reason' in read ? null : formatClock(read.minute),
        adId: raw.adId,
        lengthSeconds: 'reason' in read ? null : read.lengthSeconds,
        outcome: 'reason' in read ? null : read.outcome,
        program: raw.program || null,
      })),
  };
}

const EMPTY = { dateFormat: 'YYYY-MM-DD', dayKind: 'broadcast', statusMap: {} } as const;

/** The separator the first line has most of. */
function usualDelimiter(sample: string): Draft['delimiter'] {
  const first = sample.split('\n', 1)[0] ?? '';
  const times = (delimiter: string) => first.split(delimiter).length;
  return DELIMITERS.toSorted((a, b) => times(b) - times(a))[0] ?? ',';
}

function fits({ columns, delimiter }: StoredProfile, header: readonly string[], ofFile: string): boolean {
  const { places } = columnPlaces(header, columns);
  return delimiter === ofFile && FIELDS.every((field) => columns[field] === undefined || places[field] !== undefined);
}

async function headerOf(sample: string, delimiter: Draft['delimiter']): Promise<readonly string[]> {
  const { parse } = await import('csv-parse/sync');
  const first = (sample.startsWith('\uFEFF') ? sample.slice(1) : sample).split('\n', 1)[0] ?? '';
  const records: string[][] = parse(first, { delimiter, trim: true, relax_quotes: true, relax_column_count: true });
  return records[0] ?? [];
}

async function rowsOf(sample: string, columns: Draft['columns'], delimiter: Draft['delimiter']): Promise<RawRow[]> {
  async function* once() {
    yield Buffer.from(sample);
  }
  const rows: RawRow[] = [];
  // Called only with every needed column found.
  for await (const row of readCsv(once(), { columns: columns as StoredProfile['columns'], delimiter })) rows.push(row);
  return rows;
}

/** The form of date that reads most rows; the first of those that read the same. */
function likelyFormat(rows: readonly RawRow[]): (typeof DATE_FORMATS)[number] {
  const readable = (dateFormat: (typeof DATE_FORMATS)[number]) =>
    rows.filter(({ date }) => DATE_SHAPES[dateFormat].test(date.trim())).length;
  return DATE_FORMATS.toSorted((a, b) => readable(b) - readable(a))[0] ?? 'YYYY-MM-DD';
}
const DATE_SHAPES: Readonly<Record<(typeof DATE_FORMATS)[number], RegExp>> = {
  'YYYY-MM-DD': /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$/,
  'MM/DD/YYYY': /^\d{1,2}[/-]\d{1,2}[/-]\d{4}$/,
  'MM/DD/YY': /^\d{1,2}[/-]\d{1,2}[/-]\d{2}$/,
  'DD.MM.YYYY': /^\d{1,2}\.\d{1,2}\.\d{4}$/,
};
