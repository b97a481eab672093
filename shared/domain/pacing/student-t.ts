const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** ln Γ(x) for x > 0, Lanczos approximation (g = 7, n = 9). */
function logGamma(x: number): number {
  const [first, ...rest] = LANCZOS;
  const shifted = x - 1;
  const series = rest.reduce<number>((sum, coefficient, index) => sum + coefficient / (shifted + index + 1), first);
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(series);
}

/** The continued fraction of the incomplete beta function, by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / Math.max(tiny, 1 - ((a + b) * x) / (a + 1));
  let result = d;
  const step = (numerator: number) => {
    d = 1 / (Math.abs(1 + numerator * d) < tiny ? tiny : 1 + numerator * d);
    c = Math.abs(1 + numerator / c) < tiny ? tiny : 1 + numerator / c;
    result *= c * d;
    return Math.abs(c * d - 1);
  };
  for (let m = 1; m <= 300; m += 1) {
    step((m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)));
    const moved = step((-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)));
    if (moved < 1e-15) break;
  }
  return result;
}

/** Regularised incomplete beta function I_x(a, b). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/**
 * P(T ≤ t) of Student's t with `degrees` > 0 of freedom. Source: Abramowitz & Stegun 26.7.1.
 * Example: `studentTBelow(1.3502, 13)` ≈ 0.9.
 */
export function studentTBelow(t: number, degrees: number): number {
  if (t === Infinity) return 1;
  if (t === -Infinity) return 0;
  const tail = incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

/** The t below which the share `p` (0 < p < 1) lies. Example: `studentTQuantile(0.9, 13)` ≈ 1.3502. */
export function studentTQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`A share is between 0 and 1, got ${p}.`);
  if (p < 0.5) return -studentTQuantile(1 - p, degrees);
  let [low, high] = [0, 1];
  while (studentTBelow(high, degrees) < p) high *= 2;
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (studentTBelow(middle, degrees) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
