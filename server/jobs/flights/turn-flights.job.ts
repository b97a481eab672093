import type { JobDefinition } from '../job-definition.ts';

/** Stops run first of all and are never given up. */
export const turnFlightsJob = {
  name: 'flight.edge',
  words: 'Starts flights on their first day and stops them after their last',
  concurrency: 200,
  retryAfterMs: [500, 1_000, 2_000, 5_000, 15_000, 60_000, 300_000, 900_000],
} as const satisfies JobDefinition;
