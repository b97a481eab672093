import { queryOptions } from '@tanstack/react-query';
import { alertListSchema } from '../../shared/contracts/alerts.ts';
import { call } from '../api.ts';

/** Alerts of a campaign that still wait for somebody. */
export function openAlertsQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['alerts', campaignId, 'open'],
    queryFn: async ({ signal }) =>
      (await call({ path: '/api/v1/alerts', query: { campaignId, state: 'open', limit: 100 }, answer: alertListSchema, signal })).items,
  });
}
