import type { Issue } from '../../issue.ts';
import { hasErrors } from '../../issue.ts';
import { apportion, sumCents, type Cents } from '../../money.ts';
import { allocate } from '../allocate.ts';
import { responseAt } from '../curves/response.ts';
import type {
  AllocationAnswer,
  AllocationOptions,
  AllocationProof,
  AllocationState,
  LineAllocation,
} from '../request.ts';
import { heldCents, type ScenarioInputs, type WeekCents, type WhatIf } from './scenario.ts';
import { layOutWeeks, type LaidOut } from './weeks-apart.ts';
import { applyWhatIf } from './what-if.ts';

/** What one line gets in a scenario, and the weeks its money lies in (none when the plan has no weeks for it). */
export type ScenarioAllocation = LineAllocation & Readonly<{ weeks: readonly WeekCents[] }>;

/** A scenario's split. Cents and response are of the lines that were split; `heldCents` stays as planned beside them. */
export type ScenarioAnswer = Readonly<{
  allocations: readonly ScenarioAllocation[];
  totalCents: Cents;
  heldCents: Cents;
  response: number;
  /** What the plan as it stood would bring under the same changes. */
  plannedResponse: number;
  shadowPricePerDollar: number;
  proof: AllocationProof;
  /** True when weeks were lost or met an opponent: then the weeks are part of the answer, not only the lines' totals. */
  byWeek: boolean;
  issues: readonly Issue[];
}>;

export type ScenarioResult =
  Readonly<{ kind: 'solved' } & ScenarioAnswer> | Readonly<{ kind: 'refused'; issues: readonly Issue[] }>;

/** Boxes times lines a search may look at: about two seconds of work. Never the clock, so that the same inputs give the same answer. */
const SEARCH_EFFORT = 60_000;
const FEWEST_NODES = 50;
const MOST_NODES = 2_000;

/** When the search for a scenario of so many lines stops, on any machine alike. Example: 16 lines by 5 weeks → 750 boxes. */
export function scenarioNodeLimit(lines: number): number {
  return Math.max(FEWEST_NODES, Math.min(MOST_NODES, Math.floor(SEARCH_EFFORT / Math.max(1, lines))));
}

/**
 * The best split of a scenario: its inputs under its changes. Deterministic: the same inputs and changes give the same answer.
 * Refused with every reason when a change can't be applied or no split meets the constraints.
 * Example: V5 at $50,000.00 with budget +20 % → the best split of $60,000.00.
 */
export function solveScenario(
  inputs: ScenarioInputs,
  changes: readonly WhatIf[],
  options?: AllocationOptions,
): ScenarioResult {
  const world = applyWhatIf(inputs, changes);
  if (hasErrors(world.issues)) return { kind: 'refused', issues: world.issues };
  const laid = layOutWeeks(inputs, world);
  const result = allocate(laid.request, options ?? { nodeLimit: scenarioNodeLimit(laid.request.lines.length) });
  if (result.kind === 'infeasible') {
    const ways = result.relaxation.map(({ message, path }) => ({
      ...({ severity: 'error', code: 'least_relaxation' } as const),
      message,
      path,
    }));
    return { kind: 'refused', issues: [...result.issues, ...ways].map((issue) => inWords(issue, inputs)) };
  }
  return {
    kind: 'solved',
    allocations: rollUp(inputs, laid, result),
    totalCents: result.totalCents,
    heldCents: heldCents(inputs),
    response: result.response,
    plannedResponse: plannedResponse(inputs, laid),
    shadowPricePerDollar: result.shadowPricePerDollar,
    proof: result.proof,
    byWeek: laid.apart.size > 0 || world.lostWeeks.size > 0,
    issues: laid.issues,
  };
}

/** Lines as they were sent: those split by week are put together again. */
function rollUp(inputs: ScenarioInputs, laid: LaidOut, answer: AllocationAnswer): readonly ScenarioAllocation[] {
  const found = new Map(answer.allocations.map((one) => [one.id, one]));
  return inputs.request.lines.flatMap((line): ScenarioAllocation[] => {
    const apart = laid.apart.get(line.id);
    if (!apart) {
      const one = found.get(line.id);
      return one ? [{ ...one, weeks: spread(one.cents, laid.weights.get(line.id) ?? []) }] : [];
    }
    const parts = apart.flatMap(({ id, weekStart }) => {
      const one = found.get(id);
      return one ? [{ ...one, weekStart }] : [];
    });
    const cents = sumCents(parts.map((part) => part.cents));
    return [
      {
        id: line.id,
        cents,
        response: parts.reduce((sum, part) => sum + part.response, 0),
        marginalPerDollar: Math.max(0, ...parts.map((part) => part.marginalPerDollar)),
        state: stateOf(cents, line),
        weeks: parts.map((part) => ({ weekStart: part.weekStart, cents: part.cents })),
      },
    ];
  });
}

function stateOf(
  cents: Cents,
  bounds: { minCents?: Cents | undefined; maxCents?: Cents | undefined },
): AllocationState {
  if (cents === 0) return 'off';
  if (bounds.minCents !== undefined && bounds.minCents > 0 && cents === bounds.minCents) return 'at_minimum';
  return cents === bounds.maxCents ? 'at_maximum' : 'interior';
}

function spread(cents: Cents, weights: readonly WeekCents[]): readonly WeekCents[] {
  if (weights.length === 0) return [];
  const shares = weights.map((week) => ({ key: week.weekStart, weight: week.cents }));
  return apportion(cents, shares).map((part) => ({ weekStart: part.key, cents: part.cents }));
}

/** What the plan's own money brings in the same world; money in lost weeks brings nothing. */
function plannedResponse(inputs: ScenarioInputs, laid: LaidOut): number {
  const plans = new Map(inputs.lines.map((line) => [line.id, line]));
  const curves = new Map(laid.request.lines.map((line) => [line.id, line.curve]));
  return inputs.request.lines.reduce((sum, { id }) => {
    const plan = plans.get(id);
    if (!plan) return sum;
    const planned = new Map(plan.weeks.map((week) => [week.weekStart, week.cents]));
    const apart = laid.apart.get(id);
    if (apart)
      return sum + apart.reduce((of, week) => of + responseAt(week.curve, planned.get(week.weekStart) ?? 0), 0);
    const curve = curves.get(id);
    const left = laid.weights.get(id);
    const cents = left ? sumCents(left.map((week) => planned.get(week.weekStart) ?? 0)) : plan.plannedCents;
    return curve && cents > 0 ? sum + responseAt(curve, cents) : sum;
  }, 0);
}

/** Constraints are named by their lines' names, not by ids nobody knows. */
function inWords(issue: Issue, { lines }: ScenarioInputs): Issue {
  const message = lines.reduce(
    (text, { id, name }) => text.replaceAll(`Group "line:${id}"`, `"${name}"`).replaceAll(`"${id}"`, `"${name}"`),
    issue.message,
  );
  return { ...issue, message };
}
