import { Long, ObjectId } from 'bson';
import { asDouble, asInteger, isTruthy, toNumber, TYPE, typeName, typeOf } from '../bson/values.ts';
import { refuse, StoreError } from '../errors.ts';
import type { Evaluate, Operator } from './scope.ts';
import { argumentsOf, isNullish } from './scope.ts';

function failed(value: unknown, target: string): StoreError {
  return new StoreError(
    241,
    `Unsupported conversion from ${typeName(value)} to ${target} in $convert with no onError value`,
  );
}

/** A value as text, as `$toString` writes it. Throws 241 for documents and arrays. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  if (
    typeof value === 'boolean' ||
    typeOf(value) === TYPE.long ||
    typeOf(value) === TYPE.int ||
    typeOf(value) === TYPE.decimal
  )
    return String(value);
  const number = toNumber(value);
  if (number !== undefined)
    return Object.is(number, -0) ? '-0' : String(number).replace('Infinity', 'inf').replace('NaN', 'nan');
  throw failed(value, 'string');
}

function toDouble(value: unknown): unknown {
  if (typeof value === 'string') {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value))
      throw new StoreError(241, `Failed to parse number '${value}' in $convert with no onError value`);
    return asDouble(Number(value));
  }
  if (typeof value === 'boolean') return asDouble(value ? 1 : 0);
  if (value instanceof Date) return asDouble(value.getTime());
  const number = toNumber(value);
  if (number === undefined) throw failed(value, 'double');
  return asDouble(number);
}

function toWhole(value: unknown, target: 'int' | 'long'): unknown {
  let whole: bigint;
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value))
      throw new StoreError(241, `Failed to parse number '${value}' in $convert with no onError value`);
    whole = BigInt(value);
  } else if (typeof value === 'boolean') whole = value ? 1n : 0n;
  else if (value instanceof Date && target === 'long') whole = BigInt(value.getTime());
  else if (value instanceof Long) whole = value.toBigInt();
  else {
    const number = toNumber(value);
    if (number === undefined) throw failed(value, target);
    if (!Number.isFinite(number))
      throw new StoreError(241, 'Attempt to convert a value that is not finite in $convert with no onError value');
    whole = BigInt(Math.trunc(number));
  }
  const result = asInteger(whole);
  if (result === undefined || (target === 'int' && typeof result !== 'number'))
    throw new StoreError(241, `Conversion would overflow target type in $convert with no onError value: ${whole}`);
  return target === 'long' ? Long.fromBigInt(whole) : result;
}

function toDate(value: unknown): unknown {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (typeof value === 'string') {
    const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(value);
    const date =
      iso === null
        ? new Date(Number.NaN)
        : new Date(iso[1] !== undefined && iso[4] === undefined ? `${value}Z` : value);
    if (Number.isNaN(date.getTime()))
      throw new StoreError(241, `Error parsing date string '${value}' in $convert with no onError value`);
    return date;
  }
  const type = typeOf(value);
  if (type === TYPE.long || type === TYPE.double) return new Date(Math.trunc(toNumber(value) as number));
  throw failed(value, 'date');
}

function toObjectId(value: unknown): unknown {
  if (value instanceof ObjectId) return value;
  if (typeof value !== 'string') throw failed(value, 'objectId');
  if (!/^[0-9a-fA-F]{24}$/.test(value))
    throw new StoreError(241, `Failed to parse objectId '${value}' in $convert with no onError value`);
  return new ObjectId(value);
}

function converting(name: string, convert: (value: unknown) => unknown): Operator {
  return (operand, compile) => {
    const [part] = argumentsOf(operand, name, 1).map(compile) as [Evaluate];
    return (scope) => {
      const value = part(scope);
      if (isNullish(value)) return null;
      if (typeOf(value) === TYPE.decimal && name !== '$toString' && name !== '$toBool')
        throw refuse('conversions of Decimal128');
      return convert(value);
    };
  };
}

/** Conversions between types. */
export const conversionOperators: Readonly<Record<string, Operator>> = {
  $toString: converting('$toString', toText),
  $toDouble: converting('$toDouble', toDouble),
  $toInt: converting('$toInt', (value) => toWhole(value, 'int')),
  $toLong: converting('$toLong', (value) => toWhole(value, 'long')),
  $toDate: converting('$toDate', toDate),
  $toObjectId: converting('$toObjectId', toObjectId),
  $toBool: converting('$toBool', isTruthy),
  $type: (operand, compile) => {
    const [part] = argumentsOf(operand, '$type', 1).map(compile) as [Evaluate];
    return (scope) => typeName(part(scope));
  },
  $isNumber: (operand, compile) => {
    const [part] = argumentsOf(operand, '$isNumber', 1).map(compile) as [Evaluate];
    return (scope) => toNumber(part(scope)) !== undefined;
  },
};
