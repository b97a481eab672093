import { BENCHMARKS, type Benchmark } from '../allocation/forecast/benchmarks.ts';
import { multiplyRatio } from '../money.ts';
import { lineBudgetCents, lineSpotCostCents, type Line } from '../plan.ts';
import { rateOnBasis, unitsForCost } from '../rates.ts';

/** What turns money into people: the agency's commission and the people in the market. */
export type AudienceFrame = Readonly<{ commissionBasisPoints: number; people: number }>;
export type AudienceLine = Pick<Line, 'channel' | 'rate' | 'tv' | 'flights'>;

/**
 * What a line's gross money buys. `spots` is null where spots are not what is bought; rating points are of the people in the
 * market, in hundredths. Or why it can't be said.
 */
export type LineAudience =
  | Readonly<{ kind: 'measured'; spots: number | null; grpHundredths: number; impressions: number; basis: string }>
  | Readonly<{ kind: 'unmeasured'; reason: string }>;

/**
 * Whole spots, rating points and impressions of a line's flights by its rate; clicks and completed views become impressions by
 * the channel's benchmark. Example: $20,000.00 at $50.00 CPP and an 8.0 rating → 50 spots, 400.00 points.
 */
export function lineAudience(line: AudienceLine, frame: AudienceFrame): LineAudience {
  const { commissionBasisPoints, people } = frame;
  const spotCostCents = lineSpotCostCents(line, commissionBasisPoints);
  if (spotCostCents !== undefined && line.tv) {
    const spots = wholeSpots(line, spotCostCents);
    return ofPoints(
      spots * line.tv.ratingHundredths,
      spots,
      people,
      'whole spots that its money pays for × their rating',
    );
  }
  const budgetCents = lineBudgetCents(line);
  const gross = rateOnBasis(line.rate, 'gross', commissionBasisPoints);
  if (gross.amountMicros === 0)
    return { kind: 'unmeasured', reason: 'Its rate is $0.00, so its money buys no countable audience.' };
  const benchmark: Benchmark = BENCHMARKS[line.channel];
  const units = () => unitsForCost(gross, budgetCents);
  switch (gross.kind) {
    case 'cpp':
      return ofPoints(units(), null, people, 'money ÷ CPP');
    case 'cpm':
      return ofImpressions(units(), people, 'money ÷ CPM');
    case 'cpc':
      return ofImpressions(
        Math.round((1000 * units()) / benchmark.clicksPerThousand),
        people,
        `money ÷ CPC, at a benchmark of ${benchmark.clicksPerThousand} clicks for 1,000 impressions`,
      );
    case 'cpcv':
      return ofImpressions(
        Math.round(units() / benchmark.completionShare),
        people,
        `money ÷ CPCV, at a benchmark of ${Math.round(100 * benchmark.completionShare)} % completed`,
      );
    case 'flat':
      return {
        kind: 'unmeasured',
        reason:
          'It is bought at a flat price, which says nothing about audience; give it a CPM, or a station and a rating.',
      };
  }
}

/** Impressions of rating points (in hundredths). Example: 50.00 points of 1,000,000 people → 500,000. */
export function impressionsOfGrps(grpHundredths: number, people: number): number {
  return multiplyRatio(grpHundredths, people, 10_000);
}

/** Rating points (in hundredths) of impressions. Example: 500,000 of 1,000,000 people → 50.00 points. */
export function grpHundredthsOf(impressions: number, people: number): number {
  return multiplyRatio(impressions, 10_000, people);
}

function wholeSpots({ flights }: Pick<Line, 'flights'>, spotCostCents: number): number {
  if (spotCostCents === 0) return 0;
  return flights
    .filter(({ status }) => status !== 'canceled')
    .reduce((spots, flight) => spots + multiplyRatio(flight.budgetCents, 1, spotCostCents, 'down'), 0);
}

function ofPoints(grpHundredths: number, spots: number | null, people: number, basis: string): LineAudience {
  return { kind: 'measured', spots, grpHundredths, impressions: impressionsOfGrps(grpHundredths, people), basis };
}

function ofImpressions(impressions: number, people: number, basis: string): LineAudience {
  return { kind: 'measured', spots: null, grpHundredths: grpHundredthsOf(impressions, people), impressions, basis };
}
