import { z } from 'zod';
import { planBuyRequestSchema, planBuyResponseSchema } from './buying.ts';
import { issueSchema } from './common.ts';
import {
  rotateSpotsRequestSchema,
  rotateSpotsResponseSchema,
  scheduleSpotsRequestSchema,
  scheduleSpotsResponseSchema,
} from './spot-schedule.ts';

/** Work for the solvers that nobody wants to wait for: it runs on, tells how far it is, and can be called off. */
export const startSolverRunRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('schedule'), schedule: scheduleSpotsRequestSchema }),
  z.strictObject({ kind: z.literal('rotate'), rotate: rotateSpotsRequestSchema }),
  z.strictObject({ kind: z.literal('buy'), planId: z.string().min(1).max(100), buy: planBuyRequestSchema }),
]);
export type StartSolverRunRequest = z.infer<typeof startSolverRunRequestSchema>;

export const solverRunStatusSchema = z.enum(['running', 'done', 'refused', 'failed', 'canceled']);

export const solverRunResponseSchema = z.strictObject({
  id: z.string(),
  campaignId: z.string(),
  kind: z.enum(['schedule', 'rotate', 'buy']),
  planId: z.string().nullable(),
  status: solverRunStatusSchema,
  progress: z
    .strictObject({
      phase: z.enum(['starting', 'buying', 'placing', 'rotating', 'saving']),
      done: z.int(),
      total: z.int().describe('The most there may be: many runs need less.'),
      station: z.string().nullable().describe('The station whose week or rotation is at work or solved last.'),
      value: z.number().nullable(),
      bound: z.number().nullable(),
    })
    .describe('How far it is; value (best so far) and bound are those of the part at work or solved last.'),
  schedule: scheduleSpotsResponseSchema.nullable(),
  rotation: rotateSpotsResponseSchema.nullable(),
  buy: planBuyResponseSchema.nullable(),
  issues: z.array(issueSchema).describe('Why it was refused or failed.'),
  startedBy: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
});
export type SolverRunResponse = z.infer<typeof solverRunResponseSchema>;
export const solverRunListSchema = z.strictObject({
  items: z.array(solverRunResponseSchema.omit({ schedule: true, rotation: true, buy: true })),
  nextCursor: z.string().nullable(),
});
