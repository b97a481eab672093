import type { JobDefinition } from '../job-definition.ts';

/** Airing: retried within the ten minutes after which an airing is unverified. */
export const airSpotsJob = {
  name: 'spot.air',
  words: 'Takes spots for aired when their time comes, unverified until the as-run',
  concurrency: 200,
  retryAfterMs: [1_000, 2_000, 5_000, 15_000, 60_000, 180_000],
} as const satisfies JobDefinition;
