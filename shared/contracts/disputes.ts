import { z } from 'zod';
import { centsSchema, daySchema, pageOf, signedCentsSchema } from './common.ts';

/** Where order, as-run, invoice and posting differ. */
export const discrepancyCodeSchema = z.enum([
  'invoice_above_order',
  'invoice_below_order',
  'invoice_not_aired',
  'invoice_twice',
  'invoice_unknown_spot',
  'invoice_unverified',
  'invoice_missing',
  'posting_below',
]);
export type DiscrepancyCode = z.infer<typeof discrepancyCodeSchema>;
export const disputeStatusSchema = z.enum(['open', 'answered', 'settled']);

export const discrepancyQuerySchema = z.strictObject({
  toleranceCents: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000)
    .optional()
    .describe('An invoice line this near to its order says nothing; 0 unless said otherwise.'),
});
export const discrepancySchema = z.strictObject({
  key: z.string().describe('Names this discrepancy for as long as it lasts; a dispute is opened on it.'),
  code: discrepancyCodeSchema,
  severity: z.enum(['error', 'warning']),
  station: z.string(),
  spotId: z.string().nullable(),
  rowId: z.string().nullable().describe('The as-run row that carries the invoiced amount.'),
  rowLabel: z.string().nullable(),
  airDay: daySchema.nullable(),
  clock: z.string().nullable(),
  period: z.string().nullable().describe('The quarter, of a shortfall of a whole one.'),
  adId: z.string().nullable(),
  orderedCents: centsSchema,
  invoicedCents: centsSchema,
  differenceCents: signedCentsSchema.describe('Invoiced less what is payable of it.'),
  claimCents: centsSchema.describe('What a dispute would claim.'),
  message: z.string(),
  dispute: z.strictObject({ id: z.string(), status: disputeStatusSchema }).nullable(),
});
export type DiscrepancyResponse = z.infer<typeof discrepancySchema>;
export const discrepancyListSchema = z.strictObject({
  toleranceCents: centsSchema,
  invoicedCents: centsSchema,
  payableCents: centsSchema,
  items: z.array(discrepancySchema),
});
export type DiscrepancyList = z.infer<typeof discrepancyListSchema>;

const noteSchema = z.string().trim().min(1, 'Say it in a few words.').max(1_000);
export const evidenceRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('as_run_row'), rowId: z.string().min(1).max(100) }),
  z.strictObject({
    kind: z.literal('file'),
    name: z.string().trim().min(1).max(200),
    reference: z.string().trim().min(1).max(500).describe('Where the file is: an address, a folder, a message.'),
  }),
]);
export type EvidenceRequest = z.infer<typeof evidenceRequestSchema>;
export const openDisputeRequestSchema = z.strictObject({
  key: z.string().min(1).max(300).describe('The key of the discrepancy.'),
  note: noteSchema,
  evidence: z.array(evidenceRequestSchema).max(20).default([]),
});
export const addEvidenceRequestSchema = z.strictObject({
  evidence: evidenceRequestSchema,
  note: z.string().trim().max(1_000).default(''),
});
export const answerDisputeRequestSchema = z.strictObject({ note: noteSchema });
export const settleDisputeRequestSchema = z.strictObject({
  creditCents: centsSchema.describe('What the station gives back; 0 when the claim is dropped.'),
  note: noteSchema,
});

export const disputeResponseSchema = z.strictObject({
  id: z.string(),
  campaignId: z.string(),
  rev: z.int(),
  key: z.string(),
  code: discrepancyCodeSchema,
  station: z.string(),
  spotId: z.string().nullable(),
  rowId: z.string().nullable(),
  subject: z.string().describe('What was in dispute when it was opened, in words.'),
  status: disputeStatusSchema,
  claimedCents: centsSchema,
  creditCents: centsSchema.nullable(),
  evidence: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('as_run_row'), rowId: z.string(), label: z.string() }),
      z.strictObject({ kind: z.literal('file'), name: z.string(), reference: z.string() }),
    ]),
  ),
  history: z.array(
    z.strictObject({
      at: z.string(),
      by: z.string(),
      action: z.enum(['opened', 'evidence', 'answered', 'settled', 'reopened']),
      note: z.string(),
      creditCents: centsSchema.nullable(),
    }),
  ),
  createdAt: z.string(),
});
export type DisputeResponse = z.infer<typeof disputeResponseSchema>;
export const disputeListSchema = pageOf(disputeResponseSchema);

const creditRowSchema = z.strictObject({
  station: z.string(),
  makegoodCreditCents: centsSchema.describe('Credits taken in place of make-goods.'),
  settledCents: centsSchema.describe('Credits agreed in disputes.'),
  owedCents: centsSchema.describe('Both together: to be set off against invoices.'),
  claimedCents: centsSchema.describe('Claimed in disputes that are not settled.'),
  postingOwedCents: centsSchema.describe('Owed by the posting and not in any dispute yet.'),
});
/** Money stations owe us: agreed, claimed, and not yet claimed. */
export const creditsResponseSchema = z.strictObject({
  rows: z.array(creditRowSchema),
  totals: creditRowSchema.omit({ station: true }),
});
export type CreditsResponse = z.infer<typeof creditsResponseSchema>;
