import { eachDay, type Day } from './calendar/day.ts';
import type { Flight } from './flight.ts';
import { errorIssue, type Issue } from './issue.ts';
import { apportion, type Cents } from './money.ts';
import { flightsOfCell, withCellCents, type Cell } from './plan-cell.ts';
import { lineBudgetCents, type Line } from './plan.ts';

type NewFlight = Omit<Flight, 'id' | 'status'>;
type NewLine = Omit<Line, 'id' | 'flights'> & Readonly<{ flights: readonly NewFlight[] }>;
type Settable<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

/** One edit of a plan's lines. Null in `set` takes an optional field away. Ids of new things are given by the caller. */
export type LineEdit =
  | Readonly<{ kind: 'add_line'; line: NewLine }>
  | Readonly<{ kind: 'update_line'; lineId: string; set: Settable<Omit<Line, 'id' | 'flights'>> }>
  | Readonly<{ kind: 'remove_line'; lineId: string }>
  | Readonly<{ kind: 'add_flight'; lineId: string; flight: NewFlight }>
  | Readonly<{ kind: 'update_flight'; flightId: string; set: Settable<NewFlight> }>
  | Readonly<{ kind: 'remove_flight'; flightId: string }>
  | Readonly<{ kind: 'set_cell'; lineId: string; startDay: Day; endDay: Day; cents: Cents }>
  | Readonly<{ kind: 'set_line_budget'; lineId: string; cents: Cents }>;

export type EditedLines =
  Readonly<{ kind: 'ok'; lines: readonly Line[] }> | Readonly<{ kind: 'refused'; issues: readonly Issue[] }>;
type NewId = (prefix: string) => string;

/**
 * Applies edits in order, all or none: the first list of issues names each edit that could not be applied.
 * Pure: the given lines are untouched. Example: `set_cell` of $400.00 on a week makes that week's days sum to 40,000 cents.
 */
export function applyLineEdits(lines: readonly Line[], edits: readonly LineEdit[], newId: NewId): EditedLines {
  let edited = lines;
  const issues: Issue[] = [];
  edits.forEach((edit, index) => {
    const result = applyEdit(edited, edit, newId);
    if (typeof result === 'string') issues.push(errorIssue('edit_not_possible', result, `edits.${index}`));
    else edited = result;
  });
  return issues.length > 0 ? { kind: 'refused', issues } : { kind: 'ok', lines: edited };
}

function applyEdit(lines: readonly Line[], edit: LineEdit, newId: NewId): readonly Line[] | string {
  switch (edit.kind) {
    case 'add_line':
      return [...lines, withIds(edit.line, newId)];
    case 'update_line':
      return changeLine(lines, edit.lineId, (line) => withoutNulls({ ...line, ...edit.set }) as Line);
    case 'remove_line':
      return lines.some(({ id }) => id === edit.lineId)
        ? lines.filter(({ id }) => id !== edit.lineId)
        : noLine(edit.lineId);
    case 'add_flight':
      return changeLine(lines, edit.lineId, (line) => ({
        ...line,
        flights: inOrder([...line.flights, flightWithId(edit.flight, newId)]),
      }));
    case 'update_flight':
      return changeFlight(lines, edit.flightId, (flight) => [withoutNulls({ ...flight, ...edit.set }) as Flight]);
    case 'remove_flight':
      return changeFlight(lines, edit.flightId, () => []);
    case 'set_cell':
      return changeLine(lines, edit.lineId, (line) => setCell(line, edit, newId));
    case 'set_line_budget':
      return changeLine(lines, edit.lineId, (line) => setLineBudget(line, edit.cents));
  }
}

function changeLine(
  lines: readonly Line[],
  lineId: string,
  change: (line: Line) => Line | string,
): readonly Line[] | string {
  const line = lines.find(({ id }) => id === lineId);
  if (!line) return noLine(lineId);
  const changed = change(line);
  return typeof changed === 'string' ? changed : lines.map((each) => (each === line ? changed : each));
}

function changeFlight(
  lines: readonly Line[],
  flightId: string,
  change: (flight: Flight) => readonly Flight[],
): readonly Line[] | string {
  const line = lines.find(({ flights }) => flights.some(({ id }) => id === flightId));
  if (!line) return `There is no flight ${flightId} in this plan. Read the plan again: it may have been removed.`;
  return changeLine(lines, line.id, (each) => ({
    ...each,
    flights: inOrder(each.flights.flatMap((flight) => (flight.id === flightId ? change(flight) : [flight]))),
  }));
}

/**
 * Gives the days [startDay, endDay) of a line `cents` in all, other days as they were. Flights that have any of the days hold
 * the money, also those that are over; where no flight covers any of the days, a new flight is made of them.
 */
function setCell(line: Line, cell: Cell, newId: NewId): Line | string {
  const { startDay, endDay, cents } = cell;
  if (endDay <= startDay) return `The cell runs from ${startDay} to ${endDay}: the end is the first day after it.`;
  const covered = flightsOfCell(line, cell);
  if (covered.length > 0) {
    const changed = withCellCents(line, covered, cell);
    if (typeof changed === 'string') return changed;
    return { ...line, flights: line.flights.map((flight) => changed.get(flight) ?? flight) };
  }
  if (cents === 0) return line;
  const made: NewFlight = { startDay, endDay, budgetCents: cents, pattern: { kind: 'even' }, hardStop: true };
  return { ...line, flights: inOrder([...line.flights, flightWithId(made, newId)]) };
}

/** Scales a line's open flights to a new sum, keeping their proportions and patterns. */
function setLineBudget(line: Line, cents: Cents): Line | string {
  const open = line.flights.filter(({ status }) => status !== 'canceled');
  if (open.length === 0) return `${line.name} has no flight yet: add one with its dates first, then give it a budget.`;
  const weighted =
    lineBudgetCents(line) === 0
      ? open.map((flight) => ({ key: flight.id, weight: eachDay(flight.startDay, flight.endDay).length }))
      : open.map((flight) => ({ key: flight.id, weight: flight.budgetCents }));
  const parts = new Map(apportion(cents, weighted).map((part) => [part.key, part.cents]));
  return {
    ...line,
    flights: line.flights.map((flight) => ({ ...flight, budgetCents: parts.get(flight.id) ?? flight.budgetCents })),
  };
}

/** A line as it was asked for, with ids of its own. */
export function withIds(line: NewLine, newId: NewId): Line {
  return { ...line, id: newId('lin'), flights: inOrder(line.flights.map((flight) => flightWithId(flight, newId))) };
}

function flightWithId(flight: NewFlight, newId: NewId): Flight {
  return { ...flight, id: newId('flt'), status: 'draft' };
}

function inOrder(flights: readonly Flight[]): readonly Flight[] {
  return [...flights].sort((a, b) =>
    a.startDay < b.startDay ? -1 : a.startDay > b.startDay ? 1 : a.id < b.id ? -1 : 1,
  );
}

function withoutNulls(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null && part !== undefined));
}

function noLine(lineId: string): string {
  return `There is no line ${lineId} in this plan. Read the plan again: it may have been removed.`;
}
