import type { JobHandler } from '../job-definition.ts';
import type { RunDueSpots } from './run-due-spots.ts';

/** Runs the pending 'air' jobs of every spot due in the trigger's range. */
export function createAirSpotsHandler(runDueSpots: RunDueSpots): JobHandler {
  return async ({ after, until }, attempt) => {
    await runDueSpots({ kind: 'air', after, until, attempt });
  };
}
