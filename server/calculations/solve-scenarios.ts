import type { FrontierAnswer, FrontierRange } from '../../shared/contracts/scenarios.ts';
import { heldCents, type ScenarioInputs, type WhatIf } from '../../shared/domain/allocation/scenarios/scenario.ts';
import { formatCents } from '../../shared/domain/money.ts';
import type { ScenarioAnswer } from '../../shared/domain/allocation/scenarios/solve-scenario.ts';
import { Refusal, refuse } from '../refusal.ts';
import type { FrontierJob, ScenarioJob } from '../solvers/solver-jobs.ts';
import type { SolverPool } from '../solvers/solver-pool.ts';
import { solving } from './solving.ts';

/** The longest a scenario may take on its thread; its search stops by itself long before. */
const SCENARIO_LIMIT_MS = 15_000;
const FRONTIER_LIMIT_MS = 8_000;

/** Splits scenarios on a solver's thread, so that a hard one never keeps the server from answering. */
export function createSolveScenarios(solvers: Pick<SolverPool, 'scenario' | 'frontier'>) {
  return {
    async solve(inputs: ScenarioInputs, changes: readonly WhatIf[]): Promise<ScenarioAnswer> {
      const result = await solving(() => solvers.scenario({ inputs, changes }, { timeLimitMs: SCENARIO_LIMIT_MS }));
      if (result.kind === 'refused') throw new Refusal('infeasible', result.issues);
      return result.answer;
    },
    /** The frontier over a range of totals, from a quarter of the budget to twice of it where nothing else is said. */
    async frontier({ inputs, changes }: ScenarioJob, range: FrontierRange): Promise<FrontierAnswer> {
      const job = { inputs, changes, ...rangeOf(inputs, range) };
      const result = await solving(() => solvers.frontier(job, { timeLimitMs: FRONTIER_LIMIT_MS }));
      if (result.kind === 'refused') throw new Refusal('infeasible', result.issues);
      const { points, leftOut } = result.answer;
      return { heldCents: heldCents(inputs), points: [...points], leftOut: [...leftOut] };
    },
  };
}
function rangeOf(
  { request }: ScenarioInputs,
  { fromCents, toCents, points }: FrontierRange,
): Pick<FrontierJob, 'fromCents' | 'toCents' | 'points'> {
  const budgetCents = request.budgetCents ?? 0;
  const range = { fromCents: fromCents ?? Math.round(budgetCents / 4), toCents: toCents ?? budgetCents * 2, points };
  if (range.toCents > range.fromCents) return range;
  const message = `The frontier would run from ${formatCents(range.fromCents)} to ${formatCents(range.toCents)}; give toCents above fromCents, or a budget.`;
  throw refuse('invalid', 'empty_range', message, 'toCents');
}
export type SolveScenarios = ReturnType<typeof createSolveScenarios>;
