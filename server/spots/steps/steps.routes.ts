import { idParamsSchema } from '../../../shared/contracts/common.ts';
import {
  asAiredRequestSchema,
  bulkSpotsRequestSchema,
  bulkSpotsResponseSchema,
  creditRequestSchema,
  spotReasonRequestSchema,
  spotResponseSchema,
  spotStepRequestSchema,
} from '../../../shared/contracts/spots.ts';
import { may } from '../../http/actor.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { spotAnswer } from '../spot-view.ts';
import type { SpotsService } from '../spots.service.ts';

const tag = 'spots';
/** Steps that need no more than a note. */
const PLAIN_STEPS = [
  ['order', 'Note a spot as ordered from the station'],
  ['decline', 'Take an ordered spot back to planned: the station declined'],
  ['confirm', 'Note that the station confirmed a spot'],
  ['traffic', 'Note that the station has the instructions of a spot'],
  ['reinstate', 'The station puts a pre-empted spot back'],
  ['cancel', 'Cancel a spot'],
  ['miss', 'Note that a spot did not air'],
] as const;

/** Each step of a spot's life over HTTP, for one spot or for many. */
export function spotStepEndpoints(spots: SpotsService): readonly Endpoint[] {
  const plain = PLAIN_STEPS.map(([step, summary]) =>
    endpoint({
      method: 'post',
      path: `/api/v1/spots/:id/${step}`,
      summary,
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: spotStepRequestSchema,
      answer: spotResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return spotAnswer(spots, await spots.step(params.id, step, body.note, { actor, rev: null, requestId }));
      },
    }),
  );
  return [
    ...plain,
    endpoint({
      method: 'post',
      path: '/api/v1/spots/:id/preempt',
      summary: 'The station drops a confirmed spot',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: spotReasonRequestSchema,
      answer: spotResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return spotAnswer(spots, await spots.step(params.id, 'preempt', body.reason, { actor, rev: null, requestId }));
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/spots/:id/credit',
      summary: 'Take money back for a dropped spot',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: creditRequestSchema,
      answer: spotResponseSchema,
      async handle({ params, body, actor, requestId }) {
        const fields = { reason: body.reason, basisPoints: body.basisPoints ?? 10_000 };
        return spotAnswer(spots, await spots.credit(params.id, fields, { actor, rev: null, requestId }));
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/spots/:id/as-aired',
      summary: 'Note that a spot aired, by hand',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: asAiredRequestSchema,
      answer: spotResponseSchema,
      async handle({ params, body, actor, requestId }) {
        const fields = {
          note: body.note,
          ...(body.airedAt === undefined ? {} : { airedAt: Date.parse(body.airedAt) }),
        };
        return spotAnswer(spots, await spots.asAired(params.id, fields, { actor, rev: null, requestId }));
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/spots/bulk',
      summary: 'Take one step with many spots; each is taken or refused by itself',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: bulkSpotsRequestSchema,
      answer: bulkSpotsResponseSchema,
      async handle({ params, body, actor, requestId }) {
        const { changed, refused } = await spots.bulk(params.id, body, { actor, requestId });
        return { body: { changed: changed.map(({ id, status, rev }) => ({ id, status, rev })), refused } };
      },
    }),
  ];
}
