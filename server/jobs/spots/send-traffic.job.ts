import type { JobDefinition } from '../job-definition.ts';

/** The traffic deadline always runs, however late. */
export const sendTrafficJob = {
  name: 'spot.traffic',
  words: 'Sends instructions to stations at the traffic deadline',
  concurrency: 200,
  retryAfterMs: [1_000, 5_000, 30_000, 300_000, 1_800_000],
} as const satisfies JobDefinition;
