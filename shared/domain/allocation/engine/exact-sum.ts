/** Adds numbers with Neumaier's compensation, so thousands of responses sum to the last digit. Example: 1e16 + 1 − 1e16 = 1. */
export function compensatedSum(count: number, valueOf: (i: number) => number): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < count; i += 1) {
    const value = valueOf(i);
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}
