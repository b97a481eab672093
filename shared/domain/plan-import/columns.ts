import { addDays, daysBetween, earlierDay, type Day } from '../calendar/day.ts';
import { periodOf, type CalendarKind, type PeriodUnit } from '../calendar/periods.ts';
import type { FlowchartMeasure } from '../audience/measured-flowchart.ts';
import type { RateBasis } from '../rates.ts';
import { monthNumber, plainWord, readDay, type YearFrame } from './read-values.ts';
import type { Sheet, SheetCell } from './sheet.ts';

/** What a column can hold besides the amount of a week or month, in the order it is offered. */
export const IMPORT_FIELDS = {
  channel: 'Channel',
  vendor: 'Vendor',
  line: 'Line',
  firstDay: 'First day',
  lastDay: 'Last day',
  budget: 'Budget or total',
  rateKind: 'Rate kind',
  price: 'Price',
  rateBasis: 'Rate basis',
  demo: 'Demo',
  station: 'Station',
  daypart: 'Daypart',
  program: 'Program',
  rating: 'Rating',
  length: 'Length, s',
  spotsPerWeek: 'Spots per week',
  weekdays: 'Weekdays',
  min: 'At least',
  max: 'At most',
  locked: 'Locked',
  lineId: 'Line ID',
  flightId: 'Flight ID',
} as const;
export type ImportField = keyof typeof IMPORT_FIELDS;

/** What is read from a column; a period's `endDay` is exclusive. */
export type ColumnUse =
  | Readonly<{ kind: 'field'; field: ImportField }>
  | Readonly<{ kind: 'period'; startDay: Day; endDay: Day }>
  | Readonly<{ kind: 'ignored' }>;

/** How a file is read: where its headings stand, what each column holds, and what its amounts are. */
export type ImportMapping = Readonly<{
  /** From 0. */
  headerRow: number;
  columns: readonly ColumnUse[];
  basis: RateBasis;
  measure: FlowchartMeasure;
  calendar: CalendarKind;
  by: PeriodUnit;
  /** Formulas are never worked out; a row that rests on one is refused, or the result saved in the file is taken. */
  formulas: 'refuse' | 'saved';
}>;

const ALIASES: Readonly<Record<ImportField, readonly string[]>> = {
  channel: ['channel', 'media', 'medium', 'mediatype'],
  vendor: ['vendor', 'publisher', 'network', 'seller', 'supplier', 'partner', 'platform'],
  line: ['line', 'linename', 'placement', 'placementname', 'name', 'description', 'lineitem'],
  firstDay: ['firstday', 'start', 'startdate', 'startday', 'flightstart', 'from'],
  lastDay: ['lastday', 'end', 'enddate', 'flightend', 'to', 'through'],
  budget: ['budget', 'grossbudget', 'netbudget', 'flightbudget', 'cost', 'totalcost', 'amount', 'spend', 'total'],
  rateKind: ['ratekind', 'ratetype', 'buytype', 'costtype', 'costmethod', 'pricing'],
  price: ['price', 'rate', 'unitcost', 'unitprice', 'unitrate', 'spotrate'],
  rateBasis: ['ratebasis', 'basis'],
  demo: ['demo', 'demographic', 'target'],
  station: ['station', 'callletters'],
  daypart: ['daypart', 'dp'],
  program: ['program', 'programme', 'show'],
  rating: ['rating', 'rtg', 'estrating'],
  length: ['lengths', 'length', 'len', 'spotlength', 'lengthseconds'],
  spotsPerWeek: ['spotsperweek', 'spotsweek', 'spotswk', 'perweek'],
  weekdays: ['weekdays', 'days', 'airdays'],
  min: ['atleast', 'minimum', 'min'],
  max: ['atmost', 'maximum', 'max'],
  locked: ['locked', 'lock'],
  lineId: ['lineid'],
  flightId: ['flightid'],
};
const FIELD_OF_WORD = new Map(
  (Object.keys(ALIASES) as ImportField[]).flatMap((field) => ALIASES[field].map((word) => [word, field] as const)),
);

/** What a heading stands for by the usual words; undefined when they don't say. Example: "Publisher" is the vendor. */
function fieldOf(heading: string): ImportField | undefined {
  return FIELD_OF_WORD.get(plainWord(heading.replace(/,?\s*\(?\$\)?$/, '')));
}

type HeadingPeriod = Readonly<{ startDay: Day; endDay: Day; isOpen: boolean }>;

/** The days a heading names: "2026-10-26 to 2026-11-01", "Nov 2026", or one day, which opens a week. */
function periodOfHeading(
  cell: SheetCell,
  frame: YearFrame,
  view: Readonly<{ calendar: CalendarKind }>,
): HeadingPeriod | undefined {
  const text = cell.text.replace(/^(week of|week|wk|w\/c|wc|w\/o)[\s:]+/i, '').trim();
  const range = /^(.+?)\s*(?:\bto\b|–|—|\s-\s)\s*(.+)$/.exec(text);
  if (range) {
    const [startDay, lastDay] = [readDay(range[1] ?? '', frame), readDay(range[2] ?? '', frame)];
    return startDay && lastDay && lastDay >= startDay
      ? { startDay, endDay: addDays(lastDay, 1), isOpen: false }
      : undefined;
  }
  const month = /^([a-z]{3,9})\.?\s+(\d{4})$/i.exec(text);
  if (month && monthNumber(month[1]) > 0) {
    // The middle of a month belongs to the month of that name in both calendars.
    const middle = `${month[2]}-${String(monthNumber(month[1])).padStart(2, '0')}-15`;
    const { startDay, endDay } = periodOf(middle, view.calendar, 'month');
    return { startDay, endDay, isOpen: false };
  }
  const startDay = readDay(text, frame);
  return startDay === undefined ? undefined : { startDay, endDay: addDays(startDay, 7), isOpen: true };
}

/** What each column holds by its heading. A field is taken by the first column that names it. */
export function guessColumns(
  headings: readonly SheetCell[],
  frame: YearFrame,
  view: Readonly<{ calendar: CalendarKind }>,
): readonly ColumnUse[] {
  const taken = new Set<ImportField>();
  const periods = headings.map((cell) => (cell.text === '' ? undefined : periodOfHeading(cell, frame, view)));
  return headings.map((cell, index): ColumnUse => {
    const field = fieldOf(cell.text);
    if (field && !taken.has(field)) {
      taken.add(field);
      return { kind: 'field', field };
    }
    const period = periods[index];
    if (!period) return { kind: 'ignored' };
    // A single day opens a week, or less where the next column opens sooner.
    const next = periods.slice(index + 1).find((each) => each !== undefined);
    const isCut = period.isOpen && next !== undefined && daysBetween(period.startDay, next.startDay) > 0;
    const endDay = isCut ? earlierDay(period.endDay, next.startDay) : period.endDay;
    return { kind: 'period', startDay: period.startDay, endDay };
  });
}

const MOST_HEADER_ROWS = 40;

/** The row whose headings say most; the first of those. From 0. */
export function findHeaderRow(sheet: Sheet, frame: YearFrame): number {
  let best = { row: 0, says: 0 };
  sheet.rows.slice(0, MOST_HEADER_ROWS).forEach((cells, row) => {
    const uses = guessColumns(cells, frame, { calendar: 'broadcast' });
    const fields = uses.filter((use) => use.kind === 'field').length;
    const says = fields === 0 ? 0 : fields * 2 + uses.filter((use) => use.kind === 'period').length;
    if (says > best.says) best = { row, says };
  });
  return best.row;
}

/** How a file is most likely meant: by its headings, and by what our own export says above them. */
export function guessMapping(sheet: Sheet, frame: YearFrame): ImportMapping {
  const headerRow = findHeaderRow(sheet, frame);
  const above = new Map(
    sheet.rows.slice(0, headerRow).map((cells) => [plainWord(cells[0]?.text ?? ''), cells[1]?.text ?? '']),
  );
  const amounts = plainWord(above.get('amounts') ?? '');
  const columns = plainWord(above.get('columns') ?? '');
  const calendar = columns.startsWith('gregorian') ? 'gregorian' : 'broadcast';
  return {
    headerRow,
    columns: guessColumns(sheet.rows[headerRow] ?? [], frame, { calendar }),
    basis: amounts.startsWith('net') ? 'net' : 'gross',
    measure: measureOf(amounts),
    calendar,
    by: columns.endsWith('months') ? 'month' : 'week',
    formulas: 'refuse',
  };
}

function measureOf(amounts: string): FlowchartMeasure {
  if (amounts.startsWith('ratingpoints')) return 'grps';
  if (amounts.startsWith('impressions')) return 'impressions';
  return amounts.startsWith('spots') ? 'spots' : 'dollars';
}

/** The same for all files with the same headings, whatever their weeks: what a kept mapping is found by. */
export function headingSignature(headings: readonly SheetCell[], columns: readonly ColumnUse[]): string {
  return headings
    .map((cell, index) => (columns[index]?.kind === 'period' ? '#' : plainWord(cell.text)))
    .join('|')
    .replace(/(\|?#)+/g, '|#');
}
