import { queryOptions } from '@tanstack/react-query';
import { deliveryListSchema, type DeliveryResponse } from '../../shared/contracts/deliveries.ts';
import { runningFlightResponseSchema } from '../../shared/contracts/flights.ts';
import { pacingResponseSchema, pacingSeriesResponseSchema, type PacingKnown } from '../../shared/contracts/pacing.ts';
import { call } from '../api.ts';

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

/** Facts of some flights as they were reported for days [from, to), each with the attempt that brought it; all of them. */
export function factsOfFlightsQuery(
  campaignId: string,
  flightIds: readonly string[],
  period: Readonly<{ from: string; to: string }>,
) {
  return queryOptions({
    queryKey: ['delivery', campaignId, 'facts', flightIds, period],
    queryFn: async ({ signal }) =>
      (await Promise.all(flightIds.map((flightId) => readFacts({ campaignId, flightId, ...period }, signal)))).flat(),
  });
}

async function readFacts(filter: Readonly<Record<string, string>>, signal: AbortSignal) {
  const facts: DeliveryResponse[] = [];
  let cursor: string | undefined;
  do {
    const page = await call({
      path: '/api/v1/deliveries',
      query: { ...filter, limit: 500, cursor },
      answer: deliveryListSchema,
      signal,
    });
    facts.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return facts;
}
