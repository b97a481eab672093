import type { Cents } from '../../money.ts';
import type { Curve } from '../curves/curve.ts';
import { responseAt } from '../curves/response.ts';
import { scaleResponse } from '../scenarios/reshape-curve.ts';
import { BENCHMARKS, type Band, type Benchmark } from './benchmarks.ts';
import { estimateCurve, type ColdStartInput, type CurveBand } from './cold-start.ts';
import { logSlopeInK, responseBand, Z80, type CurveBelief, type LearnableCurve } from './learning.ts';
import type { Issue } from '../../issue.ts';

/** How far a rate card is from what a dollar buys in the end, as a standard deviation of its logarithm: planning judgement. */
const SD_LOG_PRICE = 0.15;
/** A curve agreed for a line is trusted more than a benchmark: its ceiling within ± 29 %, its half-way point within ± 47 %, 8 in 10. */
const OWN_SD = { sdLogMaxResponse: 0.2, sdLogHalfSaturation: 0.3, correlation: 0.6 } as const;

/** What is believed of a curve whose shape has no ceiling to learn: only how much better or worse it is as a whole. */
export type ScaleBelief = Readonly<{ kind: 'scale'; curve: Curve; sdLogScale: number }>;
export type ShapeBelief = Readonly<{ kind: 'shape' }> & CurveBelief;
export type Belief = ShapeBelief | ScaleBelief;

export type BenchmarkBelief =
  | Readonly<{ kind: 'believed'; belief: ShapeBelief; basis: string; costPerThousand: number }>
  | Readonly<{ kind: 'refused'; issues: readonly Issue[] }>;

/**
 * What a benchmark says about a line before anything is measured: its middle curve, and how sure. The ceiling moves V and K
 * together, the rate card moves K alone, responses per person move V alone; that is why V and K start out correlated.
 * `share` is the part of the channel's ceiling that falls to the line. Example: CTV at $30 CPM on 1,000,000 people → V 550,000,
 * K $16,500, correlation .87.
 */
export function benchmarkBelief(input: ColdStartInput, share = 1): BenchmarkBelief {
  const estimate = estimateCurve(input);
  if (estimate.kind === 'refused') return estimate;
  const benchmark: Benchmark = input.benchmark ?? BENCHMARKS[input.channel];
  const sdCeiling = sdOf(benchmark.reachCeiling);
  const countsResponses = input.unit === 'conversions' || input.unit === 'donations';
  const sdPerPerson = countsResponses ? sdOf(benchmark.responsesPerThousandReached) : 0;
  const sdLogMaxResponse = Math.hypot(sdCeiling, sdPerPerson);
  const sdLogHalfSaturation = Math.hypot(sdCeiling, SD_LOG_PRICE);
  const middle = estimate.curves.middle as LearnableCurve;
  const curve = {
    ...middle,
    maxResponse: middle.maxResponse * share,
    halfSaturationCents: Math.max(1, Math.round(middle.halfSaturationCents * share)),
  };
  const correlation = (sdCeiling * sdCeiling) / (sdLogMaxResponse * sdLogHalfSaturation);
  const basis = estimate.issues.map(({ message }) => message).join(' ');
  const belief = { kind: 'shape', curve, sdLogMaxResponse, sdLogHalfSaturation, correlation } as const;
  return { kind: 'believed', belief, basis, costPerThousand: estimate.costPerThousand };
}

/** What is believed of a line's own curve: what it says, within the trust that an agreed curve has. */
export function ownBelief(curve: Curve): Belief {
  const isLearnable = curve.kind === 'michaelis_menten' || (curve.kind === 'hill' && !curve.carryInCents);
  if (isLearnable && curve.maxResponse > 0) return { kind: 'shape', curve, ...OWN_SD };
  return { kind: 'scale', curve, sdLogScale: OWN_SD.sdLogMaxResponse };
}

/**
 * Low, middle and high curves of a belief. Low is the likeliest of the curves whose response at `atCents` is at the low edge of
 * the band there (8 in 10 lie between low and high), so the three can be split on like any curve.
 */
export function curvesOf(belief: Belief, atCents: Cents): CurveBand {
  if (belief.kind === 'scale') {
    const factor = Math.exp(Z80 * belief.sdLogScale);
    return {
      low: scaleResponse(belief.curve, 1 / factor),
      middle: belief.curve,
      high: scaleResponse(belief.curve, factor),
    };
  }
  const { curve, sdLogMaxResponse: sv, sdLogHalfSaturation: sk, correlation } = belief;
  const byK = logSlopeInK(curve, responseAt(curve, Math.max(1, atCents)));
  const shared = correlation * sv * sk;
  const [alongV, alongK] = [sv * sv + byK * shared, shared + byK * sk * sk];
  const sd = Math.sqrt(Math.max(0, alongV + byK * alongK));
  const moved = (z: number): Curve => {
    if (!(sd > 0)) return curve;
    return {
      ...curve,
      maxResponse: curve.maxResponse * Math.exp((z * alongV) / sd),
      halfSaturationCents: Math.max(1, Math.round(curve.halfSaturationCents * Math.exp((z * alongK) / sd))),
    };
  };
  return { low: moved(-Z80), middle: curve, high: moved(Z80) };
}

/** Response expected of a spend, with the band that holds 8 in 10 cases. */
export function bandAt(belief: Belief, cents: Cents): Band {
  if (belief.kind === 'shape') return responseBand(belief, cents);
  const middle = responseAt(belief.curve, cents);
  const factor = Math.exp(Z80 * belief.sdLogScale);
  return { low: middle / factor, middle, high: middle * factor };
}

/** The standard deviation of a logarithm whose band holds 8 cases in 10. */
function sdOf(band: Band): number {
  return Math.log(band.high / band.low) / (2 * Z80);
}
