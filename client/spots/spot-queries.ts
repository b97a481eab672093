import { queryOptions } from '@tanstack/react-query';
import { makegoodListSchema } from '../../shared/contracts/makegoods.ts';
import { spotGridSchema, spotListSchema, spotResponseSchema, type SpotResponse } from '../../shared/contracts/spots.ts';
import { marketDaypartsSchema } from '../../shared/contracts/dayparts.ts';
import { call } from '../api/call.ts';

const FIVE_MINUTES_MS = 300_000;
const PAGE = 500;

/** The next spots to air, soonest first. The moment is kept to five minutes so that the answer can be kept too. */
export function nextSpotsQuery(campaignId: string, limit: number, now = Date.now()) {
  const after = new Date(Math.floor(now / FIVE_MINUTES_MS) * FIVE_MINUTES_MS).toISOString();
  return queryOptions({
    queryKey: ['spots', campaignId, 'next', limit, after],
    queryFn: async ({ signal }) =>
      (
        await call({
          path: `/api/v1/campaigns/${campaignId}/spots`,
          query: { after, limit },
          answer: spotListSchema,
          signal,
        })
      ).items,
  });
}

export type SpotFilter = Readonly<{
  station?: string;
  daypart?: string;
  lineId?: string;
  status?: string;
  from?: string;
  to?: string;
  after?: string;
  before?: string;
}>;

/** Every spot of a filter, page after page. */
export async function readAllSpots(
  campaignId: string,
  filter: SpotFilter,
  signal?: AbortSignal,
): Promise<SpotResponse[]> {
  const spots: SpotResponse[] = [];
  let cursor: string | undefined;
  do {
    const page = await call({
      path: `/api/v1/campaigns/${campaignId}/spots`,
      query: { ...filter, limit: PAGE, cursor },
      answer: spotListSchema,
      signal,
    });
    spots.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return spots;
}

/** Spots of a filter, by the time they air. */
export function spotsQuery(campaignId: string, filter: SpotFilter) {
  return queryOptions({
    queryKey: ['spots', campaignId, 'list', filter],
    queryFn: ({ signal }) => readAllSpots(campaignId, filter, signal),
  });
}

/** Rows of station and daypart, a column per day: how many spots, in which state. */
export function spotGridQuery(campaignId: string, filter: Readonly<{ from: string; to: string; station?: string }>) {
  return queryOptions({
    queryKey: ['spots', campaignId, 'grid', filter],
    queryFn: ({ signal }) =>
      call({ path: `/api/v1/campaigns/${campaignId}/spots/grid`, query: filter, answer: spotGridSchema, signal }),
    placeholderData: (previous) => previous,
  });
}

/** One spot with its history and jobs. */
export function spotQuery(campaignId: string, spotId: string) {
  return queryOptions({
    queryKey: ['spot', campaignId, spotId],
    queryFn: ({ signal }) => call({ path: `/api/v1/spots/${spotId}`, answer: spotResponseSchema, signal }),
  });
}

export type OfferFilter = Readonly<{ spotId?: string; status?: 'offered' | 'accepted' | 'declined' | 'expired' }>;

/** Make-good offers, newest first. */
export function offersQuery(campaignId: string, filter: OfferFilter) {
  return queryOptions({
    queryKey: ['spots', campaignId, 'makegoods', filter],
    queryFn: async ({ signal }) =>
      (
        await call({
          path: `/api/v1/campaigns/${campaignId}/makegood-offers`,
          query: { ...filter, limit: 500 },
          answer: makegoodListSchema,
          signal,
        })
      ).items,
  });
}

/** The dayparts of the campaign's market. */
export function daypartsQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['dayparts', campaignId],
    queryFn: ({ signal }) =>
      call({ path: `/api/v1/campaigns/${campaignId}/dayparts`, answer: marketDaypartsSchema, signal }),
    staleTime: 60_000,
  });
}
