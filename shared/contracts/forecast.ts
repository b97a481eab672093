import { z } from 'zod';
import { curveSchema } from './allocation.ts';
import { centsSchema, daySchema, instantSchema } from './common.ts';

export const responseUnitSchema = z.enum(['reach', 'impressions', 'grps', 'conversions', 'donations']);

const bandSchema = z.strictObject({ low: z.number(), middle: z.number(), high: z.number() });
/** Standard deviations of ln ceiling and ln half-way point with their correlation; of ln scale where a curve has no ceiling to learn. */
export const surenessSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('shape'),
    sdLogMaxResponse: z.number(),
    sdLogHalfSaturation: z.number(),
    correlation: z.number().describe('Of ln ceiling and ln half-way point, −1 to 1.'),
  }),
  z.strictObject({ kind: z.literal('scale'), sdLogScale: z.number() }),
]);

export const lineForecastSchema = z.strictObject({
  lineId: z.string(),
  source: z.enum(['own', 'benchmark']),
  curves: z
    .strictObject({ low: curveSchema, middle: curveSchema, high: curveSchema })
    .describe('What is believed now; 8 cases in 10 lie between low and high where the line is planned.'),
  prior: z.strictObject({ curve: curveSchema, sureness: surenessSchema }).describe('What was believed before facts.'),
  sureness: surenessSchema,
  facts: z.strictObject({
    kind: z
      .enum(['response', 'price', 'none'])
      .describe('`response`: the goal’s unit is reported. `price`: only what a dollar buys is.'),
    days: z.int().describe('Reported days learned from.'),
    from: daySchema.nullable(),
    through: daySchema.nullable(),
    spentCents: centsSchema,
    setAside: z.array(z.strictObject({ reason: z.string(), days: z.int() })),
  }),
  atPlan: z
    .strictObject({ cents: centsSchema, before: bandSchema, now: bandSchema })
    .describe('The response to expect at the planned spend, before facts and now.'),
  basis: z.string().describe('What the curve rests on, in words.'),
});
export type LineForecastResponse = z.infer<typeof lineForecastSchema>;

export const planCurvesQuerySchema = z.strictObject({
  unit: responseUnitSchema
    .optional()
    .describe('What is counted; the campaign’s goal by default. The lines’ own curves count the goal only.'),
  people: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(400_000_000)
    .optional()
    .describe('What if the market held so many people.'),
  estimate: z
    .enum(['true', 'false'])
    .optional()
    .describe('Give lines without a curve one from their rate; by default only when no line has its own.'),
  asOf: instantSchema.optional().describe('Learn from the days that were over by then; now by default.'),
});

export const planCurvesResponseSchema = z.strictObject({
  planId: z.string(),
  campaignId: z.string(),
  unit: responseUnitSchema,
  people: z.int(),
  peopleBasis: z.string(),
  isEstimating: z.boolean(),
  dataThrough: daySchema.nullable(),
  lines: z.array(lineForecastSchema),
  without: z.array(z.strictObject({ lineId: z.string(), reason: z.string() })),
});
export type PlanCurvesResponse = z.infer<typeof planCurvesResponseSchema>;
