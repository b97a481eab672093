import type { Split } from './fill.ts';
import { fillGreedily } from './fill.ts';
import { demandOf, FLAT_RATE, lastRate, nextRate, nextRun, type RelaxedLines } from './relaxed-lines.ts';

/** Effective bounds of every group, lines' own bounds included. */
export type GroupBounds = Readonly<{ low: Float64Array; high: Float64Array }>;

type Search = Readonly<{
  r: RelaxedLines;
  bounds: GroupBounds;
  split: Split;
  /** All lines below each group. */
  below: readonly Int32Array[];
  smooth: boolean;
  guess: number;
  price: { log: number };
}>;

/**
 * The best split of the envelopes with exactly `totalCents`, to the cent: one price for all money, found by a bracketed search on
 * its logarithm, then the cents the price leaves over by best next cent. A group at a bound is a smaller problem of its own.
 * `logGuess` (ln of a price per cent, or NaN) only saves time. Returns ln of the price found.
 */
export function splitEnvelopes(
  r: RelaxedLines,
  bounds: GroupBounds,
  split: Split,
  totalCents: number,
  logGuess: number,
): number {
  const below = linesBelow(r);
  const smooth = r.problem.columns.kind.every(
    (kind, i) => kind !== 5 && r.knee[i] === r.base[i] && r.problem.step[i] === 1,
  );
  const price = { log: NaN };
  solveGroup({ r, bounds, split, below, smooth, guess: logGuess, price }, 0, totalCents);
  return price.log;
}

function linesBelow(r: RelaxedLines): readonly Int32Array[] {
  const { groups, upward } = r.problem;
  const below: Int32Array[] = groups.map((node) => node.lines);
  for (const g of upward) {
    const node = groups[g]!;
    if (node.children.length === 0) continue;
    const parts = [node.lines, ...node.children.map((child) => below[child]!)];
    const all = new Int32Array(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    below[g] = all.sort();
  }
  return below;
}

/** What the lines of a group want at a price, each child group kept within its bounds; writes cents and group sums. */
function demandBelow(s: Search, g: number, lambda: number, logLambda: number): number {
  const { r, split, bounds } = s;
  const node = r.problem.groups[g]!;
  let sum = 0;
  for (const i of node.lines) {
    const cents = demandOf(r, i, lambda, logLambda);
    split.cents[i] = cents;
    sum += cents;
  }
  for (const child of node.children) {
    const raw = demandBelow(s, child, lambda, logLambda);
    sum += Math.min(Math.max(raw, bounds.low[child]!), bounds.high[child]!);
  }
  split.groupCents[g] = sum;
  return sum;
}

/** Settles child groups held at a bound: inside them money has a price of its own. */
function settleChildren(s: Search, g: number): void {
  for (const child of s.r.problem.groups[g]!.children) {
    const raw = s.split.groupCents[child]!;
    if (raw < s.bounds.low[child]!) solveGroup(s, child, s.bounds.low[child]!);
    else if (raw > s.bounds.high[child]!) solveGroup(s, child, s.bounds.high[child]!);
    else settleChildren(s, child);
  }
}

function solveGroup(s: Search, g: number, totalCents: number): void {
  const lines = s.below[g]!;
  const logPrice = findPrice(s, g, lines, totalCents);
  const sum = demandBelow(s, g, Math.exp(logPrice), logPrice);
  settleChildren(s, g);
  s.split.groupCents[g] = sum;
  fillGreedily(s.r, s.split, g, lines, totalCents - sum);
  if (g === 0) s.price.log = logPrice;
}

/** The two prices known to surround the answer (as logarithms) and the splits wanted at them. */
type Bracket = {
  low: number;
  high: number;
  atLow: Float64Array;
  atHigh: Float64Array;
  /** Chandrupatla's three points: the newest, the one across the root from it, and the one before. */
  points: { x1: number; f1: number; x2: number; f2: number; x3: number; f3: number };
};

/** ln of a price at which the group wants at most the total, and less only by few greedy gifts. */
function findPrice(s: Search, g: number, lines: Int32Array, totalCents: number): number {
  const { r, split } = s;
  const range = priceRange(s, lines);
  if (!(range.high > range.low)) return range.high;
  const window = 16 + lines.length / 16;
  const aim = Math.max(0, totalCents - (s.smooth ? window / 2 : 0)) + 1;
  // The error is the logarithm of wanted ÷ aimed: nearly a straight line in ln λ.
  const wanted = (log: number) => demandBelow(s, g, Math.exp(log), log);
  const keep = () => (s.smooth ? split.cents : split.cents.slice());
  const start = g === 0 ? bracketAround(s.guess, range, wanted, totalCents) : range;
  const sumHigh = wanted(start.high);
  if (sumHigh <= totalCents && totalCents - sumHigh <= window) return start.high;
  const atHigh = keep();
  const sumLow = wanted(start.low);
  if (sumLow <= totalCents) return start.low;
  const [f1, f2] = [Math.log((sumLow + 1) / aim), Math.log((sumHigh + 1) / aim)];
  const points = { x1: start.low, f1, x2: start.high, f2, x3: start.high, f3: f2 };
  const bracket: Bracket = { ...start, atLow: keep(), atHigh, points };
  for (let round = 0; round < 200; round += 1) {
    const { low, high } = bracket;
    if (high - low <= 4e-16 * Math.max(1, Math.abs(high))) break;
    if (!s.smooth && stepsBetween(r, lines, bracket.atHigh, bracket.atLow) <= window) break;
    const jump = s.smooth || round > 80 ? NaN : jumpBetween(r, lines, bracket);
    const trial = Number.isNaN(jump) ? interpolate(bracket) : jump;
    const sum = wanted(trial);
    if (sum <= totalCents && totalCents - sum <= window) return trial;
    if (sum <= totalCents) {
      bracket.high = trial;
      bracket.atHigh = keep();
    } else {
      bracket.low = trial;
      bracket.atLow = keep();
    }
    const across = Math.sign(points.f1) !== (sum <= totalCents ? -1 : 1);
    points.x3 = across ? points.x2 : points.x1;
    points.f3 = across ? points.f2 : points.f1;
    if (across) [points.x2, points.f2] = [points.x1, points.f1];
    points.x1 = trial;
    points.f1 = Math.log((sum + 1) / aim);
  }
  return bracket.high;
}

/** Widens from a guess until the total is surrounded; the whole range when there is no guess. */
function bracketAround(
  guess: number,
  range: { low: number; high: number },
  wanted: (log: number) => number,
  totalCents: number,
): { low: number; high: number } {
  if (!(guess > range.low && guess < range.high)) return range;
  let { low, high } = { low: guess, high: guess };
  const above = wanted(guess) > totalCents;
  for (let reach = 0.02; ; reach *= 8) {
    const trial = above ? guess + reach : guess - reach;
    if (!(trial > range.low && trial < range.high)) return above ? { low, high: range.high } : { low: range.low, high };
    const more = wanted(trial) > totalCents;
    if (above) {
      if (!more) return { low, high: trial };
      low = trial;
    } else {
      if (more) return { low: trial, high };
      high = trial;
    }
  }
}

/** Chandrupatla: inverse quadratic interpolation when it is safe, else the middle of the bracket. */
function interpolate({ low, high, points }: Bracket): number {
  const { x1, f1, x2, f2, x3, f3 } = points;
  const xi = (x1 - x2) / (x3 - x2);
  const phi = (f1 - f2) / (f3 - f2);
  let trial = NaN;
  if (phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi) {
    const t = (f1 / (f2 - f1)) * (f3 / (f2 - f3)) + (((x3 - x1) / (x2 - x1)) * (f1 / (f3 - f1)) * f2) / (f3 - f2);
    trial = x1 + Math.min(0.9999, Math.max(0.0001, t)) * (x2 - x1);
  } else if (x3 === x2) {
    trial = x1 + (f1 / (f1 - f2)) * (x2 - x1);
  }
  return trial > low && trial < high ? trial : (low + high) / 2;
}

/** The prices between which everything happens: above `high` nobody buys a cent, at `low` everybody is at the top. */
function priceRange(s: Search, lines: Int32Array): { low: number; high: number } {
  let most = 0;
  let least = Infinity;
  for (const i of lines) {
    const top = s.r.top[i]!;
    const base = s.r.base[i]!;
    if (top <= base) continue;
    most = Math.max(most, nextRate(s.r, i, base));
    least = Math.min(least, s.r.knee[i] === top ? s.r.jump[i]! : lastRate(s.r, i, top));
  }
  return { low: Math.log(Math.max(least, FLAT_RATE)) - 1e-9, high: Math.log(Math.max(most, FLAT_RATE)) + 1e-9 };
}

/** ln of a price just above or just below that of the largest straight piece left inside the bracket; NaN if there is none. */
function jumpBetween(r: RelaxedLines, lines: Int32Array, { low, high, atLow, atHigh }: Bracket): number {
  let largest = 1;
  let trial = NaN;
  for (const i of lines) {
    const x = atHigh[i]!;
    if (atLow[i]! <= x) continue;
    const straight = nextRun(r, i, x);
    if (straight <= largest) continue;
    const rate = Math.log(nextRate(r, i, x));
    const hair = 4e-15 * Math.max(1, Math.abs(rate));
    const candidate = high > rate + 2 * hair ? rate + hair : low < rate - 2 * hair ? rate - hair : NaN;
    if (!(candidate > low && candidate < high)) continue;
    largest = straight;
    trial = candidate;
  }
  return trial;
}

/** How many greedy gifts lead from the dear split to the cheap one: a cent on a curve, a whole piece on a straight. */
function stepsBetween(r: RelaxedLines, lines: Int32Array, atHigh: Float64Array, atLow: Float64Array): number {
  let steps = 0;
  for (const i of lines) {
    const cents = atLow[i]! - atHigh[i]!;
    if (cents <= 0) continue;
    const onCurve = Math.max(0, atLow[i]! - Math.max(r.knee[i]!, atHigh[i]!));
    const step = r.problem.columns.kind[i] === 5 ? Math.max(onCurve, 1) : r.problem.step[i]!;
    steps += Math.ceil(onCurve / step) + (atHigh[i]! < r.knee[i]! ? 1 : 0);
  }
  return steps;
}
