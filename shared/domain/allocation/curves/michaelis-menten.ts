/** V·y/(K+y) with y = x + h, all spend in cents. Example: V 1000, K 10, x 10 → 500. */
export function mmValue(v: number, k: number, h: number, x: number): number {
  const y = x + h;
  return y <= 0 ? 0 : (v * y) / (k + y);
}

/** f(x+d) − f(x) without cancellation: V·K·d/((K+y)(K+y+d)). */
export function mmGain(v: number, k: number, h: number, x: number, d: number): number {
  const y = x + h;
  return (((v / (k + y)) * k) / (k + y + d)) * d;
}

/** Slope per cent: V·K/(K+y)². */
export function mmSlope(v: number, k: number, h: number, x: number): number {
  const y = k + x + h;
  return ((v / y) * k) / y;
}

/** Spend in cents where the slope is λ per cent: √(V·K/λ) − K − h. May be below zero. */
export function mmSpend(v: number, k: number, h: number, lambda: number): number {
  return Math.sqrt((v / lambda) * k) - k - h;
}
