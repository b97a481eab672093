import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import { heldRowListSchema, heldRowResponseSchema } from '../../shared/contracts/deliveries.ts';
import { planResponseSchema } from '../../shared/contracts/plans.ts';
import {
  createdWebhookSourceResponseSchema,
  reprocessProgressSchema,
  uploadAnswerSchema,
  webhookAttemptDetailSchema,
  webhookAttemptListSchema,
  webhookSourceListSchema,
  webhookSourceResponseSchema,
  type AttemptStatus,
  type createWebhookSourceRequestSchema,
  type CreatedWebhookSourceResponse,
  type UpdateWebhookSourceRequest,
  type WebhookSourceResponse,
} from '../../shared/contracts/webhooks.ts';
import { call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';
import { campaignsQuery } from '../campaigns/campaign-queries.ts';
import { period } from '../words/format.ts';

/** Not waited for, so that the form that asked can still say what happened. */
function webhooksChanged(): void {
  for (const noun of ['webhooks', 'pacing', 'delivery']) void queryClient.invalidateQueries({ queryKey: [noun] });
}

/** Every configured sender and how its feed does. */
export const sourcesQuery = queryOptions({
  queryKey: ['webhooks', null, 'sources'],
  queryFn: async ({ signal }) =>
    (await call({ path: '/api/v1/webhook-sources', query: { limit: 500 }, answer: webhookSourceListSchema, signal }))
      .items,
});

/** One sender. */
export function sourceQuery(sourceId: string) {
  return queryOptions({
    queryKey: ['webhooks', null, 'source', sourceId],
    queryFn: ({ signal }) =>
      call({ path: `/api/v1/webhook-sources/${sourceId}`, answer: webhookSourceResponseSchema, signal }),
  });
}

export type AttemptFilter = Readonly<{
  sourceId?: string;
  status?: AttemptStatus;
  eventId?: string;
  since?: string;
  until?: string;
}>;

/** Posts as they came, newest first, a page at a time. */
export function attemptsQuery(filter: AttemptFilter) {
  return infiniteQueryOptions({
    queryKey: ['webhooks', null, 'attempts', filter],
    queryFn: ({ signal, pageParam }) =>
      call({
        path: '/api/v1/webhook-attempts',
        query: { ...filter, limit: 50, cursor: pageParam },
        answer: webhookAttemptListSchema,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** One post: headers, raw body, verification, our answer, what it changed. */
export function attemptQuery(attemptId: string) {
  return queryOptions({
    queryKey: ['webhooks', null, 'attempt', attemptId],
    queryFn: ({ signal }) =>
      call({
        path: `/api/v1/webhook-attempts/${encodeURIComponent(attemptId)}`,
        answer: webhookAttemptDetailSchema,
        signal,
      }),
  });
}

/** Rows of a source that were kept apart. */
export function heldRowsQuery(sourceId: string) {
  return queryOptions({
    queryKey: ['webhooks', null, 'held', sourceId],
    queryFn: async ({ signal }) =>
      (await call({ path: '/api/v1/held-rows', query: { sourceId, limit: 200 }, answer: heldRowListSchema, signal }))
        .items,
  });
}

/** Secrets made on this page and not reloaded since, so that samples can be filled in. They are nowhere else. */
const freshSecrets = new Map<string, string>();

/** The secret of a source while this page remembers it. */
export function freshSecret(sourceId: string): string | undefined {
  return freshSecrets.get(sourceId);
}

function rememberSecret(source: CreatedWebhookSourceResponse): void {
  if (source.secret !== null) freshSecrets.set(source.id, source.secret);
  webhooksChanged();
}

/** Adds a sender; the answer holds its secret, this once. */
export function useCreateSource() {
  return useMutation({
    mutationFn: (body: z.input<typeof createWebhookSourceRequestSchema>) =>
      call({ method: 'POST', path: '/api/v1/webhook-sources', body, answer: createdWebhookSourceResponseSchema }),
    onSuccess: rememberSecret,
  });
}

/** Makes a new secret; the old one counts for the overlap. */
export function useRotateSecret(sourceId: string) {
  return useMutation({
    mutationFn: (overlapHours: number) =>
      call({
        method: 'POST',
        path: `/api/v1/webhook-sources/${sourceId}/rotate-secret`,
        body: { overlapHours },
        answer: createdWebhookSourceResponseSchema,
      }),
    onSuccess: rememberSecret,
  });
}

/** Edits a sender from the revision on the screen. */
export function useUpdateSource(source: Pick<WebhookSourceResponse, 'id' | 'rev'>) {
  return useMutation({
    mutationFn: (body: UpdateWebhookSourceRequest) =>
      call({
        method: 'PATCH',
        path: `/api/v1/webhook-sources/${source.id}`,
        body,
        ifMatchRev: source.rev,
        answer: webhookSourceResponseSchema,
      }),
    onSuccess: webhooksChanged,
  });
}

/** Maps a placement to a flight, or takes the mapping back. */
export function useMapPlacement(sourceId: string) {
  return useMutation({
    mutationFn: (body: { placement: string; flightId: string | null }) =>
      call({
        method: 'POST',
        path: `/api/v1/webhook-sources/${sourceId}/placements`,
        body,
        answer: webhookSourceResponseSchema,
      }),
    onSuccess: webhooksChanged,
  });
}

/** Sends ourselves a test event. */
export function useTestSource(sourceId: string) {
  return useMutation({
    mutationFn: () =>
      call({ method: 'POST', path: `/api/v1/webhook-sources/${sourceId}/test`, answer: webhookAttemptDetailSchema }),
    onSuccess: webhooksChanged,
  });
}

/** Asks the platform for its report now. */
export function usePull(sourceId: string) {
  return useMutation({
    mutationFn: () =>
      call({ method: 'POST', path: `/api/v1/webhook-sources/${sourceId}/pull`, answer: uploadAnswerSchema }),
    onSuccess: webhooksChanged,
  });
}

/** Takes in a platform's CSV file. */
export function useUploadReport(sourceId: string) {
  return useMutation({
    mutationFn: async (file: File) =>
      call({
        method: 'POST',
        path: `/api/v1/webhook-sources/${sourceId}/uploads`,
        body: { fileName: file.name, csv: await file.text() },
        answer: uploadAnswerSchema,
      }),
    onSuccess: webhooksChanged,
  });
}

/** Takes one post up again. */
export function useReprocess() {
  return useMutation({
    mutationFn: (attemptId: string) =>
      call({
        method: 'POST',
        path: `/api/v1/webhook-attempts/${encodeURIComponent(attemptId)}/reprocess`,
        body: {},
        answer: webhookAttemptDetailSchema,
      }),
    onSuccess: webhooksChanged,
  });
}

/** Takes up everything of a source that failed since a moment. */
export function useReprocessFailed(sourceId: string) {
  return useMutation({
    mutationFn: (since: string) =>
      call({
        method: 'POST',
        path: '/api/v1/webhook-reprocesses',
        body: { sourceId, since },
        answer: reprocessProgressSchema,
      }),
  });
}

const PROGRESS_EVERY_MS = 700;

/** How far a reprocess is; asked again until it is done. */
export function progressQuery(id: string | undefined) {
  return queryOptions({
    queryKey: ['reprocess', id],
    enabled: id !== undefined,
    queryFn: async ({ signal }) => {
      const progress = await call({
        path: `/api/v1/webhook-reprocesses/${id}`,
        answer: reprocessProgressSchema,
        signal,
      });
      if (progress.status === 'done') webhooksChanged();
      return progress;
    },
    refetchInterval: ({ state }) => (state.data?.status === 'done' ? false : PROGRESS_EVERY_MS),
  });
}

/** Accepts or drops a held row. */
export function useResolveHeldRow() {
  return useMutation({
    mutationFn: ({ id, action, note }: { id: string; action: 'accept' | 'drop'; note: string }) =>
      call({
        method: 'POST',
        path: `/api/v1/held-rows/${id}/resolve`,
        body: { action, note },
        answer: heldRowResponseSchema,
      }),
    onSuccess: webhooksChanged,
  });
}

export type FlightOption = Readonly<{ value: string; label: string }>;
export type FlightGroup = Readonly<{ group: string; items: readonly FlightOption[] }>;

/** Flights of every campaign with a plan, for mapping placements. Only for people who may read campaigns. */
export const flightOptionsQuery = queryOptions({
  queryKey: ['plans', null, 'flights'],
  queryFn: async ({ signal }): Promise<readonly FlightGroup[]> => {
    const campaigns = await queryClient.ensureQueryData(campaignsQuery({}));
    return Promise.all(
      campaigns.flatMap((campaign) => {
        const planId = campaign.approvedPlanId ?? campaign.latestPlanId;
        return planId ? [flightsOf(campaign.name, planId, signal)] : [];
      }),
    );
  },
});

async function flightsOf(campaign: string, planId: string, signal: AbortSignal): Promise<FlightGroup> {
  const plan = await call({ path: `/api/v1/plans/${planId}`, answer: planResponseSchema, signal });
  const items = plan.lines.flatMap((line) =>
    line.flights.map((flight) => ({
      value: flight.id,
      label: `${line.name}, ${period(flight.startDay, flight.endDay)}`,
    })),
  );
  return { group: campaign, items };
}
