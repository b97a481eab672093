/**
 * Sum over creatives of |gap − N ÷ n| for the gaps between one airing of a creative and its next, in slots, not cyclic.
 * Source: the ISCI rotator problem, Bollapragada, Bussieck and Mallik 2004. A creative aired once or never adds nothing.
 * Example: `unevenness([0, 1, 0, 1, 0, 0, 1, 0])` with 5 of 0 and 3 of 1: gaps 2,2,1,2 against 1.6 and 2,3 against 2.667 = 2.8.
 */
export function unevenness(sequence: readonly number[]): number {
  const slots = sequence.length;
  const counts = new Map<number, number>();
  for (const creative of sequence) counts.set(creative, (counts.get(creative) ?? 0) + 1);
  const last = new Map<number, number>();
  let total = 0;
  sequence.forEach((creative, slot) => {
    const before = last.get(creative);
    if (before !== undefined) total += Math.abs(slot - before - slots / (counts.get(creative) ?? 1));
    last.set(creative, slot);
  });
  return total;
}
