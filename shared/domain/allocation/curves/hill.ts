/**
 * V/(1 + (K/y)^c) with y = x + h (carry-in), spend in cents. Written as a logistic in c·ln(y/K) so nothing overflows.
 * Example: V 1, K 30, c 3, x 50 → 125/152.
 */
export function hillValue(v: number, k: number, c: number, h: number, x: number): number {
  const y = x + h;
  return y <= 0 ? 0 : v / (1 + Math.exp(-c * Math.log(y / k)));
}

/** f(x+d) − f(x) without cancellation: V(1−e^−Δ) ÷ ((1+e^−u)(e^−Δ+e^u)), u = c·ln(y/K), Δ = c·log1p(d/y). */
export function hillGain(v: number, k: number, c: number, h: number, x: number, d: number): number {
  const y = x + h;
  if (y <= 0) return hillValue(v, k, c, h, x + d);
  const u = c * Math.log(y / k);
  // So far below K that nothing is there to subtract; the quotient below would be 0/0.
  if (u < -600) return hillValue(v, k, c, h, x + d);
  const step = c * Math.log1p(d / y);
  return (-v * Math.expm1(-step)) / (1 + Math.exp(-u)) / (Math.exp(-step) + Math.exp(u));
}

/** Slope per cent: (c/y)·V·e^u/(1+e^u)²; infinite at zero when c < 1. */
export function hillSlope(v: number, k: number, c: number, h: number, x: number): number {
  const y = x + h;
  if (y <= 0) return c < 1 ? Infinity : c === 1 ? v / k : 0;
  const u = c * Math.log(y / k);
  return ((c / y) * v) / (1 + Math.exp(-u)) / (1 + Math.exp(u));
}

/** Where the curve turns from convex to concave, in cents of x: K((c−1)/(c+1))^(1/c) − h; −∞ when c ≤ 1. */
export function hillInflection(k: number, c: number, h: number): number {
  return c > 1 ? k * Math.pow((c - 1) / (c + 1), 1 / c) - h : -Infinity;
}

/** Spend with the best response per dollar from zero: K(c−1)^(1/c) − h, never below 0; 0 when c ≤ 1. Example: K 30, c 3 → 37.80. */
export function hillMinimumEfficient(k: number, c: number, h: number): number {
  return c > 1 ? Math.max(0, k * Math.pow(c - 1, 1 / c) - h) : 0;
}

/**
 * s = ln(y/K) on the falling side where the slope is λ: Newton on ln(Vc/K) + (c−1)s − 2·ln(1+e^(cs)) = ln λ.
 * `level` is ln(Vc/K) − ln λ. The left side is concave, so every Newton step from a point past the peak lands right of the root and
 * then falls to it; both asymptotes bound it from the right. The caller has checked that a root exists. `guess` may be NaN.
 */
export function hillLogSpend(c: number, level: number, guess: number): number {
  let right = level / (c + 1);
  if (c < 1) right = Math.min(right, level / (1 - c));
  let s = guess < right ? guess : right;
  for (let round = 0; round < 60; round += 1) {
    const e = Math.exp(c * s);
    const tail = c * s > 36 ? c * s : Math.log1p(e);
    const value = level + (c - 1) * s - 2 * tail;
    const slope = c * s > 36 ? -(c + 1) : c - 1 - (2 * c * e) / (1 + e);
    if (!(slope < 0)) {
      s = right;
      if (round > 0) return s;
      continue;
    }
    let next = s - value / slope;
    if (next > right) next = right;
    const moved = Math.abs(next - s);
    s = next;
    if (moved <= 1e-9) break;
  }
  return s;
}
