import type { ReplanLine } from '../../shared/contracts/replans.ts';
import type { Curve } from '../../shared/domain/allocation/curves/curve.ts';
import {
  inFlightBounds,
  type AskedDay,
  type HeldBecause,
  type InFlightBounds,
} from '../../shared/domain/allocation/planning/in-flight-bounds.ts';
import { addDays, daysBetween, type Day } from '../../shared/domain/calendar/day.ts';
import { dayStart } from '../../shared/domain/calendar/zone.ts';
import { spendCentsOf, sumMetrics, type Metrics } from '../../shared/domain/delivery/metrics.ts';
import type { FlightStatus } from '../../shared/domain/flight.ts';
import { flightDayCents } from '../../shared/domain/flight-pattern.ts';
import { sumCents, type Cents } from '../../shared/domain/money.ts';
import { lineBudgetCents, lineSpotCostCents, type Line } from '../../shared/domain/plan.ts';
import type { DeliveredByDay } from '../forecast/delivered-days.ts';
import type { PlanForecast } from '../forecast/curves.service.ts';
import type { StoredPlan } from '../plans/plans.model.ts';
import type { LineBasis } from './replan-basis.ts';

export type InFlightInput = Readonly<{
  forecast: PlanForecast;
  /** Every plan of the campaign that was ever approved: what a day asked for is what the plan of that day said. */
  versions: readonly StoredPlan[];
  statuses: ReadonlyMap<string, FlightStatus>;
  /** Cents of spots ordered and not yet aired, or owed, by line. */
  committed: ReadonlyMap<string, Cents>;
}>;

/** A line of the approved plan as it stands: what it may be given, by which curve it is judged, what that rests on. */
export type StandingLine = Readonly<{
  line: Line;
  plannedCents: Cents;
  spentCents: Cents;
  committedCents: Cents;
  bounds: InFlightBounds;
  curve: Curve | null;
  curveBasis: string;
  basis: LineBasis;
}>;

/** Every line's standing on a day: floors from spent and committed, ceilings from what it has managed. */
export function standingLines(input: InFlightInput): readonly StandingLine[] {
  const { forecast } = input;
  const asked = askedByDay(input);
  return forecast.plan.lines.map((line) => {
    const learned = forecast.curves.lines.find(({ lineId }) => lineId === line.id);
    const without = forecast.curves.without.find(({ lineId }) => lineId === line.id);
    return standingOf(line, input, {
      curve: learned?.curves.middle ?? null,
      curveBasis: learned?.basis ?? without?.reason ?? '',
      asked: (day) => asked(line.id, day),
    });
  });
}

type Judged = Readonly<{ curve: Curve | null; curveBasis: string; asked: (day: Day) => Cents }>;

function standingOf(line: Line, input: InFlightInput, { curve, curveBasis, asked }: Judged): StandingLine {
  const { forecast, statuses } = input;
  const { today, campaign } = forecast;
  const flights = line.flights
    .map((flight) => ({ ...flight, status: statuses.get(flight.id) ?? flight.status }))
    .filter(({ status }) => status !== 'canceled');
  const byDay = daysOfLine(line, forecast);
  const closed = [...byDay].filter(([day]) => day < today).sort(([a], [b]) => (a < b ? -1 : 1));
  const spentCents = Math.max(0, spendCentsOf(sumMetrics(byDay.values())));
  const open = flights.filter(({ status, endDay }) => status !== 'completed' && endDay > today);
  const daysLeft = open.reduce(
    (sum, { startDay, endDay }) => sum + daysBetween(startDay > today ? startDay : today, endDay),
    0,
  );
  const committedCents = input.committed.get(line.id) ?? 0;
  const plannedCents = lineBudgetCents(line);
  const first = forecast.first.lines.find(({ id }) => id === line.id);
  const spotCents = lineSpotCostCents(line, campaign.commissionBasisPoints);
  const held = heldBecause({ line, open, flights, closed, curve, today, daysLeft });
  const bounds = inFlightBounds({
    ...{ plannedCents, spentCents, committedCents, daysLeft, minCents: line.minCents, maxCents: line.maxCents },
    firstPlannedCents: first ? lineBudgetCents(first) : plannedCents,
    ...(held === undefined ? {} : { held }),
    days: closed.map(([day, metrics]): AskedDay => ({ askedCents: asked(day), deliveredCents: spendCentsOf(metrics) })),
    ...(spotCents === undefined
      ? {}
      : {
          spots: {
            costCents: spotCents,
            availCents: availCents(line, { spotCents, plannedCents, daysLeft }),
            isWeekKnown: line.tv?.spotsPerWeek !== undefined,
          },
        }),
  });
  const basis = {
    ...{ lineId: line.id, name: line.name, committedCents },
    closedCents: spendCentsOf(sumMetrics(closed.map(([, metrics]) => metrics))),
    closedCounts: countsOf(closed.map(([, metrics]) => metrics)),
    standing: held ?? (daysLeft === 0 ? 'over' : 'running'),
  };
  return { line, plannedCents, spentCents, committedCents, bounds, curve, curveBasis, basis };
}

/** The line as a proposal keeps it, before and after. */
export function toReplanLine(
  standing: StandingLine,
  after: Pick<
    ReplanLine,
    'keptCents' | 'proposedCents' | 'responseKept' | 'responseProposed' | 'marginalPerDollar' | 'state'
  >,
): ReplanLine {
  const { line, bounds, plannedCents, spentCents, committedCents, curve, curveBasis } = standing;
  const { floorCents, floorReason, ceilingCents, ceilingReason } = bounds;
  return {
    ...{ lineId: line.id, name: line.name, channel: line.channel, vendor: line.vendor },
    ...{ plannedCents, spentCents, committedCents, floorCents, floorReason, ceilingCents, ceilingReason },
    ...after,
    curve,
    curveBasis,
  };
}

type HeldInput = Readonly<{
  line: Line;
  flights: Line['flights'];
  open: Line['flights'];
  closed: readonly (readonly [Day, Metrics])[];
  curve: Curve | null;
  today: Day;
  daysLeft: number;
}>;

function heldBecause({ line, flights, open, closed, curve, today, daysLeft }: HeldInput): HeldBecause | undefined {
  if (line.locked) return 'locked';
  if (curve === null) return 'no_curve';
  if (open.length > 0 && open.every(({ status }) => status === 'paused')) return 'paused';
  if (line.tv) return undefined;
  const began = flights.filter(({ startDay }) => startDay < today);
  if (began.length > 0 && closed.length === 0) return 'unreported';
  // A line that ended keeps its money until its last day is reported.
  const lastDay = began
    .map(({ endDay }) => addDays(endDay, -1))
    .sort()
    .at(-1);
  if (daysLeft === 0 && lastDay !== undefined && (closed.at(-1)?.[0] ?? '') < lastDay) return 'unreported';
  return undefined;
}

/** Spots a week its plan does not use yet, over the weeks left: the only avails a line knows of itself. */
function availCents(
  line: Line,
  { spotCents, plannedCents, daysLeft }: { spotCents: Cents; plannedCents: Cents; daysLeft: number },
): Cents {
  const perWeek = line.tv?.spotsPerWeek;
  const days = line.flights
    .filter(({ status }) => status !== 'canceled')
    .reduce((sum, { startDay, endDay }) => sum + daysBetween(startDay, endDay), 0);
  if (perWeek === undefined || days === 0 || daysLeft === 0) return 0;
  const most = Math.floor((perWeek * days) / 7) * spotCents;
  return Math.max(0, most - plannedCents);
}

function daysOfLine(line: Line, { delivered, today }: PlanForecast): DeliveredByDay {
  const byDay = new Map<Day, Metrics>();
  for (const { id } of line.flights) {
    for (const [day, metrics] of delivered.get(id) ?? []) {
      if (day > today) continue;
      const known = byDay.get(day);
      byDay.set(day, known ? sumMetrics([known, metrics]) : metrics);
    }
  }
  return byDay;
}

/** What the plan in force on a day asked a line to spend on it; the first approved plan speaks for days before it. */
function askedByDay({ versions, forecast }: InFlightInput): (lineId: string, day: Day) => Cents {
  const approved = versions
    .filter(({ approvedAt }) => approvedAt !== null)
    .toSorted((a, b) => (a.approvedAt ?? 0) - (b.approvedAt ?? 0));
  const known = new Map<string, ReadonlyMap<Day, Cents>>();
  const daysIn = (plan: StoredPlan, lineId: string): ReadonlyMap<Day, Cents> => {
    const key = `${plan.id} ${lineId}`;
    const found = known.get(key);
    if (found) return found;
    const line = plan.lines.find(({ id }) => id === lineId);
    const days = (line?.flights ?? [])
      .filter(({ status }) => status !== 'canceled')
      .flatMap((flight) => flightDayCents(flight, line?.tv?.weekdays));
    const byDay = new Map<Day, Cents>();
    for (const { day, cents } of days) byDay.set(day, sumCents([byDay.get(day) ?? 0, cents]));
    known.set(key, byDay);
    return byDay;
  };
  return (lineId, day) => {
    const start = dayStart(day, forecast.campaign.timeZone);
    const plan = approved.findLast(({ approvedAt }) => (approvedAt ?? 0) <= start) ?? approved[0] ?? forecast.plan;
    return daysIn(plan, lineId).get(day) ?? 0;
  };
}

function countsOf(all: readonly Metrics[]): string {
  const { impressions, clicks, completedViews, conversions, grpHundredths } = sumMetrics(all);
  return [impressions, clicks, completedViews, conversions, grpHundredths].join(' ');
}
