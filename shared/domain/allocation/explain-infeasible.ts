import { errorIssue, type Issue } from '../issue.ts';
import { formatCents, type Cents } from '../money.ts';
import { gridOf, groupBounds, type Problem } from './engine/problem.ts';
import type { AllocationRequest, Relaxation } from './request.ts';

export type Clash = Readonly<{ issues: readonly Issue[]; relaxation: readonly Relaxation[] }>;

/**
 * Names the constraints that can't hold together and the least change of one of them that would make room, walking the groups from
 * the lines up; after each clash it goes on as if mended, so all are returned. Empty when only minimum flights or steps can be at fault.
 */
export function explainInfeasible(request: AllocationRequest, problem: Problem, budgetCents: Cents): Clash {
  const issues: Issue[] = [];
  const relaxation: Relaxation[] = [];
  const clash = (code: string, message: string, path: string, constraint: string, byCents: Cents, remedy: string) => {
    issues.push(errorIssue(code, `${message} ${remedy}`, path));
    relaxation.push({ path, constraint, byCents, message: remedy });
  };
  request.lines.forEach((line, i) => {
    const grid = gridOf(line, budgetCents);
    if (grid.last >= grid.first || grid.zero) return;
    const needed = grid.first - (line.maxCents ?? budgetCents);
    const message = `Line "${line.id}" must take at least ${formatCents(grid.first)} but at most ${formatCents(line.maxCents ?? budgetCents)}.`;
    clash('line_bounds', message, `lines.${i}`, 'maxCents', needed, `Raise its maximum by ${formatCents(needed)}.`);
  });
  const low = new Float64Array(problem.groups.length);
  const high = new Float64Array(problem.groups.length);
  for (const g of problem.upward) {
    const node = problem.groups[g]!;
    let [least, most] = [0, 0];
    for (const i of node.lines) {
      const first = problem.zero[i] === 1 ? 0 : problem.first[i]!;
      least += first;
      most += Math.max(first, problem.last[i]!);
    }
    for (const child of node.children) {
      least += low[child]!;
      most += high[child]!;
    }
    if (g === 0) {
      const bounded = (values: (i: number) => Cents, groups: Float64Array): readonly Bounded[] => [
        ...node.children.map((child) => ({ name: nameOfGroup(problem.groups[child]!.id), cents: groups[child]! })),
        ...Array.from(node.lines, (i) => ({ name: `line "${problem.ids[i]}"`, cents: values(i) })),
      ];
      const minimums = bounded((i) => (problem.zero[i] === 1 ? 0 : problem.first[i]!), low);
      const maximums = bounded((i) => Math.max(problem.zero[i] === 1 ? 0 : problem.first[i]!, problem.last[i]!), high);
      explainBudget(clash, budgetCents, { least, most, minimums, maximums });
      if (least > budgetCents)
        relaxGroups(request, problem, { low, lines: linesLeast(problem) }, least - budgetCents, relaxation);
      break;
    }
    const at = (request.groups ?? []).findIndex((group) => group.id === node.id);
    const bounds = groupBounds(request.groups![at]!, budgetCents);
    const name = `Group "${node.id}"`;
    if (bounds.low > bounds.high) {
      const by = bounds.low - bounds.high;
      const message = `${name} must take at least ${formatCents(bounds.low)} but at most ${formatCents(bounds.high)}.`;
      clash('group_bounds', message, `groups.${at}`, 'maximum', by, `Raise its maximum by ${formatCents(by)}.`);
    }
    if (least > bounds.high) {
      const by = least - bounds.high;
      const message = `${name} may take at most ${formatCents(bounds.high)}, but its lines must take at least ${formatCents(least)}.`;
      clash(
        'group_maximum',
        message,
        `groups.${at}`,
        'maximum',
        by,
        `Raise its maximum or lower its lines' minimums by ${formatCents(by)}.`,
      );
    }
    if (most < bounds.low) {
      const by = bounds.low - most;
      const message = `${name} must take at least ${formatCents(bounds.low)}, but its lines can take at most ${formatCents(most)}.`;
      clash(
        'group_minimum',
        message,
        `groups.${at}`,
        'minimum',
        by,
        `Lower its minimum or raise its lines' maximums by ${formatCents(by)}.`,
      );
    }
    low[g] = Math.max(least, Math.min(bounds.low, most));
    high[g] = Math.max(low[g]!, Math.min(most, bounds.high));
  }
  return { issues, relaxation };
}

type Bounded = Readonly<{ name: string; cents: Cents }>;
const MOST_NAMED = 5;

const nameOfGroup = (id: string) => `group "${id}"`;

/** What a group's lines must take whatever the group says: the sum of their own minimums. */
function linesLeast(problem: Problem): Float64Array {
  const least = new Float64Array(problem.groups.length);
  for (const g of problem.upward) {
    const { lines, children } = problem.groups[g]!;
    for (const i of lines) least[g]! += problem.zero[i] === 1 ? 0 : problem.first[i]!;
    for (const child of children) least[g]! += least[child]!;
  }
  return least;
}

/** Groups of the whole whose own minimum, lowered alone, would make room. */
function relaxGroups(
  request: AllocationRequest,
  problem: Problem,
  { low, lines }: Readonly<{ low: Float64Array; lines: Float64Array }>,
  byCents: Cents,
  relaxation: Relaxation[],
): void {
  for (const child of problem.groups[0]!.children) {
    if (low[child]! - lines[child]! < byCents) continue;
    const { id } = problem.groups[child]!;
    const at = (request.groups ?? []).findIndex((group) => group.id === id);
    const message = `Lower the minimum of ${nameOfGroup(id)} by ${formatCents(byCents)}.`;
    relaxation.push({ path: `groups.${at}`, constraint: 'minimum', byCents, message });
  }
}

/** The largest first. Example: `group "tv" $30,000.00, line "search" $20,000.00 and 2 more`. */
function named(all: readonly Bounded[]): string {
  const given = all.filter(({ cents }) => cents > 0).toSorted((a, b) => b.cents - a.cents);
  const words = given.slice(0, MOST_NAMED).map(({ name, cents }) => `${name} ${formatCents(cents)}`);
  return words.join(', ') + (given.length > MOST_NAMED ? ` and ${given.length - MOST_NAMED} more` : '');
}

type Bounds = Readonly<{
  least: Cents;
  most: Cents;
  minimums: readonly Bounded[];
  maximums: readonly Bounded[];
}>;

function explainBudget(
  clash: (code: string, message: string, path: string, constraint: string, byCents: Cents, remedy: string) => void,
  budgetCents: Cents,
  { least, most, minimums, maximums }: Bounds,
): void {
  if (least > budgetCents) {
    const by = least - budgetCents;
    const message = `The minimums add up to ${formatCents(least)}, which is ${formatCents(by)} over the ${formatCents(budgetCents)} budget: ${named(minimums)}.`;
    clash(
      'minimums_over_budget',
      message,
      'budgetCents',
      'budgetCents',
      by,
      `Raise the budget or lower minimums by ${formatCents(by)}.`,
    );
  }
  if (most < budgetCents) {
    const by = budgetCents - most;
    const message = `The maximums add up to ${formatCents(most)}, so ${formatCents(by)} of the ${formatCents(budgetCents)} budget has no place: ${named(maximums)}.`;
    const remedy = `Raise maximums or lower the budget by ${formatCents(by)}, or allow money to be left over (spend "at_most").`;
    clash('budget_over_maximums', message, 'budgetCents', 'budgetCents', by, remedy);
  }
}
