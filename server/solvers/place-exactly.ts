import { placementAnswer, placeSpots } from '../../shared/domain/placement/place-spots.ts';
import { placementModel } from '../../shared/domain/placement/placement-model.ts';
import { PlacementSearch } from '../../shared/domain/placement/placement-search.ts';
import { placementTables } from '../../shared/domain/placement/placement-state.ts';
import type { PlacementInput } from '../../shared/domain/placement/placement.ts';
import { seededRandom } from '../../shared/domain/rotation/seeded-random.ts';
import type { SolverRun } from './solver-run.ts';
import { solveModel } from './solve-model.ts';
import type { Solved } from './solver-jobs.ts';

/** Costs are whole numbers: a bound less than one below the cost proves it. */
const WHOLE_GAP = 0.999;

/** Places one week: the fast search, and when its bound doesn't prove it, the exact model in the time left. */
export function placeExactly(input: PlacementInput, run: SolverRun): Solved<'place'> {
  const fast = placeSpots(input, { random: seededRandom(run.seed) });
  run.report(fast.cost, fast.lowerBound);
  const tables = placementTables(input);
  if (fast.status === 'optimal' || run.remainingMs() <= 0) return solved(fast);
  const { model, read } = placementModel(tables);
  const solution = solveModel(run.highs, model, {
    timeLimitMs: run.remainingMs(),
    absoluteGap: WHOLE_GAP,
    seed: run.seed,
    onProgress: ({ objective, bound }) => run.report(Math.min(fast.cost, objective), Math.max(fast.lowerBound, bound)),
  });
  if (solution.kind === 'infeasible') return solved(fast);
  const bound = Math.max(fast.lowerBound, Math.ceil(solution.bound - 1e-6));
  if (solution.kind === 'none') return solved({ ...fast, lowerBound: bound });
  const { demandOf } = new PlacementSearch(tables);
  const exact = placementAnswer(input, tables, demandOf, read(solution.values), bound);
  return solved(
    exact.cost < fast.cost
      ? exact
      : { ...fast, lowerBound: bound, status: fast.cost <= bound ? 'optimal' : 'best_found' },
  );
}

function solved(answer: Extract<Solved<'place'>, { kind: 'solved' }>['answer']): Solved<'place'> {
  return { kind: 'solved', answer, bound: answer.lowerBound, status: answer.status };
}
