import { errorIssue } from '../../shared/domain/issue.ts';
import { Refusal } from '../refusal.ts';
import { SolverError } from '../solvers/solver-pool.ts';

/** Runs a solve; a pool that is full or closing is "not available", anything else it throws is a fault of ours. */
export async function solving<T>(solve: () => Promise<T>): Promise<T> {
  try {
    return await solve();
  } catch (error) {
    const isBusy = error instanceof SolverError && (error.code === 'solver_busy' || error.code === 'solver_closed');
    if (isBusy) throw new Refusal('unavailable', [errorIssue(error.code, error.message)], 2);
    throw error;
  }
}
