import type { Cents } from '../../money.ts';
import { makeColumns, writeCurve, type CurveColumns } from '../curves/kernel.ts';
import type { AllocationGroup, AllocationLine } from '../request.ts';

/** One node of the tree of groups: lines of its own, child groups, and bounds in cents. Node 0 is the whole budget. */
export type GroupNode = {
  id: string;
  parent: number;
  children: number[];
  lines: Int32Array;
  low: Cents;
  high: Cents;
};

/** A split problem as columns, lines sorted by id (so no answer depends on the order they came in). Index `slack`, if ≥ 0, is money kept. */
export type Problem = Readonly<{
  count: number;
  ids: readonly string[];
  /** Index of each sorted line in the request; −1 for slack. */
  source: Int32Array;
  columns: CurveColumns;
  /** Allowed spend of a line: 0 if `zero`, or first, first + step, …, last. */
  first: Float64Array;
  last: Float64Array;
  step: Float64Array;
  zero: Uint8Array;
  groupOf: Int32Array;
  groups: readonly GroupNode[];
  slack: number;
  /** Groups children first. */
  upward: readonly number[];
}>;

export type ProblemInput = Readonly<{
  lines: readonly AllocationLine[];
  groups: readonly AllocationGroup[];
  /** The money the shares are shares of, and the most one line may take. */
  budgetCents: Cents;
  /** When set, an extra row takes unspent money at this response per dollar. */
  slackPerDollar?: number | undefined;
}>;

/**
 * Turns a checked request into columns. A line's grid starts at its minimum flight (or its minimum) and keeps to its maximum.
 * Example: minimum flight 300, step 250, maximum 1000 → 0, 300, 550, 800.
 */
export function makeProblem(input: ProblemInput): Problem {
  const { lines, budgetCents } = input;
  const order = sortedOrder(lines);
  const withSlack = input.slackPerDollar !== undefined;
  const count = lines.length + (withSlack ? 1 : 0);
  const columns = makeColumns(count);
  const column = () => new Float64Array(count);
  const [first, last, step] = [column(), column(), column()];
  const zero = new Uint8Array(count);
  const source = new Int32Array(count).fill(-1);
  const ids: string[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const at = order[i]!;
    const line = lines[at]!;
    source[i] = at;
    ids.push(line.id);
    writeCurve(columns, i, line.curve);
    const grid = gridOf(line, budgetCents);
    first[i] = grid.first;
    last[i] = grid.last;
    step[i] = grid.step;
    zero[i] = grid.zero ? 1 : 0;
  }
  if (withSlack) {
    const i = lines.length;
    ids.push('');
    writeCurve(columns, i, { kind: 'linear', perDollar: input.slackPerDollar ?? 0 });
    last[i] = budgetCents;
    step[i] = 1;
  }
  const tree = makeTree(ids, withSlack ? lines.length : -1, input.groups, budgetCents);
  return { count, ids, source, columns, first, last, step, zero, ...tree, slack: withSlack ? lines.length : -1 };
}

/** The spends a line allows. `last < first` without `zero` means none at all. */
export function gridOf(line: AllocationLine, budgetCents: Cents) {
  const min = line.minCents ?? 0;
  const max = Math.min(line.maxCents ?? Infinity, Math.max(budgetCents, min));
  const start = line.minimumWhenUsedCents ?? min;
  const step = line.stepCents ?? 1;
  const first = start >= min ? start : start + Math.ceil((min - start) / step) * step;
  const last = max >= first ? first + Math.floor((max - first) / step) * step : -1;
  return { first, last, step, zero: min === 0 && first > 0 };
}

function sortedOrder(lines: readonly AllocationLine[]): Int32Array {
  const order = Int32Array.from(lines, (_, i) => i);
  let sorted = true;
  for (let i = 1; sorted && i < lines.length; i += 1) sorted = lines[i - 1]!.id <= lines[i]!.id;
  return sorted ? order : order.sort((p, q) => (lines[p]!.id < lines[q]!.id ? -1 : 1));
}

/** Shares become cents of the budget: a minimum rounds up, a maximum down, so the share always holds. */
export function groupBounds(group: AllocationGroup, budgetCents: Cents): { low: Cents; high: Cents } {
  const share = (basisPoints: number) => BigInt(budgetCents) * BigInt(basisPoints);
  const low = group.minShareBasisPoints ? Number((share(group.minShareBasisPoints) + 9999n) / 10_000n) : 0;
  const high = group.maxShareBasisPoints === undefined ? Infinity : Number(share(group.maxShareBasisPoints) / 10_000n);
  return { low: Math.max(low, group.minCents ?? 0), high: Math.min(high, group.maxCents ?? Infinity) };
}

function makeTree(ids: readonly string[], slack: number, groups: readonly AllocationGroup[], budgetCents: Cents) {
  const at = new Map(ids.map((id, i) => [id, i]));
  const nodes: GroupNode[] = [
    { id: '', parent: -1, children: [], lines: new Int32Array(0), low: budgetCents, high: budgetCents },
  ];
  const groupOf = new Int32Array(ids.length);
  const bySize = [...groups].sort((p, q) => q.lineIds.length - p.lineIds.length || (p.id < q.id ? -1 : 1));
  for (const group of bySize) {
    if (group.lineIds.length === 0) continue;
    const parent = groupOf[at.get(group.lineIds[0]!)!]!;
    const node = nodes.length;
    nodes.push({ id: group.id, parent, children: [], lines: new Int32Array(0), ...groupBounds(group, budgetCents) });
    nodes[parent]!.children.push(node);
    for (const id of group.lineIds) groupOf[at.get(id)!] = node;
  }
  const members: number[][] = nodes.map(() => []);
  for (let i = 0; i < ids.length; i += 1) members[i === slack ? 0 : groupOf[i]!]!.push(i);
  nodes.forEach((node, g) => (node.lines = Int32Array.from(members[g]!)));
  const upward = nodes.map((_, g) => g).reverse();
  return { groupOf, groups: nodes, upward };
}
