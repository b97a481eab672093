import { z } from 'zod';
import { curveSchema } from './allocation.ts';
import { basisPointsSchema, centsSchema, daySchema, instantSchema, issueSchema, pageOf } from './common.ts';
import { responseUnitSchema } from './forecast.ts';
import { channelSchema } from './plans.ts';

/** A proposal must gain half a percent of the response, unless asked otherwise. */
export const USUAL_THRESHOLD_BASIS_POINTS = 50;

export const createReplanRequestSchema = z.strictObject({
  asOf: instantSchema
    .optional()
    .describe(
      'Propose from the days that were over by then, with orders as they are now; now by default. Only a proposal of today can be approved.',
    ),
  thresholdBasisPoints: basisPointsSchema
    .default(USUAL_THRESHOLD_BASIS_POINTS)
    .describe('The least gain worth a revision, as a share of the response: 50 is 0.5 %.'),
});

export const approveReplanRequestSchema = z.strictObject({
  moveIds: z
    .array(z.string().max(20))
    .min(1)
    .max(2_000)
    .optional()
    .describe('The moves to make; all of them by default.'),
  note: z.string().trim().min(1).max(500).optional(),
});

export const rejectReplanRequestSchema = z.strictObject({
  note: z.string().trim().min(1, 'Say why, for whoever proposes next.').max(500),
});

/** `on_plan`: nothing worth a change was found. `superseded`: a newer proposal was made. */
export const replanStatusSchema = z.enum(['on_plan', 'proposed', 'applying', 'applied', 'rejected', 'superseded']);

const replanLineSchema = z.strictObject({
  lineId: z.string(),
  name: z.string(),
  channel: channelSchema,
  vendor: z.string(),
  plannedCents: centsSchema,
  spentCents: centsSchema,
  committedCents: centsSchema,
  floorCents: centsSchema.describe('Spent and committed: it can’t get less.'),
  floorReason: z.string(),
  ceilingCents: centsSchema.describe('What it can still deliver: more would do nothing.'),
  ceilingReason: z.string(),
  keptCents: centsSchema.describe('What it gets if nothing is changed, as far as the budget allows.'),
  proposedCents: centsSchema,
  responseKept: z.number(),
  responseProposed: z.number(),
  marginalPerDollar: z.number(),
  state: z.enum(['at_minimum', 'at_maximum', 'interior', 'off']),
  curve: curveSchema.nullable().describe('What its response was judged by; null where it has none and was left alone.'),
  curveBasis: z.string(),
});
export type ReplanLine = z.infer<typeof replanLineSchema>;

const replanMoveSchema = z.strictObject({
  id: z.string(),
  fromLineId: z.string(),
  toLineId: z.string(),
  cents: centsSchema,
  response: z.number().describe('What the move adds; all moves together add gain + unavoidable.'),
});
export type ReplanMove = z.infer<typeof replanMoveSchema>;

export const replanResponseSchema = z.strictObject({
  id: z.string(),
  campaignId: z.string(),
  rev: z.int(),
  status: replanStatusSchema,
  isRequired: z.boolean().describe('More is spent or committed than planned, so the plan can’t be kept.'),
  planId: z.string(),
  planVersion: z.string(),
  asOf: instantSchema,
  today: daySchema,
  unit: responseUnitSchema,
  people: z.int(),
  thresholdBasisPoints: z.int(),
  lines: z.array(replanLineSchema),
  moves: z.array(replanMoveSchema),
  responseKept: z.number(),
  gain: z.number().describe('What the proposal adds to keeping the plan.'),
  gainBasisPoints: z.number(),
  unavoidable: z.number().describe('What overspending costs whatever is done: zero or below.'),
  undeliverableCents: centsSchema.describe('Money no line can still deliver.'),
  proof: z.strictObject({ status: z.enum(['optimal', 'bounded']), gap: z.number() }),
  message: z.string(),
  issues: z.array(issueSchema),
  proposedBy: z.string(),
  proposedAt: instantSchema,
  decidedBy: z.string().nullable(),
  decidedAt: instantSchema.nullable(),
  note: z.string().nullable(),
  appliedMoveIds: z.array(z.string()),
  revisionPlanId: z.string().nullable().describe('The approved plan that carries the moves out.'),
});
export type ReplanResponse = z.infer<typeof replanResponseSchema>;

/** One proposal with what has changed since it was made; anything in `changes` means it can't be approved any more. */
export const replanDetailSchema = replanResponseSchema.extend({ changes: z.array(issueSchema) });
export type ReplanDetail = z.infer<typeof replanDetailSchema>;
export const replanListSchema = pageOf(replanResponseSchema);
