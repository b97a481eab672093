import { z } from 'zod';
import { idParamsSchema } from '../../shared/contracts/common.ts';
import {
  answerOrderRequestSchema,
  createOrdersRequestSchema,
  createOrdersResponseSchema,
  declineOrderRequestSchema,
  orderFileQuerySchema,
  orderListQuerySchema,
  orderListSchema,
  orderResponseSchema,
  sendOrderRequestSchema,
  type OrderResponse,
} from '../../shared/contracts/orders.ts';
import { addDays, earlierDay, laterDay } from '../../shared/domain/calendar/day.ts';
import type { CampaignsService } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { wireInstantOrNull } from '../http/wire-instant.ts';
import { orderCsv, orderPdf } from './order-files.ts';
import type { StoredOrder } from './orders.model.ts';
import { orderNumber, type OrdersService, type OrderStep } from './orders.service.ts';

/** An order as the wire shows it. */
export function toOrderResponse(order: StoredOrder): OrderResponse {
  const startDay = order.lines.map((line) => line.startDay).reduce(earlierDay);
  const endDay = order.lines.map((line) => line.endDay).reduce(laterDay);
  return {
    ...order,
    number: orderNumber(order),
    startDay,
    endDay,
    lastDay: addDays(endDay, -1),
    lines: order.lines.map((line) => ({ ...line, lastDay: addDays(line.endDay, -1) })),
    sentAt: wireInstantOrNull(order.sentAt),
    answeredAt: wireInstantOrNull(order.answeredAt),
    history: order.history.map((event) => ({ ...event, at: new Date(event.at).toISOString() })),
    createdAt: new Date(order.createdAt).toISOString(),
    updatedAt: new Date(order.updatedAt).toISOString(),
  };
}

const tag = 'orders';
const answer = (order: StoredOrder) => ({ body: toOrderResponse(order), rev: order.rev });

/** Insertion orders over HTTP. */
export function orderEndpoints(
  input: Readonly<{ orders: OrdersService; campaigns: CampaignsService; clock: Clock }>,
): readonly Endpoint[] {
  const { orders } = input;
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/orders',
      summary: 'Make the insertion orders the approved plan asks for, one for each vendor',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: createOrdersRequestSchema,
      answer: createOrdersResponseSchema,
      status: 201,
      async handle({ params, body, actor, requestId }) {
        const { created, unchanged } = await orders.create(params.id, body.vendor, { actor, requestId });
        return { body: { created: created.map(toOrderResponse), unchanged } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/orders',
      summary: 'List the orders of a campaign, revisions included',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: orderListQuerySchema,
      answer: orderListSchema,
      async handle({ params, query }) {
        const { limit, cursor, ...filter } = query;
        const page = await orders.page(params.id, filter, { limit, ...(cursor === undefined ? {} : { cursor }) });
        return { body: { items: page.items.map(toOrderResponse), nextCursor: page.nextCursor } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/orders/:id',
      summary: 'Read an order',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: orderResponseSchema,
      async handle({ params }) {
        return answer(await orders.get(params.id));
      },
    }),
    ...stepCalls(orders),
    ...fileCalls(input),
  ];
}

function stepCalls(orders: OrdersService): readonly Endpoint[] {
  const step = <Body extends z.ZodType>(
    name: OrderStep,
    summary: string,
    body: Body,
    fieldsOf: (sent: z.infer<Body>) => Parameters<OrdersService['step']>[2],
  ) =>
    endpoint({
      method: 'post',
      path: `/api/v1/orders/:id/${name}`,
      summary,
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body,
      answer: orderResponseSchema,
      async handle({ params, body: sent, actor, requestId }) {
        return answer(
          await orders.step(params.id, name, fieldsOf(sent as z.infer<Body>), { actor, rev: null, requestId }),
        );
      },
    });
  return [
    step('send', 'Note an order as sent; its planned spots become ordered', sendOrderRequestSchema, ({ to, note }) => ({
      contact: to,
      note,
    })),
    step(
      'accept',
      'The vendor accepts; its ordered spots become confirmed',
      answerOrderRequestSchema,
      ({ by, vendorReference, note }) => ({ contact: by, vendorReference, note }),
    ),
    step(
      'decline',
      'The vendor declines; its ordered spots are planned again',
      declineOrderRequestSchema,
      ({ by, reason }) => ({ contact: by, note: reason }),
    ),
    step(
      'cancel',
      'Cancel an order',
      z.strictObject({ note: z.string().trim().max(1_000).optional() }),
      ({ note }) => ({ note }),
    ),
  ];
}

function fileCalls({ orders, campaigns, clock }: Parameters<typeof orderEndpoints>[0]): readonly Endpoint[] {
  const load = async (id: string) => {
    const order = await orders.get(id);
    const before = order.supersedesId === null ? null : await orders.get(order.supersedesId);
    return {
      order,
      campaign: await campaigns.get(order.campaignId),
      revisionBefore: before?.revision ?? null,
      now: clock.now(),
    };
  };
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/orders/:id/pdf',
      summary: 'The order as a PDF to sign',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: orderFileQuerySchema,
      async handle({ params, query }) {
        const loaded = await load(params.id);
        const data = await orderPdf({ ...loaded, basis: query.basis });
        return { file: { name: `${orderNumber(loaded.order)}.pdf`, type: 'application/pdf', data } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/orders/:id/csv',
      summary: 'The order as CSV',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: orderFileQuerySchema,
      async handle({ params, query }) {
        const { order } = await load(params.id);
        return {
          file: { name: `${orderNumber(order)}.csv`, type: 'text/csv', data: orderCsv({ order, basis: query.basis }) },
        };
      },
    }),
  ];
}
