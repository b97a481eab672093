import { z } from 'zod';

const MOST_SLOTS = 2_000;

/** `POST /api/v1/calculations/rotation`: airings per creative, what is fixed and what is allowed. Slots count from 1. */
export const rotationRequestSchema = z
  .strictObject({
    counts: z
      .array(z.int('Give whole airings.').min(0).max(MOST_SLOTS))
      .min(1, 'Give the airings of at least one creative.')
      .max(50)
      .describe('Airings of each creative in the period.'),
    fixed: z
      .array(
        z.strictObject({
          slot: z.int().min(1).describe('Slot in time order, from 1.'),
          creative: z.int().min(0).describe('Place of the creative in counts, from 0.'),
        }),
      )
      .max(MOST_SLOTS)
      .optional()
      .describe('Slots that must carry one creative.'),
    eligible: z
      .array(z.array(z.int().min(1)).max(MOST_SLOTS))
      .max(50)
      .optional()
      .describe('For each creative the slots it may take; left out, all.'),
    timeLimitMs: z.int().min(50).max(60_000).optional().describe('Most time to spend; the default is 5,000 ms.'),
  })
  .refine(({ counts }) => counts.reduce((sum, count) => sum + count, 0) <= MOST_SLOTS, {
    path: ['counts'],
    error: `A rotation has at most ${MOST_SLOTS} slots.`,
  });
export type RotationRequest = z.infer<typeof rotationRequestSchema>;

/** `sequence[s]` is the creative in slot s + 1; `optimal` is proved, `best_found` lies between the two numbers. */
export const rotationResponseSchema = z.strictObject({
  sequence: z.array(z.int().min(0)),
  unevenness: z.number().min(0).describe('Sum of |gap − N ÷ n| over all gaps, in slots.'),
  lowerBound: z.number().min(0).describe('No sequence can be below this.'),
  status: z.enum(['optimal', 'best_found']),
});
export type RotationResponse = z.infer<typeof rotationResponseSchema>;
