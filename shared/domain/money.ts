/** Integer cents of one currency; safe integers only. */
export type Cents = number;
/** Integer millionths of one currency unit: 1 cent = 10,000 micros. Rates and platform spend come in micros. */
export type Micros = number;
/** How a fraction of a unit is settled, once, at the end. `half_even` is the default of this product. */
export type RoundingMode = 'half_even' | 'half_up' | 'down' | 'up';

export const MICROS_PER_CENT = 10_000;
export const MICROS_PER_UNIT = 1_000_000;

/**
 * Returns `value` when it is a safe integer number of cents.
 * @throws RangeError naming `what` otherwise. Example: `assertCents(1.5, 'budgetCents')` throws.
 */
export function assertCents(value: number, what = 'amount'): Cents {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${what} must be whole cents within ±9,007,199,254,740,991, got ${value}.`);
  }
  return value;
}

/** Adds cents and checks the result. Example: `sumCents([100, 250])` = 350. */
export function sumCents(values: Iterable<Cents>): Cents {
  let total = 0;
  for (const value of values) total += value;
  return assertCents(total, 'sum');
}

/** Floor division that also holds below zero. */
function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function roundQuotient(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  const floor = floorDivide(numerator, denominator);
  const rest = numerator - floor * denominator;
  if (rest === 0n) return floor;
  if (mode === 'down') return floor;
  if (mode === 'up') return floor + 1n;
  const twice = 2n * rest;
  if (twice < denominator) return floor;
  if (twice > denominator) return floor + 1n;
  if (mode === 'half_up') return floor + 1n;
  return floor % 2n === 0n ? floor : floor + 1n;
}

/**
 * Multiplies an integer amount by the fraction numerator ÷ denominator, exactly, then rounds once (`down` is towards −∞).
 * Works for cents, micros and counts. Integers only.
 * @throws RangeError on a denominator that is not positive, or an operand that is not a safe integer.
 * Example: `multiplyRatio(10_000, 85, 100)` = 8,500.
 */
export function multiplyRatio(
  amount: number,
  numerator: number,
  denominator: number,
  mode: RoundingMode = 'half_even',
) {
  for (const part of [amount, numerator, denominator]) assertCents(part, 'operand');
  if (denominator <= 0) throw new RangeError(`The denominator must be above zero, got ${denominator}.`);
  const product = BigInt(amount) * BigInt(numerator);
  return assertCents(Number(roundQuotient(product, BigInt(denominator), mode)), 'result');
}

/** Micros to cents, rounded once. Example: `microsToCents(15_000)` = 2 (half to even). */
export function microsToCents(micros: Micros, mode: RoundingMode = 'half_even'): Cents {
  return multiplyRatio(micros, 1, MICROS_PER_CENT, mode);
}

/** Cents to micros, exact. Example: `centsToMicros(3)` = 30,000. */
export function centsToMicros(cents: Cents): Micros {
  return multiplyRatio(cents, MICROS_PER_CENT, 1);
}

/** One claimant of an apportioned amount. `weight` ≥ 0, any finite number; `key` breaks ties, smallest first. */
export type Share = Readonly<{ key: string; weight: number }>;
/** What one claimant got, in whole units. */
export type Part = Readonly<{ key: string; cents: Cents }>;

/**
 * Splits a whole amount by weights so that the parts sum to the whole exactly (largest remainder, Hamilton's method).
 * Ties go to the smaller key. All-zero weights count as equal. A negative total is split as its mirror image.
 * Weights are compared as exact rationals of their double values scaled to 2^-40 of the largest, so no float holds money.
 * @throws RangeError on a weight that is negative or not finite, on duplicate keys, or a total with no claimant.
 * Example: 10 by 70/29/1 gives 7/3/0.
 */
export function apportion(total: Cents, shares: readonly Share[]): readonly Part[] {
  assertCents(total, 'total');
  if (shares.length === 0) {
    if (total === 0) return [];
    throw new RangeError(`${total} can't be split among nobody: give at least one share.`);
  }
  if (new Set(shares.map((share) => share.key)).size !== shares.length) {
    throw new RangeError('Each share needs a key of its own: ties are broken by it.');
  }
  if (total < 0)
    return apportion(-total, shares).map((part) => ({ key: part.key, cents: part.cents === 0 ? 0 : -part.cents }));
  const parts = dividedByWeight(total, shares);
  let left = total - parts.reduce((a, part) => a + part.cents, 0);
  const order = [...parts].sort((a, b) => compare(b.remainder, a.remainder) || (a.key < b.key ? -1 : 1));
  for (const part of order) {
    if (left === 0) break;
    part.cents += 1;
    left -= 1;
  }
  return parts.map(({ key, cents }) => ({ key, cents }));
}

/** Whole cents of each share and what is left of it, in parts of the weights' sum. */
type Quotient = { key: string; cents: Cents; remainder: number | bigint };

function dividedByWeight(total: Cents, shares: readonly Share[]): readonly Quotient[] {
  const weights = integerWeights(shares);
  const sum = weights.reduce((a, b) => a + b, 0);
  const largest = weights.reduce((a, b) => Math.max(a, b), 0);
  // Numbers are exact while every product fits; the whole plan is split on each edit and BigInt is five times slower.
  if (sum <= Number.MAX_SAFE_INTEGER && total * largest <= Number.MAX_SAFE_INTEGER) {
    return weights.map((weight, index) => {
      const exact = total * weight;
      const remainder = exact % sum;
      return { key: shares[index]?.key ?? '', cents: (exact - remainder) / sum, remainder };
    });
  }
  const bigSum = weights.reduce((a, b) => a + BigInt(b), 0n);
  return weights.map((weight, index) => {
    const exact = BigInt(total) * BigInt(weight);
    return { key: shares[index]?.key ?? '', cents: Number(exact / bigSum), remainder: exact % bigSum };
  });
}

function compare(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function integerWeights(shares: readonly Share[]): readonly number[] {
  let largest = 0;
  for (const { key, weight } of shares) {
    if (!Number.isFinite(weight) || weight < 0) {
      throw new RangeError(`The weight of ${key} must be zero or more, got ${weight}.`);
    }
    largest = Math.max(largest, weight);
  }
  if (largest === 0) return shares.map(() => 1);
  if (shares.every(({ weight }) => Number.isSafeInteger(weight))) return shares.map(({ weight }) => weight);
  // In two steps: for the smallest doubles the whole factor would be infinite.
  const exponent = 40 - Math.ceil(Math.log2(largest));
  const [first, second] = [2 ** Math.trunc(exponent / 2), 2 ** (exponent - Math.trunc(exponent / 2))];
  return shares.map(({ weight }) => Math.round(weight * first * second));
}

const formatters = new Map<string, Intl.NumberFormat>();

/** Cents as people read them, in en-US. Example: `formatCents(5_012_000)` = "$50,120.00". */
export function formatCents(cents: Cents, currency = 'USD'): string {
  let formatter = formatters.get(currency);
  if (!formatter) {
    formatter = new Intl.NumberFormat('en-US', { style: 'currency', currency });
    formatters.set(currency, formatter);
  }
  return formatter.format(cents / 100);
}
