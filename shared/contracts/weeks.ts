import { z } from 'zod';
import type { WeekPattern } from '../domain/allocation/planning/week-pattern.ts';
import { curveSchema } from './allocation.ts';

/** Two years of weeks: the search by week is not for more. */
const MOST_WEEKS = 104;
/** $100 billion, as in the split over lines. */
const cents = z.int().min(0).max(10_000_000_000_000);
const weight = z.number().min(0).max(1e15);
const weekList = <Each extends z.ZodType>(each: Each) => z.array(each).min(1).max(MOST_WEEKS);

const carryOverSchema = z.strictObject({
  kind: z.literal('carry_over'),
  curve: curveSchema.describe('Response of one whole week’s pressure; concave (a Hill slope of 1 or below).'),
  carryOverBasisPoints: z
    .int()
    .min(0)
    .max(9_900)
    .describe('Share of a week’s pressure still felt in the next: pressure is cents + share × last week’s pressure.'),
  startingPressureCents: cents.optional().describe('Pressure left from before the first week.'),
  weekWeights: weekList(z.number().min(0).max(1e6))
    .optional()
    .describe('How much a response in each week counts; 1 when left out.'),
  weekDays: weekList(z.int().min(1).max(7))
    .optional()
    .describe('Days the line runs in each week; 7 when left out. A short week counts, and fades, by its days.'),
});

const weekPatternSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('even') }),
  z.strictObject({
    kind: z.literal('front_loaded'),
    ratio: z
      .number()
      .min(0.01)
      .max(100)
      .optional()
      .describe('The first week’s share over the last’s; 3 when left out.'),
  }),
  z.strictObject({
    kind: z.literal('burst'),
    on: z.int().min(1).max(MOST_WEEKS).describe('Weeks with money,'),
    off: z.int().min(0).max(MOST_WEEKS).describe('then weeks without, again and again.'),
  }),
  z.strictObject({
    kind: z.literal('to_election'),
    growth: z.number().min(0.01).max(100).optional().describe('Each week times the one before; 1.25 when left out.'),
  }),
  z.strictObject({ kind: z.literal('custom'), weights: weekList(weight) }),
]) satisfies z.ZodType<WeekPattern>;

/** Body of `POST /api/v1/calculations/weeks`. Lists by week are as long as there are weeks. */
export const weeksRequestSchema = z
  .strictObject({
    totalCents: cents,
    weeks: z.int().min(1).max(MOST_WEEKS),
    pattern: z.discriminatedUnion('kind', [...weekPatternSchema.options, carryOverSchema]),
  })
  .superRefine(({ weeks, pattern }, context) => {
    for (const field of ['weights', 'weekWeights', 'weekDays'] as const) {
      const list = (pattern as Readonly<Record<string, unknown>>)[field] as readonly number[] | undefined;
      if (list !== undefined && list.length !== weeks) {
        const message = `There are ${weeks} weeks but ${list.length} numbers: give one for each week.`;
        context.addIssue({ code: 'custom', message, path: ['pattern', field], params: { code: 'weeks_count' } });
      }
    }
    if (pattern.kind === 'custom' && pattern.weights.every((each) => each === 0)) {
      const message = 'All weights are zero: give at least one above zero.';
      context.addIssue({ code: 'custom', message, path: ['pattern', 'weights'], params: { code: 'weights_all_zero' } });
    }
  })
  .meta({
    example: {
      totalCents: 1_000_000,
      weeks: 5,
      pattern: {
        kind: 'carry_over',
        curve: { kind: 'michaelis_menten', maxResponse: 400, halfSaturationCents: 250_000 },
        carryOverBasisPoints: 5_000,
        weekDays: [5, 7, 7, 7, 2],
      },
    },
  });
export type WeeksRequest = z.infer<typeof weeksRequestSchema>;

/** Answer of `POST /api/v1/calculations/weeks`: cents by week that sum to the total; for carry-over also what they bring. */
export const weeksAnswerSchema = z
  .strictObject({
    totalCents: z.int(),
    cents: z.array(z.int()),
    carryOver: z
      .strictObject({
        pressureCents: z.array(z.number()).describe('Felt in each week, in fractions of cents.'),
        response: z.number(),
        upperBound: z.number().describe('What no split of the total can exceed.'),
        gap: z.number().describe('(bound − response) ÷ response.'),
        shadowPricePerDollar: z.number().describe('What the next dollar would bring.'),
        even: z
          .strictObject({ cents: z.array(z.int()), response: z.number() })
          .describe('The same money evenly over the days.'),
      })
      .nullable()
      .describe('Null for a pattern: it knows no response.'),
  })
  .meta({
    example: {
      totalCents: 1_000_000,
      cents: [393_394, 267_730, 241_398, 97_478, 0],
      carryOver: {
        pressureCents: [430_129.48, 482_794.74, 482_795.37, 338_875.68, 277_991.71],
        response: 998.12184,
        upperBound: 998.12184,
        gap: 8.7e-14,
        shadowPricePerDollar: 0.037245,
        even: { cents: [178_571, 250_000, 250_000, 250_000, 71_429], response: 943.61709 },
      },
    },
  });
export type WeeksAnswer = z.infer<typeof weeksAnswerSchema>;
