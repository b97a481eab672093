import { z } from 'zod';
import { daySchema, issueSchema, nameSchema, pageOf, pageQuery } from './common.ts';

/** Makes the next revision for a station, or for each station whose spots changed since the last one. */
export const issueTrafficRequestSchema = z.strictObject({
  station: z.string().trim().min(1).max(20).optional(),
  from: daySchema
    .optional()
    .describe('First broadcast day instructed; the market’s present day unless said otherwise.'),
  to: daySchema.optional().describe('First broadcast day no longer instructed.'),
});

export const trafficRowSchema = z.strictObject({
  spotId: z.string(),
  airDay: daySchema,
  clock: z.string(),
  window: z.string(),
  scheduledAt: z.string(),
  daypart: z.string(),
  program: z.string().nullable(),
  lengthSeconds: z.int(),
  adId: z.string(),
  title: z.string(),
  change: z.enum(['new', 'changed', 'same']),
});

/** One try to mail instructions to the station. */
export const trafficDeliverySchema = z.strictObject({
  id: z.string(),
  to: z.array(z.string()),
  at: z.string(),
  by: z.string(),
  messageId: z.string().nullable().describe('As the mail server knows it; null when it was not taken.'),
  error: z.string().nullable().describe('Why it was not taken, in the mail server’s words.'),
});
export type TrafficDeliveryResponse = z.infer<typeof trafficDeliverySchema>;
/** Sends the files to the station’s contacts, or to these addresses. */
export const sendTrafficRequestSchema = z.strictObject({
  to: z.array(z.email('Give a mail address, for example traffic@example.org.')).min(1).max(20).optional(),
});

export const trafficResponseSchema = z.strictObject({
  id: z.string(),
  campaignId: z.string(),
  station: z.string(),
  vendor: z.string(),
  revision: z.int().min(1),
  supersedesRevision: z.int().nullable(),
  isCurrent: z.boolean(),
  from: daySchema,
  to: daySchema,
  rows: z.array(trafficRowSchema),
  removedSpotIds: z.array(z.string()).describe('Spots of the revision before that were to come and are not to air.'),
  removedRows: z.array(trafficRowSchema).describe('Those spots as they were instructed.'),
  shares: z.array(z.strictObject({ adId: z.string(), title: z.string(), spots: z.int(), shareBasisPoints: z.int() })),
  issues: z.array(issueSchema),
  issuedBy: z.string(),
  issuedAt: z.string(),
  deliveries: z.array(trafficDeliverySchema).describe('Every time it was mailed, oldest first.'),
});
export type TrafficResponse = z.infer<typeof trafficResponseSchema>;

export const issueTrafficResponseSchema = z.strictObject({
  issued: z.array(trafficResponseSchema),
  unchanged: z.array(z.string()).describe('Stations whose last revision still says the same.'),
  issues: z.array(issueSchema),
});
export const trafficListQuerySchema = z.strictObject({
  ...pageQuery,
  station: z.string().max(20).optional(),
  current: z.enum(['true', 'false']).optional(),
});
export const trafficListSchema = pageOf(
  trafficResponseSchema
    .omit({ rows: true, shares: true, issues: true, removedSpotIds: true, removedRows: true })
    .extend({ spots: z.int() }),
);

/** A calendar subscription to the spots of a campaign. The address is a secret: revoke it to end it. */
export const createFeedRequestSchema = z.strictObject({
  name: nameSchema,
  station: z.string().trim().min(1).max(20).optional(),
});
export const feedResponseSchema = z.strictObject({
  id: z.string(),
  campaignId: z.string(),
  name: z.string(),
  station: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  lastReadAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
export type FeedResponse = z.infer<typeof feedResponseSchema>;
export const createdFeedResponseSchema = feedResponseSchema.extend({
  path: z.string().describe('Where to subscribe; shown once.'),
});
export const feedListSchema = pageOf(feedResponseSchema);
