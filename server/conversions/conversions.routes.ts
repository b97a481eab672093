import { idParamsSchema } from '../../shared/contracts/common.ts';
import { conversionReportSchema, siteResponseSchema } from '../../shared/contracts/conversions.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { ConversionsService } from './conversions.service.ts';

/** Conversions over HTTP, for us: what to paste, and what came of it. */
export function conversionEndpoints(conversions: ConversionsService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/site',
      summary: 'The website’s script and the tags of each line’s links',
      tag: 'conversions',
      roles: may.look,
      params: idParamsSchema,
      answer: siteResponseSchema,
      async handle({ params }) {
        return { body: await conversions.site(params.id) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/conversions',
      summary: 'Visits, sign-ups and donations by line, cost per donation and return',
      tag: 'conversions',
      roles: may.look,
      params: idParamsSchema,
      answer: conversionReportSchema,
      async handle({ params }) {
        return { body: await conversions.report(params.id) };
      },
    }),
  ];
}
