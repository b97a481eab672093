import { eachDay, isoWeekday, mondayOf, type Day } from './calendar/day.ts';
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
 * The flight's budget by day, in order; the days sum to the budget exactly (largest remainder, ties to the earlier day).
 * `weekdays` (ISO, 1 = Monday) keeps other days at zero; when none of the flight's days airs, all do. Custom weights that
 * are missing count as zero, ones too many are not read: `checkPattern` reports both.
 * Example: $100.00 over three even days is 33.34 / 33.33 / 33.33.
 */
export function flightDayCents(flight: FlightSpan, weekdays?: readonly number[]): readonly DayCents[] {
  const days = eachDay(flight.startDay, flight.endDay);
  if (days.length === 0) return [];
  const { pattern } = flight;
  if (pattern.kind === 'custom' && pattern.by === 'week') return splitByWeek(flight, pattern.weights, weekdays);
  const weights = days.map((_, index) => dayWeight(pattern, index, days.length));
  return splitOverDays(flight.budgetCents, days, weights, weekdays);
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

function splitOverDays(
  cents: Cents,
  days: readonly Day[],
  weights: readonly number[],
  weekdays: readonly number[] | undefined,
): readonly DayCents[] {
  const airing = days.map((day) => weekdays === undefined || weekdays.includes(isoWeekday(day)));
  const open = airing.includes(true) ? airing : days.map(() => true);
  const kept = days.map((_, index) => (open[index] ? (weights[index] ?? 0) : 0));
  const usable = kept.some((weight) => weight > 0) ? kept : open.map((isOpen) => (isOpen ? 1 : 0));
  const parts = apportion(
    cents,
    days.map((day, index) => ({ key: day, weight: usable[index] ?? 0 })),
  );
  return parts.map(({ key, cents: dayCents }) => ({ day: key, cents: dayCents }));
}

function splitByWeek(
  flight: FlightSpan,
  weights: readonly number[],
  weekdays: readonly number[] | undefined,
): readonly DayCents[] {
  const weeks = weeksTouched(flight);
  const shares = weeks.map(({ monday }, index) => ({ key: monday, weight: weights[index] ?? 0 }));
  return apportion(flight.budgetCents, shares).flatMap(({ cents }, index) => {
    const days = weeks[index]?.days ?? [];
    return splitOverDays(
      cents,
      days,
      days.map(() => 1),
      weekdays,
    );
  });
}

type Week = Readonly<{ monday: Day; days: readonly Day[] }>;

function weeksTouched(flight: Pick<Flight, 'startDay' | 'endDay'>): readonly Week[] {
  const weeks = new Map<Day, Day[]>();
  for (const day of eachDay(flight.startDay, flight.endDay)) {
    const monday = mondayOf(day);
    weeks.set(monday, [...(weeks.get(monday) ?? []), day]);
  }
  return [...weeks].map(([monday, days]) => ({ monday, days }));
}

/** How many custom weights the flight needs: its days, or the Monday-to-Sunday weeks it touches. */
export function customWeightCount(flight: Pick<Flight, 'startDay' | 'endDay'>, by: 'day' | 'week'): number {
  return by === 'day' ? flightDays(flight) : weeksTouched(flight).length;
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
