import { z } from 'zod';
import { daySchema, instantSchema } from './common.ts';
import { channelSchema } from './plans.ts';

/** `na`: nothing to judge (not started, paused, no plan). `unknown`: it runs, but nobody reported. */
export const pacingStatusSchema = z.enum(['na', 'unknown', 'under', 'on', 'over', 'stalled', 'stopped']);
export type PacingStatus = z.infer<typeof pacingStatusSchema>;

const measure = {
  budget: z.int().nullable().describe('Whole amount planned.'),
  plannedToDate: z.int().nullable().describe('The plan’s own curve at the last reported moment.'),
  delivered: z.int().nullable().describe('Null when nobody reported: never zero for unknown.'),
  remaining: z.int().nullable(),
  variance: z.int().nullable().describe('Delivered less planned to date.'),
  pace: z.number().nullable().describe('Delivered ÷ planned to date: 0.775 is 77.5 %.'),
  daysBehind: z
    .number()
    .nullable()
    .describe('Days since the plan’s curve stood where delivery stands; below zero when ahead.'),
  neededPerDay: z
    .int()
    .nullable()
    .describe(
      'To end on budget: what is left to spend ÷ the days left that air. Days the plan leaves empty (a hiatus, weekdays off) are not counted; flights to come are, in rows of several.',
    ),
  neededRatio: z.number().nullable().describe('What is left to spend ÷ what the plan still wants to.'),
  projection: z
    .strictObject({ value: z.int(), low: z.int(), high: z.int() })
    .nullable()
    .describe('Expected at the end of the flight, with its 80 % interval.'),
  probabilityUnder: z.number().nullable().describe('Chance to end below 95 % of the budget.'),
  probabilityOver: z.number().nullable().describe('Chance to end above the budget.'),
  status: pacingStatusSchema,
  notApplicable: z
    .enum(['not_started', 'paused', 'canceled', 'no_plan'])
    .nullable()
    .describe('Why there is nothing to judge, where the status is `na`; otherwise null.'),
};
/** Numbers of one measure: cents for spend, counts for impressions. */
export const pacingMeasureSchema = z.strictObject(measure);
export type PacingMeasure = z.infer<typeof pacingMeasureSchema>;

/** One row: the top-level numbers are spend in gross cents, `impressions` the same for impressions. */
export const pacingRowSchema = z.strictObject({
  kind: z.enum(['campaign', 'group', 'line', 'flight']),
  id: z.string(),
  label: z.string(),
  group: z.enum(['digital', 'tv']).nullable(),
  channel: channelSchema.nullable(),
  vendor: z.string().nullable(),
  lineId: z.string().nullable(),
  flightId: z.string().nullable(),
  startDay: daySchema,
  endDay: daySchema.describe('The first day after it.'),
  flightStatus: z.string().nullable(),
  ...measure,
  impressions: pacingMeasureSchema.extend({
    reason: z.string().describe('Why this status in impressions, in words.'),
  }),
  clicks: z.int(),
  completedViews: z.int(),
  conversions: z.int(),
  cpmMicros: z
    .int()
    .nullable()
    .describe('Spend per 1,000 impressions delivered, of the flights whose impressions are told.'),
  dataThrough: daySchema.nullable().describe('The last day somebody reported.'),
  byWindow: z.array(
    z.strictObject({ window: z.enum(['live', 'c3', 'c7', 'final']), spendCents: z.int(), impressions: z.int() }),
  ),
  reason: z.string().describe('Why this status, in words.'),
  reportedSince: z
    .boolean()
    .describe('True where nothing had been reported by `asOf`: these numbers came later. Never true as of now.'),
});
export type PacingRow = z.infer<typeof pacingRowSchema>;

/** Whose knowledge a past `asOf` is judged with. */
export const pacingKnownSchema = z.enum(['then', 'now']);
export type PacingKnown = z.infer<typeof pacingKnownSchema>;
const asOfQuery = {
  asOf: instantSchema.optional().describe('Judge as of this moment; now by default.'),
  known: pacingKnownSchema
    .default('then')
    .describe(
      'For a past asOf: `then` is as it was known at that moment (plan in force, statuses and numbers; later corrections taken back by the adjustments), `now` the same days with everything reported since.',
    ),
};

export const pacingQuerySchema = z.strictObject(asOfQuery);
export const pacingResponseSchema = z.strictObject({
  campaignId: z.string(),
  planId: z.string().nullable().describe('The plan it is judged against: the one in force then.'),
  asOf: instantSchema,
  known: pacingKnownSchema.describe('`then`: as known at asOf. `now`: with what was reported since.'),
  today: daySchema,
  timeZone: z.string(),
  currency: z.string(),
  dataThrough: daySchema.nullable(),
  campaign: pacingRowSchema,
  groups: z.array(pacingRowSchema),
  lines: z.array(pacingRowSchema),
  flights: z.array(pacingRowSchema),
  counts: z.record(pacingStatusSchema, z.int()).describe('Flights by status.'),
});
export type PacingResponse = z.infer<typeof pacingResponseSchema>;

export const pacingSeriesQuerySchema = z.strictObject({
  ...asOfQuery,
  lineId: z.string().max(100).optional(),
  flightId: z.string().max(100).optional(),
  metric: z.enum(['spend', 'impressions']).default('spend'),
});
/**
 * Cumulative numbers at the end of each day. `delivered` is null after the last reported day, the projection before it. On a
 * running day that was reported in part both stand: `delivered` so far, `projected` at its end.
 */
export const pacingSeriesResponseSchema = z.strictObject({
  campaignId: z.string(),
  lineId: z.string().nullable(),
  flightId: z.string().nullable(),
  metric: z.enum(['spend', 'impressions']),
  unit: z.enum(['cents', 'impressions']),
  budget: z.int().nullable(),
  today: daySchema,
  dataThrough: daySchema.nullable(),
  points: z.array(
    z.strictObject({
      day: daySchema,
      planned: z.int().nullable(),
      plannedOfDay: z.int().nullable(),
      delivered: z.int().nullable(),
      deliveredOfDay: z.int().nullable(),
      projected: z.int().nullable(),
      low: z.int().nullable(),
      high: z.int().nullable(),
    }),
  ),
});
export type PacingSeriesResponse = z.infer<typeof pacingSeriesResponseSchema>;
