import type { Day } from '../calendar/day.ts';
import { sumCents, type Cents } from '../money.ts';
import { mergeDayCents } from '../plan-curve.ts';
import { DEFAULT_BANDS, type FlightPacing, type PaceBands, type PacingStatus } from './flight-pacing.ts';
import { daysBehind, neededPerDay, planPositions } from './pace.ts';
import { combineProjections, type Projection } from './projection.ts';

/**
 * Several flights together. `plannedToDateCents`, `deliveredCents` and `pace` are of the measured flights alone, so both
 * sides speak of the same flights; `budgetCents` is of all. `unknownFlights` says how many report nothing though they run.
 * `daysBehind` is measured on the sum of their curves. `neededPerDayCents` and `neededRatio` are of the flights that can
 * still spend, those to come included: what is left of their budgets over the days left on which one of them airs, and
 * against what their plans still want; null while nothing is measured, or when no such day is left.
 */
export type GroupPacing = Readonly<{
  status: PacingStatus;
  budgetCents: Cents;
  plannedToDateCents: Cents;
  deliveredCents: Cents | null;
  pace: number | null;
  varianceCents: Cents | null;
  daysBehind: number | null;
  neededPerDayCents: Cents | null;
  neededRatio: number | null;
  dataThrough: number | null;
  measuredFlights: number;
  unknownFlights: number;
  projection: Projection | null;
}>;

/**
 * Adds flights up to a group or a campaign. A group of which nothing is measured is unknown when a flight is, otherwise
 * not applicable. `dataThrough` is the oldest of its measured flights: up to there all of them have reported.
 * Example: $100 of $100 planned and $50 of $100 planned is pace 0.75, `under`.
 */
export function paceGroup(flights: readonly FlightPacing[], bands: PaceBands = DEFAULT_BANDS): GroupPacing {
  const measured = flights.filter((flight) => flight.kind === 'measured');
  const plannedToDateCents = sumCents(measured.map((flight) => flight.plannedToDateCents));
  const reported = flights.flatMap(({ deliveredCents }) => (deliveredCents === null ? [] : [deliveredCents]));
  const measuredCents = sumCents(measured.map(({ deliveredCents }) => deliveredCents));
  const pace = plannedToDateCents > 0 ? measuredCents / plannedToDateCents : null;
  const projections = flights.flatMap(({ projection }) => (projection === null ? [] : [projection]));
  const moments = measured.flatMap(({ dataThrough }) => (dataThrough === null ? [] : [dataThrough]));
  return {
    status: groupStatus(flights, pace, bands),
    budgetCents: sumCents(flights.map(({ budgetCents }) => budgetCents)),
    plannedToDateCents,
    deliveredCents: reported.length > 0 ? sumCents(reported) : null,
    pace,
    varianceCents: measured.length > 0 ? sumCents([measuredCents, -plannedToDateCents]) : null,
    daysBehind: measured.length > 0 ? groupDaysBehind(measured) : null,
    ...(measured.length > 0 ? neededOf(flights) : { neededPerDayCents: null, neededRatio: null }),
    dataThrough: moments.length > 0 ? Math.min(...moments) : null,
    measuredFlights: measured.length,
    unknownFlights: flights.filter(({ kind }) => kind === 'unknown').length,
    projection: projections.length > 0 ? combineProjections(projections) : null,
  };
}

type MeasuredFlight = Extract<FlightPacing, { kind: 'measured' }>;

/**
 * t − P⁻¹(S) on the summed curve. Flights may be reported to different moments: t is where the summed curve reaches what was
 * planned of each up to its own moment, and where the curve stands still there, as near as can be to the newest of them.
 */
function groupDaysBehind(measured: readonly MeasuredFlight[]): number {
  const summed = mergeDayCents(measured.map(({ planDays }) => planDays.map(({ day, cents }) => ({ day, cents }))));
  const planDays = summed.map(({ cents }) => cents);
  const { from, to } = planPositions(planDays, sumCents(measured.map(({ plannedToDateCents }) => plannedToDateCents)));
  const newest = Math.max(...measured.map((flight) => elapsedIn(summed, flight)));
  const elapsedDays = Math.min(to, Math.max(from, newest));
  return daysBehind({ planDays, elapsedDays, deliveredCents: sumCents(measured.map((one) => one.deliveredCents)) });
}

/** A flight's own elapsed days, counted from the first day of the group. */
function elapsedIn(summed: readonly Readonly<{ day: Day }>[], flight: MeasuredFlight): number {
  const offset = summed.findIndex(({ day }) => day === flight.planDays[0]?.day);
  return Math.max(0, offset) + flight.planDays.length - flight.measure.daysLeft;
}

/** Of a measured flight what its budget has left, of one to come all of it; nothing known of a silent one, so it is left out. */
function neededOf(flights: readonly FlightPacing[]): Pick<GroupPacing, 'neededPerDayCents' | 'neededRatio'> {
  const open = flights.filter(({ kind, openDays }) => kind !== 'unknown' && openDays.length > 0);
  const leftCents = sumCents(
    open.map(({ budgetCents, deliveredCents }) => Math.max(0, budgetCents - (deliveredCents ?? 0))),
  );
  const shares = new Map<Day, number>();
  for (const { day, share } of open.flatMap(({ openDays }) => openDays))
    shares.set(day, Math.max(share, shares.get(day) ?? 0));
  const plannedCents = sumCents(open.flatMap(({ openDays }) => openDays.map(({ cents }) => cents)));
  return {
    neededPerDayCents: neededPerDay(
      leftCents,
      [...shares.values()].reduce((sum, share) => sum + share, 0),
    ),
    neededRatio: plannedCents > 0 ? leftCents / plannedCents : null,
  };
}

const REASONS = ['not_started', 'paused', 'canceled', 'no_plan'] as const;

function groupStatus(flights: readonly FlightPacing[], pace: number | null, bands: PaceBands): PacingStatus {
  if (flights.some(({ kind }) => kind === 'measured')) {
    if (pace === null) return flights.some(({ status }) => status === 'over') ? 'over' : 'on';
    if (pace < bands.underBelow) return 'under';
    return pace > bands.overAbove ? 'over' : 'on';
  }
  if (flights.some(({ kind }) => kind === 'unknown')) return 'unknown';
  return REASONS.find((reason) => flights.some(({ status }) => status === reason)) ?? 'no_plan';
}
