import type { Binary, BSONRegExp, Code, Decimal128, Double, Timestamp } from 'bson';
import { Long } from 'bson';
import type { Doc } from './values.ts';
import { isInt32, toNumber, typeOf } from './values.ts';

/** MongoDB's order between types: numbers together, then strings, documents, arrays, … Missing sorts with null. */
const RANK: Readonly<Record<number, number>> = {
  [-1]: 0,
  6: 5,
  10: 5,
  1: 10,
  16: 10,
  18: 10,
  19: 10,
  2: 15,
  14: 15,
  3: 20,
  4: 25,
  5: 30,
  7: 35,
  8: 40,
  9: 45,
  17: 47,
  11: 50,
  13: 60,
  127: 100,
};

/** The rank of a value's type in MongoDB's cross-type order; values of different rank never equal each other. */
export function rankOf(value: unknown): number {
  return RANK[typeOf(value)] ?? 20;
}

/**
 * Compares two values in MongoDB's BSON order: first by type, then by value; numbers of all four types compare as numbers.
 * Returns less than 0, 0 or more than 0. Example: `compare(2, '1') < 0`, because numbers come before strings.
 */
export function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return compareDoubles(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  const rank = rankOf(a);
  const difference = rank - rankOf(b);
  if (difference !== 0) return difference;
  switch (rank) {
    case 10:
      return compareNumbers(a, b);
    case 15:
      return compareStrings(String(a), String(b));
    case 20:
      return compareDocs(a as Doc, b as Doc);
    case 25:
      return compareArrays(a as unknown[], b as unknown[]);
    case 30:
      return compareBinary(a as Binary, b as Binary);
    case 35:
      return Buffer.compare((a as { id: Uint8Array }).id, (b as { id: Uint8Array }).id);
    case 40:
      return Number(a) - Number(b);
    case 45:
      return compareDoubles((a as Date).getTime(), (b as Date).getTime());
    case 47:
      return (a as Timestamp).t - (b as Timestamp).t || (a as Timestamp).i - (b as Timestamp).i;
    case 50:
      return (
        compareStrings((a as BSONRegExp).pattern, (b as BSONRegExp).pattern) ||
        compareStrings((a as BSONRegExp).options, (b as BSONRegExp).options)
      );
    case 60:
      return compareStrings(String((a as Code).code), String((b as Code).code));
    default:
      return 0;
  }
}

/** Equality as MongoDB's filters see it: 1, 1.0 and Long(1) are the same; documents are equal only with the same field order. */
export function equals(a: unknown, b: unknown): boolean {
  return a === b || compare(a, b) === 0;
}

/** NaN equals NaN and sorts before every other number, as in MongoDB. */
function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  return 1;
}

/** Strings compare by their UTF-8 bytes; JavaScript's order differs only where a surrogate pair meets U+E000–U+FFFF. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    if (left >= 0xd800 && right >= 0xd800) return Buffer.compare(Buffer.from(a), Buffer.from(b));
    return left - right;
  }
  return a.length - b.length;
}

function compareBinary(a: Binary, b: Binary): number {
  return (
    a.position - b.position ||
    a.sub_type - b.sub_type ||
    Buffer.compare(a.buffer.subarray(0, a.position), b.buffer.subarray(0, b.position))
  );
}

function compareDocs(a: Doc, b: Doc): number {
  const left = Object.keys(a);
  const right = Object.keys(b);
  for (let i = 0; i < left.length && i < right.length; i++) {
    const leftName = left[i] as string;
    const rightName = right[i] as string;
    const difference =
      rankOf(a[leftName]) - rankOf(b[rightName]) ||
      compareStrings(leftName, rightName) ||
      compare(a[leftName], b[rightName]);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = compare(a[i], b[i]);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareNumbers(a: unknown, b: unknown): number {
  const left = toNumber(a) as number;
  const right = toNumber(b) as number;
  const difference = compareDoubles(left, right);
  if (isExactDouble(a) && isExactDouble(b)) return difference;
  if (Number.isNaN(left) || Number.isNaN(right) || !Number.isFinite(left) || !Number.isFinite(right)) return difference;
  const [leftTop, leftBottom] = toFraction(a);
  const [rightTop, rightBottom] = toFraction(b);
  const cross = leftTop * rightBottom - rightTop * leftBottom;
  return cross < 0n ? -1 : cross > 0n ? 1 : 0;
}

function isExactDouble(value: unknown): boolean {
  if (typeof value === 'number') return true;
  if (value instanceof Long) return Number.isSafeInteger(value.toNumber());
  return (value as Double)._bsontype === 'Double';
}

/** A finite number as an exact fraction [numerator, denominator > 0]. */
export function toFraction(value: unknown): readonly [bigint, bigint] {
  if (value instanceof Long) return [value.toBigInt(), 1n];
  if (typeof value === 'object' && value !== null && (value as Decimal128)._bsontype === 'Decimal128')
    return decimalToFraction(String(value));
  return doubleToFraction(toNumber(value) as number);
}

function decimalToFraction(text: string): readonly [bigint, bigint] {
  const [mantissa = '0', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '0', decimals = ''] = mantissa.split('.');
  const power = Number(exponent) - decimals.length;
  const digits = BigInt(whole + decimals);
  return power >= 0 ? [digits * 10n ** BigInt(power), 1n] : [digits, 10n ** BigInt(-power)];
}

/** An exact fraction of a finite double. Example: 0.5 is [1, 2]. */
export function doubleToFraction(value: number): readonly [bigint, bigint] {
  if (isInt32(value) || Number.isSafeInteger(value)) return [BigInt(value), 1n];
  let bottom = 1n;
  let top = value;
  while (!Number.isInteger(top)) {
    top *= 2;
    bottom *= 2n;
  }
  return [BigInt(top), bottom];
}
