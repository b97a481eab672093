import { sumCents, type Cents } from '../money.ts';
import { studentTBelow, studentTQuantile } from './student-t.ts';

/** One whole reported day: what the plan wanted and what came. */
export type ReportedDay = Readonly<{ plannedCents: Cents; deliveredCents: Cents }>;

/**
 * `days` are whole reported days, oldest first. `deliveredCents` is everything reported, `remainingPlan` the plan still to
 * come by day (the rest of the running day first), `typicalDayCents` a usual plan day. `capCents` is where the platform
 * stops by itself, null when it does not.
 */
export type ProjectionInput = Readonly<{
  days: readonly ReportedDay[];
  deliveredCents: Cents;
  remainingPlan: readonly Cents[];
  typicalDayCents: Cents;
  capCents: Cents | null;
}>;

/** Expected value at the end with an interval of `level`. `center` and `spread` (cents) are those of the t before floor and cap. */
export type Projection = Readonly<{
  valueCents: Cents;
  lowCents: Cents;
  highCents: Cents;
  level: number;
  center: number;
  spread: number;
  degrees: number;
  floorCents: Cents;
  capCents: Cents | null;
}>;

/** The constants of the forecast, from DELIVERY "Projection". */
const HALF_LIFE_DAYS = 7;
const PRIOR_PLAN_DAYS = 3;
const PRIOR_SPREAD = 0.2;
const PRIOR_SPREAD_DAYS = 4;
const PRIOR_LAG = 0.3;
const PRIOR_LAG_DAYS = 10;
const DAILY_DRIFT = 0.02;
export const DEFAULT_LEVEL = 0.8;

type Ratios = Readonly<{ ratio: number; variance: number; inflation: number; effectiveDays: number; days: number }>;

/**
 * Forecasts where a flight ends: delivered so far + ratio × plan to come, the ratio a weighted delivered ÷ planned that
 * trusts recent days more (half-life 7 days) and starts from a prior of three plan-days at 1.
 * Floor: what is delivered already. Cap: the budget where the platform stops by itself.
 * Example: ten days of 310, 295, 330, 280, 305, 340, 300, 315, 290, 335 dollars against $400 a day of a $12,000, 30 day
 * flight: $9,873.82, 80 % interval $8,946–$10,802.
 */
export function projectFinal(input: ProjectionInput, level = DEFAULT_LEVEL): Projection {
  const ratios = estimateRatios(input.days, input.typicalDayCents);
  const remaining = sumCents(input.remainingPlan);
  const degrees = ratios.days + PRIOR_SPREAD_DAYS - 1;
  const center = input.deliveredCents + ratios.ratio * remaining;
  const spread = Math.sqrt(finalVariance(ratios, input.remainingPlan));
  return bounded({ center, spread, degrees, level, floorCents: input.deliveredCents, capCents: input.capCents });
}

function estimateRatios(days: readonly ReportedDay[], typicalDayCents: Cents): Ratios {
  const weighted = days
    .map((day, index) => ({ ...day, weight: 0.5 ** ((days.length - 1 - index) / HALF_LIFE_DAYS) }))
    .filter(({ plannedCents }) => plannedCents > 0);
  const sum = (of: (day: (typeof weighted)[number]) => number) => weighted.reduce((total, day) => total + of(day), 0);
  const prior = PRIOR_PLAN_DAYS * typicalDayCents;
  const planned = prior + sum((day) => day.weight * day.plannedCents);
  const ratio = planned > 0 ? (prior + sum((day) => day.weight * day.deliveredCents)) / planned : 1;
  const errors = weighted.map((day) => day.deliveredCents / day.plannedCents - ratio);
  const squares = errors.reduce((total, error) => total + error * error, 0);
  const neighbors = errors.reduce((total, error, index) => total + error * (errors[index - 1] ?? 0), 0);
  const count = weighted.length;
  const lag =
    (PRIOR_LAG_DAYS * PRIOR_LAG + (squares > 0 ? (count * neighbors) / squares : 0)) / (PRIOR_LAG_DAYS + count);
  const weights = sum((day) => day.weight);
  return {
    ratio,
    variance: (PRIOR_SPREAD_DAYS * PRIOR_SPREAD ** 2 + squares) / (PRIOR_SPREAD_DAYS + count),
    inflation: (1 + lag) / (1 - lag),
    effectiveDays: count > 0 ? weights ** 2 / sum((day) => day.weight ** 2) : 0,
    days: count,
  };
}

/** Not knowing the ratio, day-to-day noise, and a ratio that drifts by 2 % a day. */
function finalVariance(ratios: Ratios, remainingPlan: readonly Cents[]): number {
  const noise = ratios.variance * ratios.inflation;
  let [remaining, tails, squares] = [0, 0, 0];
  for (const cents of remainingPlan.toReversed()) {
    remaining += cents;
    tails += remaining ** 2;
    squares += cents ** 2;
  }
  const unknownRatio = (remaining ** 2 * noise) / (ratios.effectiveDays + PRIOR_PLAN_DAYS);
  return unknownRatio + noise * squares + ratios.ratio ** 2 * DAILY_DRIFT ** 2 * tails;
}

type Unbounded = Pick<Projection, 'center' | 'spread' | 'degrees' | 'level' | 'floorCents' | 'capCents'>;

function bounded(given: Unbounded): Projection {
  const reach = given.spread === 0 ? 0 : given.spread * studentTQuantile((1 + given.level) / 2, given.degrees);
  const bound = (value: number) => {
    const capped = given.capCents === null ? value : Math.min(value, given.capCents);
    return Math.max(given.floorCents, Math.round(capped));
  };
  return {
    ...given,
    valueCents: bound(given.center),
    lowCents: bound(given.center - reach),
    highCents: bound(given.center + reach),
  };
}

/** A projection of something that will not change any more, such as a canceled flight. */
export function settledProjection(deliveredCents: Cents): Projection {
  return bounded({
    center: deliveredCents,
    spread: 0,
    degrees: PRIOR_SPREAD_DAYS - 1,
    level: DEFAULT_LEVEL,
    floorCents: deliveredCents,
    capCents: null,
  });
}

/** The chance, 0 to 1, that the flight ends strictly below `cents`. */
export function chanceBelow(projection: Projection, cents: Cents): number {
  if (cents <= projection.floorCents) return 0;
  if (projection.capCents !== null && cents > Math.max(projection.capCents, projection.floorCents)) return 1;
  if (projection.spread === 0) return projection.center < cents ? 1 : 0;
  return studentTBelow((cents - projection.center) / projection.spread, projection.degrees);
}

/** The chance, 0 to 1, that the flight ends strictly above `cents`. */
export function chanceAbove(projection: Projection, cents: Cents): number {
  if (cents < projection.floorCents) return 1;
  if (projection.capCents !== null && cents >= Math.max(projection.capCents, projection.floorCents)) return 0;
  if (projection.spread === 0) return projection.center > cents ? 1 : 0;
  return 1 - studentTBelow((cents - projection.center) / projection.spread, projection.degrees);
}

/**
 * The projection of several flights together. Values add; spreads add as independent errors (the root of the sum of
 * squares) around the bounded values, so the interval is narrower than the sum of the intervals. It has a cap when all have.
 */
export function combineProjections(parts: readonly Projection[], level = DEFAULT_LEVEL): Projection {
  const caps = parts.map(({ capCents }) => capCents);
  return bounded({
    center: parts.reduce((total, { valueCents }) => total + valueCents, 0),
    spread: Math.sqrt(parts.reduce((total, { spread }) => total + spread ** 2, 0)),
    degrees: Math.min(...parts.map(({ degrees }) => degrees), Number.MAX_SAFE_INTEGER),
    level,
    floorCents: sumCents(parts.map(({ floorCents }) => floorCents)),
    capCents: caps.includes(null) ? null : sumCents(caps.map((cap) => cap ?? 0)),
  });
}
