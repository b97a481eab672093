import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  createdFeedResponseSchema,
  feedListSchema,
  feedResponseSchema,
  issueTrafficResponseSchema,
  trafficListSchema,
  trafficResponseSchema,
  type issueTrafficRequestSchema,
} from '../../../shared/contracts/traffic.ts';
import { call } from '../../api/call.ts';
import { queryClient } from '../../api/query-client.ts';

export type TrafficSummary = z.infer<typeof trafficListSchema>['items'][number];

/** Traffic instructions, newest first, a page at a time: those that hold, or all with what they superseded. */
export function trafficQuery(campaignId: string, holds: 'present' | 'all') {
  return infiniteQueryOptions({
    queryKey: ['spots', campaignId, 'traffic', holds],
    queryFn: ({ signal, pageParam }) =>
      call({
        path: `/api/v1/campaigns/${campaignId}/traffic-instructions`,
        query: { limit: 100, cursor: pageParam, ...(holds === 'present' ? { current: 'true' } : {}) },
        answer: trafficListSchema,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
}

/** One revision with its rows. */
export function instructionsQuery(campaignId: string, trafficId: string) {
  return queryOptions({
    queryKey: ['spots', campaignId, 'traffic', trafficId],
    queryFn: ({ signal }) =>
      call({ path: `/api/v1/traffic-instructions/${trafficId}`, answer: trafficResponseSchema, signal }),
  });
}

/** Makes the next revision for the stations whose spots changed. */
export function useIssueTraffic(campaignId: string) {
  return useMutation({
    mutationFn: (body: z.infer<typeof issueTrafficRequestSchema>) =>
      call({
        method: 'POST',
        path: `/api/v1/campaigns/${campaignId}/traffic-instructions`,
        body,
        answer: issueTrafficResponseSchema,
      }),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['spots'] }),
  });
}

/** Mails a revision to the station's contacts, or to these addresses. */
export function useSendTraffic() {
  return useMutation({
    mutationFn: ({ id, to }: Readonly<{ id: string; to?: readonly string[] }>) =>
      call({
        method: 'POST',
        path: `/api/v1/traffic-instructions/${id}/send`,
        body: to === undefined ? {} : { to },
        answer: trafficResponseSchema,
      }),
    // Also after a refusal: the history says that it was tried.
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['spots'] }),
  });
}

export type TrafficFormat = 'pdf' | 'csv' | 'bxf';

/** Where a revision is downloaded. */
export function trafficFile(trafficId: string, format: TrafficFormat): string {
  return `/api/v1/traffic-instructions/${trafficId}/${format}`;
}

/** Calendar feeds of the campaign. */
export function feedsQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['feeds', campaignId],
    queryFn: async ({ signal }) =>
      (
        await call({
          path: `/api/v1/campaigns/${campaignId}/calendar-feeds`,
          query: { limit: 100 },
          answer: feedListSchema,
          signal,
        })
      ).items,
  });
}

const feedsChanged = () => void queryClient.invalidateQueries({ queryKey: ['feeds'] });

/** Makes a feed; the answer holds its address, this once. */
export function useCreateFeed(campaignId: string) {
  return useMutation({
    mutationFn: (body: { name: string; station?: string }) =>
      call({
        method: 'POST',
        path: `/api/v1/campaigns/${campaignId}/calendar-feeds`,
        body,
        answer: createdFeedResponseSchema,
      }),
    onSuccess: feedsChanged,
  });
}

/** Ends a feed. */
export function useRevokeFeed() {
  return useMutation({
    mutationFn: (feedId: string) =>
      call({ method: 'POST', path: `/api/v1/calendar-feeds/${feedId}/revoke`, body: {}, answer: feedResponseSchema }),
    onSuccess: feedsChanged,
  });
}
