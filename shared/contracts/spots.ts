import { z } from 'zod';
import { SPOT_JOB_KINDS, SPOT_STATUSES } from '../domain/spot.ts';
import { basisPointsSchema, centsSchema, daySchema, instantSchema, issueSchema, pageOf, pageQuery } from './common.ts';

export const spotStatusSchema = z.enum(SPOT_STATUSES);
export const spotJobKindSchema = z.enum(SPOT_JOB_KINDS);
/** A time on the broadcast clock, 05:00 to 28:59: 25:30 is half past one the next morning. */
export const broadcastClockSchema = z
  .string()
  .regex(/^(0[5-9]|1\d|2[0-8]):[0-5]\d$/, 'Give a broadcast time from 05:00 to 28:59, for example 25:30.');
/** Which of the two, when clocks go back and the same local time comes twice. */
export const occurrenceSchema = z.enum(['first', 'second']);

const noteSchema = z.string().trim().max(500).optional();
const reasonSchema = z.string().trim().min(1).max(500);

/** What is planned to happen for a spot, and whether it has. */
export const spotActionSchema = z.strictObject({
  kind: spotJobKindSchema,
  dueAt: z.string(),
  missedAfter: z.string(),
  status: z.enum(['pending', 'done', 'missed', 'canceled']),
});
/** One step of a spot's life. */
export const spotEventSchema = z.strictObject({
  at: z.string(),
  from: spotStatusSchema,
  to: spotStatusSchema,
  action: z.string(),
  by: z.string(),
  note: z.string().nullable(),
});
/** One run of a job for this spot: when it should have run, when it did, how late, and what came of it. */
export const jobRunSchema = z.strictObject({
  action: z.string(),
  scheduledFor: z.string(),
  startedAt: z.string(),
  lateMs: z.int(),
  attempt: z.int(),
  outcome: z.enum(['done', 'late', 'missed', 'failed']),
  worker: z.string(),
});
export type JobRunResponse = z.infer<typeof jobRunSchema>;

export const spotResponseSchema = z.strictObject({
  id: z.string(),
  campaignId: z.string(),
  planId: z.string(),
  lineId: z.string(),
  flightId: z.string(),
  lineName: z.string(),
  vendor: z.string(),
  station: z.string(),
  daypart: z.string(),
  program: z.string().nullable().describe('The program around it, when the line or the station’s guide names one.'),
  airDay: daySchema.describe('Broadcast day: it starts at 05:00 local.'),
  clock: z.string().describe('Broadcast clock, 05:00 to 28:59.'),
  occurrence: occurrenceSchema.nullable(),
  windowStart: z.string(),
  windowEnd: z.string(),
  scheduledAt: z.string(),
  local: z
    .strictObject({ day: daySchema, time: z.string(), offsetMinutes: z.int(), timeZone: z.string() })
    .describe('The same instant on the wall clock of the market.'),
  lengthSeconds: z.int(),
  creative: z.strictObject({ id: z.string(), adId: z.string(), title: z.string() }).nullable(),
  costCents: centsSchema,
  ratingHundredths: z.int(),
  status: spotStatusSchema,
  rev: z.int(),
  makegoodForId: z.string().nullable(),
  makegoodId: z.string().nullable().describe('The spot that makes this one good.'),
  airedAt: z.string().nullable(),
  verified: z.boolean().describe('An as-run row stands behind it.'),
  possibleSteps: z.array(z.string()),
  actions: z.array(spotActionSchema),
  history: z.array(spotEventSchema),
  jobHistory: z.array(jobRunSchema),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type SpotResponse = z.infer<typeof spotResponseSchema>;

export const spotListQuerySchema = z.strictObject({
  ...pageQuery,
  status: z.string().max(200).optional().describe('One status, or several with commas.'),
  station: z.string().max(20).optional(),
  daypart: z.string().max(40).optional(),
  lineId: z.string().max(100).optional(),
  flightId: z.string().max(100).optional(),
  creativeId: z.string().max(100).optional(),
  from: daySchema.optional().describe('First broadcast day.'),
  to: daySchema.optional().describe('First broadcast day no longer listed.'),
  after: instantSchema.optional().describe('Scheduled at or after.'),
  before: instantSchema.optional().describe('Scheduled before.'),
});
export const spotListSchema = pageOf(spotResponseSchema);

/** Rows station and daypart, columns days; a cell counts spots by status. */
export const spotGridQuerySchema = z.strictObject({
  from: daySchema.optional(),
  to: daySchema.optional(),
  station: z.string().max(20).optional(),
});
export const spotGridSchema = z.strictObject({
  days: z.array(daySchema),
  rows: z.array(
    z.strictObject({
      station: z.string(),
      daypart: z.string(),
      daypartName: z.string(),
      lineId: z.string(),
      lengthSeconds: z.int(),
      cells: z.array(
        z.strictObject({
          day: daySchema,
          spots: z.int().describe('Bought: a dropped spot and its make-good count once, where the spot was bought.'),
          makegoods: z.int().describe('Make-goods that air here.'),
          withoutCopy: z.int().describe('Spots still to air that have no creative.'),
          byStatus: z.partialRecord(spotStatusSchema, z.int()),
          costCents: centsSchema,
        }),
      ),
      spots: z.int(),
      costCents: centsSchema,
      ratingHundredths: z.int(),
    }),
  ),
  spots: z.int(),
  costCents: centsSchema,
});
export type SpotGridResponse = z.infer<typeof spotGridSchema>;

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

/** Adds one spot by hand in a flight of the approved plan. */
export const addSpotRequestSchema = z.strictObject({
  flightId: z.string().min(1).max(100),
  airDay: daySchema,
  clock: broadcastClockSchema,
  occurrence: occurrenceSchema.optional(),
  creativeId: z.string().max(100).optional(),
});

/** Adds one spot to each of these cells of the grid, at one time of the day; `dryRun` only tells what would happen. */
export const fillSpotsRequestSchema = z.strictObject({
  cells: z
    .array(z.strictObject({ lineId: z.string().min(1).max(100), airDay: daySchema }))
    .min(1)
    .max(200),
  clock: broadcastClockSchema,
  dryRun: z.boolean().default(false),
});
export const fillSpotsResponseSchema = z.strictObject({
  added: z.int().describe('Spots added, or in a dry run that would be.'),
  cells: z.array(
    z.strictObject({
      lineId: z.string(),
      airDay: daySchema,
      spotId: z.string().nullable(),
      issues: z.array(issueSchema).describe('Why no spot can stand there; none means one does.'),
    }),
  ),
});
export type FillSpotsResponse = z.infer<typeof fillSpotsResponseSchema>;

export const spotStepRequestSchema = z.strictObject({ note: noteSchema });
export const spotReasonRequestSchema = z.strictObject({ reason: reasonSchema });
export const moveSpotRequestSchema = z.strictObject({
  airDay: daySchema,
  clock: broadcastClockSchema,
  occurrence: occurrenceSchema.optional(),
  note: noteSchema,
});
/** What would stand against a move: errors refuse it, warnings are told. */
export const moveCheckQuerySchema = moveSpotRequestSchema.omit({ note: true });
export const moveCheckSchema = z.strictObject({ issues: z.array(issueSchema) });
export const assignCreativeRequestSchema = z.strictObject({ creativeId: z.string().min(1).max(100).nullable() });
export const asAiredRequestSchema = z.strictObject({
  airedAt: instantSchema.optional().describe('As scheduled when left out.'),
  note: noteSchema,
});

/** One step for many spots; each is taken or refused by itself. */
export const bulkSpotsRequestSchema = z.strictObject({
  spotIds: z.array(z.string().min(1).max(100)).min(1).max(500),
  step: z.enum(['order', 'confirm', 'as_aired', 'preempt', 'cancel']),
  note: noteSchema,
});
export const bulkSpotsResponseSchema = z.strictObject({
  changed: z.array(z.strictObject({ id: z.string(), status: spotStatusSchema, rev: z.int() })),
  refused: z.array(z.strictObject({ id: z.string(), code: z.string(), message: z.string() })),
});

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

export const makegoodTierSchema = z.enum(['same_program', 'same_daypart', 'other_daypart']);
/** A station's or our own proposal to make a dropped spot good. */
export const makegoodOfferSchema = z.strictObject({
  id: z.string(),
  campaignId: z.string(),
  spotId: z.string(),
  status: z.enum(['offered', 'accepted', 'declined', 'expired']),
  rev: z.int(),
  tier: makegoodTierSchema,
  station: z.string(),
  daypart: z.string(),
  program: z.string().nullable(),
  airDay: daySchema,
  clock: z.string(),
  scheduledAt: z.string(),
  lengthSeconds: z.int(),
  ratingHundredths: z.int(),
  lostRatingHundredths: z.int(),
  costCents: centsSchema,
  lostCents: centsSchema,
  reasons: z.array(z.string()).describe('Why this time: rules met, in words.'),
  expiresAt: z.string(),
  replacementId: z.string().nullable(),
  createdAt: z.string(),
});
export type MakegoodOfferResponse = z.infer<typeof makegoodOfferSchema>;
export const makegoodRequestSchema = z.strictObject({
  withinDays: z
    .int()
    .min(1)
    .max(60)
    .optional()
    .describe('How long after the lost spot it may air; 14 unless said otherwise.'),
  otherDayparts: z.boolean().optional().describe('Also offer other dayparts of the same station.'),
  limit: z.int().min(1).max(20).optional(),
});
export const makegoodResponseSchema = z.strictObject({
  offers: z.array(makegoodOfferSchema),
  issues: z.array(issueSchema),
});
export const makegoodListQuerySchema = z.strictObject({
  ...pageQuery,
  spotId: z.string().max(100).optional(),
  status: z.enum(['offered', 'accepted', 'declined', 'expired']).optional(),
});
export const makegoodListSchema = pageOf(makegoodOfferSchema);
export const acceptMakegoodResponseSchema = z.strictObject({
  spot: spotResponseSchema,
  replacement: spotResponseSchema,
});
export const creditRequestSchema = z.strictObject({
  reason: reasonSchema,
  basisPoints: basisPointsSchema.optional().describe('Share of the cost credited; all of it unless said otherwise.'),
});
