import type { Cents } from '../../money.ts';
import { responseAt } from '../curves/response.ts';
import { scaleResponse } from '../scenarios/reshape-curve.ts';
import type { Belief, ScaleBelief, ShapeBelief } from './curve-belief.ts';
import { cleanFacts, noiseOf, type CleanFacts, type DeliveredDay } from './delivered-facts.ts';
import { learnCurve, type CurveObservation } from './learning.ts';

/**
 * What delivery tells. `response`: the goal's own unit is reported, so both ceiling and half-way point are learned. `price`: only
 * what a dollar buys is, so the start of the curve is learned and its ceiling stays as believed. `none`: nothing usable yet.
 */
export type FactKind = 'response' | 'price' | 'none';

export type LearnInput = Readonly<{
  belief: Belief;
  days: readonly DeliveredDay[];
  /** Days the plan spends on: a day's spend and response stand for the whole flight's when each is taken so many times. */
  plannedDays: number;
  /** Exposures a cent buys at the rate card where the belief is a benchmark's; else units of the rate, as agreed. */
  agreed: Readonly<{ count: 'exposures' | 'bought'; perCent: number | null }>;
  /** True where the response is a count of few, whose chance spread matters. */
  isCountOfFew: boolean;
}>;

export type Learned = Readonly<{ belief: Belief; kind: FactKind; facts: CleanFacts; converged: boolean }>;

const NO_FACTS: CleanFacts = { days: [], setAside: [], perCent: 0, noise: 0 };
/** A spend so small that only the start of the curve is seen. */
const SMALL_SHARE_OF_K = 1e-6;
const ROUNDS = 4;

/**
 * Updates what is believed of a line's curve from its delivered days. A campaign of n days gives n·g(x/n), so a day's spend and
 * response, each times n, is a point of the curve. Without usable facts the belief comes back as it was, to the last digit.
 */
export function learnLineCurve(input: LearnInput): Learned {
  const { belief, days, plannedDays } = input;
  const reported = days.filter(({ response }) => response !== null);
  if (reported.some(({ response }) => (response ?? 0) > 0)) {
    const at = Math.max(1, Math.round(plannedDays * typicalCents(days)));
    const believed = responseAt(belief.curve, at) / at;
    const facts = cleanFacts(
      reported.map(({ day, cents, response }) => ({ day, cents, value: response ?? 0 })),
      believed,
    );
    if (facts.days.length > 0 && facts.perCent > 0) return learnFromResponse(input, facts);
  }
  const { count, perCent } = input.agreed;
  if (perCent === null || !(perCent > 0)) return { belief, kind: 'none', facts: NO_FACTS, converged: true };
  const facts = cleanFacts(
    days.map((day) => ({ day: day.day, cents: day[count] > 0 ? day.cents : 0, value: Math.max(0, day[count]) })),
    perCent,
  );
  if (facts.days.length === 0) return { belief, kind: 'none', facts, converged: true };
  return learnFromPrice(belief, facts, perCent);
}

/**
 * Noise is judged by the curve that was found and the curve is found again with that noise, so that bending is not taken for noise.
 */
function learnFromResponse({ belief, plannedDays, isCountOfFew }: LearnInput, facts: CleanFacts): Learned {
  const points = facts.days.map(({ cents, value }) => ({ cents: cents * plannedDays, response: value * plannedDays }));
  let learned: { belief: Belief; converged: boolean } = { belief, converged: true };
  let expected = points.map(({ cents }) => facts.perCent * cents);
  let noise = facts.noise;
  for (let round = 0; round < ROUNDS; round += 1) {
    const observations = points.map((point, i): CurveObservation => {
      const chance = isCountOfFew ? expected[i]! * plannedDays : 0;
      return { ...point, sd: Math.sqrt((noise * expected[i]!) ** 2 + chance) };
    });
    learned = learnedFrom(belief, observations);
    expected = points.map(({ cents }) => responseAt(learned.belief.curve, cents));
    noise = noiseOf(
      points.flatMap(({ response }, i) =>
        response > 0 && expected[i]! > 0 ? [Math.log(response / expected[i]!)] : [],
      ),
    );
  }
  return { ...learned, kind: 'response', facts };
}

function learnedFrom(
  belief: Belief,
  observations: readonly CurveObservation[],
): { belief: Belief; converged: boolean } {
  if (belief.kind === 'shape') return learnedShape(belief, observations);
  const ratios = observations.flatMap(({ cents, response, sd }) => {
    const value = responseAt(belief.curve, cents);
    return value > 0 && response > 0 ? [{ log: Math.log(response / value), sd: sd / response }] : [];
  });
  return { belief: rescaled(belief, ratios), converged: true };
}

/** Each day's price moves the curve sideways: a dollar that buys 10 % less is 90 cents. Seen where the curve starts. */
function learnFromPrice(belief: Belief, facts: CleanFacts, perCent: number): Learned {
  const prices = facts.days.map(({ cents, value }) => ({ ratio: value / cents / perCent, sd: facts.noise }));
  if (belief.kind === 'scale') {
    const ratios = prices.flatMap(({ ratio, sd }) => (ratio > 0 ? [{ log: Math.log(ratio), sd }] : []));
    return { belief: rescaled(belief, ratios), kind: 'price', facts, converged: true };
  }
  const cents = belief.curve.halfSaturationCents * SMALL_SHARE_OF_K;
  const slope = belief.curve.kind === 'hill' ? belief.curve.slope : 1;
  const typical = facts.perCent / perCent;
  const observations = prices.map(({ ratio, sd }): CurveObservation => ({
    cents,
    response: responseAt(belief.curve, cents * ratio),
    sd: Math.max(Number.MIN_VALUE, sd * slope * responseAt(belief.curve, cents * typical)),
  }));
  return { ...learnedShape(belief, observations), kind: 'price', facts };
}

function learnedShape(
  belief: ShapeBelief,
  observations: readonly CurveObservation[],
): { belief: ShapeBelief; converged: boolean } {
  const { curve, sdLogMaxResponse, sdLogHalfSaturation, correlation, converged } = learnCurve(belief, observations);
  const whole = { ...curve, halfSaturationCents: Math.max(1, Math.round(curve.halfSaturationCents)) };
  return { belief: { kind: 'shape', curve: whole, sdLogMaxResponse, sdLogHalfSaturation, correlation }, converged };
}

/** A normal belief about ln scale, updated by normal facts about it: precisions add up. */
function rescaled(belief: ScaleBelief, ratios: readonly Readonly<{ log: number; sd: number }>[]): ScaleBelief {
  let precision = 1 / belief.sdLogScale ** 2;
  let weighted = 0;
  for (const { log, sd } of ratios) {
    precision += 1 / (sd * sd);
    weighted += log / (sd * sd);
  }
  return {
    kind: 'scale',
    curve: scaleResponse(belief.curve, Math.exp(weighted / precision)),
    sdLogScale: 1 / Math.sqrt(precision),
  };
}

function typicalCents(days: readonly DeliveredDay[]): Cents {
  const spent = days.filter(({ cents }) => cents > 0);
  return spent.length === 0 ? 0 : spent.reduce((sum, { cents }) => sum + cents, 0) / spent.length;
}
