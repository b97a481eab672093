import { z } from 'zod';
import { FLIGHT_STATUSES } from '../domain/flight.ts';
import { CHANNELS, PLAN_STATUSES } from '../domain/plan.ts';
import { centsSchema, daySchema, issueSchema, microsSchema, nameSchema, pageOf, signedCentsSchema } from './common.ts';

export const channelSchema = z.enum(CHANNELS);
export const basisSchema = z.enum(['gross', 'net']);
export const planStatusSchema = z.enum(PLAN_STATUSES);
export const flightStatusSchema = z.enum(FLIGHT_STATUSES);

export const rateSchema = z.strictObject({
  kind: z.enum(['cpm', 'cpc', 'cpcv', 'cpp', 'flat']),
  amountMicros: microsSchema
    .min(0)
    .describe('Price of 1,000 impressions, a click, a completed view, a rating point, or the whole.'),
  basis: basisSchema.default('gross'),
});

/** How a flight's money lies over its days; see the domain's FlightPattern. Custom weights are one per day or one per week touched. */
export const patternSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('even') }),
  z.strictObject({ kind: z.literal('front_loaded'), ratio: z.number().min(1).max(100).optional() }),
  z.strictObject({ kind: z.literal('burst'), onDays: z.int().min(1).max(60), offDays: z.int().min(1).max(60) }),
  z.strictObject({ kind: z.literal('to_end'), growthBasisPoints: z.int().min(0).max(10_000) }),
  z.strictObject({
    kind: z.literal('custom'),
    by: z.enum(['day', 'week']),
    weights: z.array(z.number().min(0)).min(1).max(800),
  }),
]);

/** What a TV or radio line buys. `daypart` is a code of the market's daypart table. */
export const tvTermsSchema = z.strictObject({
  station: z.string().trim().min(1).max(20),
  daypart: z.string().trim().min(1).max(40),
  program: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .optional()
    .describe('The program bought, when the line buys one by name; a make-good prefers the same.'),
  ratingHundredths: z
    .int()
    .min(1)
    .max(10_000)
    .describe('Expected rating of one spot in hundredths of a point: 8.0 is 800.'),
  twoSpotReachHundredths: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Measured reach of two spots in hundredths of a point; with it the line’s reach is beta-binomial.'),
  lengthSeconds: z.union([z.literal(10), z.literal(15), z.literal(30), z.literal(60)]).default(30),
  spotsPerWeek: z.int().min(1).max(500).optional(),
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).optional().describe('ISO weekdays it may air: 1 is Monday.'),
  lengthFactors: z
    .array(z.strictObject({ lengthSeconds: z.int().min(5).max(120), basisPoints: z.int().min(1).max(50_000) }))
    .max(8)
    .optional(),
});

const flightFields = {
  startDay: daySchema,
  endDay: daySchema.describe('The first day after the flight: periods are half-open.'),
  budgetCents: centsSchema.describe('Gross.'),
  pattern: patternSchema.default({ kind: 'even' }),
  hardStop: z.boolean().default(true).describe('The platform stops by itself when the budget is spent.'),
};
export const flightRequestSchema = z.strictObject(flightFields);
export type FlightRequest = z.infer<typeof flightRequestSchema>;
export const flightPatchSchema = z.strictObject({
  startDay: daySchema.optional(),
  endDay: daySchema.optional(),
  budgetCents: centsSchema.optional(),
  pattern: patternSchema.optional(),
  hardStop: z.boolean().optional(),
});

const lineFields = {
  name: nameSchema,
  channel: channelSchema,
  vendor: nameSchema,
  rate: rateSchema,
  demo: z.string().trim().min(1).max(40).optional().describe('The demographic a rating is of, for example A35+.'),
  tv: tvTermsSchema.optional(),
  curve: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Response curve for the budget split; see /calculations/allocation.'),
  minCents: centsSchema.optional(),
  maxCents: centsSchema.optional(),
  locked: z.boolean().default(false).describe('The split leaves this line as it is.'),
};
export const createLineRequestSchema = z.strictObject({
  ...lineFields,
  flights: z.array(flightRequestSchema).max(60).default([]),
});
export type CreateLineRequest = z.infer<typeof createLineRequestSchema>;
export const linePatchSchema = z.strictObject({
  name: nameSchema.optional(),
  vendor: nameSchema.optional(),
  rate: rateSchema.optional(),
  demo: z.string().trim().min(1).max(40).nullable().optional(),
  tv: tvTermsSchema.nullable().optional(),
  curve: z.record(z.string(), z.unknown()).nullable().optional(),
  minCents: centsSchema.nullable().optional(),
  maxCents: centsSchema.nullable().optional(),
  locked: z.boolean().optional(),
});

export const createPlanRequestSchema = z.strictObject({
  name: nameSchema.optional(),
  lines: z.array(createLineRequestSchema).max(500).default([]),
});
export type CreatePlanRequest = z.infer<typeof createPlanRequestSchema>;

/**
 * One edit of a plan. PATCH takes a list of them and applies all or none, as one undo step.
 * `set_cell` is the grid's: it gives the flights of a line in [startDay, endDay) the amount, also those that are over, by
 * changing their custom weights; where there is no flight it makes one.
 */
export const planEditSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('add_line'), line: createLineRequestSchema }),
  z.strictObject({ kind: z.literal('update_line'), lineId: z.string(), set: linePatchSchema }),
  z.strictObject({ kind: z.literal('remove_line'), lineId: z.string() }),
  z.strictObject({ kind: z.literal('add_flight'), lineId: z.string(), flight: flightRequestSchema }),
  z.strictObject({ kind: z.literal('update_flight'), flightId: z.string(), set: flightPatchSchema }),
  z.strictObject({ kind: z.literal('remove_flight'), flightId: z.string() }),
  z.strictObject({
    kind: z.literal('set_cell'),
    lineId: z.string(),
    startDay: daySchema,
    endDay: daySchema,
    cents: centsSchema,
  }),
  z.strictObject({ kind: z.literal('set_line_budget'), lineId: z.string(), cents: centsSchema }),
]);
export type PlanEdit = z.infer<typeof planEditSchema>;
export const updatePlanRequestSchema = z.strictObject({
  name: nameSchema.optional(),
  edits: z.array(planEditSchema).max(2_000).default([]),
});
export type UpdatePlanRequest = z.infer<typeof updatePlanRequestSchema>;

export const flightResponseSchema = z.strictObject({
  ...flightFields,
  pattern: patternSchema,
  hardStop: z.boolean(),
  id: z.string(),
  lastDay: daySchema,
  status: flightStatusSchema,
});
export const lineResponseSchema = z.strictObject({
  ...lineFields,
  rate: rateSchema,
  locked: z.boolean(),
  id: z.string(),
  budgetCents: centsSchema,
  units: z
    .number()
    .nullable()
    .describe('What the budget buys at the rate: impressions, clicks, views, rating points or spots; null for flat.'),
  unit: z.enum(['impressions', 'clicks', 'completed_views', 'spots', 'rating_points', 'none']),
  flights: z.array(flightResponseSchema),
});
export type LineResponse = z.infer<typeof lineResponseSchema>;

export const planTotalsSchema = z.strictObject({
  grossCents: centsSchema,
  netCents: centsSchema,
  digitalCents: centsSchema,
  tvCents: centsSchema,
  remainingCents: signedCentsSchema.describe('Budget less flights; below zero when the plan is over budget.'),
  spots: z.int(),
  grpHundredths: z.int(),
  impressions: z.int(),
});
export const planResponseSchema = z.strictObject({
  id: z.string(),
  campaignId: z.string(),
  name: z.string(),
  number: z.int(),
  version: z.string(),
  status: planStatusSchema,
  rev: z.int(),
  basedOnPlanId: z.string().nullable(),
  hash: z.string().nullable().describe('SHA-256 of the approved plan; null before approval.'),
  submittedBy: z.string().nullable(),
  approvedBy: z.string().nullable(),
  approvedAt: z.string().nullable(),
  lines: z.array(lineResponseSchema),
  totals: planTotalsSchema,
  issues: z.array(issueSchema),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type PlanResponse = z.infer<typeof planResponseSchema>;
export const planListSchema = pageOf(
  planResponseSchema.omit({ lines: true, issues: true }).extend({ lineCount: z.int() }),
);

export const flowchartQuerySchema = z.strictObject({
  calendar: z.enum(['broadcast', 'gregorian']).default('broadcast'),
  by: z.enum(['week', 'month']).default('week'),
  basis: basisSchema.default('gross'),
});
const flowchartRowSchema = z.strictObject({
  kind: z.enum(['channel', 'vendor', 'line']),
  key: z.string(),
  label: z.string(),
  channel: channelSchema,
  vendor: z.string().nullable(),
  lineId: z.string().nullable(),
  cells: z.array(centsSchema),
  totalCents: centsSchema,
});
export const flowchartResponseSchema = z.strictObject({
  planId: z.string(),
  calendar: z.enum(['broadcast', 'gregorian']),
  by: z.enum(['week', 'month']),
  basis: basisSchema,
  columns: z.array(z.strictObject({ key: z.string(), label: z.string(), startDay: daySchema, endDay: daySchema })),
  rows: z.array(flowchartRowSchema),
  columnTotalsCents: z.array(centsSchema),
  totalCents: centsSchema,
  budgetCents: centsSchema,
  remainingCents: signedCentsSchema,
});
export type FlowchartResponse = z.infer<typeof flowchartResponseSchema>;

export const planComparisonSchema = z.strictObject({
  planId: z.string(),
  withPlanId: z.string(),
  lines: z.array(
    z.strictObject({
      lineId: z.string(),
      name: z.string(),
      change: z.enum(['added', 'removed', 'changed', 'same']),
      fields: z.array(z.strictObject({ path: z.string(), from: z.unknown(), to: z.unknown() })),
      budgetDeltaCents: signedCentsSchema,
    }),
  ),
  totalDeltaCents: signedCentsSchema,
});
