import { equals } from '../bson/order.ts';
import type { Doc } from '../bson/values.ts';
import { isDoc, isNumeric, isTruthy, toNumber, typeName } from '../bson/values.ts';
import { StoreError } from '../errors.ts';
import { add } from './arithmetic.ts';
import { compareExpressionValues } from './logic.ts';
import type { Evaluate, Operator, Scope } from './scope.ts';
import { argumentsOf, isNullish, withVariable } from './scope.ts';

function arrayOrNull(value: unknown, name: string, code: number): unknown[] | null {
  if (isNullish(value)) return null;
  if (!Array.isArray(value))
    throw new StoreError(code, `The argument to ${name} must be an array, but was of type: ${typeName(value)}`);
  return value;
}

function fieldsOf(operand: unknown, name: string, allowed: readonly string[]): Doc {
  if (!isDoc(operand)) throw new StoreError(16878, `${name} only supports an object as its argument`);
  for (const field of Object.keys(operand))
    if (!allowed.includes(field)) throw new StoreError(16879, `Unrecognized parameter to ${name}: ${field}`);
  return operand;
}

const size: Operator = (operand, compile) => {
  const [part] = argumentsOf(operand, '$size', 1).map(compile);
  return (scope) => {
    const value = part?.(scope);
    if (!Array.isArray(value))
      throw new StoreError(17124, `The argument to $size must be an array, but was of type: ${typeName(value)}`);
    return value.length;
  };
};

const elementAt: Operator = (operand, compile) => {
  const [list, index] = argumentsOf(operand, '$arrayElemAt', 2).map(compile) as [Evaluate, Evaluate];
  return (scope) => {
    const values = arrayOrNull(list(scope), '$arrayElemAt', 28689);
    const at = toNumber(index(scope));
    if (values === null || at === undefined) return null;
    return values.at(at);
  };
};

const slice: Operator = (operand, compile) => {
  const [list, first, second] = argumentsOf(operand, '$slice', 2, 3).map(compile) as [
    Evaluate,
    Evaluate,
    Evaluate | undefined,
  ];
  return (scope) => {
    const values = arrayOrNull(list(scope), '$slice', 28724);
    const a = toNumber(first(scope));
    if (values === null || a === undefined) return null;
    if (second === undefined) return a >= 0 ? values.slice(0, a) : values.slice(a);
    const count = toNumber(second(scope));
    if (count === undefined) return null;
    const start = a >= 0 ? a : Math.max(0, values.length + a);
    return values.slice(start, start + count);
  };
};

const concatenate: Operator = (operand, compile) => {
  const parts = argumentsOf(operand, '$concatArrays', 0, Infinity).map(compile);
  return (scope) => {
    const all: unknown[] = [];
    for (const part of parts) {
      const values = arrayOrNull(part(scope), '$concatArrays', 28664);
      if (values === null) return null;
      all.push(...values);
    }
    return all;
  };
};

const filter: Operator = (operand, compile) => {
  const { input, as = 'this', cond, limit } = fieldsOf(operand, '$filter', ['input', 'as', 'cond', 'limit']);
  const list = compile(input);
  const test = compile(cond);
  const most = limit === undefined ? undefined : compile(limit);
  return (scope) => {
    const values = arrayOrNull(list(scope), '$filter', 28651);
    const kept = values?.filter((value) => isTruthy(test(withVariable(scope, String(as), value)))) ?? null;
    const count = most === undefined ? undefined : toNumber(most(scope));
    return count === undefined || kept === null ? kept : kept.slice(0, count);
  };
};

const map: Operator = (operand, compile) => {
  const { input, as = 'this', in: inside } = fieldsOf(operand, '$map', ['input', 'as', 'in']);
  const list = compile(input);
  const apply = compile(inside);
  return (scope) =>
    arrayOrNull(list(scope), '$map', 16883)?.map((value) => apply(withVariable(scope, String(as), value)) ?? null) ??
    null;
};

const reduce: Operator = (operand, compile) => {
  const { input, initialValue, in: inside } = fieldsOf(operand, '$reduce', ['input', 'initialValue', 'in']);
  const list = compile(input);
  const initial = compile(initialValue);
  const step = compile(inside);
  return (scope) => {
    const values = arrayOrNull(list(scope), '$reduce', 40080);
    if (values === null) return null;
    return values.reduce(
      (value: unknown, each) => step(withVariable(withVariable(scope, 'value', value), 'this', each)),
      initial(scope),
    );
  };
};

/** `$sum`, `$avg`, `$min`, `$max` as expressions take a list, or one argument that is a list. */
function folding(name: string, fold: (values: readonly unknown[]) => unknown): Operator {
  return (operand, compile) => {
    const parts = argumentsOf(operand, name, 0, Infinity).map(compile);
    return (scope) => {
      const values = parts.map((part) => part(scope));
      return fold(values.length === 1 && Array.isArray(values[0]) ? values[0] : values);
    };
  };
}

/** Adds up the numbers of a list, ignoring everything else. */
export function sumOf(values: readonly unknown[]): unknown {
  return values.filter(isNumeric).reduce((total, value) => add(total, value), 0 as unknown);
}

/** The mean of the numbers of a list as a double, null when there are none. */
export function averageOf(values: readonly unknown[]): unknown {
  const numbers = values.filter(isNumeric);
  if (numbers.length === 0) return null;
  const mean = (toNumber(sumOf(numbers)) as number) / numbers.length;
  return mean;
}

/** The least (sign 1) or greatest (sign -1) value that is neither null nor missing, null when there is none. */
export function extremeOf(values: readonly unknown[], sign: 1 | -1): unknown {
  let best: unknown = null;
  for (const value of values) {
    if (isNullish(value)) continue;
    if (best === null || compareExpressionValues(value, best) * sign < 0) best = value;
  }
  return best;
}

function quantifier(name: string, answer: (values: readonly unknown[]) => boolean): Operator {
  return (operand, compile) => {
    const list = compile(Array.isArray(operand) && operand.length === 1 ? operand[0] : operand);
    return (scope: Scope) => {
      const values = list(scope);
      if (!Array.isArray(values))
        throw new StoreError(17040, `${name}'s argument must be an array, but is ${typeName(values)}`);
      return answer(values);
    };
  };
}

const range: Operator = (operand, compile) => {
  const parts = argumentsOf(operand, '$range', 2, 3).map(compile);
  return (scope) => {
    const [start, end, step = 1] = parts.map((part) => toNumber(part(scope)));
    if (
      start === undefined ||
      end === undefined ||
      !Number.isInteger(start) ||
      !Number.isInteger(end) ||
      !Number.isInteger(step)
    )
      throw new StoreError(34443, '$range requires int32 arguments');
    if (step === 0) throw new StoreError(34449, '$range requires a non-zero step value');
    const values: number[] = [];
    for (let at = start; step > 0 ? at < end : at > end; at += step) values.push(at);
    return values;
  };
};

const toPairs: Operator = (operand, compile) => {
  const [part] = argumentsOf(operand, '$objectToArray', 1).map(compile);
  return (scope) => {
    const value = part?.(scope);
    if (isNullish(value)) return null;
    if (!isDoc(value))
      throw new StoreError(40390, `$objectToArray requires a document input, found: ${typeName(value)}`);
    return Object.entries(value).map(([k, v]) => ({ k, v }));
  };
};

const fromPairs: Operator = (operand, compile) => {
  const [part] = argumentsOf(operand, '$arrayToObject', 1).map(compile);
  return (scope) => {
    const values = arrayOrNull(part?.(scope), '$arrayToObject', 40386);
    if (values === null) return null;
    return Object.fromEntries(
      values.map((pair): [string, unknown] => {
        const [key, value] = Array.isArray(pair) ? pair : isDoc(pair) ? [pair['k'], pair['v']] : [];
        if (typeof key !== 'string') throw new StoreError(40394, '$arrayToObject requires pairs with a string key');
        return [key, value];
      }),
    );
  };
};

const merge: Operator = (operand, compile) => {
  const parts = argumentsOf(operand, '$mergeObjects', 0, Infinity).map(compile);
  return (scope) => {
    const values = parts.map((part) => part(scope));
    return mergeDocs(values.length === 1 && Array.isArray(values[0]) ? values[0] : values);
  };
};

/** Merges documents left to right; null and missing are skipped. */
export function mergeDocs(values: readonly unknown[]): Doc {
  const merged: Doc = {};
  for (const value of values) {
    if (isNullish(value)) continue;
    if (!isDoc(value))
      throw new StoreError(40400, `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`);
    Object.assign(merged, value);
  }
  return merged;
}

/** Operators on arrays and on documents as lists of pairs. */
export const arrayOperators: Readonly<Record<string, Operator>> = {
  $size: size,
  $arrayElemAt: elementAt,
  $first: quantifierFree('$first', (values) => values[0]),
  $last: quantifierFree('$last', (values) => values.at(-1)),
  $slice: slice,
  $concatArrays: concatenate,
  $filter: filter,
  $map: map,
  $reduce: reduce,
  $reverseArray: quantifierFree('$reverseArray', (values) => values.toReversed()),
  $range: range,
  $isArray: (operand, compile) => {
    const [part] = argumentsOf(operand, '$isArray', 1).map(compile);
    return (scope) => Array.isArray(part?.(scope));
  },
  $indexOfArray: (operand, compile) => {
    const [list, needle] = argumentsOf(operand, '$indexOfArray', 2).map(compile) as [Evaluate, Evaluate];
    return (scope) => {
      const values = arrayOrNull(list(scope), '$indexOfArray', 40090);
      const wanted = needle(scope);
      return values?.findIndex((value) => equals(value, wanted)) ?? null;
    };
  },
  $sum: folding('$sum', sumOf),
  $avg: folding('$avg', averageOf),
  $min: folding('$min', (values) => extremeOf(values, 1)),
  $max: folding('$max', (values) => extremeOf(values, -1)),
  $anyElementTrue: quantifier('$anyElementTrue', (values) => values.some(isTruthy)),
  $allElementsTrue: quantifier('$allElementsTrue', (values) => values.every(isTruthy)),
  $objectToArray: toPairs,
  $arrayToObject: fromPairs,
  $mergeObjects: merge,
  $getField: (operand, compile) => {
    const form = isDoc(operand) && 'field' in operand ? operand : { field: operand, input: '$$CURRENT' };
    const name = compile(form['field']);
    const input = compile(form['input'] ?? '$$CURRENT');
    return (scope) => {
      const doc = input(scope);
      const field = String(name(scope));
      return isDoc(doc) && Object.hasOwn(doc, field) ? doc[field] : undefined;
    };
  },
  $setField: (operand, compile) => {
    const { field, input, value } = fieldsOf(operand, '$setField', ['field', 'input', 'value']);
    const doc = compile(input);
    const fresh = compile(value);
    return (scope) => {
      const before = doc(scope);
      return isDoc(before) ? { ...before, [String(field)]: fresh(scope) } : null;
    };
  },
};

function quantifierFree(name: string, pick: (values: readonly unknown[]) => unknown): Operator {
  return (operand, compile) => {
    const [part] = argumentsOf(operand, name, 1).map(compile);
    return (scope) => {
      const values = arrayOrNull(part?.(scope), name, 28689);
      return values === null ? null : pick(values);
    };
  };
}
