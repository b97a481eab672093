import type { CreateLineRequest, FlightRequest, LineResponse, PlanEdit } from '../../../shared/contracts/plans.ts';

type Flight = LineResponse['flights'][number];
/** One way back (or forth): the edits that undo what was done, and what that was in words. */
type Step = Readonly<{ label: string; edits: readonly PlanEdit[] }>;
export type History = Readonly<{ undo: readonly Step[]; redo: readonly Step[] }>;

export const EMPTY_HISTORY: History = { undo: [], redo: [] };
const MOST_STEPS = 100;
const LINE_FIELDS = ['name', 'vendor', 'rate', 'demo', 'tv', 'curve', 'minCents', 'maxCents', 'locked'] as const;
const FLIGHT_FIELDS = ['startDay', 'endDay', 'budgetCents', 'pattern', 'hardStop'] as const;

/**
 * The edits that turn the lines `from` into the lines `to`, by id. What `to` has and `from` lacks is added, with new ids.
 * The undo of an action is `editsBetween(after, before)`, so it restores flights to the day and the cent.
 */
export function editsBetween(from: readonly LineResponse[], to: readonly LineResponse[]): readonly PlanEdit[] {
  const before = new Map(from.map((line) => [line.id, line]));
  const kept = new Set(to.map((line) => line.id));
  return [
    ...from.filter((line) => !kept.has(line.id)).map((line): PlanEdit => ({ kind: 'remove_line', lineId: line.id })),
    ...to.flatMap((line) => {
      const was = before.get(line.id);
      return was ? lineEdits(was, line) : [{ kind: 'add_line', line: toLineRequest(line) } as const];
    }),
  ];
}

function lineEdits(was: LineResponse, is: LineResponse): readonly PlanEdit[] {
  const set = changedFields(was, is, LINE_FIELDS, ['demo', 'tv', 'curve', 'minCents', 'maxCents']);
  const before = new Map(was.flights.map((flight) => [flight.id, flight]));
  const kept = new Set(is.flights.map((flight) => flight.id));
  return [
    ...(set ? [{ kind: 'update_line', lineId: is.id, set } as const] : []),
    ...was.flights
      .filter((flight) => !kept.has(flight.id))
      .map((flight): PlanEdit => ({ kind: 'remove_flight', flightId: flight.id })),
    ...is.flights.flatMap((flight): PlanEdit[] => {
      const old = before.get(flight.id);
      if (!old) return [{ kind: 'add_flight', lineId: is.id, flight: toFlightRequest(flight) }];
      const changed = changedFields(old, flight, FLIGHT_FIELDS, []);
      return changed ? [{ kind: 'update_flight', flightId: flight.id, set: changed }] : [];
    }),
  ];
}

/** The fields of `is` that differ; a field that went away is null where the contract allows it. */
function changedFields<T extends object>(
  was: T,
  is: T,
  fields: readonly (keyof T & string)[],
  clearable: readonly string[],
): Partial<T> | undefined {
  const changed = fields.filter((field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]));
  if (changed.length === 0) return undefined;
  return Object.fromEntries(
    changed.map((field) => [field, is[field] ?? (clearable.includes(field) ? null : undefined)]),
  ) as Partial<T>;
}

/** A flight as the API takes it: without what the server adds. */
function toFlightRequest(flight: Flight): FlightRequest {
  const { id: _id, lastDay: _lastDay, status: _status, ...request } = flight;
  return request;
}

/** A line as the API takes it: without what the server adds. */
export function toLineRequest(line: LineResponse): CreateLineRequest {
  const { id: _id, budgetCents: _budget, units: _units, unit: _unit, flights, ...request } = line;
  return { ...request, flights: flights.map(toFlightRequest) };
}

/** Which new id stands for which old one, after lines and flights of `wanted` were added again and came back as `got`. */
export function newIds(
  wanted: readonly LineResponse[],
  before: readonly LineResponse[],
  got: readonly LineResponse[],
): ReadonlyMap<string, string> {
  const known = new Set(before.flatMap((line) => [line.id, ...line.flights.map((flight) => flight.id)]));
  const map = new Map<string, string>();
  const addedLines = got.filter((line) => !known.has(line.id));
  for (const [index, line] of wanted.filter((each) => !known.has(each.id)).entries()) {
    const made = addedLines[index];
    if (!made) continue;
    map.set(line.id, made.id);
    pairFlights(line.flights, made.flights, map);
  }
  for (const line of wanted.filter((each) => known.has(each.id))) {
    const made = got.find((each) => each.id === line.id);
    const isNew = (flight: Flight) => !known.has(flight.id);
    if (made) pairFlights(line.flights.filter(isNew), made.flights.filter(isNew), map);
  }
  return map;
}

/** Pairs by what the flights say: two of one day keep no order of their own, since ids break the tie and are new. */
function pairFlights(wanted: readonly Flight[], made: readonly Flight[], map: Map<string, string>): void {
  const left = [...made];
  for (const flight of wanted) {
    const says = contentOf(flight);
    const at = left.findIndex((each) => contentOf(each) === says);
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (found) map.set(flight.id, found.id);
  }
}

function contentOf({ startDay, endDay, budgetCents, pattern, hardStop }: Flight): string {
  const weights = 'weights' in pattern ? pattern.weights : [];
  return JSON.stringify([startDay, endDay, budgetCents, hardStop, pattern.kind, weights]);
}

/** Steps that still name an old id name the new one from now on. */
export function renameIds(history: History, ids: ReadonlyMap<string, string>): History {
  if (ids.size === 0) return history;
  let text = JSON.stringify(history);
  for (const [old, fresh] of ids) text = text.replaceAll(`"${old}"`, `"${fresh}"`);
  return JSON.parse(text) as History;
}

/** Remembers a step; what was undone before can't be redone after it. */
export function withStep(history: History, step: Step): History {
  return { undo: [...history.undo, step].slice(-MOST_STEPS), redo: [] };
}

const keyOf = (planId: string) => `flightboard.undo.${planId}`;

/** The steps kept in this browser for a plan, so that undo survives a reload. */
export function loadHistory(planId: string): History {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(planId)) ?? 'null') as Partial<History> | null;
    return { undo: kept?.undo ?? [], redo: kept?.redo ?? [] };
  } catch {
    return EMPTY_HISTORY;
  }
}

/** Keeps the steps; a full or forbidden storage only loses undo after reload. */
export function saveHistory(planId: string, history: History): void {
  try {
    localStorage.setItem(keyOf(planId), JSON.stringify(history));
  } catch {
    // Private windows may refuse; undo then lasts as long as the page.
  }
}
