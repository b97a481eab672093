import type { JobDefinition } from '../job-definition.ts';

/** As-run expected: a sweep that may wait. */
export const expectAsRunJob = {
  name: 'spot.asrun',
  words: 'Looks whether the as-run of a spot has come; gives up on spots nobody saw',
  concurrency: 200,
  retryAfterMs: [5_000, 60_000, 600_000, 3_600_000],
} as const satisfies JobDefinition;
