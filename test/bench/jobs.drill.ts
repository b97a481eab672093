import { crashAndRecover, interleave } from '../support/job-interleavings.ts';

const INTERLEAVINGS = 10_000;
/** One crash for every so many interleavings. */
const CRASH_EVERY = 5;

/**
 * Random interleavings of two workers, a mover and alarm clocks set for old and new times, and workers that die before or
 * after any write. Counts spots that fired at a time they no longer had (`stale`), changes made twice (`doubled`), and
 * due spots nobody ran (`lost`).
 */
export async function run(options: { seed?: number; rounds?: number } = {}): Promise<Record<string, number>> {
  const first = options.seed ?? 1;
  const interleavings = options.rounds ?? INTERLEAVINGS;
  const counts = { interleavings, crashes: 0, stale: 0, doubled: 0, lost: 0 };
  for (let at = 0; at < interleavings; at += 1) {
    const { stale, doubled, forgotten } = await interleave(first + at);
    counts.stale += stale;
    counts.doubled += doubled;
    counts.lost += forgotten;
    if (at % CRASH_EVERY !== 0) continue;
    const after = await crashAndRecover(first + at);
    counts.crashes += after.crashed ? 1 : 0;
    counts.stale += after.stale;
    counts.doubled += after.doubled;
    counts.lost += after.forgotten;
  }
  return counts;
}
