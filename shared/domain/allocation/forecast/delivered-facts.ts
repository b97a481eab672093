import type { Day } from '../../calendar/day.ts';
import type { Metrics } from '../../delivery/metrics.ts';
import { spendCentsOf } from '../../delivery/metrics.ts';
import type { Cents } from '../../money.ts';
import { lineSpotCostCents, type Line } from '../../plan.ts';
import { costOfUnits, rateOnBasis } from '../../rates.ts';
import type { ResponseUnit } from './cold-start.ts';

/**
 * What a line delivered on one day: gross cents; `exposures` are times somebody saw it; `bought` is in the unit of its rate;
 * `response` is in the goal's unit, null where no platform can report that unit.
 */
export type DeliveredDay = Readonly<{
  day: Day;
  cents: Cents;
  exposures: number;
  bought: number;
  response: number | null;
}>;

export type DeliveredFrame = Readonly<{ line: Pick<Line, 'rate' | 'tv'>; unit: ResponseUnit; population: number }>;

/**
 * Reads a day's totals for learning. Reach is never reported, so it has no response; a rating point is 1 % of the people.
 * Example: 120 hundredths of a point in a market of 6,000,000 are 72,000 exposures.
 */
export function deliveredDay(day: Day, metrics: Metrics, frame: DeliveredFrame): DeliveredDay {
  const { line, unit, population } = frame;
  const fromPoints = (metrics.grpHundredths / 10_000) * population;
  const exposures = metrics.impressions !== 0 ? metrics.impressions : fromPoints;
  const bought = {
    cpm: exposures,
    cpc: metrics.clicks,
    cpcv: metrics.completedViews,
    cpp: metrics.grpHundredths,
    flat: 0,
  };
  const response = {
    reach: null,
    impressions: exposures,
    grps: (100 * exposures) / population,
    conversions: metrics.conversions,
    donations: metrics.conversions,
  };
  return {
    ...{ day, cents: spendCentsOf(metrics), exposures },
    bought: line.tv ? metrics.grpHundredths : bought[line.rate.kind],
    // An airing is booked at the rating it was bought at: it tells what a dollar bought, not where the line bends.
    response: line.tv ? null : response[unit],
  };
}

/** Units of the rate that one gross cent was agreed to buy; null for a flat price. Example: a $20.00 CPM → 0.5 impressions. */
export function agreedUnitsPerCent(line: Pick<Line, 'rate' | 'tv'>, commissionBasisPoints: number): number | null {
  const spotCents = lineSpotCostCents(line, commissionBasisPoints);
  if (line.tv) return spotCents && spotCents > 0 ? line.tv.ratingHundredths / spotCents : null;
  const gross = rateOnBasis(line.rate, 'gross', commissionBasisPoints);
  const cents = gross.amountMicros > 0 && gross.kind !== 'flat' ? costOfUnits(gross, MANY) : 0;
  return cents > 0 ? MANY / cents : null;
}
/** Enough units that whole cents don't round the price away. */
const MANY = 1_000_000;

/** Facts that can be learned from: spend and what it gave, of a day; and how many days were set aside, by reason. */
export type CleanFacts = Readonly<{
  days: readonly Readonly<{ day: Day; cents: Cents; value: number }>[];
  setAside: readonly Readonly<{ reason: string; days: number }>[];
  /** Value of one cent over all kept days. */
  perCent: number;
  /** Noise of one day as a share of its value, 0.2 expected before anything is seen. */
  noise: number;
}>;

const USUAL_NOISE = 0.2;
const LEAST_NOISE = 0.05;
const USUAL_NOISE_WEIGHT = 4;
const MOST_APART = Math.log(4);
const FAR_FROM_BELIEF = Math.log(20);
const ROBUST_SIGMAS = 3.5;
const MAD_TO_SIGMA = 1.4826;

/**
 * Sets aside what would mislead: days without spend or taken back to nothing, and days whose value for the money is too far from
 * the other days' (beyond 3.5 robust sigmas and four times), or, with fewer than three, from what is believed (twenty times).
 */
export function cleanFacts(
  given: readonly Readonly<{ day: Day; cents: Cents; value: number }>[],
  believedPerCent: number,
): CleanFacts {
  const spent = given.filter(({ cents, value }) => cents > 0 && value >= 0);
  const ratio = ({ cents, value }: { cents: Cents; value: number }) => Math.log(value / cents);
  const counted = spent.filter(({ value }) => value > 0);
  const centre = counted.length >= 3 ? median(counted.map(ratio)) : Math.log(believedPerCent);
  const sigma = MAD_TO_SIGMA * median(counted.map((fact) => Math.abs(ratio(fact) - centre)));
  const bound = counted.length >= 3 ? Math.max(MOST_APART, ROBUST_SIGMAS * sigma) : FAR_FROM_BELIEF;
  const days = spent.filter((fact) => fact.value === 0 || Math.abs(ratio(fact) - centre) <= bound);
  const cents = days.reduce((sum, fact) => sum + fact.cents, 0);
  const perCent = cents > 0 ? days.reduce((sum, fact) => sum + fact.value, 0) / cents : 0;
  const apart = days.filter(({ value }) => value > 0).map((fact) => ratio(fact) - Math.log(perCent));
  const setAside = [
    { reason: 'nothing spent, nothing counted, or corrected to nothing', days: given.length - spent.length },
    { reason: 'too far from the other days to be true', days: spent.length - days.length },
  ].filter((each) => each.days > 0);
  return { days, setAside, perCent, noise: noiseOf(apart) };
}

/** Noise of a day as a share of its value, from logarithms of what was seen over what was expected; 0.2 is expected before any. */
export function noiseOf(apart: readonly number[]): number {
  const squares = apart.reduce((sum, each) => sum + each * each, 0);
  const variance = (USUAL_NOISE_WEIGHT * USUAL_NOISE ** 2 + squares) / (USUAL_NOISE_WEIGHT + apart.length);
  return Math.max(LEAST_NOISE, Math.sqrt(variance));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
