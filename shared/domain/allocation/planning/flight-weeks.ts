import { addDays, eachDay, earlierDay, laterDay, mondayOf, type Day } from '../../calendar/day.ts';
import { flightDayCents, holdsMoney, type FlightSpan } from '../../flight-pattern.ts';
import type { FlightPattern } from '../../flight.ts';
import { apportion, formatCents, sumCents, type Cents } from '../../money.ts';
import type { Curve } from '../curves/curve.ts';
import { partOfCurve, repriceCurve } from '../scenarios/reshape-curve.ts';
import { carryOverOf, whyNoCarryOver } from './carry-over-model.ts';
import { splitWithCarryOver } from './weekly-carry-over.ts';

export type FlightWeeksInput = Readonly<{
  /** The flight as it shall be: its days and its money. */
  flight: FlightSpan;
  /** The flight as the plan has it now; of a new one, the same. */
  planned: FlightSpan;
  /** The line's other flights that are not canceled. */
  others: readonly FlightSpan[];
  /** ISO weekdays the line may air on; all when left out. */
  weekdays?: readonly number[] | undefined;
  /** Response of the whole line's money, laid evenly over its days. */
  curve: Curve;
  /** Share of a week's effect that is felt in the next, 0 ≤ carryOver < 1. */
  carryOver: number;
  today: Day;
}>;

/** One Monday-to-Sunday week of a flight, cut to its days. `isKept`: it has begun, so its money stays. */
export type FlightWeek = Readonly<{
  startDay: Day;
  endDay: Day;
  cents: Cents;
  evenCents: Cents;
  isKept: boolean;
}>;

export type FlightWeeks =
  | Readonly<{ kind: 'refused'; code: 'no_money' | 's_shaped' | 'all_begun' | 'nothing_left'; reason: string }>
  | Readonly<{
      kind: 'split';
      weeks: readonly FlightWeek[];
      /** What the weeks still to come bring, and what they would evenly. */
      response: number;
      evenResponse: number;
      /** (response − even) ÷ even, never below 0. */
      gain: number;
      /** How far below the best there is, as a fraction. */
      gap: number;
      /** The flight's pattern that has exactly these cents. */
      pattern: FlightPattern;
    }>;

type Week = Readonly<{ monday: Day; startDay: Day; endDay: Day; airing: number; isKept: boolean; keptCents: Cents }>;

/**
 * Best split of a flight over its weeks when part of a week's effect carries into the next. Carry-over moves effect in time and adds
 * none: of a dollar's effect 1 − θ falls in its own week, θ(1 − θ) in the next …, so that steady spend brings what the line's
 * curve says of it; what lingers after the flight counts for nothing. A week that has begun keeps the plan's money, and hands its pressure on, as do
 * the line's other flights in weeks before the first that is free. A week cut short counts by its airing days, one without any gets nothing.
 * Example: carry-over 0 → the same every day, gain 0.
 */
export function bestFlightWeeks(input: FlightWeeksInput): FlightWeeks {
  const { flight, curve, carryOver } = input;
  if (!(flight.budgetCents > 0)) return refused('no_money', 'Give the flight its dates and an amount first.');
  const sShaped = whyNoCarryOver(curve);
  if (sShaped !== null) return refused('s_shaped', sShaped);
  const weeks = weeksOf(input);
  const free = weeks.filter(({ isKept, airing }) => !isKept && airing > 0);
  if (free.length === 0) return refused('all_begun', 'Every week of this flight has begun: their money stays.');
  const freeCents = flight.budgetCents - sumCents(weeks.map(({ keptCents }) => keptCents));
  if (freeCents <= 0) {
    const held = formatCents(flight.budgetCents - freeCents);
    const reason = `The weeks that have begun hold ${held} of ${formatCents(flight.budgetCents)}: nothing is left to split.`;
    return refused('nothing_left', reason);
  }
  const perWeek = airingAWeek(flight, input.weekdays);
  const split = {
    curve: weekCurve(input, perWeek),
    totalCents: freeCents,
    weeks: free.length,
    carryOver,
    startingPressureCents: pressureBefore(free[0]!.monday, weeks, input),
    weekLengths: free.map(({ airing }) => airing / perWeek),
  };
  const best = splitWithCarryOver(split);
  const even = apportion(
    freeCents,
    free.map(({ monday, airing }) => ({ key: monday, weight: airing })),
  ).map(({ cents }) => cents);
  const evenResponse = carryOverOf(split, even).response;
  const inAll = weeks.map((week): FlightWeek => {
    const { startDay, endDay, isKept, keptCents } = week;
    const at = free.indexOf(week);
    const cents = isKept ? keptCents : (best.cents[at] ?? 0);
    return { startDay, endDay, isKept, cents, evenCents: isKept ? keptCents : (even[at] ?? 0) };
  });
  return {
    kind: 'split',
    weeks: inAll,
    response: best.response,
    evenResponse,
    gain: evenResponse > 0 ? Math.max(0, best.response / evenResponse - 1) : 0,
    gap: best.gap,
    pattern: patternOf(input, inAll),
  };
}

const refused = (code: Extract<FlightWeeks, { kind: 'refused' }>['code'], reason: string): FlightWeeks => ({
  kind: 'refused',
  code,
  reason,
});

function weeksOf({ flight, planned, weekdays, today }: FlightWeeksInput): readonly Week[] {
  const plannedDays = flightDayCents(planned, weekdays);
  const airing = new Set(airingDays(flight, weekdays));
  const mondays = new Set(eachDay(flight.startDay, flight.endDay).map(mondayOf));
  return [...mondays].map((monday) => {
    const startDay = laterDay(monday, flight.startDay);
    const endDay = earlierDay(addDays(monday, 7), flight.endDay);
    const isKept = startDay <= today;
    const kept = isKept ? plannedDays.filter(({ day }) => day >= startDay && day < endDay) : [];
    return {
      ...{ monday, startDay, endDay, isKept },
      airing: eachDay(startDay, endDay).filter((day) => airing.has(day)).length,
      keptCents: sumCents(kept.map(({ cents }) => cents)),
    };
  });
}

/** The days a flight's money may lie on. */
function airingDays({ startDay, endDay }: FlightSpan, weekdays: readonly number[] | undefined): readonly Day[] {
  const days = eachDay(startDay, endDay);
  return days.filter(holdsMoney(days, weekdays));
}

/** Airing days of a whole week. */
function airingAWeek({ startDay, endDay }: FlightSpan, weekdays: readonly number[] | undefined): number {
  return eachDay(startDay, addDays(startDay, 7)).filter(holdsMoney(eachDay(startDay, endDay), weekdays)).length;
}

/** The line's curve of one whole week's pressure, in which a dollar weighs 1 − θ a week. */
function weekCurve({ flight, others, weekdays, curve, carryOver }: FlightWeeksInput, perWeek: number): Curve {
  const days = [flight, ...others].reduce((sum, each) => sum + airingDays(each, weekdays).length, 0);
  return repriceCurve(partOfCurve(curve, perWeek / days), 1 / (1 - carryOver));
}

/** What is still felt, as the first free week begins, of weeks that keep their money and of the line's other flights; each taken as a whole week. */
function pressureBefore(firstMonday: Day, weeks: readonly Week[], input: FlightWeeksInput): Cents {
  const spent = new Map<Day, Cents>();
  const add = (day: Day, cents: Cents) => spent.set(mondayOf(day), (spent.get(mondayOf(day)) ?? 0) + cents);
  for (const { monday, keptCents } of weeks) add(monday, keptCents);
  for (const other of input.others)
    for (const { day, cents } of flightDayCents(other, input.weekdays)) if (day < firstMonday) add(day, cents);
  const before = [...spent.keys()].filter((monday) => monday < firstMonday).toSorted();
  let pressure = 0;
  for (let monday = before[0] ?? firstMonday; monday < firstMonday; monday = addDays(monday, 7))
    pressure = (spent.get(monday) ?? 0) + input.carryOver * pressure;
  return pressure;
}

/** The weeks as typed by week; by day where that would move money between days of a week that has begun. */
function patternOf({ flight, planned, weekdays }: FlightWeeksInput, weeks: readonly FlightWeek[]): FlightPattern {
  const byWeek: FlightPattern = { kind: 'custom', by: 'week', weights: weeks.map(({ cents }) => cents) };
  const was = new Map(flightDayCents(planned, weekdays).map(({ day, cents }) => [day, cents]));
  const kept = weeks.filter(({ isKept }) => isKept);
  const days = flightDayCents({ ...flight, pattern: byWeek }, weekdays);
  const stands = (day: Day) => kept.some(({ startDay, endDay }) => day >= startDay && day < endDay);
  const weights = days.map(({ day, cents }) => (stands(day) ? (was.get(day) ?? 0) : cents));
  return days.every(({ cents }, at) => cents === weights[at]) ? byWeek : { kind: 'custom', by: 'day', weights };
}
