import { decimal } from '../words/format.ts';

const COUNTED_WHOLE = 100_000;

/** Large counts whole, small ones with a decimal, so that small gains are seen. Examples: 497316.6 → "497,317", 1813.14 → "1,813.1". */
export function sayResponse(value: number): string {
  return decimal(value, responseDigits([value]));
}

/** Decimals for a column of counts, one for all of them: none once the largest is counted whole. */
export function responseDigits(values: readonly number[]): 0 | 1 {
  return values.some((value) => value >= COUNTED_WHOLE) ? 0 : 1;
}
