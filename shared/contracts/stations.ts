import { z } from 'zod';
import { nameSchema } from './common.ts';
import { broadcastClockSchema } from './spots.ts';

/** Call letters as stations write them, in capitals. */
export const callSignSchema = z
  .string()
  .trim()
  .regex(/^[A-Z0-9][A-Z0-9 .+-]{0,19}$/, 'Give the call letters in capitals, for example WQPA.');

export const stationContactSchema = z.strictObject({
  name: nameSchema,
  email: z.email('Give a mail address, for example traffic@example.org.'),
});

export const stationProgramSchema = z.strictObject({
  name: nameSchema,
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).describe('ISO weekdays, 1 is Monday.'),
  start: broadcastClockSchema,
  end: z.string().regex(/^((0[5-9]|1\d|2[0-8]):[0-5]\d|29:00)$/, 'Give a broadcast time up to 29:00.'),
});

/** What is kept of a station: whom instructions go to, and what it airs when. */
export const saveStationRequestSchema = z.strictObject({
  contacts: z.array(stationContactSchema).max(20),
  sendOnDeadline: z.boolean().describe('Instructions issued at their deadline are mailed to the contacts at once.'),
  programs: z
    .array(stationProgramSchema)
    .max(200)
    .describe('Its program guide: lets make-goods prefer the same program.'),
});
export type SaveStationRequest = z.infer<typeof saveStationRequestSchema>;

export const stationResponseSchema = saveStationRequestSchema.extend({
  station: z.string(),
  rev: z.int().describe('0 while nothing is kept of it.'),
  updatedBy: z.string().nullable(),
  updatedAt: z.string().nullable(),
});
export type StationResponse = z.infer<typeof stationResponseSchema>;

export const stationListSchema = z.strictObject({
  items: z.array(stationResponseSchema),
  nextCursor: z.string().nullable(),
  canMail: z.boolean().describe('A mail server is set up (SMTP_URL), so instructions can be sent.'),
});
export const stationParamsSchema = z.strictObject({ station: callSignSchema });
