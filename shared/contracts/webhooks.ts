import { z } from 'zod';
import { instantSchema, issueSchema, nameSchema, pageOf, pageQuery } from './common.ts';

/** How a platform signs and shapes its posts; see server/webhooks/README.md. */
export const webhookDialectSchema = z.enum(['standard', 'adcp', 'adcp-9421', 'hub']);
export type WebhookDialect = z.infer<typeof webhookDialectSchema>;

/** Text that is whole Unicode: half a surrogate pair has no UTF-8 form and could not be part of an id. */
export const wholeTextSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cs}]*$/u, 'Half a surrogate pair is not text; send whole characters.');

export const placementNameSchema = wholeTextSchema.describe(
  'The platform’s own name or number of what it runs for us: an ad group, a package, a creative.',
);

export const placementMappingSchema = z.strictObject({
  placement: placementNameSchema,
  flightId: z.string().min(1).max(100),
});

/** A platform's public key, for senders that sign with a key pair (standard `v1a`, adcp-9421). */
export const publicKeySchema = z.strictObject({
  keyId: z.string().regex(/^[\w.:/-]{1,200}$/, 'Use 1 to 200 letters, digits or _ . : / -'),
  algorithm: z.enum(['ed25519', 'ecdsa-p256-sha256']),
  key: z.string().min(40).max(2_000).describe('The public key: PEM, or the 32 raw bytes of ed25519 in base64.'),
});

export const pullSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .describe('Answers GET with the same JSON body a webhook would bring.'),
  everyMinutes: z.int().min(5).max(1_440).default(60),
});

const platformsSchema = z
  .array(z.string().min(1).max(100))
  .max(50)
  .describe(
    'Ids of the people and keys of role platform that see this source; one that makes a source sees it by itself.',
  );

export const createWebhookSourceRequestSchema = z.strictObject({
  name: nameSchema,
  dialect: webhookDialectSchema.default('standard'),
  placements: z.array(placementMappingSchema).max(1_000).default([]),
  timeZone: z
    .string()
    .min(1)
    .max(64)
    .default('America/New_York')
    .describe(
      'The zone of the days this platform reports by. It decides the day of hourly rows, so it is fixed for good.',
    ),
  secret: z
    .string()
    .min(32)
    .max(200)
    .optional()
    .describe(
      'Only where the platform chose the secret itself; otherwise one is made. `whsec_…` for dialect standard.',
    ),
  publicKeys: z.array(publicKeySchema).max(5).default([]),
  reportsEveryMinutes: z
    .int()
    .min(5)
    .max(10_080)
    .default(1_440)
    .describe('A feed that is silent for twice as long raises an alert.'),
  pull: pullSchema.optional(),
  platforms: platformsSchema.optional(),
});
export type CreateWebhookSourceRequest = z.infer<typeof createWebhookSourceRequestSchema>;

export const updateWebhookSourceRequestSchema = z.strictObject({
  name: nameSchema.optional(),
  status: z.enum(['active', 'paused']).optional(),
  publicKeys: z.array(publicKeySchema).max(5).optional(),
  reportsEveryMinutes: z.int().min(5).max(10_080).optional(),
  pull: pullSchema.nullable().optional(),
  platforms: platformsSchema.optional(),
});
export type UpdateWebhookSourceRequest = z.infer<typeof updateWebhookSourceRequestSchema>;

export const rotateSecretRequestSchema = z.strictObject({
  overlapHours: z
    .int()
    .min(0)
    .max(720)
    .default(24)
    .describe('How long the old secret still counts; 0 ends it at once.'),
});

/** Counts of rows; received = stored + duplicates + quarantined + dead + rejected, always. */
export const rowCountsSchema = z.strictObject({
  received: z.int(),
  stored: z.int(),
  duplicates: z.int(),
  quarantined: z.int(),
  dead: z.int(),
  rejected: z.int(),
});

export const attemptStatusSchema = z.enum([
  'processing',
  'ok',
  'duplicate',
  'bad_signature',
  'invalid',
  'conflict',
  'unmatched',
  'failed',
]);
export type AttemptStatus = z.infer<typeof attemptStatusSchema>;

export const unmappedPlacementSchema = z.strictObject({
  placement: z.string(),
  days: z.int().describe('Days with facts waiting for a flight.'),
  spendMicros: z.int(),
  impressions: z.int(),
  firstDay: z.string(),
  lastDay: z.string(),
});

export const webhookSourceResponseSchema = z.strictObject({
  id: z.string(),
  rev: z.int(),
  name: z.string(),
  dialect: webhookDialectSchema,
  status: z.enum(['active', 'paused']),
  path: z.string().describe('Where the platform posts, for example /webhooks/src_….'),
  timeZone: z.string(),
  secrets: z.array(
    z.strictObject({
      id: z.string(),
      start: z.string(),
      createdAt: instantSchema,
      expiresAt: instantSchema.nullable(),
    }),
  ),
  publicKeys: z.array(publicKeySchema),
  placements: z.array(z.strictObject({ placement: z.string(), flightId: z.string(), mappedAt: instantSchema })),
  unmapped: z.array(unmappedPlacementSchema),
  reportsEveryMinutes: z.int(),
  pull: pullSchema.nullable(),
  feed: z.enum(['ok', 'late', 'silent', 'never']).describe('`never` means no post was accepted yet.'),
  lastAcceptedAt: instantSchema.nullable(),
  nextExpectedAt: instantSchema.nullable(),
  lastPull: z
    .strictObject({
      at: instantSchema,
      reason: z.enum(['silent', 'gap', 'rhythm', 'asked']),
      tries: z.int().describe('How often it was asked since its feed was last well.'),
      isOk: z.boolean(),
      gap: z.string(),
      received: z.int(),
      stored: z.int(),
      detail: z.string().describe('What came of it, in words.'),
      attemptId: z.string().nullable(),
    })
    .nullable()
    .describe('The last time we asked it for its report: by its rhythm, for being silent, for a gap, or by hand.'),
  missingSequences: z.array(z.int()).describe('Gaps in sequence_number, where the dialect numbers its reports.'),
  lastDay: z
    .strictObject({ attempts: z.record(attemptStatusSchema, z.int()), rows: rowCountsSchema })
    .describe('The last 24 hours.'),
  issues: z.array(issueSchema),
  platforms: platformsSchema,
  createdAt: instantSchema,
});
export type WebhookSourceResponse = z.infer<typeof webhookSourceResponseSchema>;
export const webhookSourceListSchema = pageOf(webhookSourceResponseSchema);
export const createdWebhookSourceResponseSchema = webhookSourceResponseSchema.extend({
  secret: z
    .string()
    .nullable()
    .describe('Shown this once; keep it with the platform. Null for adcp-9421, which has public keys only.'),
});
export type CreatedWebhookSourceResponse = z.infer<typeof createdWebhookSourceResponseSchema>;

/** Maps a placement to a flight; `flightId` null takes the mapping back. Facts already received follow at once. */
export const mapPlacementRequestSchema = z.strictObject({
  placement: placementNameSchema,
  flightId: z.string().min(1).max(100).nullable(),
});

export const verificationStepSchema = z.strictObject({
  step: z.enum(['headers', 'id', 'timestamp', 'digest', 'nonce', 'signature', 'nesting', 'json', 'shape']),
  ok: z.boolean(),
  detail: z.string(),
});
export type VerificationStep = z.infer<typeof verificationStepSchema>;

/** One row that was not taken, by its place in the batch (from 0). */
export const refusedRowSchema = z.strictObject({
  index: z.int(),
  code: z.string(),
  path: z.string(),
  message: z.string(),
});
export type RefusedRow = z.infer<typeof refusedRowSchema>;

/** What the door answers to an accepted post. The same post again gets the same answer. */
export const webhookAnswerSchema = z.strictObject({
  received: z.int(),
  stored: z.int(),
  duplicates: z.int(),
  quarantined: z.int(),
  dead: z.int(),
  rejected: z.array(refusedRowSchema),
});
export type WebhookAnswer = z.infer<typeof webhookAnswerSchema>;

export const webhookAttemptResponseSchema = z.strictObject({
  id: z.string(),
  sourceId: z.string(),
  sourceName: z.string(),
  eventId: z.string().nullable(),
  receivedAt: instantSchema,
  status: attemptStatusSchema,
  httpStatus: z.int().nullable(),
  byteCount: z.int(),
  rowCount: z.int(),
  durationMs: z.number(),
  counts: rowCountsSchema,
  via: z.enum(['webhook', 'upload', 'pull', 'test']),
  problem: z.string().nullable().describe('What went wrong, in words.'),
});
export type WebhookAttemptResponse = z.infer<typeof webhookAttemptResponseSchema>;

export const attemptChangeSchema = z.strictObject({
  placement: z.string(),
  day: z.string(),
  flightId: z.string().nullable(),
  spendMicros: z.int(),
  impressions: z.int(),
  clicks: z.int(),
  completedViews: z.int(),
  conversions: z.int(),
});

export const webhookAttemptDetailSchema = webhookAttemptResponseSchema.extend({
  headers: z.record(z.string(), z.string()).describe('As received; signatures and authorization are redacted.'),
  rawBody: z.string(),
  rawBodyTruncated: z.boolean(),
  steps: z.array(verificationStepSchema),
  answer: webhookAnswerSchema.nullable(),
  refusal: z.string().nullable().describe('The body of our answer to a post that was not taken, as it was sent.'),
  changes: z.array(attemptChangeSchema).describe('How the totals moved because of this post.'),
  reprocessedAt: instantSchema.nullable(),
});
export type WebhookAttemptDetail = z.infer<typeof webhookAttemptDetailSchema>;

export const webhookAttemptListQuerySchema = z.strictObject({
  ...pageQuery,
  sourceId: z.string().max(100).optional(),
  status: attemptStatusSchema.optional(),
  eventId: z.string().max(100).optional(),
  since: instantSchema.optional(),
  until: instantSchema.optional(),
});
export const webhookAttemptListSchema = pageOf(webhookAttemptResponseSchema);

export const reprocessFailedRequestSchema = z.strictObject({
  sourceId: z.string().max(100).optional(),
  since: instantSchema,
});
export const reprocessProgressSchema = z.strictObject({
  id: z.string(),
  status: z.enum(['running', 'done']),
  total: z.int(),
  done: z.int(),
  recovered: z.int(),
  stillFailing: z.int(),
});
export type ReprocessProgress = z.infer<typeof reprocessProgressSchema>;

/** A platform's file instead of a webhook: header row, then one row per placement and day. */
export const uploadRequestSchema = z.strictObject({ fileName: nameSchema, csv: z.string().min(1).max(900_000) });
export const uploadAnswerSchema = webhookAnswerSchema.extend({ attemptId: z.string() });
