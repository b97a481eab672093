/**
 * The least unevenness when every creative had the slots to itself: n − 1 whole gaps next to N ÷ n that fit in N − 1.
 * A valid lower bound of the rotation, since creatives only get into each other's way.
 * Example: counts 25,13,12 → 0 + 12 × 0.1538 + 11 × 0.1667 = 3.6795 (the proved optimum).
 */
export function gapBound(counts: readonly number[]): number {
  const slots = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => sum + leastDeviation(count, slots), 0);
}

function leastDeviation(count: number, slots: number): number {
  if (count < 2) return 0;
  const gaps = count - 1;
  const short = Math.floor(slots / count);
  const fraction = slots / count - short;
  const room = slots - 1 - gaps * short;
  const long = fraction > 0.5 ? Math.min(gaps, room) : 0;
  return long * (1 - fraction) + (gaps - long) * fraction;
}
