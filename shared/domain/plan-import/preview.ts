import type { MeasuredFlowchart } from '../audience/measured-flowchart.ts';
import type { Campaign } from '../campaign.ts';
import type { Daypart } from '../daypart.ts';
import { flowchart } from '../flowchart.ts';
import type { LineEdit } from '../plan-edits.ts';
import type { Line } from '../plan.ts';
import { changedCells, flightsFromCells, type AmountFrame, type CellChanges, type NewFlight } from './amounts.ts';
import { columnPlaces } from './check-mapping.ts';
import type { ImportMapping } from './columns.ts';
import { changedFlight, newFlight, pairFlights } from './flights.ts';
import { matchRows, nameOfRow, type RowMatch } from './match-lines.ts';
import { readRows, type LeftRow, type ReadRow } from './read-rows.ts';
import type { Sheet } from './sheet.ts';
import { changedTerms, newTerms, type ImportChange, type NewTerms } from './terms.ts';

/** What taking a row would do. Rows in error can't be taken; `reasons` say why, `notes` what else to know. */
export type ImportRow = Readonly<{
  row: number;
  status: 'new' | 'changed' | 'same' | 'error';
  line: string;
  changes: readonly ImportChange[];
  reasons: readonly string[];
  notes: readonly string[];
  edits: readonly LineEdit[];
  /** The part of a new line this row is; rows of one key make one line. */
  addition: Readonly<{ key: string; terms: NewTerms; flights: readonly NewFlight[] }> | null;
}>;

/** A file against the plan: every row with what it would do, rows that are no lines, and lines the file does not name. */
export type ImportPreview = Readonly<{
  rows: readonly ImportRow[];
  left: readonly LeftRow[];
  unnamed: readonly string[];
}>;

export type ImportInput = Readonly<{
  sheet: Sheet;
  mapping: ImportMapping;
  lines: readonly Line[];
  campaign: Pick<Campaign, 'budgetCents' | 'commissionBasisPoints' | 'startDay' | 'endDay'>;
  dayparts: readonly Pick<Daypart, 'id' | 'name'>[];
  /** The plan in the file's measure under the file's columns, when that is not dollars. */
  measured?: Pick<MeasuredFlowchart, 'rows'> | undefined;
}>;

/**
 * Compares a file with the plan, row by row; nothing is changed and nothing is removed. What our own export says of an
 * unchanged plan is 'same' in every row, on gross and on net. A wrong row never keeps others from being taken.
 */
export function previewImport(input: ImportInput): ImportPreview {
  const { mapping, lines, campaign } = input;
  const { basis, calendar, by, measure } = mapping;
  const read = readRows(input.sheet, mapping, { ...campaign, dayparts: input.dayparts });
  const counted = input.measured && new Map(input.measured.rows.map(({ key, cells }) => [key, cells]));
  const chart = flowchart({ plan: { lines }, campaign, calendar, by, basis });
  const frame: AmountFrame = { campaign, basis, measure, chart, measured: counted };
  const isPerFlight = columnPlaces(mapping.columns).periods.length === 0;
  const matches = matchRows(read.rows, lines, isPerFlight);
  const byLine = new Map<Line, ReadRow[]>();
  for (const [row, match] of matches)
    if (match.kind === 'line') byLine.set(match.line, [...(byLine.get(match.line) ?? []), row]);
  const flightOf = new Map([...byLine].flatMap(([line, rows]) => [...pairFlights(rows, line)]));
  const rows = read.rows.map((row) => {
    const match = matches.get(row) ?? { kind: 'none', reason: 'It is no line of the plan.' };
    if (match.kind === 'line') {
      const money = isPerFlight
        ? changedFlight(row, match.line, flightOf.get(row), frame)
        : changedCells(row.cells, match.line, frame);
      return changedRow(row, match, money);
    }
    return match.kind === 'new' ? newRow(row, match, frame, isPerFlight) : plainRow(row, [match.reason]);
  });
  return {
    rows: refuseContradictions(rows),
    left: read.left,
    unnamed: lines.filter((line) => !byLine.has(line)).map(({ name }) => name),
  };
}

function plainRow(row: ReadRow, reasons: readonly string[]): ImportRow {
  const all = [...row.problems, ...reasons];
  return {
    ...{ row: row.row, line: nameOfRow(row), notes: row.notes, reasons: all },
    ...{ status: all.length > 0 ? 'error' : 'same', changes: [], edits: [], addition: null },
  };
}

const notesOf = (row: ReadRow, match: RowMatch) =>
  'note' in match && match.note ? [...row.notes, match.note] : row.notes;

function changedRow(row: ReadRow, match: Extract<RowMatch, { kind: 'line' }>, money: CellChanges): ImportRow {
  const { line } = match;
  const terms = changedTerms(row, line);
  const reasons = [...row.problems, ...terms.problems, ...money.problems];
  const base = { ...plainRow(row, []), line: line.name, notes: notesOf(row, match) };
  if (reasons.length > 0) return { ...base, status: 'error', reasons };
  const changes = [...terms.changes, ...money.changes];
  if (changes.length === 0) return base;
  const set: readonly LineEdit[] =
    terms.changes.length > 0 ? [{ kind: 'update_line', lineId: line.id, set: terms.set }] : [];
  return { ...base, status: 'changed', changes, edits: [...set, ...money.edits] };
}

function newRow(
  row: ReadRow,
  match: Extract<RowMatch, { kind: 'new' }>,
  frame: AmountFrame,
  isPerFlight: boolean,
): ImportRow {
  const { terms, problems } = newTerms(row);
  const base = { ...plainRow(row, []), notes: notesOf(row, match) };
  const reasons = [...row.problems, ...problems];
  if (!terms) return { ...base, status: 'error', reasons };
  const made = isPerFlight ? newFlight(row.values, terms, frame) : null;
  const flights = isPerFlight
    ? made && !('problem' in made)
      ? [made]
      : []
    : flightsFromCells(row.cells, terms, frame);
  if (made && 'problem' in made) reasons.push(made.problem);
  if (!flights) reasons.push(`Its rate does not price what the file counts: give dollars.`);
  if (flights && flights.length > 60) reasons.push(`A line has at most 60 flights, not ${flights.length}.`);
  if (reasons.length > 0 || !flights) return { ...base, status: 'error', reasons };
  return { ...base, status: 'new', addition: { key: match.key, terms, flights } };
}

/** Two rows of a line may not say different things of the same term: then both wait for an answer. */
function refuseContradictions(rows: readonly ImportRow[]): readonly ImportRow[] {
  const said = new Map<string, Readonly<{ value: string; row: number }>>();
  return rows.map((row) => {
    const edit = row.edits.find((each) => each.kind === 'update_line');
    if (edit?.kind !== 'update_line') return row;
    const reasons: string[] = [];
    for (const [field, value] of Object.entries(edit.set)) {
      const key = `${edit.lineId} ${field}`;
      const before = said.get(key);
      if (!before) said.set(key, { value: JSON.stringify(value), row: row.row });
      else if (before.value !== JSON.stringify(value))
        reasons.push(`Row ${before.row} says another ${field} for the same line: make them agree.`);
    }
    return reasons.length === 0 ? row : { ...row, status: 'error', reasons, edits: [], changes: [] };
  });
}

/** The edits of the chosen rows (by row number), together one step: terms and amounts in file order, new lines last. */
export function importEdits(preview: ImportPreview, chosen: ReadonlySet<number>): readonly LineEdit[] {
  const rows = preview.rows.filter(({ row, status }) => chosen.has(row) && status !== 'error');
  const edits: LineEdit[] = [];
  const said = new Set<string>();
  for (const edit of rows.flatMap((row) => row.edits)) {
    // Each row of a line with several flights repeats the line's terms; once is enough.
    const key = edit.kind === 'update_line' ? JSON.stringify(edit) : null;
    if (key !== null && said.has(key)) continue;
    if (key !== null) said.add(key);
    edits.push(edit);
  }
  const added = new Map<string, { terms: NewTerms; flights: NewFlight[] }>();
  for (const { addition } of rows) {
    if (!addition) continue;
    const line = added.get(addition.key);
    if (line) line.flights.push(...addition.flights);
    else added.set(addition.key, { terms: addition.terms, flights: [...addition.flights] });
  }
  return [
    ...edits,
    ...[...added.values()].map(({ terms, flights }): LineEdit => ({ kind: 'add_line', line: { ...terms, flights } })),
  ];
}
