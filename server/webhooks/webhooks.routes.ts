import { z } from 'zod';
import { deliveryReportedDocumentSchema } from '../../shared/contracts/deliveries.ts';
import { idParamsSchema, pageQuerySchema } from '../../shared/contracts/common.ts';
import {
  createWebhookSourceRequestSchema,
  createdWebhookSourceResponseSchema,
  mapPlacementRequestSchema,
  reprocessFailedRequestSchema,
  reprocessProgressSchema,
  rotateSecretRequestSchema,
  updateWebhookSourceRequestSchema,
  uploadAnswerSchema,
  uploadRequestSchema,
  webhookAnswerSchema,
  webhookAttemptDetailSchema,
  webhookAttemptListQuerySchema,
  webhookAttemptListSchema,
  webhookSourceListSchema,
  webhookSourceResponseSchema,
} from '../../shared/contracts/webhooks.ts';
import { may, type Actor } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { DescribedWebhook } from '../http/openapi.ts';
import type { AttemptsService } from './attempts/attempts.service.ts';
import type { OtherWays } from './other-ways/other-ways.service.ts';
import type { SourceAccess } from './sources/source-access.ts';
import type { SourcesService } from './sources/sources.service.ts';

const tag = 'webhooks';
const longIdParamsSchema = z.strictObject({ id: z.string().min(1).max(400) });
const instantOf = (value: string | undefined) => (value === undefined ? undefined : Date.parse(value));

/** What platforms send us, for the API description. */
export const describedWebhooks: readonly DescribedWebhook[] = [
  {
    name: 'delivery.reported',
    summary: 'A platform reports what it delivered: POST /webhooks/{sourceId}, signed as its dialect says',
    body: deliveryReportedDocumentSchema,
    answer: webhookAnswerSchema,
  },
];

type WebhookServices = Readonly<{
  sources: SourcesService;
  attempts: AttemptsService;
  otherWays: OtherWays;
  access: SourceAccess;
}>;

/** Webhook sources and their delivery attempts over HTTP; a platform meets its own sources alone. */
export function webhookEndpoints(input: Omit<WebhookServices, 'access'>): readonly Endpoint[] {
  const services = { ...input, access: input.sources.access };
  return [...sourceEndpoints(services), ...otherWayEndpoints(services), ...attemptEndpoints(services)];
}

function sourceEndpoints({ sources, access }: Pick<WebhookServices, 'sources' | 'access'>): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/webhook-sources',
      summary: 'Add a platform that reports to us; its secret is shown once',
      tag,
      roles: may.integrate,
      body: createWebhookSourceRequestSchema,
      answer: createdWebhookSourceResponseSchema,
      status: 201,
      async handle({ body, actor, requestId }) {
        access.checkGrant(actor, body.platforms);
        const source = await sources.create(body, { actor, requestId });
        return { body: source, rev: source.rev, headers: { Location: `/api/v1/webhook-sources/${source.id}` } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/webhook-sources',
      summary: 'Platforms that report to us, and how their feeds do',
      tag,
      roles: [...may.look, 'platform'],
      query: pageQuerySchema,
      answer: webhookSourceListSchema,
      async handle({ query, actor }) {
        return { body: await sources.list(query.cursor, query.limit, await access.narrowedTo(actor)) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/webhook-sources/:id',
      summary: 'One source',
      tag,
      roles: [...may.look, 'platform'],
      params: idParamsSchema,
      answer: webhookSourceResponseSchema,
      async handle({ params, actor }) {
        await access.check(actor, params.id);
        const source = await sources.read(await sources.get(params.id));
        return { body: source, rev: source.rev };
      },
    }),
    endpoint({
      method: 'patch',
      path: '/api/v1/webhook-sources/:id',
      summary: 'Change name, status, public keys, rhythm or pull address',
      tag,
      roles: may.integrate,
      params: idParamsSchema,
      body: updateWebhookSourceRequestSchema,
      answer: webhookSourceResponseSchema,
      ifMatch: true,
      async handle({ params, body, actor, requestId, ifMatchRev }) {
        await access.check(actor, params.id);
        access.checkGrant(actor, body.platforms);
        const source = await sources.update(params.id, ifMatchRev, body, { actor, requestId });
        return { body: source, rev: source.rev };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/webhook-sources/:id/rotate-secret',
      summary: 'A new secret, shown once; the old one counts for the overlap',
      tag,
      roles: may.integrate,
      params: idParamsSchema,
      body: rotateSecretRequestSchema,
      answer: createdWebhookSourceResponseSchema,
      status: 201,
      async handle({ params, body, actor, requestId }) {
        await access.check(actor, params.id);
        const source = await sources.rotateSecret(params.id, body.overlapHours, { actor, requestId });
        return { body: source, rev: source.rev };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/webhook-sources/:id/placements',
      summary: 'Map a placement to a flight once; facts received before follow',
      tag,
      roles: may.integrate,
      params: idParamsSchema,
      body: mapPlacementRequestSchema,
      answer: webhookSourceResponseSchema,
      async handle({ params, body, actor, requestId }) {
        await access.check(actor, params.id);
        return { body: await sources.mapPlacement(params.id, body, { actor, requestId }) };
      },
    }),
  ];
}

function otherWayEndpoints({ attempts, otherWays, access }: Omit<WebhookServices, 'sources'>): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/webhook-sources/:id/uploads',
      summary: 'A platform’s CSV file instead of a webhook',
      tag,
      roles: may.integrate,
      params: idParamsSchema,
      body: uploadRequestSchema,
      answer: uploadAnswerSchema,
      async handle({ params, body, actor }) {
        await access.check(actor, params.id);
        return { body: await otherWays.upload(params.id, body.fileName, body.csv) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/webhook-sources/:id/pull',
      summary: 'Ask the platform for its report now',
      tag,
      roles: may.integrate,
      params: idParamsSchema,
      answer: uploadAnswerSchema,
      async handle({ params, actor }) {
        await access.check(actor, params.id);
        return { body: await otherWays.pull(params.id) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/webhook-sources/:id/test',
      summary: 'Send ourselves a test event and see how it was taken',
      tag,
      roles: may.integrate,
      params: idParamsSchema,
      answer: webhookAttemptDetailSchema,
      async handle({ params, actor }) {
        await access.check(actor, params.id);
        const { attemptId } = await otherWays.test(params.id);
        return { body: await attempts.read(attemptId) };
      },
    }),
  ];
}

function attemptEndpoints({ attempts, access }: Pick<WebhookServices, 'attempts' | 'access'>): readonly Endpoint[] {
  /** An attempt's id begins with its source's. */
  const checkAttempt = (actor: Actor, attemptId: string) => access.check(actor, attemptId.split('.')[0] ?? '');
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/webhook-attempts',
      summary: 'Posts as they came, newest first',
      tag,
      roles: [...may.look, 'platform'],
      query: webhookAttemptListQuerySchema,
      answer: webhookAttemptListSchema,
      async handle({ query: { cursor, limit, since, until, ...query }, actor }) {
        const sourceIds = await access.narrowedTo(actor);
        const wanted = { ...query, sourceIds, since: instantOf(since), until: instantOf(until) };
        return { body: await attempts.list(wanted, cursor, limit) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/webhook-attempts/:id',
      summary: 'One post: headers, raw body, verification steps, our answer, what it changed',
      tag,
      roles: [...may.look, 'platform'],
      params: longIdParamsSchema,
      answer: webhookAttemptDetailSchema,
      async handle({ params, actor }) {
        await checkAttempt(actor, params.id);
        return { body: await attempts.read(params.id) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/webhook-attempts/:id/reprocess',
      summary: 'Take one post up again',
      tag,
      roles: may.integrate,
      params: longIdParamsSchema,
      answer: webhookAttemptDetailSchema,
      async handle({ params, actor }) {
        await checkAttempt(actor, params.id);
        await attempts.reprocessOne(params.id);
        return { body: await attempts.read(params.id) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/webhook-reprocesses',
      summary: 'Take up everything that failed since a moment',
      tag,
      roles: may.integrate,
      body: reprocessFailedRequestSchema,
      answer: reprocessProgressSchema,
      status: 202,
      async handle({ body, actor }) {
        const sourceIds = await access.narrowedTo(actor);
        const since = Date.parse(body.since);
        return { body: await attempts.reprocessFailed({ sourceId: body.sourceId, sourceIds, since }) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/webhook-reprocesses/:id',
      summary: 'How far a reprocess is',
      tag,
      roles: may.integrate,
      params: idParamsSchema,
      answer: reprocessProgressSchema,
      async handle({ params }) {
        return { body: attempts.progress(params.id) };
      },
    }),
  ];
}
