import { addDays } from '../calendar/day.ts';
import { redateFlight } from '../flight-dates.ts';
import type { Flight } from '../flight.ts';
import { formatCents } from '../money.ts';
import type { LineEdit } from '../plan-edits.ts';
import { lineBudgetCents, type Line } from '../plan.ts';
import { grossToNet } from '../rates.ts';
import { grossOf, type AmountFrame, type CellChanges, type NewFlight } from './amounts.ts';
import type { ReadRow, RowValues } from './read-rows.ts';
import type { ImportChange } from './terms.ts';

const NONE: CellChanges = { edits: [], changes: [], problems: [] };
type Dates = Readonly<{ startDay: string; endDay: string }>;

/** The flight each row of a line means: by ID, by its dates, else the one left over; rows without one make a new flight. */
export function pairFlights(rows: readonly ReadRow[], line: Line): ReadonlyMap<ReadRow, Flight> {
  const paired = new Map<ReadRow, Flight>();
  const open = new Set(line.flights.filter(({ status }) => status !== 'canceled'));
  const pair = (isIt: (values: RowValues, flight: Flight) => boolean) => {
    for (const row of rows) {
      const found = paired.has(row) ? undefined : [...open].find((flight) => isIt(row.values, flight));
      if (!found) continue;
      paired.set(row, found);
      open.delete(found);
    }
  };
  pair(({ flightId }, { id }) => flightId === id);
  pair(({ firstDay, lastDay }, { startDay, endDay }) => firstDay === startDay && lastDay === addDays(endDay, -1));
  pair(({ firstDay, lastDay }, { startDay, endDay }) => firstDay === startDay || lastDay === addDays(endDay, -1));
  if (rows.length === 1 && line.flights.length === 1) pair(() => true);
  pair(
    ({ firstDay, lastDay }, { startDay, endDay }) =>
      firstDay !== undefined && lastDay !== undefined && firstDay < endDay && startDay <= lastDay,
  );
  return paired;
}

/** True when a row says anything of a flight. */
const saysFlight = ({ firstDay, lastDay, budgetCents }: RowValues) =>
  firstDay !== undefined || lastDay !== undefined || budgetCents !== undefined;

/** What a row changes in its flight, or the flight it adds to its line; a budget without dates is the whole line's. */
export function changedFlight(
  { values }: ReadRow,
  line: Line,
  flight: Flight | undefined,
  frame: AmountFrame,
): CellChanges {
  if (!saysFlight(values)) return NONE;
  if (values.firstDay === undefined && values.lastDay === undefined && !flight)
    return changedBudget(values, line, frame);
  if (!flight) return addedFlight(values, line, frame);
  const dates = datesOf(values, flight);
  if ('problem' in dates) return { ...NONE, problems: [dates.problem] };
  const changes: ImportChange[] = [];
  const set: { -readonly [K in keyof NewFlight]?: NewFlight[K] } = {};
  if (dates.startDay !== flight.startDay || dates.endDay !== flight.endDay) {
    Object.assign(set, redateFlight(flight, dates, line.tv?.weekdays));
    changes.push({ what: 'Dates', from: datesWords(flight), to: datesWords(dates) });
  }
  const { budgetCents } = values;
  const present = onBasis(flight.budgetCents, frame);
  if (budgetCents !== undefined && budgetCents !== present) {
    set.budgetCents = grossOf(budgetCents, line, frame) ?? budgetCents;
    changes.push({ what: 'Flight budget', from: formatCents(present), to: formatCents(budgetCents) });
  }
  if (changes.length === 0) return NONE;
  const plain = Object.fromEntries(
    Object.entries(set).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(flight[name as keyof Flight]),
    ),
  );
  return { edits: [{ kind: 'update_flight', flightId: flight.id, set: plain }], changes, problems: [] };
}

function changedBudget({ budgetCents }: RowValues, line: Line, frame: AmountFrame): CellChanges {
  const present = onBasis(lineBudgetCents(line), frame);
  if (budgetCents === undefined || budgetCents === present) return NONE;
  if (line.flights.length === 0)
    return { ...NONE, problems: [`${line.name} has no flight yet: give its first and last day.`] };
  const cents = grossOf(budgetCents, line, frame) ?? budgetCents;
  const edits: readonly LineEdit[] = [{ kind: 'set_line_budget', lineId: line.id, cents }];
  return {
    edits,
    changes: [{ what: 'Budget', from: formatCents(present), to: formatCents(budgetCents) }],
    problems: [],
  };
}

function addedFlight(values: RowValues, line: Line, frame: AmountFrame): CellChanges {
  const made = newFlight(values, line, frame);
  if (!made || 'problem' in made) return made ? { ...NONE, problems: [made.problem] } : NONE;
  const to = `${datesWords(made)}, ${formatCents(values.budgetCents ?? 0)}`;
  return {
    edits: [{ kind: 'add_flight', lineId: line.id, flight: made }],
    changes: [{ what: 'New flight', from: null, to }],
    problems: [],
  };
}

/** The flight a row of a new line says; over the whole campaign when it says no dates, none when it says nothing. */
export function newFlight(
  values: RowValues,
  line: Pick<Line, 'rate' | 'tv'>,
  frame: AmountFrame,
): NewFlight | Readonly<{ problem: string }> | null {
  if (!saysFlight(values)) return null;
  const dates = datesOf(values, frame.campaign);
  if ('problem' in dates) return dates;
  const budgetCents = grossOf(values.budgetCents ?? 0, line, frame) ?? 0;
  return { ...dates, budgetCents, pattern: { kind: 'even' }, hardStop: true };
}

function datesOf(values: RowValues, present: Dates): Dates | Readonly<{ problem: string }> {
  const startDay = values.firstDay ?? present.startDay;
  const endDay = values.lastDay === undefined ? present.endDay : addDays(values.lastDay, 1);
  if (startDay < endDay) return { startDay, endDay };
  return { problem: `The last day ${addDays(endDay, -1)} is before the first day ${startDay}.` };
}

const onBasis = (cents: number, { basis, campaign }: AmountFrame) =>
  basis === 'gross' ? cents : grossToNet(cents, campaign.commissionBasisPoints);
const datesWords = ({ startDay, endDay }: Dates) => `${startDay} to ${addDays(endDay, -1)}`;
