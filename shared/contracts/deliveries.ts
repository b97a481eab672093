import { z } from 'zod';
import { daySchema, instantSchema, microsSchema, pageOf, pageQuery } from './common.ts';
import { placementNameSchema, wholeTextSchema } from './webhooks.ts';

/** Maturity of a number; a later window supersedes an earlier one. */
export const windowSchema = z.enum(['live', 'c3', 'c7', 'final']);

const countSchema = z.int('Give a whole number; corrections may be below zero.').min(-1e12).max(1e12);
const amountMicrosSchema = microsSchema.min(-1e14).max(1e14);
const hourSchema = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}T\d{2}:00(:00(\.0+)?)?(Z|[+-]\d{2}:\d{2})$/,
    'Give the start of the hour with its offset, for example 2026-11-01T05:00:00-04:00.',
  );

/** What was delivered: every number but spend and impressions may be left out. */
export const measuresSchema = z.strictObject({
  spendMicros: amountMicrosSchema,
  impressions: countSchema,
  clicks: countSchema.default(0),
  completedViews: countSchema.default(0),
  conversions: countSchema.default(0),
  conversionValueMicros: amountMicrosSchema
    .default(0)
    .describe('Value of the conversions; never counted as media spend.'),
  grpHundredths: countSchema.default(0),
});

/** One row of a report: a *total* replaces what was said about its day or hour before; a *delta* adds to it, once per rowId. */
export const deliveryRowSchema = z
  .strictObject({
    rowId: wholeTextSchema,
    placement: placementNameSchema,
    day: daySchema.optional(),
    hour: hourSchema.optional(),
    window: windowSchema.default('final'),
    revision: z.int().min(0).max(1e9).default(0),
    kind: z.enum(['total', 'delta']).default('total'),
    ...measuresSchema.shape,
  })
  .refine((row) => (row.day === undefined) !== (row.hour === undefined), {
    message: 'Give either day or hour.',
    path: ['day'],
  });
export type DeliveryRow = z.infer<typeof deliveryRowSchema>;

/** Our own webhook body (dialects standard and hub). Rows are checked one by one, so one bad row does not hold up the others. */
export const deliveryReportedSchema = z.strictObject({
  type: z.literal('delivery.reported'),
  timestamp: instantSchema,
  data: z.strictObject({
    rows: z.array(z.unknown()).min(1).max(1_000),
    sequenceNumber: z.int().min(0).optional(),
    nextExpectedAt: instantSchema.optional(),
  }),
});
/** The same, as documented for senders. */
export const deliveryReportedDocumentSchema = z.strictObject({
  type: z.literal('delivery.reported'),
  timestamp: instantSchema,
  data: z.strictObject({ rows: z.array(deliveryRowSchema).min(1).max(1_000) }),
});

export const deliveryListQuerySchema = z.strictObject({
  ...pageQuery,
  campaignId: z.string().max(100).optional(),
  flightId: z.string().max(100).optional(),
  sourceId: z.string().max(100).optional(),
  placement: z.string().max(200).optional(),
  from: daySchema.optional(),
  to: daySchema.optional().describe('The first day left out.'),
});

/** One fact as it was reported, with the attempt that brought it. */
export const deliveryResponseSchema = z.strictObject({
  id: z.string(),
  sourceId: z.string(),
  sourceName: z.string(),
  placement: z.string(),
  campaignId: z.string().nullable(),
  lineId: z.string().nullable(),
  flightId: z.string().nullable().describe('Null while the placement is not mapped.'),
  day: daySchema,
  hour: instantSchema.nullable(),
  kind: z.enum(['total', 'delta']),
  window: windowSchema,
  revision: z.int(),
  counts: z.boolean().describe('False when a later window or revision has superseded it.'),
  ...measuresSchema.shape,
  attemptId: z.string(),
  receivedAt: instantSchema,
});
export type DeliveryResponse = z.infer<typeof deliveryResponseSchema>;
export const deliveryListSchema = pageOf(deliveryResponseSchema);

/** Totals of one flight and day over all its sources: what pacing reads. */
export const deliveryDayResponseSchema = z.strictObject({
  flightId: z.string().nullable(),
  sourceId: z.string(),
  placement: z.string(),
  day: daySchema,
  window: windowSchema.nullable(),
  ...measuresSchema.shape,
  facts: z.int(),
  updatedAt: instantSchema,
});
export type DeliveryDayResponse = z.infer<typeof deliveryDayResponseSchema>;
export const deliveryDayListSchema = pageOf(deliveryDayResponseSchema);

/** One change of a day's totals. The sum of a day's adjustments is its state. */
export const adjustmentResponseSchema = z.strictObject({
  id: z.string(),
  sourceId: z.string(),
  placement: z.string(),
  day: daySchema,
  number: z.int(),
  ...measuresSchema.shape,
  attemptIds: z.array(z.string()),
  at: instantSchema,
});
export type AdjustmentResponse = z.infer<typeof adjustmentResponseSchema>;
export const adjustmentListSchema = pageOf(adjustmentResponseSchema);
export const adjustmentListQuerySchema = z.strictObject({
  ...pageQuery,
  sourceId: z.string().max(100),
  placement: z.string().max(200),
  from: daySchema.optional(),
  to: daySchema.optional(),
});

/** A row kept apart: it contradicts what is stored (quarantine) or can't be booked (dead letter). */
export const heldRowResponseSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['quarantine', 'dead_letter']),
  state: z.enum(['waiting', 'accepted', 'dropped']),
  sourceId: z.string(),
  placement: z.string(),
  day: daySchema,
  code: z.string(),
  message: z.string(),
  row: z.record(z.string(), z.unknown()),
  stored: z.record(z.string(), z.unknown()).nullable().describe('What it contradicts.'),
  attemptId: z.string(),
  receivedAt: instantSchema,
  note: z.string().nullable(),
});
export type HeldRowResponse = z.infer<typeof heldRowResponseSchema>;
export const heldRowListSchema = pageOf(heldRowResponseSchema);
export const heldRowListQuerySchema = z.strictObject({
  ...pageQuery,
  kind: z.enum(['quarantine', 'dead_letter']).optional(),
  state: z.enum(['waiting', 'accepted', 'dropped']).optional(),
  sourceId: z.string().max(100).optional(),
});
export const resolveHeldRowRequestSchema = z.strictObject({
  action: z
    .enum(['accept', 'drop'])
    .describe('`accept` books the held row as a newer revision; `drop` keeps what is stored.'),
  note: z.string().trim().min(1).max(1_000),
});

export const recomputeRequestSchema = z.strictObject({ sourceId: z.string().max(100).optional() });
export const recomputeAnswerSchema = z.strictObject({
  days: z.int(),
  facts: z.int(),
  repaired: z.int().describe('Days whose totals differed from their facts; zero when all is well.'),
  adjustmentMismatches: z.int().describe('Days whose adjustments do not sum to the totals.'),
});
