import type { Cents } from '../../shared/domain/money.ts';

type ParsedAmount =
  | Readonly<{ kind: 'amount'; cents: Cents }>
  | Readonly<{ kind: 'empty' }>
  | Readonly<{ kind: 'refused'; reason: string }>;

/** An exact fraction: money typed by people never passes through a float. */
type Fraction = Readonly<{ numerator: bigint; denominator: bigint }>;

const SUFFIXES: Readonly<Record<string, bigint>> = { k: 1_000n, m: 1_000_000n };
const HOW = 'Type an amount such as 1,500, 5k, =3*450, +10% or +250.';

/**
 * Reads what a person typed into a money cell, in dollars, to whole cents (half a cent rounds to even).
 * Plain `1,234.56`, `$1,200`, `5k`, `1.2m`; a sum after `=` with + − * / and brackets; `+10%` and `-10%` change the present
 * amount by a share, `*1.5` multiplies it, `+250` adds to it. Empty means clear.
 * Example: `parseAmount('=3*450', 0)` is 135,000 cents; `parseAmount('+10%', 20_000)` is 22,000.
 */
export function parseAmount(text: string, presentCents: Cents): ParsedAmount {
  const typed = normalise(text);
  if (typed === '') return { kind: 'empty' };
  const change = /^([+-])([\d.,]+)%$/.exec(typed);
  if (change) return changed(presentCents, change[1] === '-' ? -1n : 1n, change[2] ?? '');
  const share = /^([\d.,]+)%$/.exec(typed);
  if (share)
    return refused(
      `${text.trim()} is a share of what? Type +${share[1]}% to raise the amount, or -${share[1]}% to lower it.`,
    );
  if (/^[+*]/.test(typed)) return evaluated(`${decimalText(presentCents)}${typed}`, text);
  return evaluated(typed.startsWith('=') ? typed.slice(1) : typed, text);
}

function normalise(text: string): string {
  const plain = text
    .replaceAll(/[\s\u00a0$]/g, '')
    .replaceAll('−', '-')
    .replaceAll('×', '*')
    .replaceAll('÷', '/')
    .toLowerCase();
  return plain === '–' || plain === '-' ? '' : plain;
}

function changed(presentCents: Cents, sign: bigint, share: string): ParsedAmount {
  const fraction = parseNumber(share);
  if (!fraction) return refused(`${share} is not a number. ${HOW}`);
  const hundred = 100n * fraction.denominator;
  return toAmount({ numerator: BigInt(presentCents) * (hundred + sign * fraction.numerator), denominator: hundred });
}

function evaluated(expression: string, text: string): ParsedAmount {
  const dollars = evaluate(expression);
  if (!dollars) return refused(`"${text.trim()}" is not an amount. ${HOW}`);
  return toAmount({ numerator: dollars.numerator * 100n, denominator: dollars.denominator });
}

function toAmount({ numerator, denominator }: Fraction): ParsedAmount {
  if (numerator < 0n) return refused('An amount is zero or more.');
  const whole = numerator / denominator;
  if (whole >= BigInt(Number.MAX_SAFE_INTEGER)) return refused('That is more money than can be counted here.');
  const twice = 2n * (numerator % denominator);
  const isUp = twice > denominator || (twice === denominator && whole % 2n === 1n);
  return { kind: 'amount', cents: Number(isUp ? whole + 1n : whole) };
}

function refused(reason: string): ParsedAmount {
  return { kind: 'refused', reason };
}

function decimalText(cents: Cents): string {
  return `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

function parseNumber(text: string): Fraction | undefined {
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d*))?([km])?$/.exec(text);
  if (!match || (match[1] === undefined && !match[2])) return undefined;
  const [, whole = '0', decimals = '', suffix] = match;
  const denominator = 10n ** BigInt(decimals.length);
  const numerator = BigInt(whole.replaceAll(',', '') + decimals) * (suffix ? (SUFFIXES[suffix] ?? 1n) : 1n);
  return { numerator, denominator };
}

/** Sums and products by recursive descent: expression = term (± term)*, term = factor (×÷ factor)*, factor = number | ( … ) | −factor. */
function evaluate(text: string): Fraction | undefined {
  const tokens = text.match(/[\d.,]+[km]?|[-+*/()]/g);
  if (!tokens || tokens.join('') !== text) return undefined;
  let position = 0;
  const take = (...wanted: readonly string[]) =>
    wanted.includes(tokens[position] ?? '') ? tokens[position++] : undefined;

  const factor = (): Fraction | undefined => {
    if (take('-')) {
      const inner = factor();
      return inner && { ...inner, numerator: -inner.numerator };
    }
    if (take('(')) {
      const inner = sum();
      return take(')') ? inner : undefined;
    }
    return parseNumber(tokens[position++] ?? '');
  };
  const product = (): Fraction | undefined => {
    let left = factor();
    for (let operator = take('*', '/'); left && operator; operator = take('*', '/'))
      left = applyTo(left, operator, factor());
    return left;
  };
  const sum = (): Fraction | undefined => {
    let left = product();
    for (let operator = take('+', '-'); left && operator; operator = take('+', '-'))
      left = applyTo(left, operator, product());
    return left;
  };
  const result = sum();
  return position === tokens.length ? result : undefined;
}

function applyTo(a: Fraction, operator: string, b: Fraction | undefined): Fraction | undefined {
  if (!b) return undefined;
  switch (operator) {
    case '*':
      return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
    case '/':
      if (b.numerator === 0n) return undefined;
      return b.numerator < 0n
        ? { numerator: -a.numerator * b.denominator, denominator: a.denominator * -b.numerator }
        : { numerator: a.numerator * b.denominator, denominator: a.denominator * b.numerator };
    default: {
      const sign = operator === '-' ? -1n : 1n;
      return {
        numerator: a.numerator * b.denominator + sign * b.numerator * a.denominator,
        denominator: a.denominator * b.denominator,
      };
    }
  }
}
