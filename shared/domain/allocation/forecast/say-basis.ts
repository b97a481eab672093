import type { ResponseUnit } from './cold-start.ts';
import type { LineForecast, Sureness } from './line-forecast.ts';

type BasisInput = Readonly<{
  source: LineForecast['source'];
  /** What the benchmark said of itself. */
  benchmark: string;
  share: number;
  facts: LineForecast['facts'];
  sureness: Sureness;
  unit: ResponseUnit;
}>;

const COUNTED: Readonly<Record<ResponseUnit, string>> = {
  reach: 'people reached',
  impressions: 'impressions',
  grps: 'rating points',
  conversions: 'conversions',
  donations: 'donations',
};
const CLOSE = 0.5;

/** What a line's curve rests on, in plain words. Example: "Benchmark and 14 reported days. …". */
export function sayBasis(input: BasisInput): string {
  const { source, facts, benchmark, share } = input;
  const start = source === 'own' ? 'Own curve, kept with this line' : 'Benchmark';
  const days = `${facts.days} reported ${facts.days === 1 ? 'day' : 'days'}`;
  const first = facts.kind === 'none' ? `${start} only: no delivery to learn from yet.` : `${start} and ${days}.`;
  return [first, learned(input), withoutLast(benchmark), shared(share), setAside(facts), hanging(input)]
    .filter((part) => part !== '')
    .join(' ');
}

function learned({ facts, unit }: BasisInput): string {
  switch (facts.kind) {
    case 'none':
      return '';
    case 'price':
      return `Nobody reports ${COUNTED[unit]} here, so delivery tells what a dollar buys, not where the curve bends.`;
    case 'response':
      return `Learned from ${COUNTED[unit]} as reported.`;
  }
}

/** The benchmark's own words end with "nothing has been measured yet", which facts make untrue. */
function withoutLast(benchmark: string): string {
  return benchmark.replace('; nothing has been measured yet.', '.');
}

function shared(share: number): string {
  return share < 1 ? `It has ${Math.round(100 * share)} % of its channel’s ceiling, by the first plan’s money.` : '';
}

function setAside(facts: LineForecast['facts']): string {
  if (facts.setAside.length === 0) return '';
  const parts = facts.setAside.map(({ reason, days }) => `${days} ${days === 1 ? 'day' : 'days'} (${reason})`);
  return `Set aside: ${parts.join(', ')}.`;
}

function hanging({ sureness }: BasisInput): string {
  if (sureness.kind === 'scale') return '';
  const { correlation } = sureness;
  const value = correlation.toFixed(2).replace('-', '−');
  if (correlation >= CLOSE)
    return `Ceiling and half-way point hang together (correlation ${value}): if one is higher than shown, so is the other.`;
  if (correlation <= -CLOSE)
    return `Ceiling and half-way point pull apart (correlation ${value}): if one is higher than shown, the other is lower.`;
  return `Ceiling and half-way point are nearly known apart (correlation ${value}).`;
}
