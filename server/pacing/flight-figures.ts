import { addDays, type Day } from '../../shared/domain/calendar/day.ts';
import { broadcastDayStart } from '../../shared/domain/calendar/broadcast-day.ts';
import { dayStart, todayIn, type Instant } from '../../shared/domain/calendar/zone.ts';
import { ZERO_METRICS, addMetrics, type Metrics } from '../../shared/domain/delivery/metrics.ts';
import { MEASUREMENT_WINDOWS, type MeasurementWindow } from '../../shared/domain/delivery/report-row.ts';
import type { Flight } from '../../shared/domain/flight.ts';
import { flightDayCents } from '../../shared/domain/flight-pattern.ts';
import { apportion, microsToCents, type Cents } from '../../shared/domain/money.ts';
import { paceFlight, type FlightPacing, type PaceBands } from '../../shared/domain/pacing/flight-pacing.ts';
import { channelGroup, type Line } from '../../shared/domain/plan.ts';
import {
  airingCurve,
  planCurve,
  type DayKind,
  type PlanCurve,
  type PlannedAiring,
} from '../../shared/domain/plan-curve.ts';
import { rateOnBasis, unitsForCost } from '../../shared/domain/rates.ts';
import { currentGrains, type DayState } from '../deliveries/ledger/day-state.ts';

export type FlightFiguresInput = Readonly<{
  flight: Flight;
  line: Line;
  timeZone: string;
  commissionBasisPoints: number;
  asOf: Instant;
  bands: PaceBands;
  /** Where a TV flight's spots were placed; none before they are scheduled. */
  airings: readonly PlannedAiring[];
  /** Day totals of the flight's placements. */
  days: readonly DayState[];
}>;

export type Measured = Readonly<{ curve: PlanCurve; byDay: ReadonlyMap<Day, number>; pacing: FlightPacing }>;
export type WindowShare = Readonly<{ window: MeasurementWindow; spendMicros: number; impressions: number }>;

/** One flight judged: its plan and delivery by day, for spend in cents and for impressions. */
export type FlightFigures = Readonly<{
  flight: Flight;
  line: Line;
  spend: Measured;
  impressions: Measured;
  totals: Metrics;
  dataThrough: Instant | null;
  dataThroughDay: Day | null;
  byWindow: readonly WindowShare[];
  /** True when all of it was reported only after the moment it is judged at. */
  reportedSince: boolean;
}>;

/** Judges a flight at a moment by what was reported for days up to then. */
export function flightFigures(input: FlightFiguresInput): FlightFigures {
  const { flight, line, timeZone, asOf, bands } = input;
  const dayKind: DayKind = channelGroup(line.channel) === 'tv' ? 'broadcast' : 'calendar';
  const today = todayIn(asOf, timeZone);
  // A past moment is judged by the days that were over by then; the running day counts once it was reported.
  const known = input.days.filter(
    ({ day, facts, updatedAt }) =>
      facts > 0 && (day < today || (day === today && updatedAt <= asOf && asOf > dayStart(day, timeZone))),
  );
  const byDay = metricsByDay(known);
  const dataThroughDay = [...byDay.keys()].sort().at(-1) ?? null;
  const dataThrough =
    dataThroughDay === null ? null : reportedUntil({ day: dataThroughDay, known, dayKind, timeZone, asOf });
  const planned = flightDayCents(flight, line.tv?.weekdays);
  const spendCurve =
    input.airings.length > 0
      ? airingCurve({ ...flight, airings: input.airings, zone: timeZone })
      : planCurve({ days: planned, zone: timeZone, dayKind });
  const impressionCurve = planCurve({
    days: plannedImpressions(planned, flight, line, input.commissionBasisPoints),
    zone: timeZone,
    dayKind,
  });
  const impressionsByDay = new Map([...byDay].map(([day, { impressions }]) => [day, impressions]));
  // A station's log tells money and no impressions: where none are planned either, they are unknown, not zero.
  const isTold = impressionCurve.totalCents > 0 || [...impressionsByDay.values()].some((count) => count !== 0);
  const judge = (
    curve: PlanCurve,
    deliveredByDay: ReadonlyMap<Day, number>,
    through: Instant | null = dataThrough,
  ): Measured => ({
    curve,
    byDay: deliveredByDay,
    pacing: paceFlight({
      status: flight.status,
      curve,
      hardStop: flight.hardStop,
      deliveredByDay,
      dataThrough: through,
      asOf,
      bands,
    }),
  });
  return {
    flight,
    line,
    spend: judge(spendCurve, centsByDay(byDay)),
    impressions: isTold ? judge(impressionCurve, impressionsByDay) : judge(impressionCurve, new Map(), null),
    totals: [...byDay.values()].reduce(addMetrics, ZERO_METRICS),
    dataThrough,
    dataThroughDay,
    byWindow: sharesByWindow(known),
    reportedSince: false,
  };
}

function metricsByDay(days: readonly DayState[]): ReadonlyMap<Day, Metrics> {
  const byDay = new Map<Day, Metrics>();
  for (const { day, totals } of days) byDay.set(day, addMetrics(byDay.get(day) ?? ZERO_METRICS, totals));
  return byDay;
}

/** Cents by day that sum to the rounded sum of the micros: what is rounded away on one day is carried to the next. */
function centsByDay(byDay: ReadonlyMap<Day, Metrics>): ReadonlyMap<Day, Cents> {
  let micros = 0;
  let cents = 0;
  const days = new Map<Day, Cents>();
  for (const day of [...byDay.keys()].sort()) {
    micros += byDay.get(day)?.spendMicros ?? 0;
    const soFar = microsToCents(micros);
    days.set(day, soFar - cents);
    cents = soFar;
  }
  return days;
}

/** The moment up to which we know: the end of the last reported day, or its newest report while the day still runs. */
function reportedUntil(input: {
  day: Day;
  known: readonly DayState[];
  dayKind: DayKind;
  timeZone: string;
  asOf: Instant;
}): Instant {
  const startOf = input.dayKind === 'broadcast' ? broadcastDayStart : dayStart;
  const endOfDay = startOf(addDays(input.day, 1), input.timeZone);
  const newest = Math.max(...input.known.filter(({ day }) => day === input.day).map(({ updatedAt }) => updatedAt));
  return Math.min(endOfDay, newest, input.asOf);
}

/** Impressions are planned where the rate buys them; they lie over the days as the money does. */
function plannedImpressions(
  planned: readonly { day: Day; cents: Cents }[],
  flight: Flight,
  line: Line,
  commissionBasisPoints: number,
) {
  const gross = rateOnBasis(line.rate, 'gross', commissionBasisPoints);
  const total =
    gross.kind === 'cpm' && gross.amountMicros > 0 ? Math.round(unitsForCost(gross, flight.budgetCents)) : 0;
  if (total === 0 || planned.length === 0) return planned.map(({ day }) => ({ day, cents: 0 }));
  return apportion(
    total,
    planned.map(({ day, cents }) => ({ key: day, weight: cents })),
  ).map(({ key, cents }) => ({ day: key, cents }));
}

function sharesByWindow(days: readonly DayState[]): readonly WindowShare[] {
  const shares = new Map<MeasurementWindow, { spendMicros: number; impressions: number }>();
  for (const { grains } of days) {
    for (const { window, measures } of currentGrains(grains)) {
      const known = shares.get(window) ?? { spendMicros: 0, impressions: 0 };
      shares.set(window, {
        spendMicros: known.spendMicros + measures.spendMicros,
        impressions: known.impressions + measures.impressions,
      });
    }
  }
  return MEASUREMENT_WINDOWS.flatMap((window) => {
    const share = shares.get(window);
    return share ? [{ window, ...share }] : [];
  });
}
