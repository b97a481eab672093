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

export const creditRequestSchema = z.strictObject({
  reason: reasonSchema,
  basisPoints: basisPointsSchema.optional().describe('Share of the cost credited; all of it unless said otherwise.'),
});
