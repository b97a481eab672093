import { z } from 'zod';
import { idParamsSchema } from '../../../shared/contracts/common.ts';
import {
  acceptMakegoodResponseSchema,
  makegoodListQuerySchema,
  makegoodListSchema,
  makegoodOfferSchema,
  makegoodRequestSchema,
  makegoodResponseSchema,
} from '../../../shared/contracts/makegoods.ts';
import { may } from '../../http/actor.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { toSpotResponse } from '../spot-view.ts';
import type { SpotsService } from '../spots.service.ts';
import { toOfferResponse } from './makegood-view.ts';
import type { MakegoodsService } from './makegoods.service.ts';

const tag = 'make-goods';

/** Make-goods over HTTP: search and offer, accept or decline. */
export function makegoodEndpoints(
  makegoods: MakegoodsService,
  spots: Pick<SpotsService, 'names'>,
): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/spots/:id/makegood',
      summary: 'Search open times for a dropped spot and offer the best',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: makegoodRequestSchema,
      answer: makegoodResponseSchema,
      async handle({ params, body, actor, requestId }) {
        const { offers, issues } = await makegoods.offerFor(params.id, body, { actor, requestId });
        return { body: { offers: offers.map(toOfferResponse), issues } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/makegood-offers',
      summary: 'Make-good offers of a campaign',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: makegoodListQuerySchema,
      answer: makegoodListSchema,
      async handle({ params, query }) {
        const { limit, cursor, ...filter } = query;
        const page = await makegoods.page(params.id, filter, { limit, ...(cursor === undefined ? {} : { cursor }) });
        return { body: { items: page.items.map(toOfferResponse), nextCursor: page.nextCursor } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/makegood-offers/:id/accept',
      summary: 'Take an offer: the replacement is confirmed, the dropped spot made good',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: z.strictObject({}),
      answer: acceptMakegoodResponseSchema,
      async handle({ params, actor, requestId }) {
        const { spot, replacement } = await makegoods.accept(params.id, { actor, requestId });
        const names = await spots.names(spot.campaignId);
        return { body: { spot: toSpotResponse(spot, names), replacement: toSpotResponse(replacement, names) } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/makegood-offers/:id/decline',
      summary: 'Decline an offer',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: z.strictObject({}),
      answer: makegoodOfferSchema,
      async handle({ params, actor, requestId }) {
        return { body: toOfferResponse(await makegoods.decline(params.id, { actor, requestId })) };
      },
    }),
  ];
}
