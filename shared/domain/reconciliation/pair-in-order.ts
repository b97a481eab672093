/** Pairs of places in two lists of times. */
export type TimePair = Readonly<{ first: number; second: number }>;

/**
 * Pairs two ascending lists of times one to one, in order, within the tolerance: as many pairs as possible, then the least
 * total difference. On a line crossing pairs never help, so dynamic programming is exact.
 * Example: [0, 10] and [1, 2, 11] within 3 → 0–1 and 10–11.
 */
export function pairInOrder(
  first: readonly number[],
  second: readonly number[],
  tolerance: number,
): readonly TimePair[] {
  const width = second.length + 1;
  /** Pairs × −weight + difference: more pairs always beat less difference. */
  const weight = 1 + tolerance * (Math.min(first.length, second.length) + 1);
  const cost = new Float64Array((first.length + 1) * width);
  for (let a = first.length - 1; a >= 0; a -= 1) {
    for (let b = second.length - 1; b >= 0; b -= 1) {
      const skip = Math.min(cost[(a + 1) * width + b] ?? 0, cost[a * width + b + 1] ?? 0);
      const apart = Math.abs((first[a] ?? 0) - (second[b] ?? 0));
      const pair = apart <= tolerance ? apart - weight + (cost[(a + 1) * width + b + 1] ?? 0) : Infinity;
      cost[a * width + b] = Math.min(skip, pair);
    }
  }
  const pairs: TimePair[] = [];
  for (let a = 0, b = 0; a < first.length && b < second.length;) {
    const here = cost[a * width + b] ?? 0;
    const apart = Math.abs((first[a] ?? 0) - (second[b] ?? 0));
    if (apart <= tolerance && here === apart - weight + (cost[(a + 1) * width + b + 1] ?? 0)) {
      pairs.push({ first: a, second: b });
      a += 1;
      b += 1;
    } else if (here === (cost[(a + 1) * width + b] ?? 0)) a += 1;
    else b += 1;
  }
  return pairs;
}
