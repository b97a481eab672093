import { efficientFrontier } from '../../shared/domain/allocation/scenarios/frontier.ts';
import { solveScenario } from '../../shared/domain/allocation/scenarios/solve-scenario.ts';
import { layOutWeeks } from '../../shared/domain/allocation/scenarios/weeks-apart.ts';
import { applyWhatIf } from '../../shared/domain/allocation/scenarios/what-if.ts';
import { hasErrors } from '../../shared/domain/issue.ts';
import type { FrontierJob, ScenarioJob, Solved } from './solver-jobs.ts';
import type { SolverRun } from './solver-run.ts';

/** A scenario's split. Its search stops by counting, so the same inputs give the same answer whatever else runs. */
export function splitScenario({ inputs, changes }: ScenarioJob): Solved<'scenario'> {
  const result = solveScenario(inputs, changes);
  if (result.kind === 'refused') return result;
  const { kind: _kind, ...answer } = result;
  const { status, upperBound } = answer.proof;
  return { kind: 'solved', answer, bound: upperBound, status: status === 'optimal' ? 'optimal' : 'best_found' };
}

/** The frontier of a scenario; each total gets an equal part of the time. */
export function splitFrontier(job: FrontierJob, run: SolverRun, now: () => number): Solved<'frontier'> {
  const world = applyWhatIf(job.inputs, job.changes);
  if (hasErrors(world.issues)) return { kind: 'refused', issues: world.issues };
  const { request } = layOutWeeks(job.inputs, world);
  const { fromCents, toCents, points } = job;
  const answer = efficientFrontier(
    { request, fromCents, toCents, points },
    { now, timeLimitMs: run.timeLimitMs / points },
  );
  const isProved = answer.points.every((point) => point.status === 'optimal');
  const bound = Math.max(0, ...answer.points.map((point) => point.response * (1 + point.gap)));
  return { kind: 'solved', answer, bound, status: isProved ? 'optimal' : 'best_found' };
}
