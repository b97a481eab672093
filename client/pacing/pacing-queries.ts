import { queryOptions } from '@tanstack/react-query';
import { runningFlightResponseSchema } from '../../shared/contracts/flights.ts';
import { pacingResponseSchema, pacingSeriesResponseSchema, type PacingKnown } from '../../shared/contracts/pacing.ts';
import { call } from '../api/call.ts';

/** Where the campaign, its groups, lines and flights stand against the plan. */
export function pacingQuery(campaignId: string, asOf?: string, known?: PacingKnown) {
  return queryOptions({
    queryKey: asOf ? ['pacing', campaignId, 'as of', asOf, known ?? 'then'] : ['pacing', campaignId],
    queryFn: ({ signal }) =>
      call({
        path: `/api/v1/campaigns/${campaignId}/pacing`,
        query: { asOf, known },
        answer: pacingResponseSchema,
        signal,
      }),
  });
}

export type SeriesFilter = Readonly<{
  lineId?: string;
  flightId?: string;
  metric?: 'spend' | 'impressions';
  asOf?: string;
  known?: PacingKnown;
}>;

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

/** A flight as it runs, with what happened to it. */
export function flightQuery(flightId: string) {
  return queryOptions({
    queryKey: ['flight', null, flightId],
    queryFn: ({ signal }) => call({ path: `/api/v1/flights/${flightId}`, answer: runningFlightResponseSchema, signal }),
  });
}
