import type { LineResponse } from '../../../shared/contracts/plans.ts';
import { addDays } from '../../../shared/domain/calendar/day.ts';
import { MICROS_PER_UNIT } from '../../../shared/domain/money.ts';
import { IMPORT_FIELDS, type ImportField } from '../../../shared/domain/plan-import/columns.ts';
import { channelWord } from '../../words/format.ts';

/** A cell of an export: a word, a number, or nothing. */
type Value = string | number | null;

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const LINE_COLUMNS = Object.keys(IMPORT_FIELDS) as readonly ImportField[];

/** The headings of the lines' own table, as the import reads them. */
export function linesHeadings(): readonly string[] {
  return LINE_COLUMNS.map((field) => (field === 'budget' ? 'Flight budget' : IMPORT_FIELDS[field]));
}

/** Every flight of every line with all terms, one row each, gross; a line without a flight has one row. */
export function linesRows(lines: readonly LineResponse[]): readonly (readonly Value[])[] {
  return lines.flatMap((line) => {
    const flights = line.flights.filter(({ status }) => status !== 'canceled');
    return (flights.length > 0 ? flights : [null]).map((flight) =>
      LINE_COLUMNS.map((field) => valueOf(field, line, flight)),
    );
  });
}

type Flight = LineResponse['flights'][number];

function valueOf(field: ImportField, line: LineResponse, flight: Flight | null): Value {
  const { tv } = line;
  const dollars = (cents: number | undefined) => (cents === undefined ? null : cents / 100);
  switch (field) {
    case 'channel':
      return channelWord(line.channel);
    case 'vendor':
      return line.vendor;
    case 'line':
      return line.name;
    case 'firstDay':
      return flight?.startDay ?? null;
    case 'lastDay':
      return flight ? addDays(flight.endDay, -1) : null;
    case 'budget':
      return dollars(flight?.budgetCents);
    case 'rateKind':
      return line.rate.kind === 'flat' ? 'Flat' : line.rate.kind.toUpperCase();
    case 'price':
      return line.rate.amountMicros / MICROS_PER_UNIT;
    case 'rateBasis':
      return line.rate.basis === 'net' ? 'Net' : 'Gross';
    case 'demo':
      return line.demo ?? null;
    case 'station':
      return tv?.station ?? null;
    case 'daypart':
      return tv?.daypart ?? null;
    case 'program':
      return tv?.program ?? null;
    case 'rating':
      return tv ? tv.ratingHundredths / 100 : null;
    case 'length':
      return tv?.lengthSeconds ?? null;
    case 'spotsPerWeek':
      return tv?.spotsPerWeek ?? null;
    case 'weekdays':
      return tv?.weekdays?.map((day) => WEEKDAYS[day - 1]).join(' ') ?? null;
    case 'min':
      return dollars(line.minCents);
    case 'max':
      return dollars(line.maxCents);
    case 'locked':
      return line.locked ? 'Yes' : 'No';
    case 'lineId':
      return line.id;
    case 'flightId':
      return flight?.id ?? null;
  }
}
