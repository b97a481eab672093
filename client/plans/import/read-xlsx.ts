import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { dayOfNumber } from '../../../shared/domain/calendar/day.ts';
import {
  EMPTY_CELL,
  MOST_COLUMNS,
  MOST_ROWS,
  textCell,
  type Sheet,
  type SheetCell,
} from '../../../shared/domain/plan-import/sheet.ts';
import { openZip, type Zip } from './read-zip.ts';

type Visit = Readonly<{
  open?: (tag: SaxesTagPlain) => void;
  close?: (name: string, text: string) => void;
}>;
const localName = (name: string) => name.slice(name.indexOf(':') + 1);

/** Walks XML; a DOCTYPE is refused, so no entity of its own can grow. `close` gets the element's own text. */
function walk(xml: string, visit: Visit): void {
  const parser = new SaxesParser({ xmlns: false });
  let text = '';
  parser.on('doctype', () => {
    throw new Error('The workbook holds a DOCTYPE, which no spreadsheet writes. It is not read.');
  });
  parser.on('error', (error) => {
    throw new Error(`The workbook is damaged: ${error.message.slice(0, 120)}`);
  });
  parser.on('opentag', (tag) => {
    text = '';
    visit.open?.({ ...tag, name: localName(tag.name) });
  });
  parser.on('text', (part) => {
    text += part;
  });
  parser.on('closetag', (tag) => {
    visit.close?.(localName(tag.name), text);
    text = '';
  });
  parser.write(xml).close();
}

/**
 * The sheets of an .xlsx workbook, hidden ones left out: values as saved, days as days, formulas beside their saved result.
 * Nothing is worked out and nothing outside the file is read. @throws Error in words for people.
 */
export async function readXlsx(bytes: ArrayBuffer): Promise<readonly Sheet[]> {
  const zip = openZip(bytes);
  const workbook = await zip.read('xl/workbook.xml');
  if (workbook === null) throw new Error('This is not an .xlsx workbook.');
  const targets = await relationsOf(zip);
  const strings = sharedStrings((await zip.read('xl/sharedStrings.xml')) ?? '');
  const isDay = dayStyles((await zip.read('xl/styles.xml')) ?? '');
  const found: { name: string; target: string }[] = [];
  let is1904 = false;
  walk(workbook, {
    open({ name, attributes }) {
      if (name === 'workbookPr') is1904 = attributes['date1904'] === '1' || attributes['date1904'] === 'true';
      if (name !== 'sheet' || (attributes['state'] ?? 'visible') !== 'visible') return;
      const target = targets.get(attributes['r:id'] ?? '');
      if (target) found.push({ name: attributes['name'] ?? '', target });
    },
  });
  const sheets: Sheet[] = [];
  for (const { name, target } of found.slice(0, 20)) {
    const xml = await zip.read(target);
    if (xml !== null) sheets.push({ name, rows: rowsOf(xml, { strings, isDay, is1904 }) });
  }
  if (sheets.length === 0) throw new Error('The workbook has no visible sheet.');
  return sheets;
}

async function relationsOf(zip: Zip): Promise<ReadonlyMap<string, string>> {
  const targets = new Map<string, string>();
  walk((await zip.read('xl/_rels/workbook.xml.rels')) ?? '<none/>', {
    open({ name, attributes }) {
      const target = attributes['Target'] ?? '';
      if (name === 'Relationship' && attributes['TargetMode'] !== 'External')
        targets.set(attributes['Id'] ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    },
  });
  return targets;
}

function sharedStrings(xml: string): readonly string[] {
  const strings: string[] = [];
  let isPhonetic = false;
  if (xml === '') return strings;
  walk(xml, {
    open({ name }) {
      if (name === 'si') strings.push('');
      if (name === 'rPh') isPhonetic = true;
    },
    close(name, text) {
      if (name === 't' && !isPhonetic) strings[strings.length - 1] += text;
      if (name === 'rPh') isPhonetic = false;
    },
  });
  return strings;
}

/** Day 0 of a workbook's days, counted back from 1970-01-01: 1899-12-30, or 1904-01-01 in old ones from a Mac. */
const DAYS_1900 = 25_569;
const DAYS_1904 = 24_107;

const DAY_FORMATS = new Set([14, 15, 16, 17, 22]);

/** Which cell styles show a number as a day. */
function dayStyles(xml: string): readonly boolean[] {
  const styles: boolean[] = [];
  const own = new Map<number, boolean>();
  let isInCells = false;
  if (xml === '') return styles;
  walk(xml, {
    open({ name, attributes }) {
      if (name === 'numFmt') {
        const code = (attributes['formatCode'] ?? '').replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, '');
        own.set(Number(attributes['numFmtId']), /[dy]/i.test(code));
      }
      if (name === 'cellXfs') isInCells = true;
      if (name !== 'xf' || !isInCells) return;
      const id = Number(attributes['numFmtId'] ?? 0);
      styles.push(own.get(id) ?? DAY_FORMATS.has(id));
    },
    close(name) {
      if (name === 'cellXfs') isInCells = false;
    },
  });
  return styles;
}

type Book = Readonly<{ strings: readonly string[]; isDay: readonly boolean[]; is1904: boolean }>;

function rowsOf(xml: string, book: Book): Sheet['rows'] {
  const rows: SheetCell[][] = [];
  let rowIndex = -1;
  let columnIndex = -1;
  let attributes: Record<string, string> = {};
  let value = '';
  let formula: string | undefined;
  walk(xml, {
    open(tag) {
      if (tag.name === 'row') {
        rowIndex = tag.attributes['r'] === undefined ? rowIndex + 1 : Number(tag.attributes['r']) - 1;
        columnIndex = -1;
        if (!(rowIndex < MOST_ROWS)) throw new Error(`A sheet has more than ${MOST_ROWS} rows. Keep only the plan’s.`);
      } else if (tag.name === 'c') {
        attributes = tag.attributes;
        columnIndex = attributes['r'] === undefined ? columnIndex + 1 : columnOf(attributes['r']);
        value = '';
        formula = undefined;
      }
    },
    close(name, text) {
      if (name === 'v' || name === 't') value += text;
      else if (name === 'f') formula = text;
      else if (name === 'c' && rowIndex >= 0 && columnIndex >= 0 && columnIndex < MOST_COLUMNS) {
        const cell = cellOf(value, attributes, book);
        const row = (rows[rowIndex] ??= []);
        while (row.length < columnIndex) row.push(EMPTY_CELL);
        row[columnIndex] = formula === undefined ? cell : { ...cell, formula };
      }
    },
  });
  return Array.from(rows, (row) => row ?? []);
}

function columnOf(place: string): number {
  let index = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(place)?.[0] ?? '') index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}

function cellOf(value: string, attributes: Readonly<Record<string, string>>, book: Book): SheetCell {
  const kind = attributes['t'] ?? 'n';
  if (kind === 's') return textCell(book.strings[Number(value)] ?? '');
  if (kind === 'inlineStr' || kind === 'str') return textCell(value);
  if (kind === 'b') return { kind: 'text', text: value === '1' ? 'Yes' : 'No' };
  if (kind === 'e') return { kind: 'fault', text: value };
  if (kind === 'd') return { kind: 'day', text: value.slice(0, 10) };
  if (value === '') return EMPTY_CELL;
  const number = Number(value);
  if (!Number.isFinite(number)) return { kind: 'fault', text: value };
  if (book.isDay[Number(attributes['s'] ?? -1)] && number >= 2 && number < 2_900_000)
    return { kind: 'day', text: dayOfNumber(Math.floor(number) - (book.is1904 ? DAYS_1904 : DAYS_1900)) };
  return { kind: 'number', text: plainNumber(number) };
}

/** A double as its shortest decimal, at most fifteen digits as Excel shows: 2333.3299999999999 is 2333.33. */
function plainNumber(number: number): string {
  const rounded = Number(number.toPrecision(15));
  return Math.abs(rounded) >= 1e-6 || rounded === 0 ? String(rounded) : rounded.toFixed(12);
}
