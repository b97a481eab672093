import type { Instant } from '../calendar/zone.ts';

/** A run of sequence numbers that never came, both ends included. */
export type SequenceGap = Readonly<{ from: number; to: number }>;

/**
 * The holes between the lowest and the highest sequence number seen; order and repeats do not matter.
 * Example: 7, 3, 4, 3 has the hole 5–6.
 */
export function sequenceGaps(seen: Iterable<number>): readonly SequenceGap[] {
  const sorted = [...new Set(seen)].sort((a, b) => a - b);
  return sorted.flatMap((number, index) => {
    const previous = sorted[index - 1];
    return previous === undefined || number === previous + 1 ? [] : [{ from: previous + 1, to: number - 1 }];
  });
}

export type FeedWatch = Readonly<{ nextExpectedAt: Instant; now: Instant; graceMs: number }>;

/** True when a source's next report is overdue by more than the grace: "silent feed". */
export function isFeedSilent({ nextExpectedAt, now, graceMs }: FeedWatch): boolean {
  return now > nextExpectedAt + graceMs;
}
