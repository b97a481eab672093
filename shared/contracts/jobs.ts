import { z } from 'zod';
import { centsSchema, pageOf, pageQuery } from './common.ts';

/** Jobs as an administrator sees them: in words, with what waits and what failed. */
export const jobKindResponseSchema = z.strictObject({
  name: z.string(),
  words: z.string().describe('What it does and when, for example "every Monday at 05:00, America/New_York".'),
  waiting: z.int(),
  running: z.int(),
  nextRunAt: z.string().nullable(),
});
export const jobsOverviewSchema = z.strictObject({
  kinds: z.array(jobKindResponseSchema),
  workers: z.array(
    z.strictObject({ name: z.string(), startedAt: z.string(), seenAt: z.string(), isAlive: z.boolean() }),
  ),
  deadLetters: z.int(),
  lastReconciledAt: z.string().nullable(),
  clockSkewMs: z.int().nullable().describe('Our clock less the database’s.'),
});

export const deadLetterStatusSchema = z.enum(['open', 'retried', 'done', 'dropped']);
export const deadLetterSchema = z.strictObject({
  id: z.string(),
  job: z.string(),
  campaignId: z.string().nullable(),
  spotIds: z.array(z.string()),
  flightId: z.string().nullable(),
  scheduledFor: z.string(),
  failedAt: z.string(),
  attempts: z.int(),
  error: z.string(),
  status: deadLetterStatusSchema,
  settledBy: z.string().nullable(),
  settledAt: z.string().nullable(),
  note: z.string().nullable(),
});
export type DeadLetterResponse = z.infer<typeof deadLetterSchema>;
export const deadLetterListQuerySchema = z.strictObject({ ...pageQuery, status: deadLetterStatusSchema.optional() });
export const deadLetterListSchema = pageOf(deadLetterSchema);
export const settleDeadLetterRequestSchema = z.strictObject({ note: z.string().trim().max(500).optional() });
export const dropDeadLetterRequestSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) });

/** What an outage cost: what ran late, what was missed, and the money at stake. */
export const recoveryReportSchema = z.strictObject({
  id: z.string(),
  outageFrom: z.string(),
  outageTo: z.string(),
  late: z.int(),
  missed: z.int(),
  moneyAtStakeCents: centsSchema,
  items: z.array(
    z.strictObject({
      kind: z.enum(['spot', 'flight']),
      id: z.string(),
      campaignId: z.string(),
      action: z.string(),
      scheduledFor: z.string(),
      outcome: z.enum(['late', 'missed']),
      costCents: centsSchema,
    }),
  ),
});
export const recoveryReportListSchema = pageOf(recoveryReportSchema);
export const runJobRequestSchema = z.strictObject({ name: z.enum(['plan.reconcile', 'pacing.check']) });
