import { allowedSlots } from '../allowed-slots.ts';
import { rotateFast, type RotateFastOptions } from '../fast/rotate-fast.ts';
import { type Random, type RotationAnswer, type RotationInput, UNEVENNESS_TOLERANCE } from '../rotation.ts';
import { searchRotations } from './search-rotations.ts';
import { slotPrices } from './slot-prices.ts';
import { unevenness } from '../unevenness.ts';

export type RotateExactOptions = RotateFastOptions &
  Readonly<{
    /** States the exact search may keep; the default, 3,000,000, needs about 200 MB. */
    stateLimit?: number;
    /** Asked now and then after annealing; true ends the work with the best seen and the bound proved so far. */
    shouldStop?: () => boolean;
    /** Told each time the bound or the sequence got better. */
    onProgress?: (progress: Readonly<{ unevenness: number; lowerBound: number }>) => void;
  }>;

/** Longer rotations are left to annealing and the Lagrangian bound. */
const EXACT_SLOTS = 120;
/** Above this the Lagrangian bound takes too long too: the bound is what the gaps alone give. */
const BOUND_SLOTS = 400;

/**
 * Rotates with proof: annealing finds a sequence, slot prices bound it from below, and an exact search over the states that
 * could still be better either finds the optimum or proves there is none. Above 120 slots only the bound is computed, above 400 only the bound of the gaps.
 * @throws RangeError when no sequence exists; call `checkRotation` first.
 * Example: counts 8,6,6,5 → unevenness 6.7917, `optimal`.
 */
export function rotateExact(input: RotationInput, random: Random, options: RotateExactOptions = {}): RotationAnswer {
  const fast = rotateFast(input, random, options);
  options.onProgress?.(fast);
  const tables = allowedSlots(input);
  if (fast.status === 'optimal' || tables.slots > BOUND_SLOTS || options.shouldStop?.()) return fast;
  const small = tables.slots <= EXACT_SLOTS;
  const { shouldStop, stateLimit = 3_000_000 } = options;
  const rounds = small ? 1500 : 120;
  const prices = slotPrices({ counts: input.counts, tables, upperBound: fast.unevenness, rounds, shouldStop });
  const lowerBound = Math.max(fast.lowerBound, prices.lowerBound);
  options.onProgress?.({ unevenness: fast.unevenness, lowerBound });
  const step = unevennessStep(input.counts);
  if (fast.unevenness - lowerBound < step - UNEVENNESS_TOLERANCE) return proved(fast.sequence);
  if (!small) return { ...fast, lowerBound };
  const base = { prices, slots: tables.slots, stateLimit, shouldStop };
  const result = searchRotations({ ...base, target: fast.unevenness - step / 2 });
  if (result.kind === 'found') return proved(result.sequence);
  if (result.kind === 'none') return proved(fast.sequence);
  const raised = raiseBound(fast.unevenness, lowerBound, base);
  return { ...fast, lowerBound: raised };
}

function proved(sequence: readonly number[]): RotationAnswer {
  const value = unevenness(sequence);
  return { sequence, unevenness: value, lowerBound: value, status: 'optimal' };
}

/** When the whole proof is too big: proves as much of the way from the bound to the best seen as the limit allows. */
function raiseBound(best: number, bound: number, base: Omit<Parameters<typeof searchRotations>[0], 'target'>): number {
  let [low, high] = [bound, best];
  for (let round = 0; round < 4 && !base.shouldStop?.(); round += 1) {
    const target = (low + high) / 2;
    const result = searchRotations({ ...base, target, stateLimit: base.stateLimit / 4 });
    if (result.kind === 'none') low = target;
    else high = target;
  }
  return low;
}

/**
 * Two different unevenness values differ by at least this: each gap differs from N ÷ n by a multiple of 1 ÷ n, so every sum
 * is a multiple of one over the least common multiple. Example: counts 5,3 → 1/15.
 */
export function unevennessStep(counts: readonly number[]): number {
  const slots = counts.reduce((sum, count) => sum + count, 0);
  let multiple = 1;
  for (const count of counts) {
    if (count < 2) continue;
    const part = count / greatestDivisor(count, slots);
    multiple = (multiple * part) / greatestDivisor(multiple, part);
    if (multiple > 100_000) return 4 * UNEVENNESS_TOLERANCE;
  }
  return 1 / multiple;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
