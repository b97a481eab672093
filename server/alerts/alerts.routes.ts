import { z } from 'zod';
import {
  acknowledgeAlertRequestSchema,
  alertListQuerySchema,
  alertListSchema,
  alertNoticeListSchema,
  alertResponseSchema,
  alertSettingsRequestSchema,
  alertSettingsResponseSchema,
  alertTestAnswerSchema,
  snoozeAlertRequestSchema,
} from '../../shared/contracts/alerts.ts';
import { idParamsSchema } from '../../shared/contracts/common.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { AlertsService } from './alerts.service.ts';

const tag = 'alerts';

/** Alerts over HTTP: list, acknowledge, snooze, settings per campaign, a test of the channels. */
export function alertEndpoints(alerts: AlertsService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/alerts',
      summary: 'Alerts, newest first',
      tag,
      roles: may.look,
      query: alertListQuerySchema,
      answer: alertListSchema,
      async handle({ query: { cursor, limit, ...filter } }) {
        return { body: await alerts.list(filter, cursor, limit) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/alerts/:id/acknowledge',
      summary: 'Somebody looks after it; say how',
      tag,
      roles: may.editOrApprove,
      params: idParamsSchema,
      body: acknowledgeAlertRequestSchema,
      answer: alertResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return { body: await alerts.acknowledge(params.id, body.note, { actor, requestId }) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/alerts/:id/snooze',
      summary: 'Quiet until a moment',
      tag,
      roles: may.editOrApprove,
      params: idParamsSchema,
      body: snoozeAlertRequestSchema,
      answer: alertResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return { body: await alerts.snooze(params.id, Date.parse(body.until), body.note, { actor, requestId }) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/alerts/check',
      summary: 'Look for causes now',
      tag,
      roles: may.editOrApprove,
      params: idParamsSchema,
      body: z.strictObject({}),
      answer: alertListSchema,
      async handle({ params }) {
        await alerts.check(params.id);
        return { body: await alerts.list({ campaignId: params.id }, undefined, 500) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/alert-settings',
      summary: 'Which rules alert, at what thresholds, told to whom',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: alertSettingsResponseSchema,
      async handle({ params }) {
        const { settings, rev } = await alerts.readSettings(params.id);
        return { body: { ...settings, campaignId: params.id, rev, webhookSecret: null }, rev };
      },
    }),
    endpoint({
      method: 'put',
      path: '/api/v1/campaigns/:id/alert-settings',
      summary: 'Change the alert settings',
      tag,
      roles: may.editOrApprove,
      params: idParamsSchema,
      body: alertSettingsRequestSchema,
      answer: alertSettingsResponseSchema,
      ifMatch: true,
      async handle({ params, body, actor, requestId, ifMatchRev }) {
        const { settings, rev, webhookSecret } = await alerts.saveSettings(params.id, ifMatchRev, body, {
          actor,
          requestId,
        });
        return { body: { ...settings, campaignId: params.id, rev, webhookSecret }, rev };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/alert-notices',
      summary: 'What was told by mail and webhook lately, and what is still being tried',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: alertNoticeListSchema,
      async handle({ params }) {
        return { body: { items: await alerts.listNotices(params.id), nextCursor: null } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/alert-settings/test',
      summary: 'Send a test through every channel',
      tag,
      roles: may.editOrApprove,
      params: idParamsSchema,
      answer: alertTestAnswerSchema,
      async handle({ params }) {
        return { body: { results: await alerts.test(params.id) } };
      },
    }),
  ];
}
