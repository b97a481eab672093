import { z } from 'zod';
import { daySchema, instantSchema } from './common.ts';
import { channelSchema } from './plans.ts';

/** A flight as it runs, with everything that happened to it. */
export const runningFlightResponseSchema = z.strictObject({
  id: z.string(),
  rev: z.int(),
  campaignId: z.string(),
  planId: z.string(),
  lineId: z.string(),
  lineName: z.string(),
  channel: channelSchema,
  vendor: z.string(),
  startDay: daySchema,
  endDay: daySchema.describe('The first day after it.'),
  budgetCents: z.int(),
  status: z.string(),
  pausedByGuard: z.boolean().describe('True while the overspend guard holds it.'),
  history: z
    .array(
      z.strictObject({
        at: instantSchema,
        from: z.string(),
        to: z.string(),
        action: z.string(),
        by: z.string(),
        note: z.string().nullable(),
      }),
    )
    .describe('Newest first.'),
});
export type RunningFlightResponse = z.infer<typeof runningFlightResponseSchema>;

/** Pausing and resuming ask why: the note stands in the flight's history and in the audit trail. */
export const stepFlightRequestSchema = z.strictObject({ note: z.string().trim().min(1).max(1_000) });
