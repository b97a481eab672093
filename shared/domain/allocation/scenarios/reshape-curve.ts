import type { Cents } from '../../money.ts';
import type { Curve } from '../curves/curve.ts';

/** The curve when everything costs `ratio` times as much: f(x ÷ ratio). Example: ratio 1.1 moves K from $100 to $110. */
export function repriceCurve(curve: Curve, ratio: number): Curve {
  if (!(ratio > 0 && Number.isFinite(ratio)))
    throw new RangeError(`A price changes by a factor above zero, got ${ratio}.`);
  const cents = (value: Cents) => Math.max(1, Math.round(value * ratio));
  switch (curve.kind) {
    case 'michaelis_menten':
      return { ...curve, halfSaturationCents: cents(curve.halfSaturationCents) };
    case 'hill': {
      const carryInCents = curve.carryInCents === undefined ? undefined : Math.round(curve.carryInCents * ratio);
      return { ...curve, halfSaturationCents: cents(curve.halfSaturationCents), carryInCents };
    }
    case 'log':
      return { ...curve, offsetCents: cents(curve.offsetCents) };
    case 'power':
      return { ...curve, scale: curve.scale * Math.pow(ratio, -curve.exponent) };
    case 'exponential':
      return { ...curve, ratePerDollar: curve.ratePerDollar / ratio };
    case 'linear':
      return { ...curve, perDollar: curve.perDollar / ratio };
  }
}

/** The curve of a part of the time when the money lies evenly over it: s·f(x ÷ s). Example: ¾ of MM(V, K) → MM(¾V, ¾K). */
export function partOfCurve(curve: Curve, share: number): Curve {
  return scaleResponse(repriceCurve(curve, share), share);
}

/** The curve with every response times `by`. */
export function scaleResponse(curve: Curve, by: number): Curve {
  switch (curve.kind) {
    case 'michaelis_menten':
    case 'hill':
    case 'exponential':
      return { ...curve, maxResponse: curve.maxResponse * by };
    case 'log':
    case 'power':
      return { ...curve, scale: curve.scale * by };
    case 'linear':
      return { ...curve, perDollar: curve.perDollar * by };
  }
}

/**
 * Share of attention won against an opponent in one week and channel: V·x/(x + theirs), so their spend is the half-saturation.
 * Example: we $20,000, they $30,000 of V 1,000 → 400.
 */
export function attractionCurve(maxResponse: number, opponentCents: Cents): Curve {
  return { kind: 'michaelis_menten', maxResponse, halfSaturationCents: Math.max(1, opponentCents) };
}

/**
 * The curve against an opponent in the same week and channel: same ceiling and shape, half-saturation at their spend, so that
 * MM(V, K) becomes the share of attention V·x/(x + theirs). Never below the curve's own half-saturation: an opponent can't help.
 * Null for a curve without a ceiling (log, power, linear): there is no whole to take a share of.
 * Example: MM(1000, $6,000) against $30,000 → 400 at $20,000.
 */
export function againstOpponent(curve: Curve, opponentCents: Cents): Curve | null {
  switch (curve.kind) {
    case 'michaelis_menten':
      return attractionCurve(curve.maxResponse, Math.max(curve.halfSaturationCents, opponentCents));
    case 'hill':
      return { ...curve, halfSaturationCents: Math.max(curve.halfSaturationCents, opponentCents) };
    case 'exponential': {
      if (curve.ratePerDollar === 0) return curve;
      const ownHalfCents = (100 * Math.LN2) / curve.ratePerDollar;
      return repriceCurve(curve, Math.max(1, opponentCents / ownHalfCents));
    }
    case 'log':
    case 'power':
    case 'linear':
      return null;
  }
}

/** Share of voice, 0–1: ours ÷ (ours + theirs); 0 when nobody spends. */
export function shareOfVoice(ownCents: Cents, opponentCents: Cents): number {
  const both = ownCents + opponentCents;
  return both > 0 ? ownCents / both : 0;
}
