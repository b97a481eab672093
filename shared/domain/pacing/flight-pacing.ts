import type { Day } from '../calendar/day.ts';
import type { Instant } from '../calendar/zone.ts';
import type { FlightStatus } from '../flight.ts';
import type { DayCents } from '../flight-pattern.ts';
import { multiplyRatio, sumCents, type Cents } from '../money.ts';
import { planDaysAt, plannedCentsAt, type PlanCurve } from '../plan-curve.ts';
import { airingShares, measurePace, type Pace } from './pace.ts';
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

/** A day the plan still wants something on: `share` of it is still to come (0 to 1), and so are `cents` of its plan. */
export type OpenDay = Readonly<{ day: Day; share: number; cents: Cents }>;

/**
 * What every flight has: its budget and its plan up to `asOf`; `deliveredCents` is null while nothing was reported.
 * `openDays` are those left that air, none for a flight that will not spend any more (paused, canceled, over).
 */
type PacingFrame = Readonly<{
  budgetCents: Cents;
  plannedToDateCents: Cents;
  dataThrough: Instant | null;
  planDays: readonly DayCents[];
  openDays: readonly OpenDay[];
}>;

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
        /** True when it delivers though by its status or dates it should not yet. */
        isEarly: boolean;
      }>);

/**
 * One flight's pacing at a moment. "Not applicable" before its start, while paused, when canceled or without a plan;
 * "unknown" when it runs but nothing was reported. Days without a row before `dataThrough` count as zero delivery. Facts
 * come before statuses: a flight that waits for creatives or its first day and is reported to deliver is measured.
 * Example: an even $12,000 flight of 30 days with $3,100 after ten is `under` at pace 0.775.
 */
export function paceFlight(input: FlightPacingInput): FlightPacing {
  const { curve, status, asOf, dataThrough } = input;
  const deliveredCents = deliveredOf(input);
  const frame = {
    budgetCents: curve.totalCents,
    plannedToDateCents: plannedCentsAt(curve, asOf),
    dataThrough,
    planDays: curve.days,
  };
  const reason = whyNotApplicable(input);
  if (reason) {
    const projection = projectionWithout(reason, deliveredCents ?? 0, input);
    const openDays = reason === 'not_started' ? openDaysAt(curve, asOf) : [];
    return { ...frame, kind: 'not_applicable', status: reason, deliveredCents, projection, openDays };
  }
  if (deliveredCents === null || dataThrough === null) {
    const openDays = openDaysAt(curve, asOf);
    return {
      ...frame,
      kind: 'unknown',
      status: 'unknown',
      deliveredCents: null,
      projection: planOnly(input),
      openDays,
    };
  }
  const through = Math.min(dataThrough, asOf);
  const plannedCents = plannedCentsAt(curve, through);
  const measure = measurePace({
    planDays: curve.days.map(({ cents }) => cents),
    elapsedDays: planDaysAt(curve, through),
    plannedCents,
    deliveredCents,
  });
  const isOver = status === 'completed' || measure.daysLeft === 0;
  return {
    ...frame,
    plannedToDateCents: plannedCents,
    openDays: isOver ? [] : openDaysAt(curve, through),
    kind: 'measured',
    status: bandOf(measure.pace, deliveredCents, input.bands ?? DEFAULT_BANDS),
    deliveredCents,
    measure,
    projection: isOver ? settledProjection(deliveredCents) : projectFlight(input, deliveredCents, through),
    isEarly: !hasStarted(input),
  };
}

function deliveredOf({ dataThrough, deliveredByDay }: FlightPacingInput): Cents | null {
  return dataThrough !== null || deliveredByDay.size > 0 ? sumCents(deliveredByDay.values()) : null;
}

function openDaysAt(curve: PlanCurve, at: Instant): readonly OpenDay[] {
  const planDays = curve.days.map(({ cents }) => cents);
  const plannedCents = plannedCentsAt(curve, at);
  const shares = airingShares({ planDays, elapsedDays: planDaysAt(curve, at), plannedCents });
  return curve.days.flatMap(({ day, cents, beforeCents }, index) => {
    const share = shares[index] ?? 0;
    // Of the running day only what is not planned to be spent yet is still to come.
    return share > 0 ? [{ day, share, cents: cents - Math.max(0, plannedCents - beforeCents) }] : [];
  });
}

function whyNotApplicable(input: FlightPacingInput): NotApplicable | undefined {
  const { status, curve } = input;
  if (status === 'canceled' || status === 'paused') return status;
  if (curve.totalCents <= 0) return 'no_plan';
  return hasStarted(input) || isDelivering(input) ? undefined : 'not_started';
}

function hasStarted({ status, curve, asOf }: FlightPacingInput): boolean {
  return (status === 'active' || status === 'completed') && asOf >= (curve.days[0]?.startsAt ?? Infinity);
}

function isDelivering({ deliveredByDay, dataThrough, asOf }: FlightPacingInput): boolean {
  return dataThrough !== null && dataThrough <= asOf && [...deliveredByDay.values()].some((cents) => cents !== 0);
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
