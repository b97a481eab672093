import { addDays, eachDay, type Day } from './calendar/day.ts';
import { flightDayCents, holdsMoney } from './flight-pattern.ts';
import type { Flight } from './flight.ts';
import { apportion, sumCents, type Cents } from './money.ts';
import type { Line } from './plan.ts';

/** An amount typed into a period of a line; `endDay` is exclusive, `cents` gross. */
export type Cell = Readonly<{ startDay: Day; endDay: Day; cents: Cents }>;

/**
 * The flights of a line that have a day of the cell and so hold its money. A flight that is over is one of them: an amount
 * typed into the past says what that time was meant to get, and no second flight is laid over it. A canceled flight has no
 * money and is none of them.
 */
export function flightsOfCell(line: Pick<Line, 'flights'>, cell: Pick<Cell, 'startDay' | 'endDay'>): readonly Flight[] {
  return line.flights.filter(
    ({ status, startDay, endDay }) => status !== 'canceled' && startDay < cell.endDay && cell.startDay < endDay,
  );
}

/**
 * The covered flights with the cell's days at `cents` in all and every other day as it was. Days that air share by their
 * present weights, evenly when they have none. A sentence instead where the line airs on none of the days, as the money would
 * then fall on days outside the cell. Example: $100.00 in a week that had $70.00 makes its flight $30.00 dearer.
 */
export function withCellCents(
  line: Pick<Line, 'name' | 'tv'>,
  covered: readonly Flight[],
  cell: Cell,
): ReadonlyMap<Flight, Flight> | string {
  const weekdays = line.tv?.weekdays;
  const days = covered.flatMap((flight) =>
    flightDayCents(flight, weekdays).map(({ day, cents }) => ({ day, cents, flight, key: keyOf(day, flight) })),
  );
  const inside = days.filter(({ day }) => day >= cell.startDay && day < cell.endDay);
  const isOpen = new Map(
    covered.map((flight) => [flight, holdsMoney(eachDay(flight.startDay, flight.endDay), weekdays)]),
  );
  const airing = inside.filter(({ day, flight }) => isOpen.get(flight)?.(day));
  const shares = (airing.length > 0 ? airing : inside).map(({ key, cents }) => ({ key, weight: cents }));
  const wanted = new Map(days.map(({ key, cents }) => [key, cents]));
  for (const { key } of inside) wanted.set(key, 0);
  for (const { key, cents } of apportion(cell.cents, shares)) wanted.set(key, cents);
  const changed = new Map<Flight, Flight>();
  for (const flight of covered) {
    const centsOf = (day: Day) => wanted.get(keyOf(day, flight)) ?? 0;
    const after = byDay(flight, centsOf);
    if (flightDayCents(after, weekdays).some(({ day, cents }) => cents !== centsOf(day)))
      return `${line.name} airs on some weekdays only, and on none of its flight from ${cell.startDay} to ${addDays(cell.endDay, -1)}: change its weekdays or the flight's dates first.`;
    changed.set(flight, after);
  }
  return changed;
}

const keyOf = (day: Day, { id }: Flight) => `${day} ${id}`;

/** The flight drawn by day: its budget is their sum. */
function byDay(flight: Flight, centsOf: (day: Day) => Cents): Flight {
  const weights = eachDay(flight.startDay, flight.endDay).map(centsOf);
  const budgetCents = sumCents(weights);
  return {
    ...flight,
    budgetCents,
    pattern: budgetCents === 0 ? { kind: 'even' } : { kind: 'custom', by: 'day', weights },
  };
}
