import { planBuyRequestSchema, planBuyResponseSchema } from '../../shared/contracts/buying.ts';
import { idParamsSchema } from '../../shared/contracts/common.ts';
import { solving } from '../calculations/solving.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { BuyingService } from './buying.service.ts';

/** Buying over HTTP: the best buy of a plan's TV lines, with its proof or the rules that make it impossible. */
export function buyingEndpoints(buying: BuyingService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/plans/:id/buy',
      summary: 'How many spots of each TV line and week are worth most within the rules',
      tag: 'plans',
      roles: may.look,
      params: idParamsSchema,
      body: planBuyRequestSchema,
      answer: planBuyResponseSchema,
      async handle({ params, body }) {
        return { body: await solving(() => buying.buy(params.id, body)) };
      },
    }),
  ];
}
