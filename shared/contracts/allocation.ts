import { z } from 'zod';
import { checkRequest } from '../domain/allocation/check.ts';
import type { Curve } from '../domain/allocation/curves/curve.ts';
import type { AllocationAnswer, AllocationGoal, AllocationRequest } from '../domain/allocation/request.ts';

/** The most a wire amount may be: $100 billion, so that sums of thousands of lines stay exact. */
const cents = z.int().min(0).max(10_000_000_000_000);
const positiveCents = z.int().min(1).max(10_000_000_000_000);
/** Curve numbers stay within what double arithmetic holds without overflow. */
const amount = z.number().min(0).max(1e30);
const positive = z.number().min(1e-30).max(1e30);
const id = z.string().min(1).max(200);
const basisPoints = z.int().min(0).max(10_000);

export const curveSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('michaelis_menten'),
    maxResponse: amount,
    halfSaturationCents: positiveCents,
  }),
  z.strictObject({
    kind: z.literal('hill'),
    maxResponse: amount,
    halfSaturationCents: positiveCents,
    slope: z.number().min(0.05).max(50),
    carryInCents: cents.optional(),
  }),
  z.strictObject({ kind: z.literal('log'), scale: amount, offsetCents: positiveCents }),
  z.strictObject({ kind: z.literal('power'), scale: amount, exponent: z.number().min(0.001).max(0.999) }),
  z.strictObject({ kind: z.literal('exponential'), maxResponse: amount, ratePerDollar: amount }),
  z.strictObject({ kind: z.literal('linear'), perDollar: amount }),
]) satisfies z.ZodType<Curve>;

export const allocationGoalSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('maximize_response') }),
  z.strictObject({ kind: z.literal('target_response'), response: amount }),
  z.strictObject({ kind: z.literal('target_marginal'), perDollar: amount }),
  z.strictObject({ kind: z.literal('target_cost_per_response'), cents: positive }),
  z.strictObject({ kind: z.literal('target_return'), returnOnSpend: positive, valuePerResponseCents: positive }),
]) satisfies z.ZodType<AllocationGoal>;

export const allocationLineSchema = z.strictObject({
  id,
  curve: curveSchema,
  minCents: cents.optional(),
  maxCents: cents.optional(),
  minimumWhenUsedCents: cents.optional(),
  stepCents: positiveCents.optional(),
});

export const allocationGroupSchema = z.strictObject({
  id,
  lineIds: z.array(id).min(1),
  minShareBasisPoints: basisPoints.optional(),
  maxShareBasisPoints: basisPoints.optional(),
  minCents: cents.optional(),
  maxCents: cents.optional(),
});

/** Body of `POST /api/v1/calculations/allocation`. Unknown fields, doubled ids, unknown lines and crossing groups are refused. */
export const allocationRequestSchema = z
  .strictObject({
    budgetCents: cents.optional(),
    goal: allocationGoalSchema,
    lines: z.array(allocationLineSchema).min(1).max(20_000),
    groups: z.array(allocationGroupSchema).max(2_000).optional(),
    spend: z.enum(['exactly', 'at_most']).optional(),
  })
  .superRefine((request, context) => {
    for (const issue of checkRequest(request)) {
      const path = issue.path === '' ? [] : issue.path.split('.');
      context.addIssue({ code: 'custom', message: issue.message, path, params: { code: issue.code } });
    }
  }) satisfies z.ZodType<AllocationRequest>;

/** Answer of `POST /api/v1/calculations/allocation`. `gap` is a fraction of the response. */
export const allocationAnswerSchema = z.strictObject({
  allocations: z.array(
    z.strictObject({
      id: z.string(),
      cents: z.int(),
      response: z.number(),
      marginalPerDollar: z.number(),
      state: z.enum(['at_minimum', 'at_maximum', 'interior', 'off']),
    }),
  ),
  totalCents: z.int(),
  response: z.number(),
  shadowPricePerDollar: z.number(),
  proof: z.strictObject({
    status: z.enum(['optimal', 'bounded']),
    upperBound: z.number(),
    gap: z.number(),
    nodes: z.int(),
  }),
}) satisfies z.ZodType<AllocationAnswer>;
