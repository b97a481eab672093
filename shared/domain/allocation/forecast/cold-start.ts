import { errorIssue, infoIssue, type Issue } from '../../issue.ts';
import { MICROS_PER_UNIT } from '../../money.ts';
import type { Channel } from '../../plan.ts';
import type { Rate } from '../../rates.ts';
import { allocate } from '../allocate.ts';
import type { Curve } from '../curves/curve.ts';
import type { AllocationOptions, AllocationRequest, AllocationResult } from '../request.ts';
import { BENCHMARKS, type Band, type Benchmark } from './benchmarks.ts';

/** What is counted: the unit of every response. */
export type ResponseUnit = 'reach' | 'impressions' | 'grps' | 'conversions' | 'donations';

/** What is known before a campaign: the channel, its rate, the people in the market. `benchmark` replaces the channel's own. */
export type ColdStartInput = Readonly<{
  channel: Channel;
  rate: Rate;
  population: number;
  unit: ResponseUnit;
  benchmark?: Benchmark | undefined;
}>;

export type BandLevel = keyof Band;
export type CurveBand = Readonly<Record<BandLevel, Curve>>;
export type ColdStartResult =
  | Readonly<{ kind: 'estimated'; curves: CurveBand; costPerThousand: number; issues: readonly Issue[] }>
  | Readonly<{ kind: 'refused'; issues: readonly Issue[] }>;

/**
 * A curve made from rate card, market size and channel alone: its first dollar buys 1,000 ÷ CPM new people (nobody is met twice yet),
 * its ceiling is the share of the market the channel can reach; between them it saturates as Vx/(K+x), K = ceiling ÷ first-dollar gain.
 * Says what it rests on, and is refused where a rate can't be turned into people.
 * Example: CTV at $30 CPM on 1,000,000 people → 550,000 at most, K = $16,500.
 */
export function estimateCurve(input: ColdStartInput): ColdStartResult {
  const { channel, rate, population, unit } = input;
  const benchmark: Benchmark = input.benchmark ?? BENCHMARKS[channel];
  if (!(population > 0)) {
    const message = `The market must have people to reach; a population of ${population} was given.`;
    return { kind: 'refused', issues: [errorIssue('population_missing', message, 'population')] };
  }
  const costPerThousand = costOfThousand(rate, population, benchmark);
  if (!(costPerThousand > 0)) {
    const message = `A ${rate.kind} rate of ${rate.amountMicros / MICROS_PER_UNIT} says nothing about people reached; give a CPM, CPP, CPC or CPCV above zero.`;
    return { kind: 'refused', issues: [errorIssue('rate_without_audience', message, 'rate')] };
  }
  const level = (which: BandLevel): Curve => {
    const reachable = population * benchmark.reachCeiling[which];
    const peoplePerDollar = 1000 / costPerThousand;
    const [maxResponse, firstDollar] = inUnit(unit, { benchmark, which, reachable, peoplePerDollar, population });
    const halfSaturationCents = Math.max(1, Math.round((100 * maxResponse) / firstDollar));
    return { kind: 'michaelis_menten', maxResponse, halfSaturationCents };
  };
  const ceiling = benchmark.reachCeiling;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const basis = `Rests on the rate card ($${costPerThousand.toFixed(2)} for 1,000 exposures), ${population.toLocaleString('en-US')} people, and a benchmark: ${CHANNEL_WORDS[channel]} reaches at most ${percent(ceiling.middle)} of them (${percent(ceiling.low)} to ${percent(ceiling.high)}); nothing has been measured yet.`;
  const curves = { low: level('low'), middle: level('middle'), high: level('high') };
  return { kind: 'estimated', curves, costPerThousand, issues: [infoIssue('benchmark_only', basis)] };
}

/** Channels as they are said inside a sentence. */
const CHANNEL_WORDS: Readonly<Record<Channel, string>> = {
  linear_tv: 'linear TV',
  ctv: 'connected TV',
  olv: 'online video',
  display: 'display',
  social: 'social',
  search: 'search',
  radio: 'radio',
  streaming_audio: 'streaming audio',
  ooh: 'outdoor',
};

type UnitInput = Readonly<{
  benchmark: Benchmark;
  which: BandLevel;
  reachable: number;
  peoplePerDollar: number;
  population: number;
}>;

/** The most a channel can give in the unit, and what the first dollar gives. */
function inUnit(unit: ResponseUnit, input: UnitInput): readonly [number, number] {
  const { benchmark, which, reachable, peoplePerDollar, population } = input;
  const exposures = reachable * benchmark.usefulFrequency;
  switch (unit) {
    case 'reach':
      return [reachable, peoplePerDollar];
    case 'impressions':
      return [exposures, peoplePerDollar];
    case 'grps':
      return [(100 * exposures) / population, (100 * peoplePerDollar) / population];
    case 'conversions':
    case 'donations': {
      const perPerson = benchmark.responsesPerThousandReached[which] / 1000;
      return [reachable * perPerson, peoplePerDollar * perPerson];
    }
  }
}

/** Dollars for 1,000 exposures; NaN for a flat price. A rating point is 1 % of the population. */
function costOfThousand(rate: Rate, population: number, benchmark: Benchmark): number {
  const dollars = rate.amountMicros / MICROS_PER_UNIT;
  switch (rate.kind) {
    case 'cpm':
      return dollars;
    case 'cpp':
      return (dollars * 1000) / (population / 100);
    case 'cpc':
      return dollars * benchmark.clicksPerThousand;
    case 'cpcv':
      return dollars * 1000 * benchmark.completionShare;
    case 'flat':
      return NaN;
  }
}

/** The split under each level of the curves, and how far apart they put each line. */
export type BandedSplit = Readonly<{
  splits: Readonly<Record<BandLevel, AllocationResult>>;
  spread: readonly Readonly<{ id: string; leastCents: number; mostCents: number }>[];
}>;

/** Splits the same budget under low, middle and high curves. A line whose spread is small is safe to plan whatever the truth. */
export function splitUnderBands(
  request: AllocationRequest,
  bands: ReadonlyMap<string, CurveBand>,
  options: AllocationOptions = {},
): BandedSplit {
  const under = (level: BandLevel) => {
    const lines = request.lines.map((line) => ({ ...line, curve: bands.get(line.id)?.[level] ?? line.curve }));
    return allocate({ ...request, lines }, options);
  };
  const splits = { low: under('low'), middle: under('middle'), high: under('high') };
  const found = Object.values(splits).flatMap((split) => (split.kind === 'allocated' ? [split.allocations] : []));
  const spread = request.lines.map(({ id }, i) => {
    const cents = found.map((allocations) => allocations[i]!.cents);
    return {
      id,
      leastCents: cents.length > 0 ? Math.min(...cents) : 0,
      mostCents: cents.length > 0 ? Math.max(...cents) : 0,
    };
  });
  return { splits, spread };
}
