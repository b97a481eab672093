import type { Cents } from '../../money.ts';
import type { Curve } from '../curves/curve.ts';
import { valueAt, makeColumns, writeCurve } from '../curves/kernel.ts';

/** Curves whose ceiling and half-saturation can be learned (a Hill curve keeps its slope and carry-in). */
export type LearnableCurve = Extract<Curve, { kind: 'michaelis_menten' | 'hill' }>;

/** What is believed about a curve: a best guess, and how sure, as standard deviations of ln V and ln K and their correlation. */
export type CurveBelief = Readonly<{
  curve: LearnableCurve;
  sdLogMaxResponse: number;
  sdLogHalfSaturation: number;
  correlation: number;
}>;

/** One delivered fact: what a period's spend gave. `sd` is its noise in the response's unit. */
export type CurveObservation = Readonly<{ cents: Cents; response: number; sd: number }>;

export type LearnedBelief = CurveBelief & Readonly<{ observations: number; converged: boolean }>;

/** Eight cases in ten lie within so many standard deviations of the middle: the band the screens show. */
export const Z80 = 1.2815515655446004;
const MAX_STEPS = 100;

/** Information (a b; b c), gradient (gv, gk), and what the curve's own bend adds to the information at large misfits. */
type Sums = { a: number; b: number; c: number; gv: number; gk: number; bendA: number; bendB: number; bendC: number };

/**
 * Updates a belief from delivered facts: the most probable (ln V, ln K) given prior and data (MAP), by damped Gauss-Newton; the
 * inverse of its information matrix is the new uncertainty. V and K are correlated: small spends only tell their ratio.
 * Example: no facts → the belief unchanged.
 * @throws RangeError on a fact without noise or with a negative amount.
 */
export function learnCurve(prior: CurveBelief, facts: readonly CurveObservation[]): LearnedBelief {
  for (const { cents, response, sd } of facts) {
    if (!(cents >= 0 && sd > 0 && Number.isFinite(response))) {
      throw new RangeError(
        `A fact needs spend of zero or more and noise above zero, got ${cents} cents, ${response} ± ${sd}.`,
      );
    }
  }
  const start = [Math.log(prior.curve.maxResponse), Math.log(prior.curve.halfSaturationCents)] as const;
  const weights = priorInformation(prior);
  let [logV, logK] = [start[0], start[1]];
  const loss = (v: number, k: number) => {
    const curve = withParameters(prior.curve, v, k);
    const misfit = facts.reduce((sum, fact) => sum + ((fact.response - valueOf(curve, fact.cents)) / fact.sd) ** 2, 0);
    const [dv, dk] = [v - start[0], k - start[1]];
    return misfit + weights.a * dv * dv + 2 * weights.b * dv * dk + weights.c * dk * dk;
  };
  let damping = 1e-6;
  let current = loss(logV, logK);
  let converged = facts.length === 0;
  for (let step = 0; step < MAX_STEPS && !converged; step += 1) {
    const sums = informationAt(prior.curve, facts, logV, logK, weights, start);
    const { a, b, c, gv, gk } = bent(sums);
    const [da, dc] = [a * (1 + damping), c * (1 + damping)];
    const determinant = da * dc - b * b;
    const [moveV, moveK] = [(dc * gv - b * gk) / determinant, (da * gk - b * gv) / determinant];
    const next = loss(logV + moveV, logK + moveK);
    if (next <= current) {
      converged = Math.abs(moveV) + Math.abs(moveK) < 1e-10;
      [logV, logK, current, damping] = [logV + moveV, logK + moveK, next, Math.max(damping / 10, 1e-12)];
    } else if (damping > 1e12) {
      converged = true;
    } else {
      damping *= 10;
    }
  }
  const { a, b, c } = informationAt(prior.curve, facts, logV, logK, weights, start);
  const determinant = a * c - b * b;
  return {
    curve: withParameters(prior.curve, logV, logK),
    sdLogMaxResponse: Math.sqrt(c / determinant),
    sdLogHalfSaturation: Math.sqrt(a / determinant),
    correlation: -b / Math.sqrt(a * c),
    observations: facts.length,
    converged,
  };
}

/** The response expected of a spend, with the band that holds 8 in 10 cases (delta method on ln f). */
export function responseBand(belief: CurveBelief, cents: Cents): { low: number; middle: number; high: number } {
  const middle = valueOf(belief.curve, cents);
  if (middle <= 0) return { low: 0, middle, high: 0 };
  const [byV, byK] = [1, logSlopeInK(belief.curve, middle)];
  const { sdLogMaxResponse: sv, sdLogHalfSaturation: sk, correlation } = belief;
  const variance = (byV * sv) ** 2 + (byK * sk) ** 2 + 2 * byV * byK * correlation * sv * sk;
  const spread = Math.exp(Z80 * Math.sqrt(Math.max(0, variance)));
  return { low: middle / spread, middle, high: middle * spread };
}

/** ∂ ln f / ∂ ln K = −c(1 − f/V), for both kinds. */
export function logSlopeInK(curve: LearnableCurve, value: number): number {
  const slope = curve.kind === 'hill' ? curve.slope : 1;
  return -slope * (1 - value / curve.maxResponse);
}

function priorInformation(prior: CurveBelief): { a: number; b: number; c: number } {
  const { sdLogMaxResponse: sv, sdLogHalfSaturation: sk, correlation: r } = prior;
  const rest = 1 - r * r;
  return { a: 1 / (sv * sv * rest), b: -r / (sv * sk * rest), c: 1 / (sk * sk * rest) };
}

/** Newton's matrix where it is positive, which lands faster when facts miss the curve by much; else Gauss-Newton's. */
function bent(sums: Sums): Sums {
  const [a, b, c] = [sums.a + sums.bendA, sums.b + sums.bendB, sums.c + sums.bendC];
  return a > 0 && a * c - b * b > 1e-9 * a * c ? { ...sums, a, b, c } : sums;
}

function informationAt(
  shape: LearnableCurve,
  facts: readonly CurveObservation[],
  logV: number,
  logK: number,
  prior: { a: number; b: number; c: number },
  start: readonly [number, number],
): Sums {
  const curve = withParameters(shape, logV, logK);
  const [dv, dk] = [logV - start[0], logK - start[1]];
  const sums: Sums = {
    ...prior,
    gv: -(prior.a * dv + prior.b * dk),
    gk: -(prior.b * dv + prior.c * dk),
    bendA: 0,
    bendB: 0,
    bendC: 0,
  };
  for (const { cents, response, sd } of facts) {
    const value = valueOf(curve, cents);
    const byV = value / sd;
    const byK = (value * logSlopeInK(curve, value)) / sd;
    const miss = (response - value) / sd;
    sums.a += byV * byV;
    sums.b += byV * byK;
    sums.c += byK * byK;
    sums.gv += byV * miss;
    sums.gk += byK * miss;
    const slope = curve.kind === 'hill' ? curve.slope : 1;
    sums.bendA -= miss * byV;
    sums.bendB -= miss * byK;
    sums.bendC += miss * slope * byK * (1 - (2 * value) / curve.maxResponse);
  }
  return sums;
}

/** The curve with other parameters. K keeps its fraction of a cent here; a request rounds it. */
function withParameters(curve: LearnableCurve, logV: number, logK: number): LearnableCurve {
  return { ...curve, maxResponse: Math.exp(logV), halfSaturationCents: Math.exp(logK) };
}

function valueOf(curve: LearnableCurve, cents: Cents): number {
  const columns = makeColumns(1);
  writeCurve(columns, 0, curve);
  return valueAt(columns, 0, cents);
}
