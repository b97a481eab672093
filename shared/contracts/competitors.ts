import { z } from 'zod';
import { centsSchema, daySchema, nameSchema } from './common.ts';
import { channelSchema } from './plans.ts';

/** A file of others' spend in the market: columns competitor, week (any day of it), channel, spend (dollars). */
export const importCompetitorsRequestSchema = z.strictObject({
  fileName: nameSchema,
  csv: z.string().min(1).max(900_000),
});
export const importCompetitorsAnswerSchema = z.strictObject({
  received: z.int(),
  stored: z.int(),
  unchanged: z.int(),
  rejected: z.array(z.strictObject({ line: z.int(), code: z.string(), message: z.string() })),
});
export type ImportCompetitorsAnswer = z.infer<typeof importCompetitorsAnswerSchema>;

const shareSchema = z.number().min(0).max(1).nullable().describe('Ours ÷ (ours + theirs); null when nobody spends.');
/** Share of voice: our plan against what others were seen to spend, by broadcast week and channel. */
export const shareOfVoiceResponseSchema = z.strictObject({
  campaignId: z.string(),
  basis: z.literal('gross'),
  competitors: z.array(z.strictObject({ name: z.string(), spendCents: centsSchema })),
  weeks: z.array(
    z.strictObject({
      weekStart: daySchema,
      oursCents: centsSchema,
      theirsCents: centsSchema,
      share: shareSchema,
      gapCents: z
        .int()
        .describe('What we would have to add to match the largest competitor of the week; 0 when we lead.'),
    }),
  ),
  channels: z.array(
    z.strictObject({ channel: channelSchema, oursCents: centsSchema, theirsCents: centsSchema, share: shareSchema }),
  ),
  places: z
    .array(
      z.strictObject({
        weekStart: daySchema,
        channel: channelSchema,
        oursCents: centsSchema,
        theirsCents: centsSchema,
        share: shareSchema,
      }),
    )
    .describe('Each week and channel in which anybody spends.'),
  totals: z.strictObject({ oursCents: centsSchema, theirsCents: centsSchema, share: shareSchema }),
});
export type ShareOfVoiceResponse = z.infer<typeof shareOfVoiceResponseSchema>;
