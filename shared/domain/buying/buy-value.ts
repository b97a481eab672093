import { sumCents } from '../money.ts';
import type { BuyAnswer, BuyInput } from './buying.ts';
import { reachCurve, reachOf } from './reach-gain.ts';

/** The lines of each vehicle and its curve, for the reach goal. */
export type VehicleLines = Readonly<{ name: string; lines: readonly number[]; curve: Float64Array }>;

/** Groups the lines by station and daypart. Empty for the rating-point goal. */
export function vehicleLines(input: BuyInput, most: ArrayLike<number>): readonly VehicleLines[] {
  if (input.goal.kind !== 'reach') return [];
  return input.goal.vehicles.map((vehicle) => {
    const lines = [...input.lines.keys()].filter((at) => {
      const line = input.lines[at];
      return line?.station === vehicle.station && line.daypart === vehicle.daypart;
    });
    const spots = lines.reduce((sum, at) => sum + (most[at] ?? 0), 0);
    return { name: `${vehicle.station} ${vehicle.daypart}`, lines, curve: reachCurve(vehicle, spots) };
  });
}

/** Worth of a buy in the goal's unit: hundredths of rating points, or Σ −ln P0. */
export function buyValue(input: BuyInput, vehicles: readonly VehicleLines[], spots: ArrayLike<number>): number {
  if (input.goal.kind === 'rating_points') {
    return input.lines.reduce((sum, line, at) => sum + line.ratingHundredths * (spots[at] ?? 0), 0);
  }
  return vehicles.reduce((sum, { lines, curve }) => {
    const bought = lines.reduce((total, at) => total + (spots[at] ?? 0), 0);
    return sum + (curve[Math.min(bought, curve.length - 1)] ?? 0);
  }, 0);
}

/** The answer for a list of spots, with cost, points and gap counted afresh. */
export function buyAnswer(
  input: BuyInput,
  vehicles: readonly VehicleLines[],
  spots: ArrayLike<number>,
  bound: number,
  tolerance = 1e-9,
): BuyAnswer {
  const value = buyValue(input, vehicles, spots);
  const top = Math.max(bound, value);
  const gap = top > 0 ? (top - value) / top : 0;
  const answer = {
    spots: input.lines.flatMap((line, at) => (spots[at] ? [{ lineId: line.id, spots: spots[at] ?? 0 }] : [])),
    totalCents: sumCents(input.lines.map((line, at) => line.costCents * (spots[at] ?? 0))),
    ratingHundredths: input.lines.reduce((sum, line, at) => sum + line.ratingHundredths * (spots[at] ?? 0), 0),
    value,
    bound: top,
    gap,
    status: gap <= tolerance ? ('optimal' as const) : ('best_found' as const),
  };
  return input.goal.kind === 'reach' ? { ...answer, reach: reachOf(value) } : answer;
}
