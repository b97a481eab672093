import {
  adjustmentListQuerySchema,
  adjustmentListSchema,
  deliveryDayListSchema,
  deliveryListQuerySchema,
  deliveryListSchema,
  heldRowListQuerySchema,
  heldRowListSchema,
  heldRowResponseSchema,
  recomputeAnswerSchema,
  recomputeRequestSchema,
  resolveHeldRowRequestSchema,
} from '../../shared/contracts/deliveries.ts';
import { idParamsSchema } from '../../shared/contracts/common.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { DeliveriesService } from './deliveries.service.ts';

const tag = 'deliveries';

/** Reported facts over HTTP: the facts, the days they add up to, how those came about, and rows that wait for a person. */
export function deliveryEndpoints(deliveries: DeliveriesService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/deliveries',
      summary: 'Facts as they were reported, with the attempt that brought each',
      tag,
      roles: may.look,
      query: deliveryListQuerySchema,
      answer: deliveryListSchema,
      async handle({ query: { cursor, limit, ...query } }) {
        return { body: await deliveries.list(query, cursor, limit) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/delivery-days',
      summary: 'Totals per placement and day',
      tag,
      roles: may.look,
      query: deliveryListQuerySchema,
      answer: deliveryDayListSchema,
      async handle({ query: { cursor, limit, ...query } }) {
        return { body: await deliveries.listDays(query, cursor, limit) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/delivery-adjustments',
      summary: 'Every change of a placement’s day totals; they sum to the totals',
      tag,
      roles: may.look,
      query: adjustmentListQuerySchema,
      answer: adjustmentListSchema,
      async handle({ query: { cursor, limit, ...query } }) {
        return { body: await deliveries.listAdjustments(query, cursor, limit) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/held-rows',
      summary: 'Rows that contradict what is stored, or can’t be booked',
      tag,
      roles: may.look,
      query: heldRowListQuerySchema,
      answer: heldRowListSchema,
      async handle({ query: { cursor, limit, ...filter } }) {
        return { body: await deliveries.listHeldRows(filter, cursor, limit) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/held-rows/:id/resolve',
      summary: 'Accept a held row or drop it, with a note',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: resolveHeldRowRequestSchema,
      answer: heldRowResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return { body: await deliveries.settleHeldRow(params.id, body.action, body.note, { actor, requestId }) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/deliveries/recompute',
      summary: 'Compute every day again from the raw facts and repair what differs',
      tag,
      roles: may.edit,
      body: recomputeRequestSchema,
      answer: recomputeAnswerSchema,
      async handle({ body }) {
        return { body: await deliveries.recompute(body.sourceId ?? null) };
      },
    }),
  ];
}
