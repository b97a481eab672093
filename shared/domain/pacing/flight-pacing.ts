import type { Day } from '../calendar/day.ts';
import type { Instant } from '../calendar/zone.ts';
import type { FlightStatus } from '../flight.ts';
import { multiplyRatio, sumCents, type Cents } from '../money.ts';
import { planDaysAt, plannedCentsAt, type PlanCurve } from '../plan-curve.ts';
import { measurePace, type Pace } from './pace.ts';
import { projectFinal, settledProjection, type Projection } from './projection.ts';

/** Why a pace cannot be said at all. */
export type NotApplicable = 'not_started' | 'paused' | 'canceled' | 'no_plan';
export type PacingStatus = 'under' | 'on' | 'over' | 'unknown' | NotApplicable;

/** Below 90 % of plan is under, above 110 % over, unless a campaign says otherwise. */
export const DEFAULT_BANDS = { underBelow: 0.9, overAbove: 1.1 } as const;
export type PaceBands = Readonly<{ underBelow: number; overAbove: number }>;

/**
 * `deliveredByDay` is reported spend in cents by plan day; `dataThrough` the last reported moment, null when nothing was
 * reported; `asOf` the moment asked about. `hardStop`: the platform cannot spend more than the plan.
 */
export type FlightPacingInput = Readonly<{
  status: FlightStatus;
  curve: PlanCurve;
  hardStop: boolean;
  deliveredByDay: ReadonlyMap<Day, Cents>;
  dataThrough: Instant | null;
  asOf: Instant;
  bands?: PaceBands;
}>;

/** What every flight has: its budget and its plan up to `asOf`; `deliveredCents` is null while nothing was reported. */
type PacingFrame = Readonly<{ budgetCents: Cents; plannedToDateCents: Cents; dataThrough: Instant | null }>;

/** In a measured flight `plannedToDateCents` is the plan at the last reported moment, so it compares with `deliveredCents`. */
export type FlightPacing =
  | (PacingFrame &
      Readonly<{
        kind: 'not_applicable';
        status: NotApplicable;
        deliveredCents: Cents | null;
        projection: Projection | null;
      }>)
  | (PacingFrame & Readonly<{ kind: 'unknown'; status: 'unknown'; deliveredCents: null; projection: Projection }>)
  | (PacingFrame &
      Readonly<{
        kind: 'measured';
        status: 'under' | 'on' | 'over';
        deliveredCents: Cents;
        measure: Pace;
        projection: Projection;
      }>);

/**
 * One flight's pacing at a moment. "Not applicable" before its start, while paused, when canceled or without a plan;
 * "unknown" when it runs but nothing was reported. Days without a row before `dataThrough` count as zero delivery.
 * Example: an even $12,000 flight of 30 days with $3,100 after ten is `under` at pace 0.775.
 */
export function paceFlight(input: FlightPacingInput): FlightPacing {
  const { curve, status, asOf, dataThrough } = input;
  const budgetCents = curve.totalCents;
  const reported = dataThrough !== null || input.deliveredByDay.size > 0;
  const deliveredCents = reported ? sumCents(input.deliveredByDay.values()) : null;
  const frame = { budgetCents, plannedToDateCents: plannedCentsAt(curve, asOf), dataThrough };
  const reason = whyNotApplicable(input);
  if (reason) {
    const projection = projectionWithout(reason, deliveredCents ?? 0, input);
    return { ...frame, kind: 'not_applicable', status: reason, deliveredCents, projection };
  }
  if (deliveredCents === null || dataThrough === null) {
    return { ...frame, kind: 'unknown', status: 'unknown', deliveredCents: null, projection: planOnly(input) };
  }
  const through = Math.min(dataThrough, asOf);
  const plannedCents = plannedCentsAt(curve, through);
  const measure = measurePace({
    planDays: curve.days.map(({ cents }) => cents),
    elapsedDays: planDaysAt(curve, through),
    plannedCents,
    deliveredCents,
  });
  const projection = projectFlight(input, deliveredCents, through);
  const band = bandOf(measure.pace, deliveredCents, input.bands ?? DEFAULT_BANDS);
  if (status === 'completed' || measure.daysLeft === 0) {
    const settled = settledProjection(deliveredCents);
    return {
      ...frame,
      plannedToDateCents: plannedCents,
      kind: 'measured',
      status: band,
      deliveredCents,
      measure,
      projection: settled,
    };
  }
  return {
    ...frame,
    plannedToDateCents: plannedCents,
    kind: 'measured',
    status: band,
    deliveredCents,
    measure,
    projection,
  };
}

function whyNotApplicable({ status, curve, asOf }: FlightPacingInput): NotApplicable | undefined {
  if (status === 'canceled' || status === 'paused') return status;
  if (curve.totalCents <= 0) return 'no_plan';
  const start = curve.days[0]?.startsAt ?? Infinity;
  const started = status === 'active' || status === 'completed';
  return !started || asOf < start ? 'not_started' : undefined;
}

function bandOf(pace: number | null, deliveredCents: Cents, bands: PaceBands): 'under' | 'on' | 'over' {
  // Nothing was planned yet: spending anything is over, spending nothing is on plan.
  if (pace === null) return deliveredCents > 0 ? 'over' : 'on';
  if (pace < bands.underBelow) return 'under';
  return pace > bands.overAbove ? 'over' : 'on';
}

function projectionWithout(reason: NotApplicable, deliveredCents: Cents, input: FlightPacingInput): Projection | null {
  if (reason === 'no_plan') return null;
  return reason === 'not_started' ? planOnly(input) : settledProjection(deliveredCents);
}

/** The forecast of a flight nothing is known of: its plan, with the prior's spread. */
function planOnly({ curve, hardStop }: FlightPacingInput): Projection {
  return projectFinal({
    days: [],
    deliveredCents: 0,
    remainingPlan: curve.days.map(({ cents }) => cents),
    typicalDayCents: typicalDay(curve),
    capCents: hardStop ? curve.totalCents : null,
  });
}

function projectFlight(input: FlightPacingInput, deliveredCents: Cents, through: Instant): Projection {
  const { curve, deliveredByDay, hardStop } = input;
  const whole = curve.days.filter(({ endsAt }) => endsAt <= through);
  const open = curve.days.filter(({ endsAt }) => endsAt > through);
  const restOfFirst =
    curve.totalCents - plannedCentsAt(curve, through) - sumCents(open.slice(1).map(({ cents }) => cents));
  return projectFinal({
    days: whole.map(({ day, cents }) => ({ plannedCents: cents, deliveredCents: deliveredByDay.get(day) ?? 0 })),
    deliveredCents,
    remainingPlan: open.map(({ cents }, index) => (index === 0 ? restOfFirst : cents)),
    typicalDayCents: typicalDay(curve),
    capCents: hardStop ? curve.totalCents : null,
  });
}

function typicalDay(curve: PlanCurve): Cents {
  const active = curve.days.filter(({ cents }) => cents > 0).length;
  return active === 0 ? 0 : multiplyRatio(curve.totalCents, 1, active);
}
