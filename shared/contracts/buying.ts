import { z } from 'zod';
import { basisPointsSchema, centsSchema, daySchema, issueSchema } from './common.ts';
import { patternSchema } from './plans.ts';
import { solveStatusSchema } from './spot-schedule.ts';

const hundredthsSchema = z.int('Give whole hundredths of a point: 12.5 points is 1250.').min(0).max(100_000_000);

const bandFields = {
  minimumHundredths: hundredthsSchema.optional().describe('Least rating points of the week, in hundredths.'),
  maximumHundredths: hundredthsSchema.optional().describe('Most rating points of the week, in hundredths.'),
};

/** How many spots of what: everything the buy of a plan's TV lines must keep to. */
export const planBuyRequestSchema = z.strictObject({
  budgetCents: centsSchema.describe('Gross, for all TV lines together.'),
  goal: z
    .enum(['rating_points', 'reach'])
    .default('rating_points')
    .describe('Most rating points, or most people reached at least once.'),
  weekBand: z.strictObject(bandFields).optional().describe('For every week that is not named in weeks.'),
  weeks: z
    .array(z.strictObject({ week: daySchema.describe('Its Monday.'), ...bandFields }))
    .max(120)
    .optional(),
  stations: z
    .array(z.strictObject({ station: z.string().min(1).max(20), maximumShareBasisPoints: basisPointsSchema }))
    .max(200)
    .optional()
    .describe('The most of the budget a station may take.'),
  dayparts: z
    .array(
      z.strictObject({
        daypart: z.string().min(1).max(40),
        minimumShareBasisPoints: basisPointsSchema.optional(),
        maximumShareBasisPoints: basisPointsSchema.optional(),
      }),
    )
    .max(50)
    .optional()
    .describe('The least and the most of the budget a daypart may take.'),
  availsPerWeek: z.int().min(0).max(1_000).default(10).describe('Spots for sale of each line and week.'),
  lines: z
    .array(
      z.strictObject({
        lineId: z.string().min(1).max(100),
        availsPerWeek: z.int().min(0).max(1_000).optional(),
        minimumWhenUsed: z.int().min(1).max(1_000).optional().describe('None in a week, or at least this many.'),
        locked: z.boolean().optional().describe('Keeps what its flights buy now.'),
      }),
    )
    .max(1_000)
    .optional(),
  stopDay: daySchema.optional().describe('First day without spots.'),
  fromDay: daySchema
    .optional()
    .describe('First day that may still be bought, tomorrow unless said otherwise; weeks that began keep their spots.'),
  timeLimitMs: z.int().min(100).max(60_000).optional().describe('15,000 unless said otherwise.'),
});
export type PlanBuyRequest = z.input<typeof planBuyRequestSchema>;

const sumFields = { spots: z.int(), costCents: centsSchema, ratingHundredths: z.int() };
export const planBuyResponseSchema = z.strictObject({
  planId: z.string(),
  planRev: z.int().describe('The revision of the plan it was worked out from.'),
  status: solveStatusSchema,
  value: z.number().describe('Hundredths of points; for reach Σ −ln of the share each vehicle misses.'),
  bound: z.number().describe('No buy within the rules is worth more.'),
  gap: z.number().describe('How far below the bound it is, as a share of the bound.'),
  budgetCents: centsSchema,
  totalCents: centsSchema,
  ratingHundredths: z.int(),
  reach: z.number().nullable().describe('Share of people reached at least once, 0 to 1; null for rating points.'),
  rows: z
    .array(
      z.strictObject({
        lineId: z.string(),
        flightId: z.string(),
        station: z.string(),
        daypart: z.string(),
        program: z.string().nullable(),
        week: daySchema,
        lengthSeconds: z.int(),
        avails: z.int(),
        isLocked: z.boolean(),
        ...sumFields,
      }),
    )
    .describe('Spots by station, daypart, week and length; weeks without spots too.'),
  weeks: z.array(z.strictObject({ week: daySchema, ...sumFields })),
  stations: z.array(z.strictObject({ station: z.string(), shareBasisPoints: z.int(), ...sumFields })),
  dayparts: z.array(z.strictObject({ daypart: z.string(), shareBasisPoints: z.int(), ...sumFields })),
  flights: z
    .array(
      z.strictObject({
        lineId: z.string(),
        flightId: z.string(),
        spots: z.int(),
        budgetCents: centsSchema,
        pattern: patternSchema,
      }),
    )
    .describe('What the plan’s flights would become; those that stay as they are left out.'),
  issues: z.array(issueSchema),
});
export type PlanBuyResponse = z.infer<typeof planBuyResponseSchema>;
