import { apportion, type Cents } from '../../money.ts';

/** How a line's money is spread over its weeks when nobody wants a model to decide. */
export type WeekPattern =
  | Readonly<{ kind: 'even' }>
  /** Falls week by week; `ratio` is the first week's share over the last's (3 when left out). */
  | Readonly<{ kind: 'front_loaded'; ratio?: number | undefined }>
  /** `on` weeks of money, then `off` weeks without, again and again. */
  | Readonly<{ kind: 'burst'; on: number; off: number }>
  /** Rises to the last week (election week); each week gets `growth` times the one before (1.25 when left out). */
  | Readonly<{ kind: 'to_election'; growth?: number | undefined }>
  | Readonly<{ kind: 'custom'; weights: readonly number[] }>;

/**
 * A line's cents by week, summing to the total exactly (largest remainder, ties to the earlier week).
 * @throws RangeError when custom weights are not one a week, or a number makes no sense.
 * Example: $100.00 over 3 even weeks → 33.34 / 33.33 / 33.33.
 */
export function spreadOverWeeks(totalCents: Cents, weeks: number, pattern: WeekPattern): readonly Cents[] {
  if (!Number.isSafeInteger(weeks) || weeks < 1) throw new RangeError(`There must be one week or more, got ${weeks}.`);
  const weights = weekWeights(weeks, pattern);
  const width = String(weeks).length;
  const shares = weights.map((weight, week) => ({ key: String(week).padStart(width, '0'), weight }));
  return apportion(totalCents, shares).map((part) => part.cents);
}

function weekWeights(weeks: number, pattern: WeekPattern): readonly number[] {
  const all = Array.from({ length: weeks }, (_, week) => week);
  switch (pattern.kind) {
    case 'even':
      return all.map(() => 1);
    case 'front_loaded': {
      const ratio = positive(pattern.ratio ?? 3, 'ratio');
      return all.map((week) => (weeks === 1 ? 1 : ratio + ((1 - ratio) * week) / (weeks - 1)));
    }
    case 'burst': {
      const on = positive(pattern.on, 'on');
      if (!(pattern.off >= 0)) throw new RangeError(`Weeks off must be zero or more, got ${pattern.off}.`);
      return all.map((week) => (week % (on + pattern.off) < on ? 1 : 0));
    }
    case 'to_election': {
      const growth = positive(pattern.growth ?? 1.25, 'growth');
      return all.map((week) => Math.pow(growth, week - weeks + 1));
    }
    case 'custom':
      if (pattern.weights.length !== weeks) {
        throw new RangeError(`Give one weight a week: ${weeks} weeks, ${pattern.weights.length} weights.`);
      }
      return pattern.weights;
  }
}

function positive(value: number, what: string): number {
  if (!(value > 0)) throw new RangeError(`The ${what} must be above zero, got ${value}.`);
  return value;
}
