import { allowedSlots } from '../allowed-slots.ts';
import { anneal, type Annealed } from './anneal.ts';
import { gapBound } from '../gap-bound.ts';
import { type Random, type RotationAnswer, type RotationInput, UNEVENNESS_TOLERANCE } from '../rotation.ts';
import { startSequence } from './start-sequence.ts';
import { unevenness } from '../unevenness.ts';

export type RotateFastOptions = Readonly<{
  /** Moves tried in all; the default is 20,000 a slot, 50,000 above 60 slots, at most 10,000,000 (about 0.6 s). */
  moves?: number;
  /** Independent runs the moves are shared by; the default is 5 up to 60 slots and 1 above. */
  runs?: number;
  /** A proved lower bound, when the caller has a better one than the gaps alone give. */
  lowerBound?: number;
  /** Share of the time given that is used up (0 to 1): annealing cools faster when time runs out first. */
  timeSpent?: () => number;
}>;

/**
 * Rotates by stride start and simulated annealing: counts, fixed slots and eligibility always hold, the order is the best
 * seen. `optimal` only when the unevenness meets the lower bound.
 * @throws RangeError when no sequence exists; call `checkRotation` first to learn why.
 * Example: counts 4,2,2 → unevenness 0, such as 0,1,0,2,0,1,0,2.
 */
export function rotateFast(input: RotationInput, random: Random, options: RotateFastOptions = {}): RotationAnswer {
  const tables = allowedSlots(input);
  const start = startSequence(input.counts, tables);
  if (start.kind === 'blocked') throw new RangeError('No sequence keeps the counts, fixed slots and eligibility.');
  const lowerBound = Math.max(options.lowerBound ?? 0, gapBound(input.counts));
  const runs = options.runs ?? (tables.slots <= 60 ? 5 : 1);
  const moves = Math.ceil(
    (options.moves ?? Math.min(10_000_000, tables.slots * (tables.slots <= 60 ? 20_000 : 50_000))) / runs,
  );
  const target = lowerBound + UNEVENNESS_TOLERANCE;
  let best: Annealed | undefined;
  for (let run = 0; run < runs && (best?.cost ?? Infinity) > target; run += 1) {
    if (run > 0 && (options.timeSpent?.() ?? 0) >= 1) break;
    const timeSpent = options.timeSpent && (() => (options.timeSpent?.() ?? 0) * runs - run);
    const found = anneal({
      counts: input.counts,
      tables,
      start: start.sequence,
      random,
      moves,
      target,
      timeSpent,
    });
    if (!best || found.cost < best.cost - UNEVENNESS_TOLERANCE) best = found;
  }
  const sequence = [...(best?.sequence ?? start.sequence)];
  const value = unevenness(sequence);
  return { sequence, unevenness: value, lowerBound, status: value <= target ? 'optimal' : 'best_found' };
}
