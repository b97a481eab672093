import { z } from 'zod';
import type { ReachRequest } from '../domain/reach/calculate-reach.ts';
import type { ReachAnswer } from '../domain/reach/reach-answer.ts';

const share = z.number().min(0).max(1);
const insertions = z.int().min(1).max(1000);
const people = z.number().min(1).max(1e10);
const grps = z.number().min(0).max(1e6);
const dispersion = z.number().min(0.01).max(100);

/** Body of `POST /api/v1/calculations/reach`. Beta-binomial takes shares or audiences with their population. */
export const reachRequestSchema = z.union([
  z.strictObject({ model: z.literal('random_duplication'), reaches: z.array(share).min(1).max(200) }),
  z.strictObject({ model: z.literal('binomial'), reachOne: share, insertions }),
  z.strictObject({ model: z.literal('beta_binomial'), reachOne: share, reachTwo: share, insertions }),
  z.strictObject({
    model: z.literal('beta_binomial'),
    audienceOne: people,
    audienceTwo: people,
    population: people,
    insertions,
  }),
  z.strictObject({ model: z.literal('nbd'), grps, dispersion: dispersion.optional() }),
  z.strictObject({
    model: z.literal('combined'),
    vehicles: z
      .array(z.strictObject({ label: z.string().min(1).max(200), grps }))
      .min(1)
      .max(200),
    dispersion: dispersion.optional(),
  }),
]) satisfies z.ZodType<ReachRequest>;

/** Answer of `POST /api/v1/calculations/reach`: shares of the population; `distribution[k]` is exposed exactly k times (last: or more). */
export const reachAnswerSchema = z.strictObject({
  model: z.enum(['random_duplication', 'binomial', 'beta_binomial', 'nbd', 'combined']),
  reach: z.number(),
  frequency: z.number(),
  distribution: z.array(z.number()),
  issues: z.array(
    z.strictObject({
      severity: z.enum(['error', 'warning', 'info']),
      code: z.string(),
      message: z.string(),
      path: z.string(),
    }),
  ),
}) satisfies z.ZodType<ReachAnswer>;
