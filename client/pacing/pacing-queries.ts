import { queryOptions } from '@tanstack/react-query';
import { pacingResponseSchema, pacingSeriesResponseSchema } from '../../shared/contracts/pacing.ts';
import { call } from '../api.ts';

/** Where the campaign, its groups, lines and flights stand against the plan. */
export function pacingQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['pacing', campaignId],
    queryFn: ({ signal }) => call({ path: `/api/v1/campaigns/${campaignId}/pacing`, answer: pacingResponseSchema, signal }),
  });
}

export type SeriesFilter = Readonly<{ lineId?: string; flightId?: string; metric?: 'spend' | 'impressions' }>;

/** Plan, delivery and projection day by day, cumulative. */
export function pacingSeriesQuery(campaignId: string, filter: SeriesFilter = {}) {
  return queryOptions({
    queryKey: ['pacing', campaignId, 'series', filter],
    queryFn: ({ signal }) =>
      call({
        path: `/api/v1/campaigns/${campaignId}/pacing/series`,
        query: filter,
        answer: pacingSeriesResponseSchema,
        signal,
      }),
  });
}
