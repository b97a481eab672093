import type { JobHandler } from '../job-definition.ts';

/** Runs the pacing check that was handed in. */
export function createCheckPacingHandler(checkPacing: () => Promise<void>): JobHandler {
  return async () => {
    await checkPacing();
  };
}
