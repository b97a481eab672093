import type { Day } from '../calendar/day.ts';
import type { Daypart } from '../daypart.ts';
import type { Channel } from '../plan.ts';
import type { RateBasis, RateKind } from '../rates.ts';
import { columnPlaces, type ColumnPlaces } from './check-mapping.ts';
import { IMPORT_FIELDS, type ImportField, type ImportMapping } from './columns.ts';
import * as values from './read-values.ts';
import { cellName, EMPTY_CELL, type Sheet, type SheetCell } from './sheet.ts';

/** What a row says, of the fields it says anything about. Money in cents on the file's basis, `priceMicros` as written. */
export type RowValues = Readonly<
  Partial<{
    lineId: string;
    flightId: string;
    channel: Channel;
    vendor: string;
    line: string;
    rateKind: RateKind;
    priceMicros: number;
    rateBasis: RateBasis;
    demo: string;
    station: string;
    daypart: string;
    program: string;
    ratingHundredths: number;
    lengthSeconds: number;
    spotsPerWeek: number;
    weekdays: readonly number[];
    minCents: number;
    maxCents: number;
    locked: boolean;
    firstDay: Day;
    lastDay: Day;
    budgetCents: number;
  }>
>;

/** A period of a row: cents, hundredths of points, impressions or spots, as the mapping says; an empty cell is 0. */
export type RowCell = Readonly<{ startDay: Day; endDay: Day; amount: number }>;

/** One row as it was read. `row` counts from 1, as the spreadsheet does. `problems` keep it from being taken. */
export type ReadRow = Readonly<{
  row: number;
  values: RowValues;
  cells: readonly RowCell[];
  problems: readonly string[];
  notes: readonly string[];
}>;
/** A row that is no line: a total, a heading. */
export type LeftRow = Readonly<{ row: number; says: string; reason: string }>;

type ReadFrame = values.YearFrame & Readonly<{ dayparts: readonly Pick<Daypart, 'id' | 'name'>[] }>;
type Reader = (text: string, frame: ReadFrame, mapping: ImportMapping) => unknown;

const text: Reader = (said) => said;
const cents: Reader = (said) => values.readDecimal(said, 2);
const whole: Reader = (said) => values.readDecimal(said.replace(/^:/, '').replace(/\s*s(ec)?$/i, ''), 0);
const READERS: Readonly<Record<ImportField, readonly [keyof RowValues, Reader, string]>> = {
  lineId: ['lineId', text, ''],
  flightId: ['flightId', text, ''],
  channel: ['channel', values.readChannel, 'a channel such as Connected TV, Social or Linear TV'],
  vendor: ['vendor', text, ''],
  line: ['line', text, ''],
  rateKind: ['rateKind', values.readRateKind, 'CPM, CPC, CPCV, CPP or Flat'],
  price: ['priceMicros', (said) => values.readDecimal(said, 6), 'a price in dollars'],
  rateBasis: ['rateBasis', values.readBasis, 'Gross or Net'],
  demo: ['demo', text, ''],
  station: ['station', text, ''],
  daypart: ['daypart', (said, { dayparts }) => readDaypart(said, dayparts), 'a daypart of the market'],
  program: ['program', text, ''],
  rating: ['ratingHundredths', cents, 'a rating such as 4.8'],
  length: ['lengthSeconds', whole, '10, 15, 30 or 60 seconds'],
  spotsPerWeek: ['spotsPerWeek', whole, 'a whole number'],
  weekdays: ['weekdays', values.readWeekdays, 'weekdays such as Mon-Fri'],
  min: ['minCents', cents, 'an amount in dollars'],
  max: ['maxCents', cents, 'an amount in dollars'],
  locked: ['locked', values.readYes, 'Yes or No'],
  firstDay: ['firstDay', values.readDay, 'a day such as 2026-11-01 or 11/1/2026'],
  lastDay: ['lastDay', values.readDay, 'a day such as 2026-11-01 or 11/1/2026'],
  budget: ['budgetCents', cents, 'an amount in dollars, zero or more'],
};
const BLANK = /^[-–—]?$/;

function readDaypart(said: string, dayparts: ReadFrame['dayparts']): string | undefined {
  const word = values.plainWord(said);
  return dayparts.find(({ id, name }) => values.plainWord(id) === word || values.plainWord(name) === word)?.id;
}

/**
 * The rows under the headings. Each row says all that is wrong with it at once. A channel or vendor left empty is the one
 * above, as merged cells are; rows that only add up or head others are given back apart, empty rows not at all.
 */
export function readRows(
  sheet: Sheet,
  mapping: ImportMapping,
  frame: ReadFrame,
): Readonly<{ rows: readonly ReadRow[]; left: readonly LeftRow[] }> {
  const places = columnPlaces(mapping.columns);
  const rows: ReadRow[] = [];
  const left: LeftRow[] = [];
  const above: { channel?: Channel; vendor?: string } = {};
  for (let index = mapping.headerRow + 1; index < sheet.rows.length; index += 1) {
    const cells = sheet.rows[index] ?? [];
    const says = cells.find(({ text: said }) => said !== '')?.text;
    if (says === undefined && !cells.some(({ formula }) => formula !== undefined)) continue;
    const reason = whyNoLine(cells, places);
    if (reason) {
      const channel = values.readChannel(at(cells, places, 'channel'));
      if (channel) above.channel = channel;
      left.push({ row: index + 1, says: says ?? '', reason });
      continue;
    }
    const read = readRow({ cells, rowIndex: index, mapping, frame, places });
    const own = read.values;
    if (own.channel) above.channel = own.channel;
    if (own.vendor) above.vendor = own.vendor;
    const hasIds = own.lineId !== undefined;
    rows.push(hasIds ? read : { ...read, values: { ...above, ...own } });
  }
  return { rows, left };
}

const at = (cells: readonly SheetCell[], places: ColumnPlaces, field: ImportField): string => {
  const index = places.fields.get(field);
  return index === undefined ? '' : (cells[index]?.text ?? '').trim();
};

function whyNoLine(cells: readonly SheetCell[], places: ColumnPlaces): string | undefined {
  const first = cells.find(({ text: said }) => said !== '')?.text ?? '';
  const hasName = at(cells, places, 'line') !== '' || at(cells, places, 'lineId') !== '';
  const isNamed = hasName || (at(cells, places, 'station') !== '' && at(cells, places, 'daypart') !== '');
  if (/^(grand |sub-?)?totals?\b/i.test(first) && !(hasName && first === at(cells, places, 'line')))
    return 'A total: totals are added up here.';
  return isNamed ? undefined : 'No line is named: a heading, a note or a total.';
}

type RowInput = Readonly<{
  cells: readonly SheetCell[];
  rowIndex: number;
  mapping: ImportMapping;
  frame: ReadFrame;
  places: ColumnPlaces;
}>;

function readRow({ cells, rowIndex, mapping, frame, places }: RowInput): ReadRow {
  const { fields, periods } = places;
  const problems: string[] = [];
  const notes: string[] = [];
  const said = (index: number): string => {
    const cell = cells[index] ?? EMPTY_CELL;
    const place = cellName(rowIndex, index);
    if (cell.kind === 'fault') problems.push(`${place} holds the error ${cell.text}.`);
    if (cell.formula === undefined || cell.kind === 'fault') return cell.kind === 'fault' ? '' : cell.text.trim();
    const source = cell.formula.slice(0, 60);
    if (mapping.formulas === 'refuse' || cell.kind === 'empty')
      problems.push(
        `${place} holds the formula =${source}. Put its value there, or take the results saved in the file.`,
      );
    else notes.push(`${place} is the saved result of =${source}.`);
    return cell.text.trim();
  };
  const found: Partial<Record<keyof RowValues, unknown>> = {};
  for (const [field, index] of fields) {
    // Where weeks are given they decide: a total that was not added up again must not stop a row.
    if (field === 'budget' && periods.length > 0) continue;
    const [name, reader, wanted] = READERS[field];
    const value = said(index);
    if (BLANK.test(value)) continue;
    const read = reader(value, frame, mapping);
    if (read === undefined)
      problems.push(
        `${IMPORT_FIELDS[field]} is “${value.slice(0, 60)}” in ${cellName(rowIndex, index)}: give ${wanted}.`,
      );
    else found[name] = read;
  }
  const scale = mapping.measure === 'dollars' || mapping.measure === 'grps' ? 2 : 0;
  const amounts = periods.map(({ index, startDay, endDay }): RowCell => {
    const value = said(index);
    const amount = BLANK.test(value) ? 0 : values.readDecimal(value, scale);
    if (amount === undefined)
      problems.push(`${cellName(rowIndex, index)} is “${value.slice(0, 60)}”: give an amount of zero or more.`);
    return { startDay, endDay, amount: amount ?? 0 };
  });
  return { row: rowIndex + 1, values: found as RowValues, cells: amounts, problems, notes };
}
