import { errorIssue, type Issue } from '../issue.ts';
import type { AllocationRequest } from './request.ts';

/** Faults of a request that no change of numbers could mend: doubled ids, unknown or doubled lines, crossing groups, a goal without a budget. */
export function checkRequest(request: AllocationRequest): readonly Issue[] {
  const issues: Issue[] = [];
  const ids = new Set<string>();
  request.lines.forEach((line, i) => {
    if (ids.has(line.id)) {
      issues.push(
        errorIssue('duplicate_line', `Line "${line.id}" is given twice; each id must be its own.`, `lines.${i}.id`),
      );
    }
    ids.add(line.id);
  });
  if (request.budgetCents === undefined && request.goal.kind === 'maximize_response') {
    issues.push(
      errorIssue(
        'budget_missing',
        'To maximise the response, give budgetCents: how much there is to spend.',
        'budgetCents',
      ),
    );
  }
  if (request.lines.length === 0) {
    issues.push(errorIssue('no_lines', 'There is no line to give money to; send at least one.', 'lines'));
  }
  checkGroups(request, ids, issues);
  return issues;
}

function checkGroups(request: AllocationRequest, ids: ReadonlySet<string>, issues: Issue[]): void {
  const groups = request.groups ?? [];
  const seen = new Set<string>();
  groups.forEach((group, g) => {
    if (seen.has(group.id)) {
      issues.push(
        errorIssue('duplicate_group', `Group "${group.id}" is given twice; each id must be its own.`, `groups.${g}.id`),
      );
    }
    seen.add(group.id);
    const named = new Set<string>();
    group.lineIds.forEach((id, i) => {
      if (named.has(id)) {
        const message = `Group "${group.id}" names line "${id}" twice; once is enough.`;
        issues.push(errorIssue('line_twice_in_group', message, `groups.${g}.lineIds.${i}`));
      }
      named.add(id);
      if (ids.has(id)) return;
      const message = `Group "${group.id}" names line "${id}", which is not among the lines sent.`;
      issues.push(errorIssue('unknown_line', message, `groups.${g}.lineIds.${i}`));
    });
    if (request.budgetCents === undefined && (group.minShareBasisPoints || group.maxShareBasisPoints !== undefined)) {
      const message = `Group "${group.id}" has a share of the budget, but no budgetCents was sent.`;
      issues.push(errorIssue('share_without_budget', message, `groups.${g}`));
    }
  });
  checkNesting(request, issues);
}

/** Larger groups first, every group must lie whole within one group before it or apart from all. */
function checkNesting(request: AllocationRequest, issues: Issue[]): void {
  const groups = request.groups ?? [];
  const bySize = groups.map((_, g) => g).sort((p, q) => groups[q]!.lineIds.length - groups[p]!.lineIds.length);
  const holder = new Map<string, number>();
  for (const g of bySize) {
    const { id, lineIds } = groups[g]!;
    const around = holder.get(lineIds[0] ?? '');
    const stray = lineIds.find((line) => holder.get(line) !== around);
    if (stray !== undefined) {
      const other = groups[holder.get(stray) ?? around!]!;
      const message = `Groups "${other.id}" and "${id}" share lines but neither holds the other; groups must be nested or apart.`;
      issues.push(errorIssue('groups_cross', message, `groups.${g}.lineIds`));
    }
    for (const line of lineIds) holder.set(line, g);
  }
}
