import { z } from 'zod';
import {
  basisPointsSchema,
  centsSchema,
  daySchema,
  nameSchema,
  pageOf,
  pageQuery,
  signedCentsSchema,
} from './common.ts';

/** Which columns of a station's CSV hold what; names are compared without case and outer spaces. */
export const asRunProfileRequestSchema = z.strictObject({
  name: nameSchema.describe('The station or vendor; a profile of the same name is replaced.'),
  station: z.string().trim().min(1).max(20).optional().describe('The station of files that do not name it.'),
  columns: z.strictObject({
    station: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('Left out when the file is of one station, given with the import.'),
    date: z.string().min(1).max(100),
    time: z.string().min(1).max(100),
    adId: z.string().min(1).max(100),
    lengthSeconds: z.string().min(1).max(100),
    status: z.string().min(1).max(100).optional(),
    reference: z.string().min(1).max(100).optional().describe('The station’s own id of the row.'),
    ratingHundredths: z.string().min(1).max(100).optional().describe('Delivered rating: 8.0 or 800 hundredths.'),
    costCents: z.string().min(1).max(100).optional().describe('Invoiced amount in dollars.'),
    program: z.string().min(1).max(100).optional().describe('The program around the spot.'),
  }),
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  dateFormat: z.enum(['YYYY-MM-DD', 'MM/DD/YYYY', 'MM/DD/YY', 'DD.MM.YYYY']).default('YYYY-MM-DD'),
  dayKind: z
    .enum(['broadcast', 'calendar'])
    .default('broadcast')
    .describe('Whether 01:30 after midnight is written under the evening’s date.'),
  statusMap: z
    .record(z.string().max(100), z.enum(['aired', 'missed', 'preempted']))
    .default({})
    .describe('Station’s word → ours; a word not listed means aired when blank, unmatched otherwise.'),
});
export type AsRunProfileRequest = z.infer<typeof asRunProfileRequestSchema>;
export const asRunProfileResponseSchema = asRunProfileRequestSchema.extend({
  id: z.string(),
  campaignId: z.string(),
  createdAt: z.string(),
});
export const asRunProfileListSchema = pageOf(asRunProfileResponseSchema);

const asRunFieldSchema = z.enum(
  Object.keys(asRunProfileRequestSchema.shape.columns.shape) as [AsRunField, ...AsRunField[]],
);
export type AsRunField = keyof AsRunProfileRequest['columns'];
/** How the beginning of a CSV would be read: by a draft of its columns, or by what we know. */
export const asRunPreviewRequestSchema = z.strictObject({
  sample: z.string().min(1).max(300_000).describe('The first lines of the file, whole lines only.'),
  station: z.string().max(20).optional(),
  draft: asRunProfileRequestSchema
    .omit({ name: true, columns: true })
    .extend({ columns: asRunProfileRequestSchema.shape.columns.partial() })
    .optional()
    .describe('Without one: the saved profile that fits the header, else the usual names.'),
});
export const asRunPreviewSchema = z.strictObject({
  delimiter: asRunProfileRequestSchema.shape.delimiter.unwrap(),
  header: z.array(z.string()),
  columns: asRunProfileRequestSchema.shape.columns.partial(),
  missing: z.array(asRunFieldSchema).describe('What no column was found for and no row can do without.'),
  profileId: z.string().nullable().describe('The saved profile it was read by.'),
  dateFormat: asRunProfileRequestSchema.shape.dateFormat.unwrap(),
  dayKind: asRunProfileRequestSchema.shape.dayKind.unwrap(),
  statusMap: asRunProfileRequestSchema.shape.statusMap.unwrap(),
  station: z.string().nullable(),
  unknownStatuses: z.array(z.string()),
  rowsRead: z.int(),
  rowsWithProblems: z.int(),
  rows: z.array(
    z.strictObject({
      rowNumber: z.int(),
      raw: z.string(),
      problem: z.string().nullable(),
      station: z.string().nullable(),
      airDay: daySchema.nullable(),
      clock: z.string().nullable(),
      adId: z.string(),
      lengthSeconds: z.int().nullable(),
      outcome: z.enum(['aired', 'missed', 'preempted']).nullable(),
      program: z.string().nullable(),
    }),
  ),
});
export type AsRunPreview = z.infer<typeof asRunPreviewSchema>;

/** The file is the request body: `text/csv` or `application/xml`. */
export const asRunImportQuerySchema = z.strictObject({
  profileId: z
    .string()
    .max(100)
    .optional()
    .describe('Column mapping of a CSV; without one the columns are found by their usual names.'),
  station: z.string().max(20).optional().describe('The station, where the file does not name it.'),
  toleranceMinutes: z.coerce
    .number()
    .int()
    .min(0)
    .max(720)
    .optional()
    .describe('Distance of the aired from the scheduled time that still matches; 15 unless said otherwise.'),
  fileName: z.string().max(200).optional(),
});

/** Why a row is in the unmatched queue. */
export const unmatchedReasonSchema = z.enum([
  'unreadable',
  'unknown_status',
  'unknown_station',
  'no_ad_id',
  'unknown_ad_id',
  'twin_definition',
  'other_length',
  'outside_tolerance',
  'wrong_weekday',
  'outside_flight',
  'still_to_come',
  'duplicate',
  'already_aired',
  'ambiguous',
]);
export type UnmatchedReason = z.infer<typeof unmatchedReasonSchema>;

export const asRunImportResponseSchema = z.strictObject({
  id: z.string(),
  campaignId: z.string(),
  fileName: z.string(),
  format: z.enum(['csv', 'bxf']),
  bytes: z.int(),
  sha256: z.string(),
  rows: z.int(),
  matched: z.int(),
  matchedAired: z.int(),
  matchedNotAired: z.int(),
  unmatched: z.int(),
  unmatchedBy: z.record(z.string(), z.int()),
  status: z.enum(['running', 'done', 'failed']),
  failure: z.string().nullable(),
  importedBy: z.string(),
  createdAt: z.string(),
});
export type AsRunImportResponse = z.infer<typeof asRunImportResponseSchema>;
export const asRunImportListSchema = pageOf(asRunImportResponseSchema);

export const asRunRowSchema = z.strictObject({
  id: z.string(),
  importId: z.string(),
  campaignId: z.string(),
  rowNumber: z.int().describe('Line of the CSV (the header is 1) or event of the XML (from 1).'),
  station: z.string().nullable(),
  airDay: daySchema.nullable(),
  clock: z.string().nullable(),
  airedAt: z.string().nullable(),
  adId: z.string().nullable(),
  lengthSeconds: z.int().nullable(),
  stationStatus: z.string().nullable(),
  reference: z.string().nullable(),
  ratingHundredths: z.int().nullable(),
  costCents: centsSchema.nullable(),
  program: z.string().nullable().describe('The program around it, as the station names it.'),
  state: z.enum(['matched', 'unmatched', 'resolved', 'ignored']),
  spotId: z.string().nullable(),
  reason: z.string().describe('Why it matched, or why not: a code.'),
  explanation: z.string(),
  candidateSpotIds: z.array(z.string()),
  raw: z.string().describe('The row as it came, cut at 1,000 characters.'),
});
export type AsRunRowResponse = z.infer<typeof asRunRowSchema>;
export const asRunRowListQuerySchema = z.strictObject({
  ...pageQuery,
  importId: z.string().max(100).optional(),
  state: z.enum(['matched', 'unmatched', 'resolved', 'ignored']).optional(),
  reason: z.string().max(40).optional(),
});
export const asRunRowListSchema = pageOf(asRunRowSchema);
export const resolveRowRequestSchema = z.strictObject({
  spotId: z.string().min(1).max(100),
  note: z.string().trim().max(500).optional(),
});
export const ignoreRowRequestSchema = z.strictObject({ note: z.string().trim().min(1).max(500) });

/** Delivered against ordered, per station and quarter of the broadcast calendar. */
export const postingQuerySchema = z.strictObject({
  station: z.string().max(20).optional(),
  lineBasisPoints: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .describe('Share of the ordered audience below which something is owed; 9,000 unless said otherwise.'),
});
export const postingRowSchema = z.strictObject({
  station: z.string(),
  year: z.int(),
  quarter: z.int().min(1).max(4),
  orderedSpots: z.int(),
  airedSpots: z.int(),
  orderedHundredths: z.int().describe('Rating points ordered, in hundredths.'),
  deliveredHundredths: z.int(),
  shareBasisPoints: z.int().nullable(),
  lineBasisPoints: basisPointsSchema,
  status: z.enum(['posted', 'under', 'open']).describe('`open`: the quarter has spots still to air.'),
  owedHundredths: z.int().describe('Rating points owed up to the line, 0 when posted.'),
  creditedCents: centsSchema,
  creditCents: centsSchema.describe('Money those points cost at the station’s average.'),
});
export const postingResponseSchema = z.strictObject({ asOf: z.string(), rows: z.array(postingRowSchema) });
export type PostingResponse = z.infer<typeof postingResponseSchema>;

/** Order, as-run and invoice of each station side by side. */
export const reconciliationRowSchema = z.strictObject({
  station: z.string(),
  orderedSpots: z.int(),
  orderedCents: centsSchema,
  airedSpots: z.int(),
  airedCents: centsSchema,
  verifiedSpots: z.int(),
  missedSpots: z.int(),
  madeGoodSpots: z.int(),
  creditedCents: centsSchema,
  invoicedCents: centsSchema,
  payableCents: centsSchema.describe('Cost of the spots an as-run row stands behind.'),
  varianceCents: signedCentsSchema.describe('Invoiced less payable.'),
  unmatchedRows: z.int(),
});
export const reconciliationResponseSchema = z.strictObject({
  rows: z.array(reconciliationRowSchema),
  totals: reconciliationRowSchema.omit({ station: true }),
});
