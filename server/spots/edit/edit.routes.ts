import { idParamsSchema } from '../../../shared/contracts/common.ts';
import {
  addSpotRequestSchema,
  assignCreativeRequestSchema,
  fillSpotsRequestSchema,
  fillSpotsResponseSchema,
  moveCheckQuerySchema,
  moveCheckSchema,
  moveSpotRequestSchema,
  spotResponseSchema,
} from '../../../shared/contracts/spots.ts';
import { may } from '../../http/actor.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { spotAnswer } from '../spot-view.ts';
import type { SpotsService } from '../spots.service.ts';

const tag = 'spots';

/** Editing spots by hand over HTTP: add one, fill cells of the grid, move, give other copy. */
export function spotEditEndpoints(spots: SpotsService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/spots',
      summary: 'Add one spot by hand in a flight of the approved plan',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: addSpotRequestSchema,
      answer: spotResponseSchema,
      status: 201,
      async handle({ params, body, actor, requestId }) {
        return spotAnswer(spots, await spots.add(params.id, body, { actor, requestId }));
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/spots/fill',
      summary: 'Add one spot to each of these cells of the grid, or tell what stands against it',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: fillSpotsRequestSchema,
      answer: fillSpotsResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return { body: await spots.fill(params.id, body, { actor, requestId }) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/spots/:id/move',
      summary: 'Move a spot to another time of its daypart',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: moveSpotRequestSchema,
      answer: spotResponseSchema,
      ifMatch: true,
      async handle({ params, body, actor, ifMatchRev, requestId }) {
        return spotAnswer(spots, await spots.move(params.id, body, { actor, rev: ifMatchRev, requestId }));
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/spots/:id/move-check',
      summary: 'What would stand against moving a spot there; nothing is changed',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: moveCheckQuerySchema,
      answer: moveCheckSchema,
      async handle({ params, query }) {
        return { body: { issues: [...(await spots.checkMove(params.id, query))] } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/spots/:id/creative',
      summary: 'Give a spot other copy, or none',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: assignCreativeRequestSchema,
      answer: spotResponseSchema,
      ifMatch: true,
      async handle({ params, body, actor, ifMatchRev, requestId }) {
        return spotAnswer(spots, await spots.assign(params.id, body.creativeId, { actor, rev: ifMatchRev, requestId }));
      },
    }),
  ];
}
