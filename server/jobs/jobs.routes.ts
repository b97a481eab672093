import { idParamsSchema, pageQuerySchema } from '../../shared/contracts/common.ts';
import {
  deadLetterListQuerySchema,
  deadLetterListSchema,
  deadLetterSchema,
  dropDeadLetterRequestSchema,
  jobsOverviewSchema,
  recoveryReportListSchema,
  runJobRequestSchema,
  settleDeadLetterRequestSchema,
  type DeadLetterResponse,
} from '../../shared/contracts/jobs.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { wireInstantOrNull } from '../http/wire-instant.ts';
import type { DeadLetter } from './inbox/dead-letters.model.ts';
import type { JobsService } from './jobs.service.ts';

function toDeadLetterResponse(letter: DeadLetter): DeadLetterResponse {
  return {
    ...letter,
    spotIds: [...letter.spotIds],
    scheduledFor: new Date(letter.scheduledFor).toISOString(),
    failedAt: new Date(letter.failedAt).toISOString(),
    settledAt: wireInstantOrNull(letter.settledAt),
  };
}

const tag = 'jobs';

/** Jobs over HTTP, for administrators: what waits, what failed, what an outage cost. */
export function jobEndpoints(jobs: JobsService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/jobs',
      summary: 'Jobs in words, with what waits and who works',
      tag,
      roles: may.administer,
      answer: jobsOverviewSchema,
      async handle() {
        return { body: await jobs.overview() };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/jobs/run',
      summary: 'Run a recurring job now',
      tag,
      roles: may.administer,
      body: runJobRequestSchema,
      status: 204,
      async handle({ body, actor, requestId }) {
        await jobs.runNow(body.name, { actor, requestId });
        return {};
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/dead-letters',
      summary: 'Jobs that gave up, newest first',
      tag,
      roles: may.administer,
      query: deadLetterListQuerySchema,
      answer: deadLetterListSchema,
      async handle({ query }) {
        const { limit, cursor, ...filter } = query;
        const page = await jobs.inbox.page(filter, cursor, limit);
        return { body: { items: page.items.map(toDeadLetterResponse), nextCursor: page.nextCursor } };
      },
    }),
    ...(['retry', 'done'] as const).map((step) =>
      endpoint({
        method: 'post',
        path: `/api/v1/dead-letters/:id/${step}`,
        summary: step === 'retry' ? 'Try a dead letter again' : 'Call a dead letter done by hand',
        tag,
        roles: may.administer,
        params: idParamsSchema,
        body: settleDeadLetterRequestSchema,
        answer: deadLetterSchema,
        async handle({ params, body, actor, requestId }) {
          return {
            body: toDeadLetterResponse(await jobs.inbox[step](params.id, body.note ?? null, { actor, requestId })),
          };
        },
      }),
    ),
    endpoint({
      method: 'post',
      path: '/api/v1/dead-letters/:id/drop',
      summary: 'Drop a dead letter, with the reason',
      tag,
      roles: may.administer,
      params: idParamsSchema,
      body: dropDeadLetterRequestSchema,
      answer: deadLetterSchema,
      async handle({ params, body, actor, requestId }) {
        return { body: toDeadLetterResponse(await jobs.inbox.drop(params.id, body.reason, { actor, requestId })) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/recovery-reports',
      summary: 'What outages cost: late, missed, and the money of it',
      tag,
      roles: may.look,
      query: pageQuerySchema,
      answer: recoveryReportListSchema,
      async handle({ query }) {
        const reports = await jobs.recoveryReports(query.limit);
        const items = reports.map((report) => ({
          ...report,
          outageFrom: new Date(report.outageFrom).toISOString(),
          outageTo: new Date(report.outageTo).toISOString(),
          items: report.items.map((item) => ({ ...item, scheduledFor: new Date(item.scheduledFor).toISOString() })),
        }));
        return { body: { items, nextCursor: null } };
      },
    }),
  ];
}
