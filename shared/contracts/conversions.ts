import { z } from 'zod';
import { daySchema, instantSchema } from './common.ts';

const utmSchema = z.string().max(200).optional();
/** What the campaign's own website posts. `eventId` counts once for ever. Nothing personal is taken. */
export const conversionEventSchema = z.strictObject({
  eventId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'Give 8 to 64 letters, digits, _ or -.'),
  kind: z.enum(['visit', 'signup', 'donation']),
  at: instantSchema,
  valueCents: z.int().min(0).max(1e9).default(0).describe('Amount of a donation; never counted as media spend.'),
  utmSource: utmSchema,
  utmMedium: utmSchema,
  utmCampaign: utmSchema,
  utmContent: utmSchema,
});
export type ConversionEvent = z.infer<typeof conversionEventSchema>;
export const conversionPostSchema = z.strictObject({
  siteKey: z.string().min(8).max(100),
  consent: z.literal(true, 'Events are taken only with the visitor’s consent.'),
  events: z.array(conversionEventSchema).min(1).max(100),
});
export const conversionAnswerSchema = z.strictObject({ received: z.int(), stored: z.int(), duplicates: z.int() });

export const siteResponseSchema = z.strictObject({
  campaignId: z.string(),
  siteKey: z.string().describe('Not a secret: it stands in the page.'),
  snippet: z.string().describe('To be pasted into the website; does nothing until consent is given.'),
  links: z.array(
    z.strictObject({
      lineId: z.string(),
      lineName: z.string(),
      utm: z.string().describe('To be appended to the line’s landing address.'),
    }),
  ),
});

/** The rule in words: an event belongs to the line its own utm_content names; without one, to nobody. */
export const attributionRuleSchema = z.enum(['tagged_line']);
const conversionSumsSchema = z.strictObject({
  spendCents: z.int(),
  visits: z.int(),
  signups: z.int(),
  donations: z.int(),
  donatedCents: z.int(),
  costPerDonationCents: z.int().nullable(),
  returnRatio: z.number().nullable().describe('Donated ÷ spend.'),
});
export const conversionReportSchema = z.strictObject({
  campaignId: z.string(),
  rule: attributionRuleSchema,
  from: daySchema,
  to: daySchema,
  rows: z.array(
    conversionSumsSchema.extend({
      lineId: z.string().nullable().describe('Null: not attributed.'),
      label: z.string(),
    }),
  ),
  outside: z.int().describe('Events dated before or after the campaign: kept, counted in no row.'),
  totals: conversionSumsSchema.describe('Of the lines together; what is not attributed is left out.'),
});
export type ConversionSums = z.infer<typeof conversionSumsSchema>;
export type ConversionReport = z.infer<typeof conversionReportSchema>;
