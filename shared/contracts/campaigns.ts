import { z } from 'zod';
import { GOAL_KINDS } from '../domain/campaign.ts';
import { basisPointsSchema, centsSchema, daySchema, nameSchema, pageOf, pageQuery } from './common.ts';

/** What the campaign is for, in the unit its split maximises. */
export const campaignGoalSchema = z.strictObject({
  kind: z.enum(GOAL_KINDS),
  target: z
    .number()
    .positive()
    .optional()
    .describe('In the kind’s own unit: people, impressions, hundredths of points, …'),
});

export const marketSchema = z.strictObject({
  name: nameSchema,
  dmaCode: z
    .string()
    .regex(/^[5-8]\d{2}$/, 'Give the three digits of the DMA, for example 504 for Philadelphia.')
    .describe('Nielsen’s designated market area.'),
});

const peopleInMarketSchema = z
  .int('Give whole people, for example 7541000.')
  .min(1_000)
  .max(400_000_000)
  .describe('People in the market, the base of every benchmark curve and rating point.');

const campaignFields = {
  name: nameSchema,
  advertiser: nameSchema,
  market: marketSchema,
  timeZone: z.string().min(1).max(64).describe('IANA zone of the market, for example America/New_York.'),
  currency: z.literal('USD').default('USD'),
  budgetCents: centsSchema.min(1).describe('Gross budget in whole cents.'),
  commissionBasisPoints: basisPointsSchema.max(9_999).default(1500),
  startDay: daySchema,
  endDay: daySchema.describe('The first day after the campaign: periods are half-open.'),
  goal: campaignGoalSchema.default({ kind: 'reach' }),
};

export const createCampaignRequestSchema = z.strictObject({
  ...campaignFields,
  peopleInMarket: peopleInMarketSchema.optional().describe('Left out, the figure kept for the DMA counts.'),
});
export type CreateCampaignRequest = z.infer<typeof createCampaignRequestSchema>;

export const updateCampaignRequestSchema = z.strictObject({
  name: nameSchema.optional(),
  advertiser: nameSchema.optional(),
  budgetCents: centsSchema.min(1).optional(),
  startDay: daySchema.optional(),
  endDay: daySchema.optional(),
  goal: campaignGoalSchema.optional(),
  peopleInMarket: peopleInMarketSchema.nullable().optional().describe('Null goes back to the figure kept for the DMA.'),
});
export type UpdateCampaignRequest = z.infer<typeof updateCampaignRequestSchema>;

export const campaignStatusSchema = z.enum(['draft', 'active', 'paused', 'completed', 'canceled']);

export const campaignResponseSchema = z.strictObject({
  ...campaignFields,
  currency: z.literal('USD'),
  commissionBasisPoints: basisPointsSchema,
  goal: campaignGoalSchema,
  peopleInMarket: peopleInMarketSchema,
  peopleBasis: z.string().describe('Where peopleInMarket comes from.'),
  id: z.string(),
  rev: z.int(),
  status: campaignStatusSchema,
  lastDay: daySchema.describe('The last day of the campaign, for people: the day before endDay.'),
  approvedPlanId: z.string().nullable(),
  latestPlanId: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type CampaignResponse = z.infer<typeof campaignResponseSchema>;

export const campaignListQuerySchema = z.strictObject({ ...pageQuery, status: campaignStatusSchema.optional() });
export const campaignListSchema = pageOf(campaignResponseSchema);
