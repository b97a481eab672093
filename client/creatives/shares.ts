/** Shares typed in whole percent; complete when they add up to 100. */
export type ShareState = Readonly<{ sum: number; missing: number; isComplete: boolean }>;

/** How far shares in percent are from 100. Example: `shareState([50, 30])` = { sum: 80, missing: 20, isComplete: false }. */
export function shareState(shares: readonly number[]): ShareState {
  const sum = shares.reduce((total, share) => total + share, 0);
  return { sum, missing: 100 - sum, isComplete: sum === 100 };
}

/**
 * Whole percents for weights, adding up to exactly 100: each its floor, the points left over to the largest remainders,
 * ties to the first. All zero gives equal shares. Example: `percentsOf([1, 1, 1])` = [34, 33, 33].
 */
export function percentsOf(weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.length === 0) return [];
  if (total === 0) return percentsOf(weights.map(() => 1));
  const floors = weights.map((weight) => Math.floor((100 * weight) / total));
  const left = 100 - floors.reduce((sum, share) => sum + share, 0);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (100 * weight) % total }))
    .toSorted((a, b) => b.remainder - a.remainder || a.index - b.index)
    .slice(0, left)
    .map((one) => one.index);
  return floors.map((share, index) => share + (byRemainder.includes(index) ? 1 : 0));
}
