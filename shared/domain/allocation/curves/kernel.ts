import type { Curve } from './curve.ts';
import { expGain, expSlope, expSpend, expValue } from './exponential.ts';
import { hillGain, hillInflection, hillLogSpend, hillSlope, hillValue } from './hill.ts';
import { logGain, logSlope, logSpend, logValue } from './logarithmic.ts';
import { mmGain, mmSlope, mmSpend, mmValue } from './michaelis-menten.ts';
import { powerGain, powerSlope, powerSpend, powerValue } from './power.ts';

export const MICHAELIS_MENTEN = 0;
export const LOG = 1;
export const POWER = 2;
export const HILL = 3;
export const EXPONENTIAL = 4;
export const LINEAR = 5;

/** Curves as columns of numbers, everything per cent, for the hot path. `a, b, c, h` mean what the curve's own file says. */
export type CurveColumns = Readonly<{
  kind: Uint8Array;
  a: Float64Array;
  b: Float64Array;
  c: Float64Array;
  h: Float64Array;
  /** ln(Vc/K) of Hill lines and the last ln(y/K) found, a warm start that never changes an answer beyond rounding. */
  level: Float64Array;
  warm: Float64Array;
}>;

/** Columns for `count` curves, all of them flat at zero until written. */
export function makeColumns(count: number): CurveColumns {
  const column = () => new Float64Array(count);
  return {
    kind: new Uint8Array(count).fill(LINEAR),
    a: column(),
    b: column(),
    c: column(),
    h: column(),
    level: column(),
    warm: new Float64Array(count).fill(NaN),
  };
}

/** Writes one curve into row `i`, turning dollars into cents. A curve that can give nothing becomes linear with slope 0. */
export function writeCurve(columns: CurveColumns, i: number, curve: Curve): void {
  const { kind, a, b, c, h, level } = columns;
  switch (curve.kind) {
    case 'michaelis_menten':
      kind[i] = MICHAELIS_MENTEN;
      a[i] = curve.maxResponse;
      b[i] = curve.halfSaturationCents;
      break;
    case 'hill':
      kind[i] = curve.slope === 1 ? MICHAELIS_MENTEN : HILL;
      a[i] = curve.maxResponse;
      b[i] = curve.halfSaturationCents;
      c[i] = curve.slope;
      h[i] = curve.carryInCents ?? 0;
      level[i] = Math.log(curve.maxResponse) + Math.log(curve.slope) - Math.log(curve.halfSaturationCents);
      break;
    case 'log':
      kind[i] = LOG;
      a[i] = curve.scale;
      b[i] = curve.offsetCents;
      break;
    case 'power':
      kind[i] = POWER;
      a[i] = curve.scale * Math.pow(100, -curve.exponent);
      c[i] = curve.exponent;
      break;
    case 'exponential':
      kind[i] = EXPONENTIAL;
      a[i] = curve.maxResponse;
      b[i] = curve.ratePerDollar / 100;
      break;
    case 'linear':
      kind[i] = LINEAR;
      a[i] = curve.perDollar / 100;
      break;
  }
  if (a[i] === 0 || (kind[i] === EXPONENTIAL && b[i] === 0)) {
    kind[i] = LINEAR;
    a[i] = 0;
  }
}

/** Response of row `i` at x cents. */
export function valueAt(columns: CurveColumns, i: number, x: number): number {
  const a = columns.a[i]!;
  switch (columns.kind[i]) {
    case MICHAELIS_MENTEN:
      return mmValue(a, columns.b[i]!, columns.h[i]!, x);
    case LOG:
      return logValue(a, columns.b[i]!, x);
    case POWER:
      return powerValue(a, columns.c[i]!, x);
    case HILL:
      return hillValue(a, columns.b[i]!, columns.c[i]!, columns.h[i]!, x);
    case EXPONENTIAL:
      return expValue(a, columns.b[i]!, x);
    default:
      return a * x;
  }
}

/** Response gained from x to x + d cents, without cancellation. */
export function gainAt(columns: CurveColumns, i: number, x: number, d: number): number {
  const a = columns.a[i]!;
  switch (columns.kind[i]) {
    case MICHAELIS_MENTEN:
      return mmGain(a, columns.b[i]!, columns.h[i]!, x, d);
    case LOG:
      return logGain(a, columns.b[i]!, x, d);
    case POWER:
      return powerGain(a, columns.c[i]!, x, d);
    case HILL:
      return hillGain(a, columns.b[i]!, columns.c[i]!, columns.h[i]!, x, d);
    case EXPONENTIAL:
      return expGain(a, columns.b[i]!, x, d);
    default:
      return a * d;
  }
}

/** Slope of row `i` at x, per cent; may be infinite at zero. */
export function slopeAt(columns: CurveColumns, i: number, x: number): number {
  const a = columns.a[i]!;
  switch (columns.kind[i]) {
    case MICHAELIS_MENTEN:
      return mmSlope(a, columns.b[i]!, columns.h[i]!, x);
    case LOG:
      return logSlope(a, columns.b[i]!, x);
    case POWER:
      return powerSlope(a, columns.c[i]!, x);
    case HILL:
      return hillSlope(a, columns.b[i]!, columns.c[i]!, columns.h[i]!, x);
    case EXPONENTIAL:
      return expSlope(a, columns.b[i]!, x);
    default:
      return a;
  }
}

/** Spend in cents (a real number) on the concave part where the slope of row `i` is λ per cent. Not for linear rows. */
export function spendAt(columns: CurveColumns, i: number, lambda: number, logLambda: number): number {
  const a = columns.a[i]!;
  switch (columns.kind[i]) {
    case MICHAELIS_MENTEN:
      return mmSpend(a, columns.b[i]!, columns.h[i]!, lambda);
    case LOG:
      return logSpend(a, columns.b[i]!, lambda);
    case POWER:
      return powerSpend(a, columns.c[i]!, lambda);
    case HILL: {
      const s = hillLogSpend(columns.c[i]!, columns.level[i]! - logLambda, columns.warm[i]!);
      columns.warm[i] = s;
      return columns.b[i]! * Math.exp(s) - columns.h[i]!;
    }
    case EXPONENTIAL:
      return expSpend(a, columns.b[i]!, lambda);
    default:
      throw new RangeError('A linear curve has no single spend for a slope.');
  }
}

/** Where row `i` turns concave, in cents; −∞ for curves that always are. */
export function inflectionAt(columns: CurveColumns, i: number): number {
  if (columns.kind[i] !== HILL) return -Infinity;
  return hillInflection(columns.b[i]!, columns.c[i]!, columns.h[i]!);
}
