import type { EfficientFrontier } from '../../shared/domain/allocation/scenarios/frontier.ts';
import type { ScenarioInputs, WhatIf } from '../../shared/domain/allocation/scenarios/scenario.ts';
import type { ScenarioAnswer } from '../../shared/domain/allocation/scenarios/solve-scenario.ts';
import { Refusal } from '../refusal.ts';
import type { FrontierJob } from '../solvers/solver-jobs.ts';
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
    async frontier(job: FrontierJob): Promise<EfficientFrontier> {
      const result = await solving(() => solvers.frontier(job, { timeLimitMs: FRONTIER_LIMIT_MS }));
      if (result.kind === 'refused') throw new Refusal('infeasible', result.issues);
      return result.answer;
    },
  };
}
export type SolveScenarios = ReturnType<typeof createSolveScenarios>;
