import { z } from 'zod';
import { OFFER_STATUSES } from '../domain/makegood/makegood.ts';
import { centsSchema, daySchema, issueSchema, pageOf, pageQuery } from './common.ts';
import { spotResponseSchema } from './spots.ts';

export const makegoodTierSchema = z.enum(['same_program', 'same_daypart', 'other_daypart']);
export const offerStatusSchema = z.enum(OFFER_STATUSES);
/** A station's or our own proposal to make a dropped spot good. */
export const makegoodOfferSchema = z.strictObject({
  id: z.string(),
  campaignId: z.string(),
  spotId: z.string(),
  status: offerStatusSchema,
  rev: z.int(),
  tier: makegoodTierSchema,
  station: z.string(),
  daypart: z.string(),
  program: z.string().nullable(),
  airDay: daySchema,
  clock: z.string(),
  scheduledAt: z.string(),
  lengthSeconds: z.int(),
  ratingHundredths: z.int(),
  lostRatingHundredths: z.int(),
  costCents: centsSchema,
  lostCents: centsSchema,
  reasons: z.array(z.string()).describe('Why this time: rules met, in words.'),
  expiresAt: z.string(),
  replacementId: z.string().nullable(),
  createdAt: z.string(),
});
export type MakegoodOfferResponse = z.infer<typeof makegoodOfferSchema>;
export const makegoodRequestSchema = z.strictObject({
  withinDays: z
    .int()
    .min(1)
    .max(60)
    .optional()
    .describe('How long after the lost spot it may air; 14 unless said otherwise.'),
  otherDayparts: z.boolean().optional().describe('Also offer other dayparts of the same station.'),
  limit: z.int().min(1).max(20).optional(),
});
export const makegoodResponseSchema = z.strictObject({
  offers: z.array(makegoodOfferSchema),
  issues: z.array(issueSchema),
});
export const makegoodListQuerySchema = z.strictObject({
  ...pageQuery,
  spotId: z.string().max(100).optional(),
  status: offerStatusSchema.optional(),
});
export const makegoodListSchema = pageOf(makegoodOfferSchema);
export const acceptMakegoodResponseSchema = z.strictObject({
  spot: spotResponseSchema,
  replacement: spotResponseSchema,
});
