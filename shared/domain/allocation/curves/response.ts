import type { Cents } from '../../money.ts';
import type { Curve } from './curve.ts';
import { hillMinimumEfficient } from './hill.ts';
import { gainAt, makeColumns, slopeAt, valueAt, writeCurve } from './kernel.ts';

function single(curve: Curve) {
  const columns = makeColumns(1);
  writeCurve(columns, 0, curve);
  return columns;
}

/** Response of a curve at a spend in cents. Example: MM(1000, $100) at $100 = 500. */
export function responseAt(curve: Curve, cents: Cents): number {
  return valueAt(single(curve), 0, cents);
}

/** Response gained by `moreCents` on top of `cents`; exact even where both totals look equal. `moreCents` may be negative. */
export function responseGain(curve: Curve, cents: Cents, moreCents: Cents): number {
  return moreCents < 0
    ? -gainAt(single(curve), 0, cents + moreCents, -moreCents)
    : gainAt(single(curve), 0, cents, moreCents);
}

/** Response per extra dollar at a spend in cents; where the slope is infinite (zero spend), that of the first cent. */
export function marginalPerDollar(curve: Curve, cents: Cents): number {
  const columns = single(curve);
  const slope = slopeAt(columns, 0, cents);
  return 100 * (Number.isFinite(slope) ? slope : gainAt(columns, 0, cents, 1));
}

/** Spend with the best response per dollar, K(c−1)^(1/c): below it, money on an S-curve is better not spent there. 0 for concave curves. */
export function minimumEfficientCents(curve: Curve): Cents {
  if (curve.kind !== 'hill') return 0;
  return Math.round(hillMinimumEfficient(curve.halfSaturationCents, curve.slope, curve.carryInCents ?? 0));
}
