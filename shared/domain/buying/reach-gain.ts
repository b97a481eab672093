import type { Vehicle } from './buying.ts';

/**
 * −ln of the share a vehicle does not reach with 0, 1, … `most` spots, beta-binomial: P0(n) = Π (β + j) ÷ (α + β + j).
 * Each further spot adds less, so the curve is concave. Example: α = β = 0.75, 5 spots → 1 − e^−value = 80.21 %.
 */
export function reachCurve(vehicle: Pick<Vehicle, 'alpha' | 'beta'>, most: number): Float64Array {
  const curve = new Float64Array(most + 1);
  for (let spot = 0; spot < most; spot += 1) {
    const step = Math.log1p(vehicle.alpha / (vehicle.beta + spot));
    curve[spot + 1] = (curve[spot] ?? 0) + step;
  }
  return curve;
}

/** Share reached by all vehicles together when they duplicate at random: 1 − e^−Σ. Example: ln 2 → 0.5. */
export function reachOf(value: number): number {
  return -Math.expm1(-value);
}
