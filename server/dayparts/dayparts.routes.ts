import { idParamsSchema } from '../../shared/contracts/common.ts';
import {
  marketDaypartsListSchema,
  marketDaypartsSchema,
  marketParamsSchema,
  saveDaypartsRequestSchema,
} from '../../shared/contracts/dayparts.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { DaypartsService } from './dayparts.service.ts';

const tag = 'dayparts';

/** Dayparts over HTTP: of a campaign's market, of every market, and changing a market's own. */
export function daypartEndpoints(dayparts: DaypartsService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/dayparts',
      summary: 'Dayparts of the campaign’s market',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: marketDaypartsSchema,
      async handle({ params }) {
        const body = await dayparts.read(params.id);
        return { body, rev: body.rev };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/dayparts',
      summary: 'Dayparts of every market campaigns run in',
      tag,
      roles: may.look,
      answer: marketDaypartsListSchema,
      async handle() {
        return { body: { items: [...(await dayparts.list())], nextCursor: null } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/dayparts/:market',
      summary: 'Dayparts of a market',
      tag,
      roles: may.look,
      params: marketParamsSchema,
      answer: marketDaypartsSchema,
      async handle({ params }) {
        const body = await dayparts.readMarket(params.market);
        return { body, rev: body.rev };
      },
    }),
    endpoint({
      method: 'put',
      path: '/api/v1/dayparts/:market',
      summary: 'Give a market dayparts of its own',
      tag,
      roles: may.administer,
      params: marketParamsSchema,
      body: saveDaypartsRequestSchema,
      answer: marketDaypartsSchema,
      ifMatch: true,
      async handle({ params, body, actor, ifMatchRev, requestId }) {
        const saved = await dayparts.save(params.market, body, { actor, rev: ifMatchRev, requestId });
        return { body: saved, rev: saved.rev };
      },
    }),
    endpoint({
      method: 'delete',
      path: '/api/v1/dayparts/:market',
      summary: 'Take a market back to the usual dayparts of its time zone',
      tag,
      roles: may.administer,
      params: marketParamsSchema,
      ifMatch: true,
      async handle({ params, actor, ifMatchRev, requestId }) {
        await dayparts.remove(params.market, { actor, rev: ifMatchRev, requestId });
        return { status: 204 };
      },
    }),
  ];
}
