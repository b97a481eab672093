import { LINEAR, makeColumns } from '../curves/kernel.ts';
import type { Problem } from '../engine/problem.ts';
import type { SearchOptions, SearchResult } from './search-result.ts';
import { consider, type SearchState } from './search-state.ts';
import { settleNear, type Solved } from './solve-branch.ts';

type Solve = (problem: Problem, totalCents: number, options: SearchOptions) => SearchResult;

/** Lines that are bought together between two sums: a group, or a line by itself. */
type Part = Readonly<{ lines: readonly number[]; low: number; high: number }>;
/** All parts at one price a cent: what no split can exceed by it, and what they would spend. */
type Side = Readonly<{ price: number; bound: number; spent: number; cents: Float64Array; sums: Float64Array }>;

/** A part of more lines is no cheaper to solve than the whole. */
const MOST_LINES = 16;
/** Below so many groups of several lines the search itself is quick. */
const FEWEST_GROUPS = 4;
const PART_NODES = 200;
const MOST_ROUNDS = 14;
const CLOSE = 1e-9;

/**
 * What no split can exceed when each small group buys for itself at one price of money: the parts are solved whole, S-curves and bounds
 * included, so only one price stands for what they share. With one tie between them the gap left is about that of a single part
 * (Shapley and Folkman), where envelopes of each line leave that of every line. Splits near those found are considered on the way.
 * Bounds of larger groups around the parts are left away, which only loosens it. Infinity where there are no such groups.
 * Example: 200 lines of five weeks each with a least and a most: envelopes are 9 % above the best split found, parts 0.1 %.
 */
export function boundByParts(
  state: SearchState,
  root: Solved,
  { solve, isLate }: Readonly<{ solve: Solve; isLate: () => boolean }>,
): number {
  const { problem, totalCents } = state;
  const parts = partsOf(problem);
  if (parts.filter(({ lines }) => lines.length > 1).length < FEWEST_GROUPS) return Infinity;
  const sideAt = (price: number): Side => sideOf(state, { parts, price, solve });
  const [dear, cheap] = bracket(sideAt, { guess: Math.exp(root.logPrice), totalCents, isLate });
  const one = dear ?? cheap;
  if (!one) return Infinity;
  const [high, low] = dear && cheap ? narrow(sideAt, { dear, cheap, totalCents, isLate }) : [one, one];
  for (const cents of [mixed(parts, { high, low, totalCents }), high.cents, low.cents]) {
    for (const near of settleNear(state.r, cents, totalCents, root.logPrice)) consider(state, near);
  }
  if (state.cents && !isLate()) {
    const polished = polish(state, parts, solve);
    for (const near of settleNear(state.r, polished, totalCents, root.logPrice)) consider(state, near);
  }
  return Math.min(high.bound, low.bound);
}

/** The largest groups of few enough lines; lines outside of them stand alone. */
function partsOf(problem: Problem): readonly Part[] {
  const { groups, upward, first, last, zero } = problem;
  const below = groups.map((): number[] => []);
  for (const g of upward) {
    below[g]!.push(...groups[g]!.lines, ...groups[g]!.children.flatMap((child) => below[child]!));
  }
  const leastOf = (i: number) => (zero[i] === 1 ? 0 : first[i]!);
  const mostOf = (i: number) => Math.max(leastOf(i), last[i]!);
  const parts: Part[] = [];
  const gather = (g: number): void => {
    const lines = below[g]!;
    if (g > 0 && lines.length <= MOST_LINES) {
      if (lines.length === 0) return;
      const low = Math.max(
        groups[g]!.low,
        lines.reduce((sum, i) => sum + leastOf(i), 0),
      );
      const high = Math.min(
        groups[g]!.high,
        lines.reduce((sum, i) => sum + mostOf(i), 0),
      );
      parts.push({ lines, low, high });
      return;
    }
    for (const i of groups[g]!.lines) parts.push({ lines: [i], low: leastOf(i), high: mostOf(i) });
    for (const child of groups[g]!.children) gather(child);
  };
  gather(0);
  return parts;
}

function sideOf(
  state: SearchState,
  { parts, price, solve }: Readonly<{ parts: readonly Part[]; price: number; solve: Solve }>,
): Side {
  const { problem, totalCents } = state;
  const cents = new Float64Array(problem.count);
  const sums = new Float64Array(parts.length);
  let bound = price * totalCents;
  parts.forEach((part, at) => {
    const found = solve(problemOf(problem, part, price), part.high, { timeLimitMs: Infinity, nodeLimit: PART_NODES });
    if (!found.cents) {
      bound = Infinity;
      return;
    }
    state.exact &&= found.exact;
    bound += found.upperBound - price * part.high;
    part.lines.forEach((i, row) => {
      cents[i] = found.cents![row]!;
      sums[at]! += cents[i]!;
    });
  });
  return { price, bound, spent: sums.reduce((sum, x) => sum + x, 0), cents, sums };
}

/** A part as a problem of its own: its lines, and a row that keeps what they leave at the price of money. */
function problemOf(problem: Problem, { lines, low, high }: Part, price: number): Problem {
  const count = lines.length + 1;
  const columns = makeColumns(count);
  const pick = (from: Float64Array, own: number) => Float64Array.from([...lines.map((i) => from[i]!), own]);
  for (const key of ['a', 'b', 'c', 'h', 'level', 'warm'] as const) {
    lines.forEach((i, row) => (columns[key][row] = problem.columns[key][i]!));
  }
  lines.forEach((i, row) => (columns.kind[row] = problem.columns.kind[i]!));
  columns.kind[count - 1] = LINEAR;
  columns.a[count - 1] = price;
  return {
    ...{ count, columns, ids: [...lines.map((i) => problem.ids[i]!), ''], source: new Int32Array(count) },
    ...{ first: pick(problem.first, 0), last: pick(problem.last, high - low), step: pick(problem.step, 1) },
    zero: Uint8Array.from([...lines.map((i) => problem.zero[i]!), 0]),
    groupOf: new Int32Array(count),
    groups: [
      { id: '', parent: -1, children: [], lines: Int32Array.from({ length: count }, (_, i) => i), low: high, high },
    ],
    ...{ slack: count - 1, upward: [0] },
  };
}

/** Two prices around the one at which the parts spend the total; undefined where none was met. */
function bracket(
  sideAt: (price: number) => Side,
  { guess, totalCents, isLate }: Readonly<{ guess: number; totalCents: number; isLate: () => boolean }>,
): readonly [Side | undefined, Side | undefined] {
  let [dear, cheap]: [Side | undefined, Side | undefined] = [undefined, undefined];
  let [price, factor] = [guess > 0 && Number.isFinite(guess) ? guess : 1, 1.05];
  for (let round = 0; round < MOST_ROUNDS && !(dear && cheap); round += 1) {
    if (round > 0 && isLate()) break;
    const side = sideAt(price);
    if (!Number.isFinite(side.bound)) return [undefined, undefined];
    if (side.spent <= totalCents) dear = side;
    if (side.spent >= totalCents) cheap = side;
    price *= side.spent > totalCents ? factor : 1 / factor;
    factor *= factor;
  }
  return [dear, cheap];
}

/** The bound bends where its two tangents meet; nearer and nearer, until that is no lower. */
function narrow(
  sideAt: (price: number) => Side,
  {
    dear,
    cheap,
    totalCents,
    isLate,
  }: Readonly<{
    dear: Side;
    cheap: Side;
    totalCents: number;
    isLate: () => boolean;
  }>,
): readonly [Side, Side] {
  let [high, low] = [dear, cheap];
  for (let round = 0; round < MOST_ROUNDS && high !== low && !isLate(); round += 1) {
    const [up, down] = [totalCents - high.spent, totalCents - low.spent];
    if (up === down || high.price <= low.price) break;
    const price = (low.bound - high.bound + up * high.price - down * low.price) / (up - down);
    const meets = high.bound + up * (price - high.price);
    const best = Math.min(high.bound, low.bound);
    if (!(price > low.price && price < high.price) || best - meets <= CLOSE * Math.abs(best)) break;
    const side = sideAt(price);
    if (side.spent <= totalCents) high = side;
    if (side.spent >= totalCents) low = side;
  }
  return [high, low];
}

/** What parts spend at the dear price, and as many as fit at the cheap one. */
function mixed(
  parts: readonly Part[],
  { high, low, totalCents }: Readonly<{ high: Side; low: Side; totalCents: number }>,
): Float64Array {
  const cents = high.cents.slice();
  let left = totalCents - high.spent;
  parts.forEach(({ lines }, at) => {
    const more = low.sums[at]! - high.sums[at]!;
    if (more <= 0 || more > left) return;
    left -= more;
    for (const i of lines) cents[i] = low.cents[i]!;
  });
  return cents;
}

/** Each part's best split of just what it has. */
function polish({ problem, cents }: SearchState, parts: readonly Part[], solve: Solve): Float64Array {
  const better = cents!.slice();
  for (const part of parts) {
    if (part.lines.length < 2) continue;
    const sum = part.lines.reduce((of, i) => of + cents![i]!, 0);
    const own = problemOf(problem, { ...part, low: sum, high: sum }, 0);
    const found = solve(own, sum, { timeLimitMs: Infinity, nodeLimit: PART_NODES });
    if (found.cents) part.lines.forEach((i, row) => (better[i] = found.cents![row]!));
  }
  return better;
}
