import { MICROS_PER_UNIT } from './money.ts';
import type { Rate } from './rates.ts';

/** A rate in words: "CPM $20.00 gross"; up to six decimals, as many as there are. */
export function rateWords({ kind, amountMicros, basis }: Rate): string {
  const decimals = String(amountMicros % MICROS_PER_UNIT).padStart(6, '0');
  const shown = decimals.replace(/0{1,4}$/, '');
  return `${kind === 'flat' ? 'Flat' : kind.toUpperCase()} $${Math.trunc(amountMicros / MICROS_PER_UNIT).toLocaleString('en-US')}.${shown} ${basis}`;
}
