import { z } from 'zod';
import { basisPointsSchema, daySchema, issueSchema, nameSchema, pageOf, pageQuery } from './common.ts';

export const creativeApprovalSchema = z.enum(['draft', 'in_review', 'approved', 'rejected']);
export const creativeLengthSchema = z.union([z.literal(10), z.literal(15), z.literal(30), z.literal(60)]);

/** The sponsor line as produced: its text, how long it is shown, its share of the picture height. */
export const disclaimerSchema = z.strictObject({
  text: z.string().trim().min(1).max(500),
  seconds: z.number().min(0).max(120),
  heightBasisPoints: basisPointsSchema.describe('Share of the picture height: 4 % is 400.'),
});

/** A testimonial's signed release. The paper itself is sent to `/creatives/{id}/release-file`. */
export const releaseRequestSchema = z.strictObject({
  signatory: nameSchema.describe('Who signed.'),
  signedDay: daySchema.optional(),
  expiryDay: daySchema.optional().describe('The first day the release no longer holds.'),
});

const creativeFields = {
  title: nameSchema,
  adId: z
    .string()
    .trim()
    .min(1)
    .max(30)
    .describe('Ad-ID (11 characters, then H or D if any) or ISCI; spaces, "-" and "/" are ignored.'),
  kind: z.enum(['standard', 'testimonial']).default('standard'),
  lengthSeconds: creativeLengthSchema,
  definition: z.enum(['SD', 'HD']).default('HD').describe('Format sent to the station.'),
  startDay: daySchema.optional().describe('First day it may air.'),
  endDay: daySchema.optional().describe('The first day it may no longer air: periods are half-open.'),
  dayparts: z
    .array(z.string().trim().min(1).max(40))
    .min(1)
    .max(20)
    .optional()
    .describe('Dayparts it may air in; left out, all.'),
  disclaimer: disclaimerSchema.optional(),
  rotationWeight: z
    .int()
    .min(0)
    .max(10_000)
    .default(100)
    .describe('Its share of the rotation next to the other creatives of its length.'),
};

export const createCreativeRequestSchema = z.strictObject(creativeFields);
export type CreateCreativeRequest = z.infer<typeof createCreativeRequestSchema>;

/** An edit; null takes an optional value away. An edit of what airs takes the approval back. */
export const updateCreativeRequestSchema = z.strictObject({
  title: nameSchema.optional(),
  adId: creativeFields.adId.optional(),
  kind: z.enum(['standard', 'testimonial']).optional(),
  lengthSeconds: creativeLengthSchema.optional(),
  definition: z.enum(['SD', 'HD']).optional(),
  startDay: daySchema.nullable().optional(),
  endDay: daySchema.nullable().optional(),
  dayparts: z.array(z.string().trim().min(1).max(40)).min(1).max(20).nullable().optional(),
  disclaimer: disclaimerSchema.nullable().optional(),
  rotationWeight: z.int().min(0).max(10_000).optional(),
});
export type UpdateCreativeRequest = z.infer<typeof updateCreativeRequestSchema>;

export const approvalRequestSchema = z.strictObject({ note: z.string().trim().max(500).optional() });

export const creativeResponseSchema = z.strictObject({
  id: z.string(),
  campaignId: z.string(),
  rev: z.int(),
  title: z.string(),
  adId: z.string().describe('As stations write it: upper case, no separators.'),
  adIdKind: z.enum(['ad_id', 'isci']),
  kind: z.enum(['standard', 'testimonial']),
  lengthSeconds: z.int(),
  definition: z.enum(['SD', 'HD']),
  startDay: daySchema.nullable(),
  endDay: daySchema.nullable(),
  lastDay: daySchema.nullable().describe('The last day it may air, for people.'),
  dayparts: z.array(z.string()).nullable(),
  disclaimer: disclaimerSchema.nullable(),
  rotationWeight: z.int(),
  approval: z.strictObject({
    status: creativeApprovalSchema,
    by: z.string().nullable(),
    at: z.string().nullable(),
    note: z.string().nullable(),
  }),
  release: z
    .strictObject({
      signatory: z.string(),
      signedDay: daySchema.nullable(),
      expiryDay: daySchema.nullable(),
      file: z.strictObject({ name: z.string(), type: z.string(), bytes: z.int(), sha256: z.string() }).nullable(),
    })
    .nullable(),
  eligibleToday: z.boolean().describe('It could air on the market’s present day, in a spot of its length.'),
  issues: z.array(issueSchema).describe('Every reason it may not air, and what ends soon.'),
  use: z
    .strictObject({ coming: z.int(), aired: z.int(), nextAirAt: z.string().nullable() })
    .describe('Spots it is assigned to.'),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type CreativeResponse = z.infer<typeof creativeResponseSchema>;

export const creativeListQuerySchema = z.strictObject({ ...pageQuery, approval: creativeApprovalSchema.optional() });
export const creativeListSchema = pageOf(creativeResponseSchema);

/** Which disclaimer a campaign's creatives must carry; null checks for none. */
export const disclaimerRuleSchema = z.strictObject({
  requiredText: z.string().trim().min(1).max(500),
  minimumSeconds: z.number().min(0).max(120),
  minimumHeightBasisPoints: basisPointsSchema,
});
export const creativeRulesSchema = z.strictObject({ disclaimer: disclaimerRuleSchema.nullable() });
export type CreativeRulesRequest = z.infer<typeof creativeRulesSchema>;

/** Sets every weight of one length at once, so that the shares are seen to add up. */
export const rotationWeightsRequestSchema = z.strictObject({
  weights: z
    .array(z.strictObject({ creativeId: z.string(), weight: z.int().min(0).max(10_000) }))
    .min(1)
    .max(50),
});
export const rotationSharesSchema = z.strictObject({
  lengths: z.array(
    z.strictObject({
      lengthSeconds: z.int(),
      creatives: z.array(
        z.strictObject({
          creativeId: z.string(),
          adId: z.string(),
          title: z.string(),
          weight: z.int(),
          shareBasisPoints: z.int(),
        }),
      ),
    }),
  ),
});

/** What would leave a spot without copy in the days ahead. */
export const copyOutlookQuerySchema = z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(14) });
export const copyOutlookSchema = z.strictObject({ fromDay: daySchema, toDay: daySchema, issues: z.array(issueSchema) });
