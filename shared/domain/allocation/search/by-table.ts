import { valueAt } from '../curves/kernel.ts';
import type { Problem } from '../engine/problem.ts';

/** More steps than this are no small problem: about 40 ms. */
const MOST_STEPS = 20_000_000;

/** Best value of a part for every total in units (−∞: no split), and what its newest member then takes. */
type Layer = Readonly<{ best: Float64Array; taken: Int32Array; member: Member; before: Layer | null }>;
type Member = Readonly<{ kind: 'line'; line: number }> | Readonly<{ kind: 'group'; layer: Layer | null }>;
type Grid = Readonly<{ problem: Problem; unit: number; total: number }>;

/** Whether the table is small: few totals, as cents of a tiny budget, or of a budget whose lines are all bought in large steps. */
export function fitsTable(problem: Problem, totalCents: number): boolean {
  const totals = totalCents / unitOf(problem, totalCents) + 1;
  return (problem.count + problem.groups.length) * totals ** 2 <= 2 * MOST_STEPS;
}

/**
 * The best split of a small problem by the textbook table: total by total, line by line, group by group up the tree. Exact,
 * whatever the curves: for what branches don't close soon. Null where no split fits.
 * Example: $50,000 in steps of $100 over 20 lines is 501 totals and 2.5 million steps.
 */
export function splitByTable(problem: Problem, totalCents: number): Float64Array | null {
  const unit = unitOf(problem, totalCents);
  const total = totalCents / unit;
  const grid = { problem, unit, total };
  const layer = layerOf(grid, 0);
  if (!layer || layer.best[total] === -Infinity) return null;
  const cents = new Float64Array(problem.count);
  takeFrom(grid, layer, total, cents);
  return cents;
}

/** The largest amount that every spend and the total are whole multiples of. */
function unitOf({ count, first, last, step }: Problem, totalCents: number): number {
  let unit = totalCents;
  for (let i = 0; i < count && unit > 1; i += 1) {
    unit = greatestCommonDivisor(unit, first[i]!);
    if (last[i]! > first[i]!) unit = greatestCommonDivisor(unit, step[i]!);
  }
  return Math.max(1, unit);
}

function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** A group's table; its bounds are kept, but for the root, whose total is asked for by itself. Null when it holds nothing. */
function layerOf(grid: Grid, g: number): Layer | null {
  const { problem, unit, total } = grid;
  const { lines, children, low, high } = problem.groups[g]!;
  let layer: Layer | null = null;
  for (const line of lines) layer = withLine(grid, layer, line);
  for (const child of children) layer = withGroup(grid, layer, layerOf(grid, child));
  if (g === 0 || !layer) return layer;
  const best = layer.best.slice();
  for (let at = 0; at <= total; at += 1) if (at * unit < low || at * unit > high) best[at] = -Infinity;
  return { ...layer, best };
}

function withLine({ problem, unit, total }: Grid, before: Layer | null, line: number): Layer {
  const { columns, first, last, step, zero } = problem;
  const spends: number[] = zero[line] === 1 ? [0] : [];
  for (let x = first[line]!; x <= Math.min(last[line]!, total * unit); x += step[line]!) spends.push(x / unit);
  const values = spends.map((x) => valueAt(columns, line, x * unit));
  return extended(before, total, { kind: 'line', line }, { spends, values });
}

function withGroup({ total }: Grid, before: Layer | null, layer: Layer | null): Layer | null {
  if (!layer) return before;
  const spends: number[] = [];
  for (let x = 0; x <= total; x += 1) if (layer.best[x] !== -Infinity) spends.push(x);
  const values = spends.map((x) => layer.best[x]!);
  return extended(before, total, { kind: 'group', layer }, { spends, values });
}

/** The table with one member more, which takes one of the spends for its value. */
function extended(
  before: Layer | null,
  total: number,
  member: Member,
  { spends, values }: Readonly<{ spends: readonly number[]; values: readonly number[] }>,
): Layer {
  const best = new Float64Array(total + 1).fill(-Infinity);
  const taken = new Int32Array(total + 1).fill(-1);
  spends.forEach((x, k) => {
    // Alone, a member takes the whole total.
    for (let at = x; at <= (before ? total : Math.min(x, total)); at += 1) {
      const value = (before ? before.best[at - x]! : 0) + values[k]!;
      if (value > best[at]!) [best[at], taken[at]] = [value, x];
    }
  });
  return { best, taken, member, before };
}

function takeFrom(grid: Grid, layer: Layer | null, total: number, cents: Float64Array): void {
  let left = total;
  for (let at = layer; at; at = at.before) {
    const taken = at.taken[left]!;
    if (at.member.kind === 'line') cents[at.member.line] = taken * grid.unit;
    else takeFrom(grid, at.member.layer, taken, cents);
    left -= taken;
  }
}
