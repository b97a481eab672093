/** a·ln(1 + x/b), x and b in cents. Example: a 500, b 100, x 100 → 346.57. */
export function logValue(a: number, b: number, x: number): number {
  return a * Math.log1p(x / b);
}

/** f(x+d) − f(x) without cancellation: a·log1p(d/(b+x)). */
export function logGain(a: number, b: number, x: number, d: number): number {
  return a * Math.log1p(d / (b + x));
}

/** Slope per cent: a/(b+x). */
export function logSlope(a: number, b: number, x: number): number {
  return a / (b + x);
}

/** Spend in cents where the slope is λ per cent: a/λ − b. */
export function logSpend(a: number, b: number, lambda: number): number {
  return a / lambda - b;
}
