import { addDays } from '../calendar/day.ts';
import type { Campaign } from '../campaign.ts';
import { shiftFlight } from '../flight-dates.ts';
import { flightsOverlap, type Flight } from '../flight.ts';
import { apportion, formatCents, multiplyRatio, sumCents, type Cents, type Micros } from '../money.ts';
import type { LineEdit } from '../plan-edits.ts';
import type { Line } from '../plan.ts';
import { rateWords } from '../rate-words.ts';
import type { FilteredLine } from './choose.ts';

/** What is done to each chosen flight (budgets, dates) or line (the others). Shares are basis points: +10 % is 1,000. */
export type BulkAction =
  | Readonly<{ kind: 'set_budget'; cents: Cents }>
  | Readonly<{ kind: 'add_to_budget'; basisPoints: number }>
  | Readonly<{ kind: 'shift_dates'; days: number }>
  | Readonly<{ kind: 'set_price'; amountMicros: Micros }>
  | Readonly<{ kind: 'add_to_price'; basisPoints: number }>
  | Readonly<{ kind: 'replace'; in: 'name' | 'vendor'; find: string; by: string; matchCase: boolean }>
  | Readonly<{ kind: 'set_locked'; locked: boolean }>;

/** One row of the preview: of a flight when `flightId` is given, else of a line. No edits: it stays, for the reason if any. */
export type BulkRow = Readonly<{
  lineId: string;
  flightId: string | null;
  line: string;
  from: string;
  to: string | null;
  reason: string | null;
  edits: readonly LineEdit[];
}>;

type Frame = Pick<Campaign, 'startDay' | 'endDay'>;
const LONGEST_NAME = 200;
const ALL = 10_000;

/** Whether an action is done to flights or to lines. */
export function bulkTarget(action: BulkAction): 'flights' | 'lines' {
  switch (action.kind) {
    case 'set_budget':
    case 'add_to_budget':
    case 'shift_dates':
      return 'flights';
    default:
      return 'lines';
  }
}

/**
 * What an action would do, a row for every flight or line looked at; only those whose id is `chosen` get a `to` or a reason.
 * Example: +10 % on flights of $100.05 and $100.05 makes $220.11 of $200.10: $110.06 and $110.05.
 */
export function previewBulk(
  found: readonly FilteredLine[],
  chosen: ReadonlySet<string>,
  action: BulkAction,
  campaign: Frame,
): readonly BulkRow[] {
  if (bulkTarget(action) === 'lines')
    return found.map(({ line }) => {
      const row = plainRow(line, null, lineSays(line, action));
      return chosen.has(line.id) ? changedLine(row, line, action) : row;
    });
  const open = found.flatMap(({ line, flights }) => flights.map((flight) => ({ line, flight })));
  const taken = open.filter(({ flight }) => chosen.has(flight.id) && flight.status !== 'completed');
  const budgets = newBudgets(
    taken.map(({ flight }) => flight),
    action,
  );
  return open.map(({ line, flight }) => {
    const row = plainRow(
      line,
      flight,
      action.kind === 'shift_dates' ? daysWords(flight) : formatCents(flight.budgetCents),
    );
    if (!chosen.has(flight.id)) return row;
    if (flight.status === 'completed') return { ...row, reason: 'This flight is over: it stays as it was.' };
    if (action.kind === 'shift_dates') return shifted(row, line, flight, { days: action.days, chosen, campaign });
    const cents = budgets.get(flight.id) ?? flight.budgetCents;
    if (cents === flight.budgetCents) return row;
    const edits: readonly LineEdit[] = [{ kind: 'update_flight', flightId: flight.id, set: { budgetCents: cents } }];
    return { ...row, to: formatCents(cents), edits };
  });
}

/** The edits of all rows that change, one step. */
export function bulkEdits(rows: readonly BulkRow[]): readonly LineEdit[] {
  return rows.flatMap(({ edits }) => edits);
}

function plainRow(line: Line, flight: Flight | null, from: string): BulkRow {
  return {
    ...{ lineId: line.id, flightId: flight?.id ?? null, line: line.name },
    ...{ from, to: null, reason: null, edits: [] },
  };
}

const daysWords = ({ startDay, endDay }: Pick<Flight, 'startDay' | 'endDay'>) =>
  `${startDay} to ${addDays(endDay, -1)}`;

function newBudgets(flights: readonly Flight[], action: BulkAction): ReadonlyMap<string, Cents> {
  if (action.kind === 'set_budget') return new Map(flights.map(({ id }) => [id, action.cents]));
  if (action.kind !== 'add_to_budget' || flights.length === 0) return new Map();
  const before = sumCents(flights.map(({ budgetCents }) => budgetCents));
  if (before === 0) return new Map();
  const after = Math.max(0, multiplyRatio(before, ALL + action.basisPoints, ALL));
  const parts = apportion(
    after,
    flights.map(({ id, budgetCents }) => ({ key: id, weight: budgetCents })),
  );
  return new Map(parts.map(({ key, cents }) => [key, cents]));
}

type Shift = Readonly<{ days: number; chosen: ReadonlySet<string>; campaign: Frame }>;

/** Why a flight can't be shifted while only `moving` ones of its line move along; null when it can. */
function whyNotShifted(line: Line, flight: Flight, shift: Shift, moving: ReadonlySet<string>): string | null {
  const { campaign } = shift;
  const dates = shiftFlight(flight, shift.days);
  if (dates.startDay < campaign.startDay || dates.endDay > campaign.endDay)
    return `${daysWords(dates)} would leave the campaign, which runs ${daysWords(campaign)}.`;
  const other = line.flights.find(
    (each) =>
      each.id !== flight.id && each.status !== 'canceled' && !moving.has(each.id) && flightsOverlap(each, dates),
  );
  return other ? `${daysWords(dates)} would overlap the flight ${daysWords(other)}.` : null;
}

/** The chosen flights of a line that can be shifted together: one that stays may keep others from moving, and so on. */
function movingFlights(line: Line, shift: Shift): ReadonlySet<string> {
  const open = line.flights.filter(
    ({ id, status }) => shift.chosen.has(id) && status !== 'completed' && status !== 'canceled',
  );
  let moving = new Set(open.map(({ id }) => id));
  for (;;) {
    const still = open.filter((flight) => moving.has(flight.id) && whyNotShifted(line, flight, shift, moving) === null);
    if (still.length === moving.size) return moving;
    moving = new Set(still.map(({ id }) => id));
  }
}

function shifted(row: BulkRow, line: Line, flight: Flight, shift: Shift): BulkRow {
  if (shift.days === 0) return row;
  const reason = whyNotShifted(line, flight, shift, movingFlights(line, shift));
  if (reason !== null) return { ...row, reason };
  const dates = shiftFlight(flight, shift.days, line.tv?.weekdays);
  const { startDay, endDay, pattern } = dates;
  const isSame = JSON.stringify(pattern) === JSON.stringify(flight.pattern);
  const set = { startDay, endDay, ...(isSame ? {} : { pattern }) };
  return { ...row, to: daysWords(dates), edits: [{ kind: 'update_flight', flightId: flight.id, set }] };
}

function lineSays(line: Line, action: BulkAction): string {
  if (action.kind === 'replace') return action.in === 'name' ? line.name : line.vendor;
  if (action.kind === 'set_locked') return line.locked ? 'Locked' : 'Open';
  return rateWords(line.rate);
}

function changedLine(row: BulkRow, line: Line, action: BulkAction): BulkRow {
  const changed = (to: string, set: Partial<Line>): BulkRow =>
    to === row.from ? row : { ...row, to, edits: [{ kind: 'update_line', lineId: line.id, set }] };
  switch (action.kind) {
    case 'set_price':
    case 'add_to_price': {
      const amountMicros =
        action.kind === 'set_price'
          ? action.amountMicros
          : multiplyRatio(line.rate.amountMicros, ALL + action.basisPoints, ALL);
      if (amountMicros <= 0) return { ...row, reason: 'A price is more than zero.' };
      const rate = { ...line.rate, amountMicros };
      return changed(rateWords(rate), { rate });
    }
    case 'replace': {
      const to = replaced(row.from, action);
      if (to.trim() === '') return { ...row, reason: `Nothing would be left of the ${action.in}.` };
      if (to.length > LONGEST_NAME) return { ...row, reason: `It would be longer than ${LONGEST_NAME} characters.` };
      return changed(to.trim(), { [action.in]: to.trim() });
    }
    case 'set_locked':
      return changed(action.locked ? 'Locked' : 'Open', { locked: action.locked });
    default:
      return row;
  }
}

/** Every place of the words found, taken as they are: no pattern, no special signs. */
function replaced(text: string, { find, by, matchCase }: Extract<BulkAction, { kind: 'replace' }>): string {
  if (find === '') return text;
  if (matchCase) return text.split(find).join(by);
  const pattern = new RegExp(find.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
  return text.replace(pattern, () => by);
}
