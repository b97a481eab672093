import { idParamsSchema } from '../../shared/contracts/common.ts';
import {
  importCompetitorsAnswerSchema,
  importCompetitorsRequestSchema,
  shareOfVoiceResponseSchema,
} from '../../shared/contracts/competitors.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { CompetitorsService } from './competitors.service.ts';

/** Competitors' spend and share of voice over HTTP. */
export function competitorEndpoints(competitors: CompetitorsService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/competitors/imports',
      summary: 'Import others’ spend from a CSV; a later file replaces the same weeks',
      tag: 'competitors',
      roles: may.edit,
      params: idParamsSchema,
      body: importCompetitorsRequestSchema,
      answer: importCompetitorsAnswerSchema,
      async handle({ params, body, actor, requestId }) {
        return { body: await competitors.importCsv(params.id, body.csv, { actor, requestId }) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/share-of-voice',
      summary: 'Our plan against others’ spend, by week and channel',
      tag: 'competitors',
      roles: may.look,
      params: idParamsSchema,
      answer: shareOfVoiceResponseSchema,
      async handle({ params }) {
        return { body: await competitors.shareOfVoice(params.id) };
      },
    }),
  ];
}
