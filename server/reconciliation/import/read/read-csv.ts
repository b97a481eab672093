import { parse } from 'csv-parse';
import { Readable } from 'node:stream';
import type { AsRunProfileRequest } from '../../../../shared/contracts/reconciliation.ts';
import { refuse } from '../../../refusal.ts';
import type { RawRow } from './as-run-row.ts';

type Columns = AsRunProfileRequest['columns'];
type Field = keyof Columns;

/** Names stations give their columns, where no profile says. Compared without case, spaces, `_`, `-` and `.`. */
const USUAL: Readonly<Record<Field, readonly string[]>> = {
  station: ['station', 'callletters', 'call', 'channel'],
  date: ['date', 'airdate', 'airday', 'broadcastdate', 'scheduledate'],
  time: ['time', 'airtime', 'actualtime', 'timeaired'],
  adId: ['adid', 'isci', 'iscicode', 'copy', 'houseid', 'spotid'],
  lengthSeconds: ['length', 'len', 'lengthseconds', 'duration', 'seconds'],
  status: ['status', 'result', 'asrunstatus'],
  reference: ['reference', 'id', 'eventid', 'affidavit'],
  ratingHundredths: ['rating', 'deliveredrating', 'rtg'],
  costCents: ['cost', 'amount', 'rate', 'price', 'invoiced'],
  program: ['program', 'programname', 'programtitle', 'show', 'showname'],
};
export const FIELDS = Object.keys(USUAL) as readonly Field[];
const NEEDED: readonly Field[] = ['date', 'time', 'adId', 'lengthSeconds'];
const RAW_LIMIT = 1_000;
const RECORD_LIMIT = 100_000;

const plain = (name: string) => name.toLowerCase().replaceAll(/[\s_.\-/]/g, '');

/**
 * Rows of a station's CSV as they stream in. The header is line 1.
 * @throws Refusal when columns are missing or the file is no CSV.
 */
export async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  profile: Pick<AsRunProfileRequest, 'columns' | 'delimiter'> | null,
): AsyncGenerator<RawRow> {
  const parser = parse({
    bom: true,
    delimiter: profile?.delimiter ?? [',', ';', '\t'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: RECORD_LIMIT,
    info: true,
  });
  const source = Readable.from(chunks);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let places: Partial<Record<Field, number>> | null = null;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (!places) places = placesOf(record, profile?.columns);
      else yield rowOf(record, info.lines, places);
    }
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('CSV_')) {
      throw refuse('invalid', 'not_csv', `The file is not CSV as expected: ${(error as Error).message.slice(0, 200)}`);
    }
    throw error;
  } finally {
    source.destroy();
  }
  if (!places) throw refuse('invalid', 'empty_file', 'The file is empty: the first line must name the columns.');
}

/** Which columns of a header hold what: by the profile's names, or where there is none by the usual ones. */
export function columnPlaces(
  header: readonly string[],
  columns: Partial<Columns> | undefined,
): Readonly<{ places: Partial<Record<Field, number>>; missing: readonly Field[] }> {
  const names = header.map(plain);
  const placeOf = (field: Field): number => {
    const wanted = columns?.[field];
    if (columns) return wanted === undefined ? -1 : names.indexOf(plain(wanted));
    return USUAL[field].map((name) => names.indexOf(name)).find((at) => at >= 0) ?? -1;
  };
  const places = Object.fromEntries(
    FIELDS.map((field) => [field, placeOf(field)]).filter(([, at]) => Number(at) >= 0),
  ) as Partial<Record<Field, number>>;
  return { places, missing: NEEDED.filter((field) => places[field] === undefined) };
}

function placesOf(header: readonly string[], columns: Columns | undefined): Partial<Record<Field, number>> {
  const { places, missing } = columnPlaces(header, columns);
  if (missing.length > 0) {
    const message = `No column for ${missing.join(', ')} among "${header.join('", "').slice(0, 300)}". Say which is which in a profile.`;
    throw refuse('invalid', 'missing_columns', message, 'columns');
  }
  return places;
}

function rowOf(record: readonly string[], rowNumber: number, places: Partial<Record<Field, number>>): RawRow {
  const cell = (field: Field) => record[places[field] ?? -1] ?? '';
  return {
    rowNumber,
    station: cell('station'),
    date: cell('date'),
    time: cell('time'),
    adId: cell('adId'),
    length: cell('lengthSeconds'),
    status: cell('status'),
    reference: cell('reference'),
    rating: cell('ratingHundredths'),
    cost: cell('costCents'),
    program: cell('program'),
    utc: '',
    raw: record.join(',').slice(0, RAW_LIMIT),
  };
}
