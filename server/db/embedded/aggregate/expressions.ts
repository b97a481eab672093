import type { Doc } from '../bson/values.ts';
import { isDoc } from '../bson/values.ts';
import { refuse, StoreError } from '../errors.ts';
import { valueAt } from '../query/paths.ts';
import { arithmeticOperators } from './arithmetic.ts';
import { arrayOperators } from './arrays.ts';
import { conversionOperators } from './conversions.ts';
import { dateOperators } from './dates.ts';
import { logicOperators } from './logic.ts';
import type { Evaluate, Operator } from './scope.ts';
import { stringOperators } from './strings.ts';

const OPERATORS: Readonly<Record<string, Operator>> = {
  ...arithmeticOperators,
  ...arrayOperators,
  ...conversionOperators,
  ...dateOperators,
  ...logicOperators,
  ...stringOperators,
};

/** MongoDB's operators we know of and do not do: refused by name; anything else is an unknown expression (168). */
const NOT_SUPPORTED =
  /^\$(accumulator|function|meta|rand|sampleRate|bit\w+|tsIncrement|tsSecond|toHashedIndexKey|a?(sin|cos|tan)h?|atan2|degreesToRadians|radiansToDegrees|log|dateTrunc|dateAdd|dateSubtract|dateDiff|sortArray|zip|set\w*|binarySize|bsonSize|regexFind(All)?|convert|strcasecmp|isoWeek(Year)?|isoDayOfWeek|toDecimal|toUUID|unsetField)$/;

/** Compiles an aggregation expression: a field path (`'$a.b'`), a variable (`'$$NOW'`), an operator document, a document, a list or a literal. */
export function compileExpression(expression: unknown): Evaluate {
  if (typeof expression === 'string') return expression.startsWith('$') ? compilePath(expression) : () => expression;
  if (Array.isArray(expression)) {
    const parts = expression.map(compileExpression);
    return (scope) => parts.map((part) => part(scope) ?? null);
  }
  if (!isDoc(expression)) return () => expression;
  const names = Object.keys(expression);
  const first = names[0];
  if (first?.startsWith('$') === true) {
    if (names.length !== 1)
      throw new StoreError(
        15983,
        `an object representing an expression must have exactly one field: ${names.join(', ')}`,
      );
    return compileOperator(first, expression[first]);
  }
  return compileDocument(expression);
}

function compileOperator(name: string, operand: unknown): Evaluate {
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (operator !== undefined) return operator(operand, compileExpression, name);
  if (NOT_SUPPORTED.test(name)) throw refuse(`the expression ${name}`);
  throw new StoreError(168, `Unrecognized expression '${name}'`);
}

function compileDocument(expression: Doc): Evaluate {
  const fields = Object.entries(expression).map(([name, value]) => {
    if (name.includes('.')) throw new StoreError(16412, `FieldPath field names may not contain '.': ${name}`);
    return [name, compileExpression(value)] as const;
  });
  return (scope) => {
    const doc: Doc = {};
    for (const [name, evaluate] of fields) {
      const value = evaluate(scope);
      if (value !== undefined) doc[name] = value;
    }
    return doc;
  };
}

function compilePath(text: string): Evaluate {
  if (!text.startsWith('$$')) {
    const path = text.slice(1).split('.');
    if (path.some((part) => part === ''))
      throw new StoreError(15998, `FieldPath field names may not be empty strings: '${text}'`);
    const [only] = path;
    if (path.length === 1 && only !== undefined)
      return ({ current }) =>
        isPlain(current) && Object.hasOwn(current, only) ? current[only] : valueAt(current, path);
    return (scope) => valueAt(scope.current, path);
  }
  const [name = '', ...path] = text.slice(2).split('.');
  switch (name) {
    case 'ROOT':
      return (scope) => valueAt(scope.root, path);
    case 'CURRENT':
      return (scope) => valueAt(scope.current, path);
    case 'REMOVE':
      return () => undefined;
    case 'NOW':
      return (scope) => valueAt(scope.variables['NOW'] ?? new Date(), path);
    default:
      if (!/^[a-z]/.test(name)) throw new StoreError(17276, `Use of undefined variable: ${name}`);
      return (scope) => {
        if (!Object.hasOwn(scope.variables, name)) throw new StoreError(17276, `Use of undefined variable: ${name}`);
        return valueAt(scope.variables[name], path);
      };
  }
}

function isPlain(value: unknown): value is Doc {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
