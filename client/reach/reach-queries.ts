import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { scheduleReachResponseSchema } from '../../shared/contracts/reach.ts';
import { call } from '../api/call.ts';

/** What a person may ask otherwise: how many people the market holds, and how habitual viewing is. */
export type ReachAsk = Readonly<{ people?: number | undefined; dispersion?: number | undefined }>;

/** Points, reach and frequency that a plan's money buys. */
export function plannedReachQuery(campaignId: string, planId: string, ask: ReachAsk = {}) {
  return queryOptions({
    queryKey: ['plan', campaignId, planId, 'reach', ask],
    queryFn: ({ signal }) =>
      call({ path: `/api/v1/plans/${planId}/reach`, query: ask, answer: scheduleReachResponseSchema, signal }),
    placeholderData: keepPreviousData,
  });
}

/** The same of what has aired so far. */
export function airedReachQuery(campaignId: string, ask: ReachAsk = {}) {
  return queryOptions({
    queryKey: ['pacing', campaignId, 'reach', ask],
    queryFn: ({ signal }) =>
      call({ path: `/api/v1/campaigns/${campaignId}/reach`, query: ask, answer: scheduleReachResponseSchema, signal }),
    placeholderData: keepPreviousData,
  });
}
