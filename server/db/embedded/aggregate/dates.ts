import { ObjectId } from 'bson';
import { isDoc, typeName } from '../bson/values.ts';
import { refuse, StoreError } from '../errors.ts';
import type { Evaluate, Operator } from './scope.ts';
import { isNullish } from './scope.ts';

/** Reads the operand of a date operator: an expression, or {date, timezone} with UTC only; local days are strings in this product. */
function dateOf(operand: unknown, compile: (expression: unknown) => Evaluate): Evaluate {
  let expression = Array.isArray(operand) && operand.length === 1 ? (operand[0] as unknown) : operand;
  if (isDoc(expression) && 'date' in expression) {
    requireUtc(expression['timezone']);
    expression = expression['date'];
  }
  const evaluate = compile(expression);
  return (scope) => {
    const value = evaluate(scope);
    if (isNullish(value) || value instanceof Date) return value;
    if (value instanceof ObjectId) return value.getTimestamp();
    throw new StoreError(16006, `can't convert from ${typeName(value)} to Date`);
  };
}

function requireUtc(zone: unknown): void {
  if (zone !== undefined && !['UTC', 'GMT', 'Z', '+00:00', '+0000'].includes(String(zone)))
    throw refuse('time zones in date expressions');
}

function part(pick: (date: Date) => number): Operator {
  return (operand, compile) => {
    const date = dateOf(operand, compile);
    return (scope) => {
      const value = date(scope);
      return value instanceof Date ? pick(value) : null;
    };
  };
}

const pad = (value: number, size: number): string => String(value).padStart(size, '0');

function dayOfYear(date: Date): number {
  return (
    Math.floor(
      (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) /
        86_400_000,
    ) + 1
  );
}

const FORMATS: Readonly<Record<string, (date: Date) => string>> = {
  Y: (date) => pad(date.getUTCFullYear(), 4),
  m: (date) => pad(date.getUTCMonth() + 1, 2),
  d: (date) => pad(date.getUTCDate(), 2),
  H: (date) => pad(date.getUTCHours(), 2),
  M: (date) => pad(date.getUTCMinutes(), 2),
  S: (date) => pad(date.getUTCSeconds(), 2),
  L: (date) => pad(date.getUTCMilliseconds(), 3),
  j: (date) => pad(dayOfYear(date), 3),
  w: (date) => String(date.getUTCDay() + 1),
  z: () => '+0000',
  Z: () => '0',
  '%': () => '%',
};

const dateToString: Operator = (operand, compile) => {
  if (!isDoc(operand) || !('date' in operand)) throw new StoreError(18628, "Missing 'date' parameter to $dateToString");
  requireUtc(operand['timezone']);
  const date = dateOf(operand['date'], compile);
  const format = operand['format'] ?? '%Y-%m-%dT%H:%M:%S.%LZ';
  if (typeof format !== 'string' || format.startsWith('$')) throw refuse('a computed format of $dateToString');
  for (const [, letter = ''] of format.matchAll(/%(.?)/g))
    if (FORMATS[letter] === undefined)
      throw new StoreError(18536, `Invalid format character '%${letter}' in format string`);
  const otherwise = 'onNull' in operand ? compile(operand['onNull']) : () => null;
  return (scope) => {
    const value = date(scope);
    return value instanceof Date
      ? format.replace(/%(.)/g, (_, letter: string) => FORMATS[letter]?.(value) ?? '')
      : otherwise(scope);
  };
};

/** Date operators, in UTC only: a zone is refused. */
export const dateOperators: Readonly<Record<string, Operator>> = {
  $year: part((date) => date.getUTCFullYear()),
  $month: part((date) => date.getUTCMonth() + 1),
  $dayOfMonth: part((date) => date.getUTCDate()),
  $dayOfWeek: part((date) => date.getUTCDay() + 1),
  $dayOfYear: part(dayOfYear),
  $hour: part((date) => date.getUTCHours()),
  $minute: part((date) => date.getUTCMinutes()),
  $second: part((date) => date.getUTCSeconds()),
  $millisecond: part((date) => date.getUTCMilliseconds()),
  $dateToString: dateToString,
};
