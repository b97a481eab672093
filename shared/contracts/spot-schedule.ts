import { z } from 'zod';
import { centsSchema, daySchema, issueSchema } from './common.ts';
import { broadcastClockSchema } from './spots.ts';

const solverTimeSchema = z
  .int()
  .min(100)
  .max(120_000)
  .describe('Time the solvers may take; 10,000 unless said otherwise. What they can not prove by then is said.');

export const scheduleSpotsRequestSchema = z.strictObject({
  separationMinutes: z
    .int()
    .min(0)
    .max(240)
    .optional()
    .describe('Least time between two of our spots on a station; 15 unless said otherwise.'),
  soldOut: z
    .array(
      z.strictObject({
        station: z.string().min(1).max(20),
        airDay: daySchema,
        start: broadcastClockSchema,
        end: z.string().regex(/^\d\d:[0-5]\d$/),
      }),
    )
    .max(5_000)
    .optional()
    .describe('Times a station has nothing left to sell.'),
  timeLimitMs: solverTimeSchema.optional(),
});
export type ScheduleSpotsRequest = z.infer<typeof scheduleSpotsRequestSchema>;

/** Whether a solver proved its answer best. */
export const solveStatusSchema = z.enum(['optimal', 'best_found']);
/** How evenly a station's copy turns: 0 is perfect, no order is below the bound. */
export const rotatedStationSchema = z.strictObject({
  station: z.string(),
  lengthSeconds: z.int(),
  spots: z.int(),
  unevenness: z.number(),
  lowerBound: z.number(),
  status: solveStatusSchema,
});

export const scheduleSpotsResponseSchema = z.strictObject({
  planId: z.string(),
  created: z.int(),
  kept: z.int(),
  canceled: z.int().describe('Planned spots the approved plan no longer buys.'),
  spots: z.int(),
  costCents: centsSchema,
  leftoverCents: centsSchema.describe('What the flights’ budgets leave after whole spots.'),
  flights: z.array(
    z.strictObject({
      flightId: z.string(),
      lineId: z.string(),
      station: z.string(),
      daypart: z.string(),
      budgetCents: centsSchema,
      spots: z.int(),
      costCents: centsSchema,
      leftoverCents: centsSchema,
      unplaced: z.int(),
    }),
  ),
  weeks: z
    .array(
      z.strictObject({
        station: z.string(),
        weekStart: daySchema,
        spots: z.int(),
        missed: z.int().describe('Found no place here; they go to other weeks where there is one.'),
        cost: z.number().describe('How uneven the week is; a spot without a place costs 1,000.'),
        lowerBound: z.number().describe('No placement of the week costs less.'),
        status: solveStatusSchema,
      }),
    )
    .describe('Each station and week in which spots were placed, and what is proved of it.'),
  rotations: z.array(rotatedStationSchema),
  issues: z.array(issueSchema),
});
export type ScheduleSpotsResponse = z.infer<typeof scheduleSpotsResponseSchema>;

/** A weighted even sequence for the coming spots of a station; null station means all of them. */
export const rotateSpotsRequestSchema = z.strictObject({
  station: z.string().max(20).optional(),
  timeLimitMs: solverTimeSchema.optional(),
});
export type RotateSpotsRequest = z.infer<typeof rotateSpotsRequestSchema>;
export const rotateSpotsResponseSchema = z.strictObject({
  stations: z.array(rotatedStationSchema.extend({ changed: z.int() })),
  issues: z.array(issueSchema).describe('Each spot that has no copy, and why none may air in it.'),
});
export type RotateSpotsResponse = z.infer<typeof rotateSpotsResponseSchema>;
