import { z } from 'zod';
import { nameSchema } from './common.ts';
import { broadcastClockSchema } from './spots.ts';

/** The end of a window on the broadcast clock: 29:00 closes the day. */
const endClockSchema = z
  .string()
  .regex(/^((0[5-9]|1\d|2[0-8]):[0-5]\d|29:00)$/, 'Give a broadcast time up to 29:00, for example 25:30.');

/** A named part of the broadcast day: the start is inside it, the end is not. */
export const daypartSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]{1,39}$/, 'Give small letters, digits and underscores, for example early_news.')
    .describe('What lines and spots refer to.'),
  name: nameSchema,
  start: broadcastClockSchema,
  end: endClockSchema,
});

export const saveDaypartsRequestSchema = z.strictObject({
  name: nameSchema.optional().describe('The market’s name, where no campaign says it yet.'),
  dayparts: z.array(daypartSchema).min(1).max(24),
});
export type SaveDaypartsRequest = z.infer<typeof saveDaypartsRequestSchema>;

/** The dayparts of one market. `isUsual`: nobody changed them, they are those usual in its time zone. */
export const marketDaypartsSchema = z.strictObject({
  market: z.string().describe('The DMA code.'),
  name: z.string(),
  timeZone: z.string().nullable(),
  isUsual: z.boolean(),
  dayparts: z.array(daypartSchema),
  usual: z.array(daypartSchema).describe('What the market goes back to when its own table is removed.'),
  rev: z.int().describe('0 while the usual ones hold.'),
  updatedBy: z.string().nullable(),
  updatedAt: z.string().nullable(),
});
export type MarketDaypartsResponse = z.infer<typeof marketDaypartsSchema>;
export const marketDaypartsListSchema = z.strictObject({
  items: z.array(marketDaypartsSchema),
  nextCursor: z.string().nullable(),
});
export const marketParamsSchema = z.strictObject({
  market: z.string().regex(/^[5-8]\d{2}$/, 'Give the three digits of the DMA, for example 504 for Philadelphia.'),
});
