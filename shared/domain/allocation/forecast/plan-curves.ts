import type { Day } from '../../calendar/day.ts';
import type { GoalKind } from '../../campaign.ts';
import type { Metrics } from '../../delivery/metrics.ts';
import { flightDayCents } from '../../flight-pattern.ts';
import { lineBudgetCents, lineSpotCostCents, type Line } from '../../plan.ts';
import { effectiveRateMicros, rateOnBasis, type Rate } from '../../rates.ts';
import type { Curve } from '../curves/curve.ts';
import type { ResponseUnit } from './cold-start.ts';
import { bandAt, benchmarkBelief, curvesOf, ownBelief, type Belief } from './curve-belief.ts';
import { agreedUnitsPerCent, deliveredDay } from './delivered-facts.ts';
import { learnLineCurve } from './line-curve.ts';
import type { LineForecast, Sureness } from './line-forecast.ts';
import { sayBasis } from './say-basis.ts';

const UNITS: Readonly<Record<GoalKind, ResponseUnit | null>> = {
  reach: 'reach',
  impressions: 'impressions',
  rating_points: 'grps',
  clicks: null,
  completed_views: null,
  conversions: 'conversions',
  donations: 'donations',
};

/** What the curves kept in a campaign's plan count; null for clicks and views, which no benchmark counts. */
export function unitOfGoal(kind: GoalKind): ResponseUnit | null {
  return UNITS[kind];
}

/** A line of a plan with its own curve parsed, if it carries one. */
export type PlanLine = Omit<Line, 'curve'> & Readonly<{ curve?: Curve | undefined }>;

export type PlanCurvesInput = Readonly<{
  lines: readonly PlanLine[];
  /** The first plan of this one's versions: its money shares a channel's ceiling, so that a revision doesn't bend curves. */
  firstLines: readonly PlanLine[];
  unit: ResponseUnit;
  /** False where the lines' own curves count something else: then they say nothing and all are estimated. */
  ownCount: boolean;
  population: number;
  commissionBasisPoints: number;
  /** Lines without a curve of their own get one from rate card, market size and channel. */
  isEstimating: boolean;
  /** Delivered totals by line and day, closed days only. */
  delivered: ReadonlyMap<string, ReadonlyMap<Day, Metrics>>;
}>;

export type LineWithout = Readonly<{ lineId: string; reason: string }>;
export type PlanCurves = Readonly<{ lines: readonly LineForecast[]; without: readonly LineWithout[] }>;

/**
 * Every line's curve: its own or a benchmark's, updated by what was delivered. Lines of a channel without curves of their own share
 * that channel's ceiling by the first plan's money, so that twelve dayparts together reach no more people than television can.
 */
export function planCurves(input: PlanCurvesInput): PlanCurves {
  const lines: LineForecast[] = [];
  const without: LineWithout[] = [];
  for (const line of input.lines) {
    const believed = beliefOf(line, input);
    if (typeof believed === 'string') without.push({ lineId: line.id, reason: believed });
    else lines.push(forecastOf(line, believed, input));
  }
  return { lines, without };
}

type Believed = Readonly<{
  belief: Belief;
  source: 'own' | 'benchmark';
  basis: string;
  share: number;
  exposuresPerCent: number | null;
}>;

function beliefOf(line: PlanLine, input: PlanCurvesInput): Believed | string {
  if (line.curve && input.ownCount)
    return { belief: ownBelief(line.curve), source: 'own', basis: '', share: 1, exposuresPerCent: null };
  if (!input.isEstimating && input.ownCount) return 'It has no response curve yet.';
  const { unit, population, commissionBasisPoints } = input;
  const share = shareOfChannel(line, input);
  const rate = effectiveRate(line, commissionBasisPoints);
  const believed = benchmarkBelief({ channel: line.channel, rate, population, unit }, share);
  if (believed.kind === 'refused') return believed.issues.map(({ message }) => message).join(' ');
  const { belief, basis, costPerThousand } = believed;
  return { belief, source: 'benchmark', basis, share, exposuresPerCent: 10 / costPerThousand };
}

function forecastOf(line: PlanLine, believed: Believed, input: PlanCurvesInput): LineForecast {
  const { unit, population, commissionBasisPoints, firstLines } = input;
  const { belief: prior, source } = believed;
  const totals = [...(input.delivered.get(line.id) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  const learned = learnLineCurve({
    belief: prior,
    days: totals.map(([day, metrics]) => deliveredDay(day, metrics, { line, unit, population })),
    plannedDays: plannedDays(firstLines.find(({ id }) => id === line.id) ?? line),
    agreed:
      source === 'benchmark'
        ? { count: 'exposures', perCent: believed.exposuresPerCent }
        : { count: 'bought', perCent: agreedUnitsPerCent(line, commissionBasisPoints) },
    isCountOfFew: unit === 'conversions' || unit === 'donations',
  });
  const cents = Math.max(1, lineBudgetCents(line));
  const { kind, facts, belief } = learned;
  const told = {
    kind,
    days: facts.days.length,
    from: facts.days[0]?.day ?? null,
    through: facts.days.at(-1)?.day ?? null,
    spentCents: facts.days.reduce((sum, day) => sum + day.cents, 0),
    setAside: facts.setAside,
  };
  const sureness = surenessOf(belief);
  return {
    lineId: line.id,
    source,
    curves: curvesOf(belief, cents),
    prior: { curve: prior.curve, sureness: surenessOf(prior) },
    sureness,
    facts: told,
    atPlan: { cents, before: bandAt(prior, cents), now: bandAt(belief, cents) },
    basis: sayBasis({ source, benchmark: believed.basis, share: believed.share, facts: told, sureness, unit }),
  };
}

/** Days on which the line's plan spends: what one day's facts are taken times to stand for the whole. */
function plannedDays(line: PlanLine): number {
  const days = line.flights
    .filter(({ status }) => status !== 'canceled')
    .flatMap((flight) => flightDayCents(flight, line.tv?.weekdays).filter(({ cents }) => cents > 0));
  return Math.max(1, days.length);
}

/** The gross rate a line really pays: a spot's length has its own price, so a point of it costs spot ÷ rating. */
function effectiveRate(line: PlanLine, commissionBasisPoints: number): Rate {
  const spotCents = lineSpotCostCents(line, commissionBasisPoints);
  if (line.tv && spotCents) {
    return {
      kind: 'cpp',
      amountMicros: effectiveRateMicros('cpp', spotCents, line.tv.ratingHundredths),
      basis: 'gross',
    };
  }
  return rateOnBasis(line.rate, 'gross', commissionBasisPoints);
}

/** The part of its channel's ceiling that falls to a line, by money; 1 where it is alone. */
function shareOfChannel(line: PlanLine, { lines, firstLines, ownCount }: PlanCurvesInput): number {
  const known = new Set(firstLines.map(({ id }) => id));
  const pool = [...firstLines, ...lines.filter(({ id }) => !known.has(id))];
  const siblings = pool.filter((other) => other.channel === line.channel && !(other.curve && ownCount));
  if (siblings.length <= 1) return 1;
  const total = siblings.reduce((sum, other) => sum + lineBudgetCents(other), 0);
  if (total === 0) return 1 / siblings.length;
  const own = siblings.find(({ id }) => id === line.id) ?? line;
  return Math.max(lineBudgetCents(own), 1) / total;
}

function surenessOf(belief: Belief): Sureness {
  if (belief.kind === 'scale') return { kind: 'scale', sdLogScale: belief.sdLogScale };
  const { sdLogMaxResponse, sdLogHalfSaturation, correlation } = belief;
  return { kind: 'shape', sdLogMaxResponse, sdLogHalfSaturation, correlation };
}
