/** V(1 − e^(−k·x)), x in cents, k per cent. Example: V 100, k·x = 1 → 63.21. */
export function expValue(v: number, k: number, x: number): number {
  return -v * Math.expm1(-k * x);
}

/** f(x+d) − f(x) without cancellation: V·e^(−kx)·(−expm1(−k·d)). */
export function expGain(v: number, k: number, x: number, d: number): number {
  return -v * Math.exp(-k * x) * Math.expm1(-k * d);
}

/** Slope per cent: V·k·e^(−kx). */
export function expSlope(v: number, k: number, x: number): number {
  return v * k * Math.exp(-k * x);
}

/** Spend in cents where the slope is λ per cent: ln(V·k/λ)/k. */
export function expSpend(v: number, k: number, lambda: number): number {
  return Math.log((v / lambda) * k) / k;
}
