import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  alertListSchema,
  alertNoticeListSchema,
  alertResponseSchema,
  alertSettingsResponseSchema,
  alertTestAnswerSchema,
  type AlertResponse,
  type alertSettingsRequestSchema,
} from '../../shared/contracts/alerts.ts';
import { call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';

/** Alerts of a campaign that still wait for somebody. */
export function openAlertsQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['alerts', campaignId, 'open'],
    queryFn: async ({ signal }) =>
      (
        await call({
          path: '/api/v1/alerts',
          query: { campaignId, state: 'open', limit: 100 },
          answer: alertListSchema,
          signal,
        })
      ).items,
  });
}

/** Alerts of a campaign, newest first, a page at a time. */
export function alertsQuery(campaignId: string, state?: AlertResponse['state']) {
  return infiniteQueryOptions({
    queryKey: ['alerts', campaignId, 'list', state ?? 'all'],
    queryFn: ({ signal, pageParam }) =>
      call({
        path: '/api/v1/alerts',
        query: { campaignId, state, limit: 50, cursor: pageParam },
        answer: alertListSchema,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** Which rules alert, at what thresholds, told to whom. */
export function alertSettingsQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['alert', campaignId, 'settings'],
    queryFn: ({ signal }) =>
      call({ path: `/api/v1/campaigns/${campaignId}/alert-settings`, answer: alertSettingsResponseSchema, signal }),
  });
}

/** What was told outside the app lately. */
export function alertNoticesQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['alert', campaignId, 'notices'],
    queryFn: async ({ signal }) =>
      (await call({ path: `/api/v1/campaigns/${campaignId}/alert-notices`, answer: alertNoticeListSchema, signal }))
        .items,
  });
}

/** Not waited for, so that the form that asked can still say what happened. */
function alertsChanged(): void {
  for (const noun of ['alerts', 'alert']) void queryClient.invalidateQueries({ queryKey: [noun] });
}

/** Says that somebody looks after an alert, and how. */
export function useAcknowledge(alertId: string) {
  return useMutation({
    mutationFn: (note: string) =>
      call({
        method: 'POST',
        path: `/api/v1/alerts/${alertId}/acknowledge`,
        body: { note },
        answer: alertResponseSchema,
      }),
    onSuccess: alertsChanged,
  });
}

/** Keeps an alert quiet until a moment. */
export function useSnooze(alertId: string) {
  return useMutation({
    mutationFn: (body: { until: string; note?: string }) =>
      call({ method: 'POST', path: `/api/v1/alerts/${alertId}/snooze`, body, answer: alertResponseSchema }),
    onSuccess: alertsChanged,
  });
}

/** Looks for causes now. */
export function useCheckAlerts(campaignId: string) {
  return useMutation({
    mutationFn: () =>
      call({ method: 'POST', path: `/api/v1/campaigns/${campaignId}/alerts/check`, body: {}, answer: alertListSchema }),
    onSuccess: alertsChanged,
  });
}

/** Saves the settings over the revision on the screen. */
export function useSaveAlertSettings(campaignId: string, rev: number) {
  return useMutation({
    mutationFn: (body: z.input<typeof alertSettingsRequestSchema>) =>
      call({
        method: 'PUT',
        path: `/api/v1/campaigns/${campaignId}/alert-settings`,
        body,
        ifMatchRev: rev,
        answer: alertSettingsResponseSchema,
      }),
    onSuccess: alertsChanged,
  });
}

/** Sends a test through every channel. */
export function useTestAlerts(campaignId: string) {
  return useMutation({
    mutationFn: () =>
      call({
        method: 'POST',
        path: `/api/v1/campaigns/${campaignId}/alert-settings/test`,
        answer: alertTestAnswerSchema,
      }),
  });
}
