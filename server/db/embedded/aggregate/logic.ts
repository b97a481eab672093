import { compare, equals } from '../bson/order.ts';
import type { Doc } from '../bson/values.ts';
import { isDoc, isTruthy, typeName } from '../bson/values.ts';
import { StoreError } from '../errors.ts';
import type { Evaluate, Operator, Scope } from './scope.ts';
import { argumentsOf, isNullish, withVariable } from './scope.ts';

function comparing(name: string, answer: (difference: number) => unknown): Operator {
  return (operand, compile) => {
    const [left, right] = argumentsOf(operand, name, 2).map(compile) as [Evaluate, Evaluate];
    return (scope) => answer(compareExpressionValues(left(scope), right(scope)));
  };
}

/** In expressions a missing value is less than null; in filters the two are the same. */
export function compareExpressionValues(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) {
    if (a === b) return 0;
    const other = a === undefined ? b : a;
    const missingFirst = typeName(other) === 'minKey' ? 1 : -1;
    return a === undefined ? missingFirst : -missingFirst;
  }
  return compare(a, b);
}

const conditional: Operator = (operand, compile) => {
  let parts: unknown[];
  if (isDoc(operand)) {
    for (const name of Object.keys(operand))
      if (!['if', 'then', 'else'].includes(name))
        throw new StoreError(17083, `Unrecognized parameter to $cond: ${name}`);
    for (const name of ['if', 'then', 'else'])
      if (!(name in operand)) throw new StoreError(17080, `Missing '${name}' parameter to $cond`);
    parts = [operand['if'], operand['then'], operand['else']];
  } else parts = argumentsOf(operand, '$cond', 3);
  const [test, yes, no] = parts.map(compile) as [Evaluate, Evaluate, Evaluate];
  return (scope) => (isTruthy(test(scope)) ? yes(scope) : no(scope));
};

const choice: Operator = (operand, compile) => {
  if (!isDoc(operand) || !Array.isArray(operand['branches']))
    throw new StoreError(40060, '$switch requires an object with an array of branches');
  const branches = (operand['branches'] as Doc[]).map((branch) => {
    if (!isDoc(branch) || !('case' in branch) || !('then' in branch))
      throw new StoreError(40066, '$switch requires each branch to have a case and a then');
    return { test: compile(branch['case']), then: compile(branch['then']) };
  });
  const otherwise = 'default' in operand ? compile(operand['default']) : undefined;
  return (scope) => {
    for (const branch of branches) if (isTruthy(branch.test(scope))) return branch.then(scope);
    if (otherwise === undefined)
      throw new StoreError(
        40069,
        'One cannot execute a switch statement where all the cases evaluate to false without a default.',
      );
    return otherwise(scope);
  };
};

const letIn: Operator = (operand, compile) => {
  if (!isDoc(operand) || !isDoc(operand['vars'])) throw new StoreError(16874, '$let needs an object with vars and in');
  const variables = Object.entries(operand['vars']).map(([name, expression]) => [name, compile(expression)] as const);
  const inside = compile(operand['in']);
  return (scope) => {
    let inner: Scope = scope;
    for (const [name, evaluate] of variables) inner = withVariable(inner, name, evaluate(scope));
    return inside(inner);
  };
};

const ifNull: Operator = (operand, compile) => {
  const parts = argumentsOf(operand, '$ifNull', 2, Infinity).map(compile);
  return (scope) => {
    for (const part of parts.slice(0, -1)) {
      const value = part(scope);
      if (!isNullish(value)) return value;
    }
    return parts.at(-1)?.(scope);
  };
};

const within: Operator = (operand, compile) => {
  const [needle, list] = argumentsOf(operand, '$in', 2).map(compile) as [Evaluate, Evaluate];
  return (scope) => {
    const values = list(scope);
    if (!Array.isArray(values))
      throw new StoreError(40081, `$in requires an array as a second argument, found: ${typeName(values)}`);
    const value = needle(scope);
    return values.some((each) => equals(each, value));
  };
};

/** Comparison, boolean, conditional and variable operators. */
export const logicOperators: Readonly<Record<string, Operator>> = {
  $eq: comparing('$eq', (d) => d === 0),
  $ne: comparing('$ne', (d) => d !== 0),
  $gt: comparing('$gt', (d) => d > 0),
  $gte: comparing('$gte', (d) => d >= 0),
  $lt: comparing('$lt', (d) => d < 0),
  $lte: comparing('$lte', (d) => d <= 0),
  $cmp: comparing('$cmp', (d) => Math.sign(d)),
  $and: (operand, compile) => {
    const parts = argumentsOf(operand, '$and', 0, Infinity).map(compile);
    return (scope) => parts.every((part) => isTruthy(part(scope)));
  },
  $or: (operand, compile) => {
    const parts = argumentsOf(operand, '$or', 0, Infinity).map(compile);
    return (scope) => parts.some((part) => isTruthy(part(scope)));
  },
  $not: (operand, compile) => {
    const [part] = argumentsOf(operand, '$not', 1).map(compile);
    return (scope) => !isTruthy(part?.(scope));
  },
  $cond: conditional,
  $switch: choice,
  $let: letIn,
  $ifNull: ifNull,
  $in: within,
  $literal: (operand) => () => operand,
};
