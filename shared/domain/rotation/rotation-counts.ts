import { apportion } from '../money.ts';

/** A creative's share of the rotation. Weights need not add up to 100. */
export type RotationWeight = Readonly<{ creativeId: string; weight: number }>;

/**
 * Airings per creative, and what is carried to the next period: `carried` is airings owed (positive) or ahead (negative),
 * in ten-thousandths of an airing, and sums to zero.
 */
export type RotationCounts = Readonly<{
  counts: readonly Readonly<{ creativeId: string; airings: number }>[];
  carried: Readonly<Record<string, number>>;
}>;

const CARRY_SCALE = 10_000;

/**
 * Whole airings by largest remainder (ties by id), counting what earlier periods still owe, so that over many periods each
 * creative's airings stay within one of its share. All-zero weights count as equal.
 * @throws RangeError on a bad weight, a doubled id, or airings for nobody.
 * Example: 50/50 and 3 airings → 2/1, carried −0.5/+0.5; the next 3 → 1/2, carried 0/0.
 */
export function rotationCounts(
  airings: number,
  weights: readonly RotationWeight[],
  carried: Readonly<Record<string, number>> = {},
): RotationCounts {
  const shares = apportion(
    airings * CARRY_SCALE,
    weights.map(({ creativeId, weight }) => ({ key: creativeId, weight })),
  );
  const claims = shares.map(({ key, cents }) => ({ key, claim: cents + (carried[key] ?? 0) }));
  const counts = wholeAirings(airings, claims);
  const left = Object.fromEntries(
    claims.map(({ key, claim }, at) => [key, claim - (counts[at]?.airings ?? 0) * CARRY_SCALE]),
  );
  return { counts, carried: left };
}

/** Largest remainder on claims that may be below zero (a creative far ahead gets none until it is level again). */
function wholeAirings(airings: number, claims: readonly Readonly<{ key: string; claim: number }>[]) {
  const parts = claims.map(({ key, claim }) => {
    const whole = Math.max(0, Math.floor(claim / CARRY_SCALE));
    return { creativeId: key, airings: whole, rest: claim - whole * CARRY_SCALE };
  });
  let left = airings - parts.reduce((sum, part) => sum + part.airings, 0);
  const byRest = [...parts].sort((a, b) => b.rest - a.rest || (a.creativeId < b.creativeId ? -1 : 1));
  for (let at = 0; left > 0 && byRest.length > 0; at = (at + 1) % byRest.length) {
    const part = byRest[at];
    if (part) part.airings += 1;
    left -= 1;
  }
  for (let at = byRest.length - 1; left < 0 && byRest.length > 0; at = at === 0 ? byRest.length - 1 : at - 1) {
    const part = byRest[at];
    if (!part || part.airings === 0) continue;
    part.airings -= 1;
    left += 1;
  }
  return parts.map(({ creativeId, airings: count }) => ({ creativeId, airings: count }));
}
