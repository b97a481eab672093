import type { JobHandler } from '../job-definition.ts';
import type { RunDueSpots } from './run-due-spots.ts';

/** Runs the pending 'traffic' jobs of every spot due in the trigger's range. */
export function createSendTrafficHandler(runDueSpots: RunDueSpots): JobHandler {
  return async ({ after, until }, attempt) => {
    await runDueSpots({ kind: 'traffic', after, until, attempt });
  };
}
