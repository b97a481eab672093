import { z } from 'zod';
import { centsSchema, daySchema, nameSchema, pageOf, pageQuery } from './common.ts';
import { basisSchema, channelSchema } from './plans.ts';

/** `superseded`: a later revision took its place. */
export const orderStatusSchema = z.enum(['draft', 'sent', 'accepted', 'declined', 'superseded', 'canceled']);

/** Makes one order for each vendor of the approved plan; vendors whose order would not change are left alone. */
export const createOrdersRequestSchema = z.strictObject({
  vendor: nameSchema.optional().describe('Only this vendor; left out, all of them.'),
});

export const sendOrderRequestSchema = z.strictObject({
  to: nameSchema.optional().describe('The contact it was sent to.'),
  note: z.string().trim().max(1_000).optional(),
});
export const answerOrderRequestSchema = z.strictObject({
  by: nameSchema.optional().describe('Who at the vendor answered.'),
  vendorReference: z.string().trim().max(100).optional().describe('The vendor’s own order number.'),
  note: z.string().trim().max(1_000).optional(),
});
export const declineOrderRequestSchema = z.strictObject({
  by: nameSchema.optional(),
  reason: z.string().trim().min(1).max(1_000),
});

export const orderLineSchema = z.strictObject({
  lineId: z.string(),
  flightId: z.string(),
  name: z.string(),
  channel: channelSchema,
  startDay: daySchema,
  endDay: daySchema,
  lastDay: daySchema,
  rate: z.strictObject({
    kind: z.enum(['cpm', 'cpc', 'cpcv', 'cpp', 'flat']),
    amountMicros: z.int(),
    basis: basisSchema,
  }),
  units: z.number().nullable(),
  unit: z.enum(['impressions', 'clicks', 'completed_views', 'spots', 'rating_points', 'none']),
  station: z.string().nullable(),
  daypart: z.string().nullable(),
  lengthSeconds: z.int().nullable(),
  spots: z
    .int()
    .nullable()
    .describe('Spots scheduled, or bought when none are scheduled yet; null for other channels.'),
  grossCents: centsSchema,
  netCents: centsSchema,
});

export const orderResponseSchema = z.strictObject({
  id: z.string(),
  campaignId: z.string(),
  planId: z.string(),
  planVersion: z.string(),
  vendor: z.string(),
  number: z.string().describe('For people: the campaign’s order number and revision, for example IO-1003-R2.'),
  revision: z.int().min(1),
  supersedesId: z.string().nullable(),
  supersededById: z.string().nullable(),
  status: orderStatusSchema,
  rev: z.int(),
  startDay: daySchema,
  endDay: daySchema,
  lastDay: daySchema,
  lines: z.array(orderLineSchema),
  grossCents: centsSchema,
  netCents: centsSchema,
  sentAt: z.string().nullable(),
  sentTo: z.string().nullable(),
  answeredAt: z.string().nullable(),
  answeredBy: z.string().nullable(),
  vendorReference: z.string().nullable(),
  declineReason: z.string().nullable(),
  history: z.array(
    z.strictObject({
      at: z.string(),
      from: orderStatusSchema.nullable(),
      to: orderStatusSchema,
      by: z.string(),
      note: z.string().nullable(),
    }),
  ),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type OrderResponse = z.infer<typeof orderResponseSchema>;

export const createOrdersResponseSchema = z.strictObject({
  created: z.array(orderResponseSchema),
  unchanged: z.array(z.string()).describe('Vendors whose current order already says the same.'),
});
export const orderListQuerySchema = z.strictObject({
  ...pageQuery,
  vendor: z.string().max(200).optional(),
  status: orderStatusSchema.optional(),
});
export const orderListSchema = pageOf(orderResponseSchema);
export const orderFileQuerySchema = z.strictObject({ basis: basisSchema.default('gross') });
