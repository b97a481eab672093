import { z } from 'zod';
import { FLOWCHART_MEASURES } from '../domain/audience/measured-flowchart.ts';
import type { ReachRequest } from '../domain/reach/calculate-reach.ts';
import type { ReachAnswer } from '../domain/reach/reach-answer.ts';
import { issueSchema } from './common.ts';
import { flowchartQuerySchema } from './plans.ts';

const share = z.number().min(0).max(1);
const insertions = z.int().min(1).max(1000);
const people = z.number().min(1).max(1e10);
const grps = z.number().min(0).max(1e6);
const dispersion = z.number().min(0.01).max(100);

/** Body of `POST /api/v1/calculations/reach`. Beta-binomial takes shares or audiences with their population. */
export const reachRequestSchema = z.union([
  z.strictObject({ model: z.literal('random_duplication'), reaches: z.array(share).min(1).max(200) }),
  z.strictObject({ model: z.literal('binomial'), reachOne: share, insertions }),
  z.strictObject({ model: z.literal('beta_binomial'), reachOne: share, reachTwo: share, insertions }),
  z.strictObject({
    model: z.literal('beta_binomial'),
    audienceOne: people,
    audienceTwo: people,
    population: people,
    insertions,
  }),
  z.strictObject({ model: z.literal('nbd'), grps, dispersion: dispersion.optional() }),
  z.strictObject({
    model: z.literal('combined'),
    vehicles: z
      .array(z.strictObject({ label: z.string().min(1).max(200), grps }))
      .min(1)
      .max(200),
    dispersion: dispersion.optional(),
  }),
]) satisfies z.ZodType<ReachRequest>;

const modelSchema = z.enum(['random_duplication', 'binomial', 'beta_binomial', 'nbd', 'combined']);

/** Answer of `POST /api/v1/calculations/reach`: shares of the population; `distribution[k]` is exposed exactly k times (last: or more). */
export const reachAnswerSchema = z.strictObject({
  model: modelSchema,
  reach: z.number(),
  frequency: z.number(),
  distribution: z.array(z.number()),
  issues: z.array(issueSchema),
}) satisfies z.ZodType<ReachAnswer>;

const peopleQuery = z.coerce
  .number()
  .int()
  .min(1_000)
  .max(10_000_000_000)
  .optional()
  .describe('People in the market; the campaign’s own when left out.');

/** Query of the reach of a plan or campaign. */
export const scheduleReachQuerySchema = z.strictObject({
  people: peopleQuery,
  dispersion: z.coerce
    .number()
    .min(0.01)
    .max(100)
    .optional()
    .describe('κ of the NBD; .55 when left out, published schedules lie between .5 and .6.'),
});

const reachRowSchema = z.strictObject({
  kind: z.enum(['line', 'station', 'group', 'campaign']),
  key: z.string(),
  label: z.string(),
  group: z.enum(['tv', 'digital', 'audio', 'outdoor']).nullable(),
  grpHundredths: z.int(),
  impressions: z.int(),
  spots: z.int().nullable(),
  model: modelSchema,
  dispersion: z.number().nullable().describe('κ used; null for beta-binomial.'),
  reach: z.number().describe('Share of the people in the market, 0 to 1.'),
  low: z.number().nullable(),
  high: z.number().nullable(),
  frequency: z.number(),
  distribution: z.array(z.number()),
  issues: z.array(issueSchema),
});
export type ReachRowResponse = z.infer<typeof reachRowSchema>;

/** Answer of `GET /api/v1/plans/{id}/reach` (planned) and `GET /api/v1/campaigns/{id}/reach` (aired so far). */
export const scheduleReachResponseSchema = z.strictObject({
  basis: z.enum(['planned', 'aired']),
  campaignId: z.string(),
  planId: z.string().nullable(),
  asOf: z.string().nullable().describe('When the aired figures were read; null for a plan.'),
  people: z.int(),
  dispersion: z.number(),
  model: z.strictObject({ name: z.string(), sentence: z.string() }).describe('The model of the headline, in words.'),
  rows: z.array(reachRowSchema).describe('Lines, stations, channel groups, then all together.'),
  assumptions: z.array(issueSchema),
  notCounted: z.array(z.strictObject({ lineId: z.string(), name: z.string(), reason: z.string() })),
});
export type ScheduleReachResponse = z.infer<typeof scheduleReachResponseSchema>;

/** Query of `GET /api/v1/plans/{id}/flowchart/measured`. */
export const measuredFlowchartQuerySchema = flowchartQuerySchema
  .omit({ basis: true })
  .extend({ measure: z.enum(FLOWCHART_MEASURES).exclude(['dollars']), people: peopleQuery });

/** The flowchart in rating points (hundredths), impressions or spots; it foots both ways in whole units. */
export const measuredFlowchartResponseSchema = z.strictObject({
  planId: z.string(),
  calendar: z.enum(['broadcast', 'gregorian']),
  by: z.enum(['week', 'month']),
  measure: z.enum(['grps', 'impressions', 'spots']),
  people: z.int(),
  columns: z.array(z.strictObject({ key: z.string(), label: z.string(), startDay: z.string(), endDay: z.string() })),
  rows: z.array(
    z.strictObject({
      kind: z.enum(['channel', 'vendor', 'line']),
      key: z.string(),
      label: z.string(),
      cells: z.array(z.int()),
      total: z.int(),
    }),
  ),
  columnTotals: z.array(z.int()),
  total: z.int(),
  notes: z.array(issueSchema),
});
