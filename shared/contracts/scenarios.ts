import { z } from 'zod';
import type {
  OpponentSpend,
  ScenarioInputs,
  ScenarioLine,
  WeekCents,
  WhatIf,
} from '../domain/allocation/scenarios/scenario.ts';
import type { SideBySide } from '../domain/allocation/scenarios/side-by-side.ts';
import type { EfficientFrontier } from '../domain/allocation/scenarios/frontier.ts';
import type { ScenarioAnswer } from '../domain/allocation/scenarios/solve-scenario.ts';
import { allocationAnswerSchema, allocationRequestSchema } from './allocation.ts';
import { centsSchema, daySchema, issueSchema, nameSchema, pageOf, signedCentsSchema } from './common.ts';
import { channelSchema } from './plans.ts';

const idSchema = z.string().min(1).max(200);
const weekSchema = daySchema.describe('The Monday of a broadcast week.');
const mostCents = centsSchema.max(10_000_000_000_000);

const weekCentsSchema = z.strictObject({
  weekStart: weekSchema,
  cents: mostCents,
}) satisfies z.ZodType<WeekCents>;

export const opponentSpendSchema = z.strictObject({
  channel: channelSchema,
  weekStart: weekSchema,
  cents: mostCents,
}) satisfies z.ZodType<OpponentSpend>;

export const scenarioLineSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  channel: channelSchema,
  plannedCents: mostCents,
  weeks: z.array(weekCentsSchema).max(600),
}) satisfies z.ZodType<ScenarioLine>;

/** One thing that could be otherwise. `spend` left out of `opponent` is what competitors were seen to spend. */
export const whatIfSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('budget'),
    cents: mostCents.describe('The whole budget, with the money of lines the request leaves out.'),
  }),
  z.strictObject({
    kind: z.literal('budget_change'),
    basisPoints: z.int().min(-10_000).max(1_000_000).describe('+10 % is 1000.'),
  }),
  z.strictObject({
    kind: z.literal('price'),
    basisPoints: z.int().min(-9_900).max(1_000_000).describe('10 % dearer is 1000.'),
    lineIds: z.array(idSchema).min(1).max(500).optional(),
    channels: z.array(channelSchema).min(1).max(20).optional(),
  }),
  z.strictObject({ kind: z.literal('lost_week'), weekStart: weekSchema }),
  z.strictObject({
    kind: z.literal('opponent'),
    spend: z.array(opponentSpendSchema).min(1).max(3_000).optional(),
    changeBasisPoints: z.int().min(-10_000).max(1_000_000).optional(),
  }),
]) satisfies z.ZodType<WhatIf>;
const changesSchema = z.array(whatIfSchema).max(50);

/** What a calculation rests on; `inputs` of a scenario can be sent as they were read. */
export const scenarioInputsSchema = z.strictObject({
  request: allocationRequestSchema,
  lines: z.array(scenarioLineSchema).max(500).default([]),
  opponent: z.array(opponentSpendSchema).max(3_000).default([]),
}) satisfies z.ZodType<ScenarioInputs>;

export const responseUnitSchema = z.enum(['reach', 'impressions', 'grps', 'conversions', 'donations']);

/** How the desk stood when the scenario was saved: what the response counts, which curves, and what estimates rested on. */
export const deskSchema = z.strictObject({
  unit: responseUnitSchema,
  level: z.enum(['low', 'middle', 'high']),
  population: z.int().min(1).max(10_000_000_000),
  isEstimating: z.boolean(),
});

export const createScenarioRequestSchema = z.strictObject({
  name: nameSchema,
  note: z.string().trim().max(2_000).default(''),
  request: allocationRequestSchema.describe('Lines are lines of the plan; those left out keep their money.'),
  changes: changesSchema.default([]),
  desk: deskSchema.optional(),
});
export type CreateScenarioRequest = z.infer<typeof createScenarioRequestSchema>;

export const updateScenarioRequestSchema = z.strictObject({
  name: nameSchema.optional(),
  note: z.string().trim().max(2_000).optional(),
  changes: changesSchema.optional(),
  rereadOpponent: z.literal(true).optional().describe('Take the competitors’ spend as it is imported now.'),
});
export type UpdateScenarioRequest = z.infer<typeof updateScenarioRequestSchema>;

export const scenarioAnswerSchema = z.strictObject({
  allocations: z.array(
    allocationAnswerSchema.shape.allocations.element.extend({
      weeks: z.array(weekCentsSchema).describe('The weeks the money lies in; they sum to the cents.'),
    }),
  ),
  totalCents: centsSchema,
  heldCents: centsSchema.describe('Money of lines the request leaves out.'),
  response: z.number(),
  plannedResponse: z.number().describe('What the plan as it stood would bring under the same changes.'),
  shadowPricePerDollar: z.number(),
  proof: allocationAnswerSchema.shape.proof,
  byWeek: z.boolean().describe('Weeks were lost or met an opponent: the weeks are part of the answer.'),
  issues: z.array(issueSchema),
}) satisfies z.ZodType<ScenarioAnswer>;
export type ScenarioAnswerResponse = z.infer<typeof scenarioAnswerSchema>;

const whoSchema = z.strictObject({ id: z.string(), name: z.string() });
const scenarioFields = {
  id: z.string(),
  campaignId: z.string(),
  planId: z.string(),
  planVersion: z.string().describe('The plan as it was when the scenario was made.'),
  name: z.string(),
  note: z.string(),
  changes: changesSchema,
  rev: z.int(),
  createdBy: whoSchema,
  createdAt: z.string(),
  updatedBy: whoSchema,
  updatedAt: z.string(),
};
export const scenarioResponseSchema = z.strictObject({
  ...scenarioFields,
  inputs: scenarioInputsSchema,
  opponentFrom: z.array(z.string()).describe('Whose spend was imported when the inputs were taken.'),
  desk: deskSchema.nullable(),
  answer: scenarioAnswerSchema,
});
export type ScenarioResponse = z.infer<typeof scenarioResponseSchema>;

const scenarioSummarySchema = z.strictObject({
  ...scenarioFields,
  totalCents: centsSchema,
  response: z.number(),
  status: allocationAnswerSchema.shape.proof.shape.status,
  unit: responseUnitSchema.nullable().describe('What the response counts; null when nobody said.'),
});
export type ScenarioSummary = z.infer<typeof scenarioSummarySchema>;
export const scenarioListSchema = pageOf(scenarioSummarySchema);

export const compareScenariosQuerySchema = z.strictObject({
  ids: z
    .string()
    .max(1_000)
    .default('')
    .describe('Up to four scenario ids, separated by commas; none gives the plan alone.'),
});

const voiceSchema = z.array(
  z.strictObject({
    weekStart: weekSchema,
    oursCents: centsSchema,
    theirsCents: centsSchema.nullable().describe('Null where nobody knows.'),
    share: z.number().min(0).max(1).nullable(),
  }),
);
/** The plan and up to four scenarios in columns, lines in rows; every column foots to its total. */
export const scenarioComparisonSchema = z.strictObject({
  plan: z.strictObject({
    id: z.string().nullable(),
    version: z.string().nullable(),
    totalCents: centsSchema,
    voice: voiceSchema,
  }),
  opponentFrom: z.array(z.string()),
  scenarios: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      rev: z.int(),
      changes: changesSchema,
      unit: responseUnitSchema.nullable(),
      totalCents: centsSchema,
      response: z.number(),
      plannedResponse: z.number(),
      costPerResponseMicros: z.int().nullable(),
      shadowPricePerDollar: z.number(),
      proof: allocationAnswerSchema.shape.proof,
      byWeek: z.boolean(),
      issues: z.array(issueSchema),
      voice: voiceSchema,
    }),
  ),
  lines: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      channel: channelSchema,
      planCents: centsSchema.nullable(),
      cells: z.array(
        z
          .strictObject({
            cents: centsSchema,
            differenceCents: signedCentsSchema.nullable(),
            response: z.number().nullable(),
            marginalPerDollar: z.number().nullable(),
            state: z.enum(['at_minimum', 'at_maximum', 'interior', 'off', 'held']),
          })
          .nullable(),
      ),
    }),
  ),
}) satisfies z.ZodType<SideBySide>;
export type ScenarioComparison = z.infer<typeof scenarioComparisonSchema>;

export const whatIfRequestSchema = z.strictObject({ inputs: scenarioInputsSchema, changes: changesSchema.default([]) });

/** Other what-ifs over the inputs of a stored scenario, tried without being kept. */
export const tryScenarioRequestSchema = z.strictObject({ changes: changesSchema });

const frontierRange = {
  fromCents: mostCents.optional(),
  toCents: mostCents.optional(),
  points: z.int().min(2).max(60).default(25),
};
/** The frontier of a stored scenario under its own what-ifs. */
export const scenarioFrontierRequestSchema = z.strictObject(frontierRange);
export type FrontierRange = z.infer<typeof scenarioFrontierRequestSchema>;

/** The best response by total. Without totals it runs from a quarter of the budget to twice of it. */
export const frontierRequestSchema = z.strictObject({
  inputs: scenarioInputsSchema,
  changes: changesSchema.default([]),
  ...frontierRange,
});
export const frontierAnswerSchema = z.strictObject({
  heldCents: centsSchema.describe('Money of lines the request leaves out; totals are without it.'),
  points: z.array(
    z.strictObject({
      budgetCents: centsSchema,
      response: z.number(),
      shadowPricePerDollar: z.number(),
      status: allocationAnswerSchema.shape.proof.shape.status,
      gap: z.number(),
    }),
  ),
  leftOut: z.array(z.strictObject({ budgetCents: centsSchema, reason: z.string() })),
}) satisfies z.ZodType<EfficientFrontier>;
export type FrontierAnswer = z.infer<typeof frontierAnswerSchema>;
