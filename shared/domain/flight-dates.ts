import { addDays, daysBetween, type Day } from './calendar/day.ts';
import { flightDayCents, type DayCents } from './flight-pattern.ts';
import type { Flight, FlightPattern } from './flight.ts';

/** What changes when a flight gets other dates: its days, and its pattern where that counts days one by one. */
export type FlightDates = Pick<Flight, 'startDay' | 'endDay' | 'pattern'>;

type Dated = Pick<Flight, 'startDay' | 'endDay' | 'budgetCents' | 'pattern'>;

/**
 * A flight on other dates with the same money; `endDay` is exclusive, as everywhere. A pattern that is a rule (even, front
 * loaded, burst, to the end) is applied to the new days. Typed weights move along when the flight keeps its length; else the
 * days that stay keep their share and days that are new get the mean of those, so nothing typed is forgotten.
 * Example: a flight of 7 days typed as 100, 0, 0, 0, 0, 0, 0 moved a week later is typed the same there.
 */
export function redateFlight(
  flight: Dated,
  dates: Readonly<{ startDay: Day; endDay: Day }>,
  weekdays?: readonly number[],
): FlightDates {
  const { startDay, endDay } = dates;
  const { pattern } = flight;
  if (pattern.kind !== 'custom' || endDay <= startDay) return { startDay, endDay, pattern };
  const moved = daysBetween(flight.startDay, startDay);
  const isSameLength = daysBetween(flight.endDay, endDay) === moved;
  if (isSameLength && (pattern.by === 'day' || moved % 7 === 0)) return { startDay, endDay, pattern };
  const days = flightDayCents({ ...flight, budgetCents: flight.budgetCents || 1_000_000 }, weekdays);
  const weights = isSameLength ? days.map(({ cents }) => cents) : keptWeights(days, startDay, endDay);
  return { startDay, endDay, pattern: customByDay(weights) };
}

function keptWeights(days: readonly DayCents[], startDay: Day, endDay: Day): readonly number[] {
  const byDay = new Map(days.map(({ day, cents }) => [day, cents]));
  const count = daysBetween(startDay, endDay);
  const found = Array.from({ length: count }, (_, index) => byDay.get(addDays(startDay, index)));
  const kept = found.filter((cents) => cents !== undefined);
  const mean = kept.length === 0 ? 0 : Math.round(kept.reduce((sum, cents) => sum + cents, 0) / kept.length);
  return found.map((cents) => cents ?? mean);
}

function customByDay(weights: readonly number[]): FlightPattern {
  return weights.some((weight) => weight > 0) ? { kind: 'custom', by: 'day', weights } : { kind: 'even' };
}

/** A flight's dates moved by whole days (earlier when negative). Example: 7 days later keeps length and weekdays. */
export function shiftFlight(flight: Dated, byDays: number, weekdays?: readonly number[]): FlightDates {
  const dates = { startDay: addDays(flight.startDay, byDays), endDay: addDays(flight.endDay, byDays) };
  return redateFlight(flight, dates, weekdays);
}
