import { queryOptions } from '@tanstack/react-query';
import { spotListSchema } from '../../shared/contracts/spots.ts';
import { call } from '../api.ts';

const FIVE_MINUTES_MS = 300_000;

/** The next spots to air, soonest first. The moment is kept to five minutes so that the answer can be kept too. */
export function nextSpotsQuery(campaignId: string, limit: number, now = Date.now()) {
  const after = new Date(Math.floor(now / FIVE_MINUTES_MS) * FIVE_MINUTES_MS).toISOString();
  return queryOptions({
    queryKey: ['spots', campaignId, 'next', limit, after],
    queryFn: async ({ signal }) =>
      (await call({ path: `/api/v1/campaigns/${campaignId}/spots`, query: { after, limit }, answer: spotListSchema, signal })).items,
  });
}
