import { inflectionAt } from '../curves/kernel.ts';
import { effectiveBounds } from '../engine/bounds.ts';
import { widestGap } from './branch.ts';
import { certify } from '../engine/certificate.ts';
import { compensatedSum } from '../engine/exact-sum.ts';
import type { Split } from '../engine/fill.ts';
import { splitEnvelopes } from '../engine/price-search.ts';
import { relaxedValue, restrictLine, type RelaxedLines } from '../engine/relaxed-lines.ts';

/** The best split of a branch's envelopes: cents, their value (a bound of the branch) and the price found. */
export type Solved = Readonly<{ cents: Float64Array; value: number; logPrice: number; certified: boolean }>;

/** Splits the envelopes of a branch to the cent; null when its bounds can't hold together. */
export function solveBranch(r: RelaxedLines, totalCents: number, logGuess: number): Solved | null {
  const bounds = effectiveBounds(r, totalCents);
  if (!bounds) return null;
  const { count, groups } = r.problem;
  const split: Split = { cents: new Float64Array(count), groupCents: new Float64Array(groups.length) };
  const logPrice = splitEnvelopes(r, bounds, split, totalCents, logGuess);
  const certificate = certify(r, bounds, split);
  const value = compensatedSum(count, (i) => relaxedValue(r, i, split.cents[i]!));
  return { cents: split.cents, value, logPrice, certified: certificate.holds };
}

/** What a line is held to while a real split is made of a relaxed one; a number is just that spend. */
type Regime = 'base' | 'concave' | 'free' | number;

/**
 * Real splits near a relaxed one: lines bought past their knee stay on their concave part, lines at their base stay there, and those
 * between are tried on their concave part, then at their base. Returns those that lie on the curves.
 */
export function settleRegimes(r: RelaxedLines, solved: Solved, totalCents: number): readonly Float64Array[] {
  const between: number[] = [];
  const regimes = Array.from(solved.cents, (x, i): Regime => {
    if (r.knee[i] === r.base[i]) return 'free';
    if (x === r.base[i]) return 'base';
    if (x < r.knee[i]!) between.push(i);
    return 'concave';
  });
  const found: Float64Array[] = [];
  for (const regime of between.length > 0 ? (['concave', 'base'] as const) : (['concave'] as const)) {
    for (const i of between) regimes[i] = regime;
    const cents = splitInRegimes(r, regimes, totalCents, solved.logPrice);
    if (cents) found.push(cents);
  }
  return found;
}

/**
 * Real splits near one that may not sum up: lines at their base or on their concave part stay there, and the few between are held where
 * they are, then tried on their concave part, then at their base.
 */
export function settleNear(
  r: RelaxedLines,
  cents: Float64Array,
  totalCents: number,
  logPrice: number,
): readonly Float64Array[] {
  const regimesWith = (between: (x: number) => Regime) =>
    Array.from(cents, (x, i): Regime => {
      if (r.knee[i] === r.base[i]) return 'free';
      if (x === r.base[i]) return 'base';
      return x >= concaveFrom(r, i) ? 'concave' : between(x);
    });
  return [regimesWith((x) => x), regimesWith(() => 'concave'), regimesWith(() => 'base')].flatMap((regimes) => {
    const found = splitInRegimes(r, regimes, totalCents, logPrice);
    return found ? [found] : [];
  });
}

/** A split with some lines on (on their concave part) and the others that may be off, off; null when it does not fit. */
export function settleSelection(
  r: RelaxedLines,
  on: Uint8Array,
  totalCents: number,
  logPrice: number,
): Float64Array | null {
  const regimes = Array.from(on, (chosen, i): Regime => {
    if (r.zero[i] === 1 && !chosen) return 'base';
    return r.zero[i] === 1 || r.knee[i] !== r.base[i] ? 'concave' : 'free';
  });
  return splitInRegimes(r, regimes, totalCents, logPrice);
}

/** Which counted lines are on, and from which spend on a line counts as on (NaN: never counted). */
export type Picks = Readonly<{ picks: Uint8Array; threshold: Float64Array }>;

/** Real splits with just these lines on: the best of their envelopes, and where that still jumps, splits near it. */
export function settlePicks(
  r: RelaxedLines,
  { picks, threshold }: Picks,
  totalCents: number,
  logPrice: number,
): readonly Float64Array[] {
  const saved: Saved[] = [];
  threshold.forEach((at, i) => {
    const [zero, first, last] = [r.zero[i] === 1, r.first[i]!, r.last[i]!];
    const isOpen = last >= at && (zero || first < at);
    if (!isOpen) return;
    saved.push({ i, zero, first, last });
    if (picks[i]) restrictLine(r, i, false, at, last);
    else if (zero) restrictLine(r, i, true, 1, 0);
    else restrictLine(r, i, false, first, at - r.problem.step[i]!);
  });
  const solved = solveBranch(r, totalCents, logPrice);
  const isReal = solved !== null && widestGap(r, solved.cents) < 0;
  const found = solved === null ? [] : isReal ? [solved.cents] : settleRegimes(r, solved, totalCents);
  for (const { i, zero, first, last } of saved) restrictLine(r, i, zero, first, last);
  return found;
}

type Saved = Readonly<{ i: number; zero: boolean; first: number; last: number }>;

function splitInRegimes(
  r: RelaxedLines,
  regimes: readonly Regime[],
  totalCents: number,
  logPrice: number,
): Float64Array | null {
  const saved: Saved[] = [];
  regimes.forEach((regime, i) => {
    if (regime === 'free') return;
    const zero = r.zero[i] === 1;
    const [first, last] = [r.first[i]!, r.last[i]!];
    saved.push({ i, zero, first, last });
    if (regime === 'concave') restrictLine(r, i, false, concaveFrom(r, i), last);
    else if (regime !== 'base') restrictLine(r, i, false, regime, regime);
    else if (zero) restrictLine(r, i, true, 1, 0);
    else restrictLine(r, i, false, first, first);
  });
  const solved = solveBranch(r, totalCents, logPrice);
  const real = solved !== null && widestGap(r, solved.cents) < 0;
  for (const { i, zero, first, last } of saved) restrictLine(r, i, zero, first, last);
  return real ? solved.cents : null;
}

/** First allowed spend from which a line's curve is concave. */
function concaveFrom(r: RelaxedLines, i: number): number {
  const first = r.first[i]!;
  const step = r.problem.step[i]!;
  const from = Math.max(0, Math.ceil(inflectionAt(r.problem.columns, i) - first));
  return Math.min(r.last[i]!, first + Math.ceil(from / step) * step);
}
