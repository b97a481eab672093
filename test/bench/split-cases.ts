import type { Curve } from '../../shared/domain/allocation/curves/curve.ts';
import type { AllocationLine, AllocationRequest } from '../../shared/domain/allocation/request.ts';

type Random = () => number;

const between = (random: Random, low: number, high: number) => low * Math.pow(high / low, random());

function closedCurve(random: Random): Curve {
  const pick = random();
  const maxResponse = between(random, 100, 5_000);
  const halfSaturationCents = Math.round(between(random, 100_000, 5_000_000));
  if (pick < 0.4) return { kind: 'michaelis_menten', maxResponse, halfSaturationCents };
  if (pick < 0.6) return { kind: 'log', scale: maxResponse, offsetCents: halfSaturationCents };
  if (pick < 0.8) return { kind: 'power', scale: maxResponse / 50, exponent: 0.3 + 0.5 * random() };
  return { kind: 'exponential', maxResponse, ratePerDollar: 100 / halfSaturationCents };
}

function hillCurve(random: Random, low: number, high: number): Curve {
  return {
    kind: 'hill',
    maxResponse: between(random, 100, 5_000),
    halfSaturationCents: Math.round(between(random, 100_000, 5_000_000)),
    slope: between(random, low, high),
  };
}

/** `lines` × `weeks` concave variables, a quarter of them bounded, about $5,000 each. */
export function makeLargeCase(
  random: Random,
  lines: number,
  weeks: number,
  kind: 'closed' | 'hill',
): AllocationRequest {
  const all: AllocationLine[] = [];
  for (let i = 0; i < lines; i += 1) {
    for (let week = 0; week < weeks; week += 1) {
      const curve = kind === 'closed' ? closedCurve(random) : hillCurve(random, 0.4, 0.99);
      const bounds = random() < 0.25 ? { minCents: Math.floor(random() * 100_000), maxCents: 600_000 } : {};
      all.push({ id: `line-${i}-week-${week}`, curve, ...bounds });
    }
  }
  return { budgetCents: lines * weeks * 500_000, goal: { kind: 'maximize_response' }, lines: all };
}

/** Lines with S-curves and minimum flights and a budget of 20 to 120 % of what would half-saturate them all. */
export function makeSCurveCase(random: Random, count: number): AllocationRequest {
  const lines: AllocationLine[] = [];
  let half = 0;
  for (let i = 0; i < count; i += 1) {
    const curve = hillCurve(random, 1.2, 5);
    const k = curve.kind === 'hill' ? curve.halfSaturationCents : 0;
    half += k;
    lines.push({ id: `line-${i}`, curve, minimumWhenUsedCents: Math.round(k * (0.1 + 0.5 * random())) });
  }
  return { budgetCents: Math.round(half * (0.2 + random())), goal: { kind: 'maximize_response' }, lines };
}
