import type { JobDefinition } from '../job-definition.ts';

/** Recurring; the next run makes a failed one good. */
export const checkPacingJob = {
  name: 'pacing.check',
  words: 'Compares delivery with the plan every ten minutes and raises alerts',
  concurrency: 1,
  retryAfterMs: [10_000, 60_000],
} as const satisfies JobDefinition;
