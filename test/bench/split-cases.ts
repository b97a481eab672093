import type { Curve } from '../../shared/domain/allocation/curves/curve.ts';
import type { AllocationGroup, AllocationLine, AllocationRequest } from '../../shared/domain/allocation/request.ts';

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

/**
 * Nearly equal S-curves with minimum flights in two levels of groups, digital and TV with two or three channels each. `spread` is how
 * far apart the curves are: 0 alike, .01 within a percent.
 */
export function makeGroupedSCurveCase(random: Random, count: number, spread: number): AllocationRequest {
  const turned = () => 1 + spread * (2 * random() - 1);
  const [v, k, c] = [between(random, 100, 5_000), between(random, 100_000, 5_000_000), between(random, 1.5, 5)];
  const minimum = 0.1 + 0.5 * random();
  let half = 0;
  const lines = Array.from({ length: count }, (_, i): AllocationLine => {
    const halfSaturationCents = Math.round(k * turned());
    half += halfSaturationCents;
    const slope = Math.max(1.1, c * turned());
    return {
      id: `line-${i}`,
      curve: { kind: 'hill', maxResponse: v * turned(), halfSaturationCents, slope },
      minimumWhenUsedCents: Math.round(halfSaturationCents * minimum * turned()),
    };
  });
  const cut = Math.floor(count * (0.3 + 0.4 * random()));
  const groups = [lines.slice(0, cut), lines.slice(cut)].flatMap((part, g) => sideOf(random, part, `side-${g}`));
  return { budgetCents: Math.round(half * (0.2 + random())), goal: { kind: 'maximize_response' }, lines, groups };
}

function sideOf(random: Random, part: readonly AllocationLine[], id: string): readonly AllocationGroup[] {
  const most = 0.5 + 0.4 * random();
  const share = (part: number) => Math.round(10_000 * part);
  const whole = { id, lineIds: part.map((line) => line.id), minShareBasisPoints: share(0.2 * random()) };
  const channels = 2 + Math.floor(random() * 2);
  const inside = Array.from({ length: channels }, (_, k): AllocationGroup => ({
    id: `${id}-channel-${k}`,
    lineIds: part.filter((_line, i) => i % channels === k).map((line) => line.id),
    ...(random() < 0.5 ? { minShareBasisPoints: share(0.05 + 0.05 * random()) } : {}),
    maxShareBasisPoints: share(most * (0.35 + 0.4 * random())),
  }));
  return [{ ...whole, maxShareBasisPoints: share(most) }, ...inside];
}
