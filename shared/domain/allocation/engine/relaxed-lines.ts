import { hillMinimumEfficient } from '../curves/hill.ts';
import { gainAt, inflectionAt, LINEAR, slopeAt, spendAt, valueAt } from '../curves/kernel.ts';
import type { Problem } from './problem.ts';

/**
 * The concave envelope of every line on its own allowed spends: a straight piece from `base` to `knee` with slope `jump` per cent
 * (absent when knee = base), then the curve itself to `top` (in straight cells when the step is above a cent).
 * It is never below the curve, so the best split of the envelopes bounds the best split of the curves.
 */
export type RelaxedLines = Readonly<{
  problem: Problem;
  base: Float64Array;
  baseValue: Float64Array;
  knee: Float64Array;
  jump: Float64Array;
  top: Float64Array;
  /** Gain of the first unit after the knee and of the last before the top, per cent: beyond them no inverse is needed. */
  kneeRate: Float64Array;
  topRate: Float64Array;
  /** Allowed range in this branch. */
  first: Float64Array;
  last: Float64Array;
  zero: Uint8Array;
  /** Response at zero spend. */
  offValue: Float64Array;
}>;

/** Rates (response per cent) below this are no gain at all: near the end of what a double holds, they can't be compared. */
export const FLAT_RATE = 1e-290;

/** Envelopes of the whole problem. */
export function relaxLines(problem: Problem): RelaxedLines {
  const column = () => new Float64Array(problem.count);
  const relaxed: RelaxedLines = {
    problem,
    base: column(),
    baseValue: column(),
    knee: column(),
    jump: column(),
    top: column(),
    kneeRate: column(),
    topRate: column(),
    first: Float64Array.from(problem.first),
    last: Float64Array.from(problem.last),
    zero: Uint8Array.from(problem.zero),
    offValue: Float64Array.from({ length: problem.count }, (_, i) => valueAt(problem.columns, i, 0)),
  };
  for (let i = 0; i < problem.count; i += 1) relaxLine(relaxed, i);
  return relaxed;
}

/** Sets the allowed range of line `i` and rebuilds its envelope. */
export function restrictLine(relaxed: RelaxedLines, i: number, zero: boolean, first: number, last: number): void {
  relaxed.zero[i] = zero ? 1 : 0;
  relaxed.first[i] = first;
  relaxed.last[i] = last;
  relaxLine(relaxed, i);
}

function relaxLine(r: RelaxedLines, i: number): void {
  const { columns, step: steps } = r.problem;
  const step = steps[i]!;
  const zero = r.zero[i] === 1;
  const off = r.last[i]! < r.first[i]!;
  const base = zero ? 0 : r.first[i]!;
  const first = off ? 0 : r.first[i]!;
  const top = off ? 0 : r.last[i]!;
  const knee = top === base ? base : kneeOf(r, i, base, first, top, step);
  r.base[i] = base;
  r.baseValue[i] = valueAt(columns, i, base);
  r.top[i] = top;
  r.knee[i] = knee;
  r.jump[i] = knee > base ? gainAt(columns, i, base, knee - base) / (knee - base) : Infinity;
  if (columns.kind[i] === LINEAR) {
    r.kneeRate[i] = columns.a[i]!;
    r.topRate[i] = columns.a[i]!;
  } else {
    r.kneeRate[i] = knee < top ? gainAt(columns, i, knee, step) / step : -Infinity;
    r.topRate[i] = knee < top ? gainAt(columns, i, top - step, step) / step : Infinity;
  }
}

/** The allowed spend that sees the best average gain from the base: the tangent point, moved onto the allowed grid. */
function kneeOf(r: RelaxedLines, i: number, base: number, first: number, top: number, step: number): number {
  const { columns } = r.problem;
  const inflection = inflectionAt(columns, i);
  if (base >= inflection) return first;
  const tangent = tangentFrom(r, i, base, Math.max(inflection, base), top);
  if (tangent <= first)
    return first === base && tangent > base ? betterOf(r, i, base, first, first + step, top) : first;
  const below = first + Math.floor((Math.min(tangent, top) - first) / step) * step;
  return betterOf(r, i, base, below, below + step, top);
}

function betterOf(r: RelaxedLines, i: number, base: number, below: number, above: number, top: number): number {
  if (above > top) return below;
  if (below <= base) return above;
  const { columns } = r.problem;
  const slope = (x: number) => gainAt(columns, i, base, x - base) / (x - base);
  return slope(above) > slope(below) ? above : below;
}

/**
 * Where the line from the base touches the curve, past its inflection: K(c−1)^(1/c) from an empty base, else bisection on
 * f′(x)(x−base) − (f(x)−f(base)), which falls there.
 */
function tangentFrom(r: RelaxedLines, i: number, base: number, inflection: number, top: number): number {
  const { columns } = r.problem;
  if (base === 0 && columns.h[i] === 0) return Math.min(top, hillMinimumEfficient(columns.b[i]!, columns.c[i]!, 0));
  const excess = (x: number) => slopeAt(columns, i, x) * (x - base) - gainAt(columns, i, base, x - base);
  if (inflection >= top || excess(top) >= 0) return top;
  let low = inflection;
  let high = top;
  for (let round = 0; round < 60 && high - low > 0.25; round += 1) {
    const middle = (low + high) / 2;
    if (excess(middle) >= 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Whole-cent spend on the envelope of line `i` when only cents that gain at least λ are bought. */
export function demandOf(r: RelaxedLines, i: number, lambda: number, logLambda: number): number {
  const knee = r.knee[i]!;
  if (lambda > r.jump[i]!) return r.base[i]!;
  if (lambda > r.kneeRate[i]!) return knee;
  const top = r.top[i]!;
  if (lambda <= r.topRate[i]!) return top;
  const { columns, step: steps } = r.problem;
  const step = steps[i]!;
  const spend = spendAt(columns, i, lambda, logLambda);
  if (step === 1 && spend > 10_000) {
    const nearest = Math.round(spend);
    return nearest < knee ? knee : nearest > top ? top : nearest;
  }
  const cell = Math.min(Math.max(0, Math.floor((spend - knee) / step)), (top - knee) / step - 1);
  const start = knee + cell * step;
  return gainAt(columns, i, start, step) >= lambda * step ? start + step : start;
}

/** Gain per cent of the next cent on the envelope at x; −∞ at the top. */
export function nextRate(r: RelaxedLines, i: number, x: number): number {
  const knee = r.knee[i]!;
  if (x < knee) return r.jump[i]!;
  if (x >= r.top[i]!) return -Infinity;
  const { columns, step: steps } = r.problem;
  const step = steps[i]!;
  if (columns.kind[i] === LINEAR) return columns.a[i]!;
  if (step === 1) return gainAt(columns, i, x, 1);
  return gainAt(columns, i, knee + Math.floor((x - knee) / step) * step, step) / step;
}

/** How many cents from x on keep the rate of {@link nextRate}. */
export function nextRun(r: RelaxedLines, i: number, x: number): number {
  const knee = r.knee[i]!;
  if (x < knee) return knee - x;
  if (r.problem.columns.kind[i] === LINEAR) return r.top[i]! - x;
  const step = r.problem.step[i]!;
  return step === 1 ? 1 : step - ((x - knee) % step);
}

/** Gain per cent of the last cent bought at x; +∞ at the base. */
export function lastRate(r: RelaxedLines, i: number, x: number): number {
  if (x <= r.base[i]!) return Infinity;
  const knee = r.knee[i]!;
  if (x <= knee) return r.jump[i]!;
  const { columns, step: steps } = r.problem;
  const step = steps[i]!;
  if (columns.kind[i] === LINEAR) return columns.a[i]!;
  if (step === 1) return gainAt(columns, i, x - 1, 1);
  return gainAt(columns, i, knee + Math.floor((x - 1 - knee) / step) * step, step) / step;
}

/** How many cents down from x had the rate of {@link lastRate}. */
export function lastRun(r: RelaxedLines, i: number, x: number): number {
  const knee = r.knee[i]!;
  if (x <= knee) return x - r.base[i]!;
  if (r.problem.columns.kind[i] === LINEAR) return x - knee;
  const step = r.problem.step[i]!;
  return step === 1 ? 1 : x - (knee + Math.floor((x - 1 - knee) / step) * step);
}

/** Value of the envelope at x. */
export function relaxedValue(r: RelaxedLines, i: number, x: number): number {
  const knee = r.knee[i]!;
  if (x < knee) return r.baseValue[i]! + r.jump[i]! * (x - r.base[i]!);
  const { columns, step: steps } = r.problem;
  const step = steps[i]!;
  if (step === 1 || columns.kind[i] === LINEAR) return valueAt(columns, i, x);
  const start = knee + Math.floor((x - knee) / step) * step;
  const value = valueAt(columns, i, start);
  return start === x ? value : value + (gainAt(columns, i, start, step) / step) * (x - start);
}

/** True when the line may really spend x. */
export function isAllowed(r: RelaxedLines, i: number, x: number): boolean {
  if (x === 0 && r.zero[i] === 1) return true;
  return x >= r.first[i]! && x <= r.last[i]! && (x - r.first[i]!) % r.problem.step[i]! === 0;
}
