import { formatCents, multiplyRatio } from '../money.ts';
import type { BuyInput, BuyLine } from './buying.ts';

/** One rule over the whole buy: lower ≤ Σ amount × spots ≤ upper, in cents or hundredths of a point. */
export type BuyRule = Readonly<{
  name: string;
  unit: 'cents' | 'hundredths';
  lower: number;
  upper: number;
  lines: Int32Array;
  amounts: Float64Array;
}>;

/**
 * The budget, the weekly goal bands, the station caps and the daypart shares as rules over the lines. Shares are turned into
 * whole cents of the budget: caps down, floors up, so that rounding never allows more than was agreed.
 */
export function buyRules(input: BuyInput): readonly BuyRule[] {
  const { lines, budgetCents, weeks = [], stations = [], dayparts = [] } = input;
  const cents = (of: (line: BuyLine) => boolean) => terms(lines, of, (line) => line.costCents);
  const share = (basisPoints: number | undefined, otherwise: number, mode: 'down' | 'up') =>
    basisPoints === undefined ? otherwise : multiplyRatio(budgetCents, basisPoints, 10_000, mode);
  return [
    { name: 'budget', unit: 'cents', lower: 0, upper: budgetCents, ...cents(() => true) },
    ...weeks.map(({ week, minimumHundredths = 0, maximumHundredths = Infinity }) => ({
      name: `goal of week ${week}`,
      unit: 'hundredths' as const,
      lower: minimumHundredths,
      upper: maximumHundredths,
      ...terms(
        lines,
        (line) => line.week === week,
        (line) => line.ratingHundredths,
      ),
    })),
    ...stations.map(({ station, maximumShareBasisPoints }) => ({
      name: `share of station ${station}`,
      unit: 'cents' as const,
      lower: 0,
      upper: share(maximumShareBasisPoints, Infinity, 'down'),
      ...cents((line) => line.station === station),
    })),
    ...dayparts.map(({ daypart, minimumShareBasisPoints, maximumShareBasisPoints }) => ({
      name: `share of daypart ${daypart}`,
      unit: 'cents' as const,
      lower: share(minimumShareBasisPoints, 0, 'up'),
      upper: share(maximumShareBasisPoints, Infinity, 'down'),
      ...cents((line) => line.daypart === daypart),
    })),
  ];
}

function terms(lines: readonly BuyLine[], of: (line: BuyLine) => boolean, amount: (line: BuyLine) => number) {
  const chosen = [...lines.keys()].filter((at) => {
    const line = lines[at];
    return line !== undefined && of(line) && amount(line) !== 0;
  });
  return {
    lines: Int32Array.from(chosen),
    amounts: Float64Array.from(chosen, (at) => {
      const line = lines[at];
      return line ? amount(line) : 0;
    }),
  };
}

/** An amount of a rule as people read it. Example: 5,000 cents → "$50.00", 1,250 hundredths → "12.50 points". */
export function formatAmount(unit: BuyRule['unit'], amount: number): string {
  return unit === 'cents' ? formatCents(Math.round(amount)) : `${(amount / 100).toFixed(2)} points`;
}
