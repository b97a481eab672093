import { z } from 'zod';
import { daySchema } from './common.ts';

export const broadcastCalendarQuerySchema = z.strictObject({ day: daySchema });
export const broadcastCalendarResponseSchema = z.strictObject({
  weekStart: daySchema,
  year: z.int(),
  quarter: z.int(),
  month: z.int(),
  week: z.int(),
  monthStart: daySchema,
  monthEnd: daySchema.describe('The last day of the broadcast month, a Sunday.'),
});
