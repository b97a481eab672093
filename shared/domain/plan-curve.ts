import { addDays, eachDay, type Day } from './calendar/day.ts';
import { broadcastDayStart } from './calendar/broadcast-day.ts';
import { dayStart, type Instant } from './calendar/zone.ts';
import type { DayCents } from './flight-pattern.ts';
import { multiplyRatio, sumCents, type Cents } from './money.ts';

/** When a plan's day starts: at midnight for digital, at 05:00 local for TV. */
export type DayKind = 'calendar' | 'broadcast';

/** Money planned for one moment: a spot's cost when it is to air. */
export type PlannedAiring = Readonly<{ day: Day; at: Instant; cents: Cents }>;

/**
 * One day of a curve: [startsAt, endsAt) and what it is meant to spend; `beforeCents` is the plan up to its start. With
 * `airings` the day grows in steps, else evenly with time.
 */
export type CurveDay = Readonly<{
  day: Day;
  startsAt: Instant;
  endsAt: Instant;
  cents: Cents;
  beforeCents: Cents;
  airings?: readonly PlannedAiring[];
}>;

/** Planned spend as it grows over time: consecutive days without gaps (a hiatus has days of zero). */
export type PlanCurve = Readonly<{ days: readonly CurveDay[]; totalCents: Cents }>;

export type PlanCurveInput = Readonly<{ days: readonly DayCents[]; zone: string; dayKind: DayKind }>;

/**
 * The curve of planned days (of one flight, or several merged by `mergeDayCents`). Days must be consecutive and in order.
 * Each day's true length counts, so an hour of a 23 or 25 hour day carries its own share.
 * Example: two days of $10.00 give 0 at the start, 500 cents at noon of the first, 2,000 at the end.
 */
export function planCurve({ days, zone, dayKind }: PlanCurveInput): PlanCurve {
  const startOf = dayKind === 'calendar' ? dayStart : broadcastDayStart;
  let beforeCents = 0;
  const curveDays = days.map(({ day, cents }) => {
    const curveDay = { day, cents, beforeCents, startsAt: startOf(day, zone), endsAt: startOf(addDays(day, 1), zone) };
    beforeCents = sumCents([beforeCents, cents]);
    return curveDay;
  });
  return { days: curveDays, totalCents: beforeCents };
}

/**
 * The curve of a TV flight whose spots are placed: each day costs its spots and grows when they are to air. What the flight's
 * budget has beyond its spots is planned for the last day. Days without a spot are zero.
 * Example: $60.00 with spots of $20.00 on day one and $30.00 on day three gives 2,000, 0 and 4,000 cents.
 */
export function airingCurve(input: {
  startDay: Day;
  endDay: Day;
  budgetCents: Cents;
  airings: readonly PlannedAiring[];
  zone: string;
}): PlanCurve {
  const { airings, zone } = input;
  const lastDay = addDays(input.endDay, -1);
  const left = sumCents([input.budgetCents, ...airings.map(({ cents }) => -cents)]);
  const days = mergeDayCents([
    eachDay(input.startDay, input.endDay).map((day) => ({ day, cents: day === lastDay ? Math.max(0, left) : 0 })),
    airings,
  ]);
  const curve = planCurve({ days, zone, dayKind: 'broadcast' });
  return {
    ...curve,
    days: curve.days.map((day) => ({ ...day, airings: airings.filter((airing) => airing.day === day.day) })),
  };
}

/**
 * Several flights' days as one list: summed by day, in order, with zero days filling the gaps.
 * Example: 2026-11-01 $1 and 2026-11-03 $2 give three days of 100, 0 and 200 cents.
 */
export function mergeDayCents(lists: readonly (readonly DayCents[])[]): readonly DayCents[] {
  const byDay = new Map<Day, Cents>();
  for (const { day, cents } of lists.flat()) byDay.set(day, sumCents([byDay.get(day) ?? 0, cents]));
  const known = [...byDay.keys()].sort();
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return [];
  return eachDay(first, addDays(last, 1)).map((day) => ({ day, cents: byDay.get(day) ?? 0 }));
}

/**
 * Planned cents up to an instant: whole days exactly, the running day by its elapsed share, rounded once, or by its airings.
 * 0 before the first day, the total after the last.
 */
export function plannedCentsAt(curve: PlanCurve, instant: Instant): Cents {
  const current = curve.days.find(({ endsAt }) => instant < endsAt);
  if (!current) return curve.totalCents;
  if (instant <= current.startsAt) return current.beforeCents;
  if (current.airings) {
    const aired = current.airings.filter(({ at }) => at <= instant).map(({ cents }) => cents);
    return sumCents([current.beforeCents, ...aired]);
  }
  const share = multiplyRatio(current.cents, instant - current.startsAt, current.endsAt - current.startsAt);
  return sumCents([current.beforeCents, share]);
}

/** Elapsed plan-days at an instant, 0 to the number of days, as a fraction inside a day. Example: noon of day 3 is 2.5. */
export function planDaysAt(curve: PlanCurve, instant: Instant): number {
  const index = curve.days.findIndex(({ endsAt }) => instant < endsAt);
  const current = curve.days[index];
  if (!current) return curve.days.length;
  return index + Math.max(0, (instant - current.startsAt) / (current.endsAt - current.startsAt));
}

/** The points of the curve for a chart: the start, then the end of each day with the planned cents so far. */
export function curvePoints(curve: PlanCurve): readonly Readonly<{ at: Instant; cents: Cents }>[] {
  const first = curve.days[0];
  if (!first) return [];
  const ends = curve.days.map(({ endsAt, beforeCents, cents }) => ({
    at: endsAt,
    cents: sumCents([beforeCents, cents]),
  }));
  return [{ at: first.startsAt, cents: 0 }, ...ends];
}
