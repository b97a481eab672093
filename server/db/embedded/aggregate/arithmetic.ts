import { Long } from 'bson';
import { asDouble, asInteger, isNumeric, toNumber, TYPE, typeName, typeOf } from '../bson/values.ts';
import { refuse, StoreError } from '../errors.ts';
import type { Operator } from './scope.ts';
import { argumentsOf, isNullish } from './scope.ts';

/** The wider of the numeric types: decimal over double over long over int. */
function widest(a: unknown, b: unknown): 'int' | 'double' {
  const types = [typeOf(a), typeOf(b)];
  if (types.includes(TYPE.decimal)) throw refuse('arithmetic on Decimal128');
  return types.includes(TYPE.double) ? 'double' : 'int';
}

function toBigInt(value: unknown): bigint {
  return value instanceof Long ? value.toBigInt() : BigInt(toNumber(value) as number);
}

/** An integer result keeps at least the width of its operands; beyond int64 it becomes a double. */
function integerResult(value: bigint, a: unknown, b: unknown): unknown {
  const result = asInteger(value);
  if (result === undefined) return asDouble(Number(value));
  const wide = a instanceof Long || b instanceof Long;
  return wide && typeof result === 'number' ? Long.fromNumber(result) : result;
}

/** Adds two numbers as MongoDB does: int + int widens to long, anything + double is a double. */
export function add(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number' && widest(a, b) === 'int') {
    const sum = a + b;
    return (sum | 0) === sum ? sum : Long.fromNumber(sum);
  }
  if (widest(a, b) === 'double') return asDouble((toNumber(a) as number) + (toNumber(b) as number));
  return integerResult(toBigInt(a) + toBigInt(b), a, b);
}

/** Multiplies two numbers with the same widening as `add`. */
export function multiply(a: unknown, b: unknown): unknown {
  if (widest(a, b) === 'double') return asDouble((toNumber(a) as number) * (toNumber(b) as number));
  return integerResult(toBigInt(a) * toBigInt(b), a, b);
}

function subtract(a: unknown, b: unknown): unknown {
  if (widest(a, b) === 'double') return asDouble((toNumber(a) as number) - (toNumber(b) as number));
  return integerResult(toBigInt(a) - toBigInt(b), a, b);
}

function wrongTypes(name: string, ...values: unknown[]): StoreError {
  return new StoreError(14, `${name} only supports numeric types, not ${values.map(typeName).join(' and ')}`);
}

const sum: Operator = (operand, compile) => {
  const parts = argumentsOf(operand, '$add', 0, Infinity).map(compile);
  return (scope) => {
    let total: unknown = 0;
    let date: Date | undefined;
    for (const part of parts) {
      const value = part(scope);
      if (isNullish(value)) return null;
      if (value instanceof Date) {
        if (date !== undefined) throw new StoreError(16612, 'only one date allowed in an $add expression');
        date = value;
      } else if (isNumeric(value)) total = add(total, value);
      else throw wrongTypes('$add', value);
    }
    return date === undefined ? total : new Date(date.getTime() + Math.round(toNumber(total) as number));
  };
};

const difference: Operator = (operand, compile) => {
  const [left, right] = argumentsOf(operand, '$subtract', 2).map(compile);
  return (scope) => {
    const a = left?.(scope);
    const b = right?.(scope);
    if (isNullish(a) || isNullish(b)) return null;
    if (a instanceof Date) {
      if (b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
      if (isNumeric(b)) return new Date(a.getTime() - Math.round(toNumber(b) as number));
    }
    if (!isNumeric(a) || !isNumeric(b)) throw wrongTypes('$subtract', a, b);
    return subtract(a, b);
  };
};

const product: Operator = (operand, compile) => {
  const parts = argumentsOf(operand, '$multiply', 0, Infinity).map(compile);
  return (scope) => {
    let total: unknown = 1;
    for (const part of parts) {
      const value = part(scope);
      if (isNullish(value)) return null;
      if (!isNumeric(value)) throw wrongTypes('$multiply', value);
      total = multiply(total, value);
    }
    return total;
  };
};

const quotient: Operator = (operand, compile) => {
  const [left, right] = argumentsOf(operand, '$divide', 2).map(compile);
  return (scope) => {
    const a = left?.(scope);
    const b = right?.(scope);
    if (isNullish(a) || isNullish(b)) return null;
    if (!isNumeric(a) || !isNumeric(b)) throw wrongTypes('$divide', a, b);
    widest(a, b);
    if (toNumber(b) === 0) throw new StoreError(2, "can't $divide by zero");
    return asDouble((toNumber(a) as number) / (toNumber(b) as number));
  };
};

const remainder: Operator = (operand, compile) => {
  const [left, right] = argumentsOf(operand, '$mod', 2).map(compile);
  return (scope) => {
    const a = left?.(scope);
    const b = right?.(scope);
    if (isNullish(a) || isNullish(b)) return null;
    if (!isNumeric(a) || !isNumeric(b)) throw wrongTypes('$mod', a, b);
    if (toNumber(b) === 0) throw new StoreError(16610, "can't $mod by zero");
    if (widest(a, b) === 'double') return asDouble((toNumber(a) as number) % (toNumber(b) as number));
    return integerResult(toBigInt(a) % toBigInt(b), a, b);
  };
};

/** Rounds half to even at a decimal place, as MongoDB's `$round` does; the place may be negative. */
function roundHalfEven(value: number, place: number): number {
  const factor = 10 ** Math.abs(place);
  const scaled = place >= 0 ? value * factor : value / factor;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const rounded = rest < 0.5 ? floor : rest > 0.5 ? floor + 1 : floor % 2 === 0 ? floor : floor + 1;
  return place >= 0 ? rounded / factor : rounded * factor;
}

function rounding(name: string, round: (value: number, place: number) => number): Operator {
  return (operand, compile) => {
    const [number, places] = argumentsOf(operand, name, 1, 2).map(compile);
    return (scope) => {
      const value = number?.(scope);
      if (isNullish(value)) return null;
      if (!isNumeric(value)) throw wrongTypes(name, value);
      widest(value, 0);
      const place = places === undefined ? 0 : toNumber(places(scope));
      if (place === undefined || !Number.isInteger(place) || place < -20 || place > 100)
        throw new StoreError(51082, `cannot apply ${name} with a precision that is no integer from -20 to 100`);
      const type = typeOf(value);
      if (type !== TYPE.double && place >= 0) return value;
      const result = round(toNumber(value) as number, place);
      return type === TYPE.double ? asDouble(result) : integerResult(BigInt(result), value, 0);
    };
  };
}

function unary(name: string, apply: (value: number) => number, keepsInteger: boolean): Operator {
  return (operand, compile) => {
    const [argument] = argumentsOf(operand, name, 1).map(compile);
    return (scope) => {
      const value = argument?.(scope);
      if (isNullish(value)) return null;
      if (!isNumeric(value)) throw new StoreError(28765, `${name} only supports numeric types, not ${typeName(value)}`);
      widest(value, 0);
      if (value instanceof Long && keepsInteger)
        return integerResult(name === '$abs' && value.isNegative() ? -value.toBigInt() : value.toBigInt(), value, 0);
      const result = apply(toNumber(value) as number);
      return keepsInteger && typeOf(value) === TYPE.int ? result : asDouble(result);
    };
  };
}

const power: Operator = (operand, compile) => {
  const [base, exponent] = argumentsOf(operand, '$pow', 2).map(compile);
  return (scope) => {
    const a = base?.(scope);
    const b = exponent?.(scope);
    if (isNullish(a) || isNullish(b)) return null;
    if (!isNumeric(a) || !isNumeric(b)) throw wrongTypes('$pow', a, b);
    const result = (toNumber(a) as number) ** (toNumber(b) as number);
    return widest(a, b) === 'int' && Number.isSafeInteger(result)
      ? integerResult(BigInt(result), a, b)
      : asDouble(result);
  };
};

function truncate(value: number, place: number): number {
  const factor = 10 ** Math.abs(place);
  return place >= 0 ? Math.trunc(value * factor) / factor : Math.trunc(value / factor) * factor;
}

/** Operators on numbers. Decimal128 arithmetic is refused. */
export const arithmeticOperators: Readonly<Record<string, Operator>> = {
  $add: sum,
  $subtract: difference,
  $multiply: product,
  $divide: quotient,
  $mod: remainder,
  $pow: power,
  $round: rounding('$round', roundHalfEven),
  $trunc: rounding('$trunc', truncate),
  $abs: unary('$abs', Math.abs, true),
  $ceil: unary('$ceil', Math.ceil, true),
  $floor: unary('$floor', Math.floor, true),
  $sqrt: unary('$sqrt', Math.sqrt, false),
  $ln: unary('$ln', Math.log, false),
  $log10: unary('$log10', Math.log10, false),
  $exp: unary('$exp', Math.exp, false),
};
