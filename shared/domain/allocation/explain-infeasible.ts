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
      explainBudget(clash, budgetCents, least, most);
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

function explainBudget(
  clash: (code: string, message: string, path: string, constraint: string, byCents: Cents, remedy: string) => void,
  budgetCents: Cents,
  least: Cents,
  most: Cents,
): void {
  if (least > budgetCents) {
    const by = least - budgetCents;
    const message = `The minimums add up to ${formatCents(least)}, which is ${formatCents(by)} over the ${formatCents(budgetCents)} budget.`;
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
    const message = `The maximums add up to ${formatCents(most)}, so ${formatCents(by)} of the ${formatCents(budgetCents)} budget has no place.`;
    const remedy = `Raise maximums or lower the budget by ${formatCents(by)}, or allow money to be left over (spend "at_most").`;
    clash('budget_over_maximums', message, 'budgetCents', 'budgetCents', by, remedy);
  }
}
