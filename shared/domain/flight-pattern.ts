import { addDays, eachDay, isoWeekday, type Day } from './calendar/day.ts';
import { flightDays, type Flight, type FlightPattern } from './flight.ts';
import { errorIssue, type Issue } from './issue.ts';
import { apportion, type Cents } from './money.ts';

/** What one day of a flight is meant to spend, gross. */
export type DayCents = Readonly<{ day: Day; cents: Cents }>;

/** The part of a flight its money is laid over. */
export type FlightSpan = Pick<Flight, 'startDay' | 'endDay' | 'budgetCents' | 'pattern'>;

/** In a straight-line front-loaded flight the first day gets three times the last unless it says otherwise. */
export const DEFAULT_FRONT_LOAD_RATIO = 3;

/**
 * The flight's budget by day, in order; the days sum to the budget exactly. Money is split over Monday-to-Sunday weeks
 * first and inside each week second (largest remainder, ties to the earlier), so whole even weeks get the same cents.
 * `weekdays` (ISO, 1 = Monday) keeps other days at zero; when none of the flight's days airs, all do. Custom weights that
 * are missing count as zero, ones too many are not read: `checkPattern` reports both.
 * Example: $100.00 over three even days is 33.34 / 33.33 / 33.33.
 */
export function flightDayCents(flight: FlightSpan, weekdays?: readonly number[]): readonly DayCents[] {
  const weeks = weightedWeeks(flight, weekdays);
  if (weeks.length === 0) return [];
  const shares = weeks.map(({ monday, weight }) => ({ key: monday, weight }));
  return apportion(flight.budgetCents, shares).flatMap(({ cents }, index) =>
    apportion(cents, weeks[index]?.days ?? []).map((part) => ({ day: part.key, cents: part.cents })),
  );
}

type WeightedDay = Readonly<{ key: Day; weight: number }>;
type WeightedWeek = Readonly<{ monday: Day; weight: number; days: readonly WeightedDay[] }>;

function weightedWeeks(flight: FlightSpan, weekdays: readonly number[] | undefined): readonly WeightedWeek[] {
  const { pattern } = flight;
  const days = eachDay(flight.startDay, flight.endDay);
  if (pattern.kind === 'custom' && pattern.by === 'week') {
    const even = days.map((day) => ({ key: day, weight: 1 }));
    return inWeeks(flight.startDay, even).map(({ monday, items }, index) => {
      return { monday, weight: pattern.weights[index] ?? 0, days: onWeekdays(items, weekdays) };
    });
  }
  const drawn = days.map((day, index) => ({ key: day, weight: dayWeight(pattern, index, days.length) }));
  return inWeeks(flight.startDay, onWeekdays(drawn, weekdays)).map(({ monday, items }) => {
    return { monday, weight: items.reduce((sum, { weight }) => sum + weight, 0), days: items };
  });
}

/** Zero on the weekdays that do not air; even over those that do when the pattern gives them nothing; all when none airs. */
function onWeekdays(days: readonly WeightedDay[], weekdays: readonly number[] | undefined): readonly WeightedDay[] {
  const isOpen = holdsMoney(
    days.map(({ key }) => key),
    weekdays,
  );
  const kept = days.map(({ key, weight }) => ({ key, weight: isOpen(key) ? weight : 0 }));
  if (kept.some(({ weight }) => weight > 0)) return kept;
  return days.map(({ key }) => ({ key, weight: isOpen(key) ? 1 : 0 }));
}

/**
 * Tells of a day whether money may lie on it, where `days` are to hold some: it is on one of the weekdays (ISO, 1 = Monday), or
 * none of the days is. Example: of a Monday and a Tuesday with weekdays [6, 7] both.
 */
export function holdsMoney(days: readonly Day[], weekdays: readonly number[] | undefined): (day: Day) => boolean {
  const airs = (day: Day) => weekdays === undefined || weekdays.includes(isoWeekday(day));
  return days.some(airs) ? airs : () => true;
}

function dayWeight(pattern: FlightPattern, index: number, count: number): number {
  switch (pattern.kind) {
    case 'even':
      return 1;
    case 'front_loaded':
      return count === 1 ? 1 : (pattern.ratio ?? DEFAULT_FRONT_LOAD_RATIO) * (count - 1 - index) + index;
    case 'burst':
      return index % (pattern.onDays + pattern.offDays) < pattern.onDays ? 1 : 0;
    case 'to_end':
      // Counted back from the last day, whose weight is 1, so that a long flight cannot overflow.
      return (1 + pattern.growthBasisPoints / 10_000) ** (index - count + 1);
    case 'custom':
      return pattern.weights[index] ?? 0;
  }
}

type Week<Item> = Readonly<{ monday: Day; items: readonly Item[] }>;

/** Cuts a list with one item a day, the first on `startDay`, into Monday-to-Sunday weeks. */
function inWeeks<Item>(startDay: Day, items: readonly Item[]): readonly Week<Item>[] {
  if (items.length === 0) return [];
  const daysBefore = isoWeekday(startDay) - 1;
  return Array.from({ length: Math.ceil((daysBefore + items.length) / 7) }, (_, index) => {
    const from = index * 7 - daysBefore;
    return { monday: addDays(startDay, from), items: items.slice(Math.max(0, from), from + 7) };
  });
}

/** How many custom weights the flight needs: its days, or the Monday-to-Sunday weeks it touches. */
export function customWeightCount(flight: Pick<Flight, 'startDay' | 'endDay'>, by: 'day' | 'week'): number {
  if (by === 'day') return flightDays(flight);
  return inWeeks(flight.startDay, eachDay(flight.startDay, flight.endDay)).length;
}

/** Everything wrong with a flight's pattern. `path` is the flight's own, for example `lines.0.flights.1`. */
export function checkPattern(flight: FlightSpan, path: string): readonly Issue[] {
  const { pattern } = flight;
  const at = `${path}.pattern`;
  switch (pattern.kind) {
    case 'even':
      return [];
    case 'front_loaded':
      if (pattern.ratio === undefined || (Number.isFinite(pattern.ratio) && pattern.ratio >= 1)) return [];
      return [errorIssue('ratio_below_one', `The first day gets ${pattern.ratio} times the last: give 1 or more.`, at)];
    case 'burst':
      if (
        Number.isInteger(pattern.onDays) &&
        pattern.onDays > 0 &&
        Number.isInteger(pattern.offDays) &&
        pattern.offDays >= 0
      )
        return [];
      return [
        errorIssue(
          'burst_without_days',
          `A burst of ${pattern.onDays} days on, ${pattern.offDays} off: give at least one day on and whole days.`,
          at,
        ),
      ];
    case 'to_end':
      if (Number.isInteger(pattern.growthBasisPoints) && pattern.growthBasisPoints >= 0) return [];
      return [
        errorIssue(
          'growth_negative',
          `Growth is ${pattern.growthBasisPoints} basis points a day: give 0 or more, 5 % is 500.`,
          at,
        ),
      ];
    case 'custom':
      return checkWeights(flight, pattern, at);
  }
}

function checkWeights(
  flight: FlightSpan,
  pattern: Extract<FlightPattern, { kind: 'custom' }>,
  path: string,
): readonly Issue[] {
  const { by, weights } = pattern;
  const needed = customWeightCount(flight, by);
  if (weights.length !== needed) {
    const message = `The flight has ${needed} ${by}s but ${weights.length} weights: give one for each ${by}.`;
    return [errorIssue('weights_count', message, path)];
  }
  if (!weights.every((weight) => Number.isFinite(weight) && weight >= 0)) {
    return [errorIssue('weight_negative', 'A weight is below zero or not a number: give zero or more.', path)];
  }
  if (weights.some((weight) => weight > 0)) return [];
  return [errorIssue('weights_all_zero', 'All weights are zero: give at least one above zero.', path)];
}
