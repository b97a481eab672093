/** Random numbers in [0, 1); always handed in, so that the same seed gives the same answer. */
export type Random = () => number;

/** A slot (from 1, in time order) that must carry one creative (from 0). */
export type FixedSlot = Readonly<{ slot: number; creative: number }>;

/**
 * What a station has to rotate: `counts[c]` airings of creative `c`, one per slot, slots numbered from 1 in time order.
 * `eligible[c]` lists the slots creative `c` may take; left out, every creative may take every slot.
 */
export type RotationInput = Readonly<{
  counts: readonly number[];
  fixed?: readonly FixedSlot[];
  eligible?: readonly (readonly number[])[];
}>;

/** `optimal` is proved by the lower bound; `best_found` is the best seen before the work limit. */
export type SolveStatus = 'optimal' | 'best_found';

/** `sequence[s]` is the creative (from 0) in slot s + 1. */
export type RotationAnswer = Readonly<{
  sequence: readonly number[];
  unevenness: number;
  lowerBound: number;
  status: SolveStatus;
}>;

/** Two unevenness values closer than this are the same number written by two sums. */
export const UNEVENNESS_TOLERANCE = 1e-6;
