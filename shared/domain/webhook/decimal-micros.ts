/**
 * A decimal amount of dollars, as JSON or a CSV writes it, to whole micros, exactly by its digits; null when it is not a
 * plain decimal number or too large. A seventh decimal is rounded half away from zero.
 * Example: `decimalMicros('0.1')` = 100,000; `decimalMicros(1e-7)` = 0.
 */
export function decimalMicros(value: string | number): number | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(String(value).trim());
  if (!match || !(match[2] || match[3])) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent) + 6 - fraction.length;
  const digits = BigInt((whole + fraction).slice(0, 60) || '0');
  const magnitude =
    shift >= 0 ? digits * 10n ** BigInt(Math.min(shift, 60)) : divideHalfUp(digits, 10n ** BigInt(-shift));
  if (magnitude > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  return magnitude === 0n ? 0 : Number(sign === '-' ? -magnitude : magnitude);
}

function divideHalfUp(digits: bigint, divisor: bigint): bigint {
  return (2n * digits + divisor) / (2n * divisor);
}
