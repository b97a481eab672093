/** a·x^p with 0 < p < 1, x in cents (a already per cent^p). Example: a 3, p ½, x 9 → 9. */
export function powerValue(a: number, p: number, x: number): number {
  return x <= 0 ? 0 : a * Math.pow(x, p);
}

/** f(x+d) − f(x) without cancellation: a·x^p·expm1(p·log1p(d/x)). */
export function powerGain(a: number, p: number, x: number, d: number): number {
  if (x <= 0) return a * Math.pow(d, p);
  return a * Math.pow(x, p) * Math.expm1(p * Math.log1p(d / x));
}

/** Slope per cent: a·p·x^(p−1); infinite at zero. */
export function powerSlope(a: number, p: number, x: number): number {
  return x <= 0 ? Infinity : a * p * Math.pow(x, p - 1);
}

/** Spend in cents where the slope is λ per cent: (a·p/λ)^(1/(1−p)). */
export function powerSpend(a: number, p: number, lambda: number): number {
  return Math.pow((a * p) / lambda, 1 / (1 - p));
}
