import { Double, Long } from 'bson';

/**
 * A document as the store handles it. Numbers keep their BSON type without a wrapper where JavaScript can tell:
 * an integer in the int32 range is an int32, any other number a double; a double that holds such an integer is a `Double`, an int64 a `Long`.
 */
export type Doc = Record<string, unknown>;

/** A document that stays in the bytes it came in until somebody needs a field of it. */
export class RawDoc {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** BSON type numbers as `$type` names them. */
export const TYPE = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  javascript: 13,
  symbol: 14,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
} as const;

const TYPE_OF_CLASS: Readonly<Record<string, number>> = {
  ObjectId: TYPE.objectId,
  Binary: TYPE.binData,
  Long: TYPE.long,
  Double: TYPE.double,
  Int32: TYPE.int,
  Decimal128: TYPE.decimal,
  Timestamp: TYPE.timestamp,
  BSONRegExp: TYPE.regex,
  Code: TYPE.javascript,
  MinKey: TYPE.minKey,
  MaxKey: TYPE.maxKey,
};

/** The BSON type number of a value; a missing value (`undefined`) is 6, as MongoDB's own comparison treats it. */
export function typeOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return isInt32(value) ? TYPE.int : TYPE.double;
    case 'string':
      return TYPE.string;
    case 'boolean':
      return TYPE.bool;
    case 'undefined':
      return TYPE.undefined;
    case 'bigint':
      return TYPE.long;
    default:
      break;
  }
  if (value === null) return TYPE.null;
  if (Array.isArray(value)) return TYPE.array;
  if (value instanceof Date) return TYPE.date;
  const name = (value as { _bsontype?: unknown })._bsontype;
  if (typeof name === 'string') return TYPE_OF_CLASS[name] ?? TYPE.object;
  return value instanceof RegExp ? TYPE.regex : TYPE.object;
}

/** True when a JavaScript number is written as an int32 (an integer in range, and not negative zero). */
export function isInt32(value: number): boolean {
  return (value | 0) === value && !Object.is(value, -0);
}

/** True for an embedded document: not an array, not null, not one of BSON's scalar classes. */
export function isDoc(value: unknown): value is Doc {
  return typeof value === 'object' && value !== null && typeOf(value) === TYPE.object;
}

/** True for int32, int64, double and decimal128. */
export function isNumeric(value: unknown): boolean {
  const type = typeOf(value);
  return type === TYPE.int || type === TYPE.double || type === TYPE.long || type === TYPE.decimal;
}

/** The value as a JavaScript number, or undefined when it is not a number; int64 beyond 2^53 loses digits. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Long) return value.toNumber();
  if (value instanceof Double) return value.value;
  if (typeof value === 'object' && value !== null) {
    const name = (value as { _bsontype?: string })._bsontype;
    if (name === 'Decimal128') return Number(String(value));
    if (name === 'Int32' || name === 'Double') return Number((value as { value: number }).value);
  }
  return undefined;
}

/** A double that stays a double when written: wraps integers in the int32 range, leaves other numbers as they are. */
export function asDouble(value: number): number | Double {
  return isInt32(value) ? new Double(value) : value;
}

/** The smallest integer type that holds the value, int32 then int64, as MongoDB's arithmetic widens; undefined when neither does. */
export function asInteger(value: bigint): number | Long | undefined {
  if (value >= -2147483648n && value <= 2147483647n) return Number(value);
  if (value >= -(1n << 63n) && value < 1n << 63n) return Long.fromBigInt(value);
  return undefined;
}

/** MongoDB's truth: everything but false, null, missing and numeric zero. */
export function isTruthy(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  if (typeof value === 'object' && isNumeric(value)) return toNumber(value) !== 0;
  return value !== 0;
}

const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'missing',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  13: 'javascript',
  14: 'symbol',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  [-1]: 'minKey',
  127: 'maxKey',
};

/** The alias `$type` uses for the type of a value ('int', 'objectId', 'missing', …). */
export function typeName(value: unknown): string {
  return TYPE_NAMES[typeOf(value)] ?? 'unknown';
}

/** Type numbers for a `$type` operand: a number, an alias, or 'number' for all four numeric types; undefined when unknown. */
export function typeNumbers(operand: unknown): readonly number[] | undefined {
  if (operand === 'number') return [TYPE.double, TYPE.int, TYPE.long, TYPE.decimal];
  if (typeof operand === 'string') {
    const found = Object.entries(TYPE_NAMES).find(([, name]) => name === operand && name !== 'missing');
    return found ? [Number(found[0])] : undefined;
  }
  const number = toNumber(operand);
  return number !== undefined && TYPE_NAMES[number] !== undefined ? [number] : undefined;
}
