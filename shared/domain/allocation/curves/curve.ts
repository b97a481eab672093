import type { Cents } from '../../money.ts';

/**
 * How a line's response grows with its spend. Spend is in cents in `…Cents` fields; `power`, `exponential` and `linear` are per dollar.
 * Response is in the goal's unit (impressions, reach, conversions, donations).
 */
export type Curve =
  | Readonly<{ kind: 'michaelis_menten'; maxResponse: number; halfSaturationCents: Cents }>
  | Readonly<{
      kind: 'hill';
      maxResponse: number;
      halfSaturationCents: Cents;
      slope: number;
      carryInCents?: Cents | undefined;
    }>
  | Readonly<{ kind: 'log'; scale: number; offsetCents: Cents }>
  | Readonly<{ kind: 'power'; scale: number; exponent: number }>
  | Readonly<{ kind: 'exponential'; maxResponse: number; ratePerDollar: number }>
  | Readonly<{ kind: 'linear'; perDollar: number }>;

export type CurveKind = Curve['kind'];

/** True for a curve that is convex at first (an S): a Hill curve with a slope above 1. Example: slope 3 → true. */
export function isSShaped(curve: Curve): boolean {
  return curve.kind === 'hill' && curve.slope > 1 && curve.maxResponse > 0;
}
