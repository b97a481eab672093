import type { BSONRegExp } from 'bson';
import { compileExpression } from '../aggregate/expressions.ts';
import { compare, equals, rankOf } from '../bson/order.ts';
import type { Doc } from '../bson/values.ts';
import { isDoc, isNumeric, isTruthy, toNumber, TYPE, typeNumbers, typeOf } from '../bson/values.ts';
import { badValue, refuse, StoreError } from '../errors.ts';
import { position, someAt } from './paths.ts';
import { compileRegex, literalPrefix, regexOperand } from './regex.ts';

export type Match = (doc: Doc) => boolean;

/** A condition every matching document meets, in the form an index can use. */
export type Clause = Readonly<{
  path: string;
  op: '$eq' | '$in' | '$gt' | '$gte' | '$lt' | '$lte' | '$exists' | 'prefix';
  value: unknown;
}>;

/** A compiled filter: the test itself, and what a plan may conclude from it. */
export type Filter = Readonly<{
  match: Match;
  clauses: readonly Clause[];
  /** Each `$or` of the conjunction, as its branches. */
  unions: readonly (readonly Filter[])[];
  /** Top-level fields the test reads; undefined when it may read the whole document. */
  fields: ReadonlySet<string> | undefined;
}>;

/** What compiling needs besides the filter: variables of `let` for `$expr`; whether a leaf array is one value (inside a value `$elemMatch`). */
export type FilterContext = Readonly<{ variables?: Readonly<Record<string, unknown>>; wholeLeaves?: boolean }>;

type Test = (value: unknown) => boolean;
type Builder = { matches: Match[]; clauses: Clause[]; unions: Filter[][]; fields: Set<string> | undefined };

/** Compiles a filter document. Throws MongoDB's code for what is malformed, 115 for what is not supported. */
export function compileFilter(filter: unknown, context: FilterContext = {}): Filter {
  if (!isDoc(filter)) throw new StoreError(14, `Expected field filter to be of type object`);
  const builder: Builder = { matches: [], clauses: [], unions: [], fields: new Set() };
  for (const [name, operand] of Object.entries(filter)) {
    if (name.startsWith('$')) addLogical(builder, name, operand, context);
    else addField(builder, name, operand, context);
  }
  const { matches } = builder;
  const [first, second] = matches;
  const match: Match =
    first === undefined
      ? () => true
      : second === undefined
        ? first
        : matches.length === 2
          ? (doc) => first(doc) && second(doc)
          : (doc) => matches.every((each) => each(doc));
  return { match, clauses: builder.clauses, unions: builder.unions, fields: builder.fields };
}

function addLogical(builder: Builder, name: string, operand: unknown, context: FilterContext): void {
  switch (name) {
    case '$and': {
      for (const part of filterList(name, operand, context)) absorb(builder, part);
      return;
    }
    case '$or': {
      const parts = filterList(name, operand, context);
      builder.matches.push((doc) => parts.some((part) => part.match(doc)));
      if (parts.length === 1) {
        builder.clauses.push(...(parts[0] as Filter).clauses);
        builder.unions.push(...(parts[0] as Filter).unions.map((union) => [...union]));
      } else builder.unions.push(parts);
      for (const part of parts) addFields(builder, part.fields);
      return;
    }
    case '$nor': {
      const parts = filterList(name, operand, context);
      builder.matches.push((doc) => keepingPosition(() => !parts.some((part) => part.match(doc))));
      for (const part of parts) addFields(builder, part.fields);
      return;
    }
    case '$expr': {
      const evaluate = compileExpression(operand);
      const variables = context.variables ?? {};
      builder.matches.push((doc) => isTruthy(evaluate({ root: doc, current: doc, variables })));
      builder.fields = undefined;
      return;
    }
    case '$comment':
      return;
    case '$where':
    case '$text':
    case '$jsonSchema':
      throw refuse(`${name} in a filter`);
    default:
      throw badValue(
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      );
  }
}

function absorb(builder: Builder, part: Filter): void {
  builder.matches.push(part.match);
  builder.clauses.push(...part.clauses);
  builder.unions.push(...part.unions.map((union) => [...union]));
  addFields(builder, part.fields);
}

function addFields(builder: Builder, fields: ReadonlySet<string> | undefined): void {
  if (fields === undefined) builder.fields = undefined;
  else for (const field of fields) builder.fields?.add(field);
}

function filterList(name: string, operand: unknown, context: FilterContext): Filter[] {
  if (!Array.isArray(operand)) throw badValue(`${name} must be an array`);
  if (operand.length === 0) throw badValue(`${name} must be a nonempty array`);
  return operand.map((each) => {
    if (!isDoc(each)) throw badValue(`$or/$and/$nor entries need to be full objects`);
    return compileFilter(each, context);
  });
}

function addField(builder: Builder, path: string, operand: unknown, context: FilterContext): void {
  const parts = path.split('.');
  builder.fields?.add(parts[0] as string);
  if (isDoc(operand) && Object.keys(operand)[0]?.startsWith('$') === true && !('$ref' in operand)) {
    for (const [op, value] of Object.entries(operand)) {
      if (op === '$options') {
        if (!('$regex' in operand)) throw badValue('$options needs a $regex');
        continue;
      }
      const { match, clauses } = compileOperator(path, parts, op, value, operand, context);
      builder.matches.push(match);
      builder.clauses.push(...clauses);
    }
    return;
  }
  if (isRegex(operand)) {
    const { match, clauses } = compileOperator(path, parts, '$regex', operand, {}, context);
    builder.matches.push(match);
    builder.clauses.push(...clauses);
    return;
  }
  builder.matches.push(at(parts, into(context), equalTo(operand)));
  builder.clauses.push({ path, op: '$eq', value: operand });
}

function into(context: FilterContext): boolean {
  return context.wholeLeaves !== true;
}

function isRegex(value: unknown): value is BSONRegExp {
  return typeOf(value) === TYPE.regex;
}

function at(parts: readonly string[], intoLeaf: boolean, test: Test): Match {
  if (parts.length > 1) return (doc) => someAt(doc, parts, 0, intoLeaf, test);
  const name = parts[0] as string;
  return (doc) => {
    const value = Object.hasOwn(doc, name) ? doc[name] : undefined;
    return Array.isArray(value) ? someAt(value, parts, 1, intoLeaf, test) : test(value);
  };
}

/** Runs a negated test without letting it move the position `$` stands for. */
function keepingPosition(test: () => boolean): boolean {
  const before = position.index;
  const result = test();
  position.index = before;
  return result;
}

function not(match: Match): Match {
  return (doc) => keepingPosition(() => !match(doc));
}

function equalTo(operand: unknown): Test {
  if (typeof operand === 'string' || typeof operand === 'boolean') return (value) => value === operand;
  if (typeof operand === 'number')
    return (value) =>
      typeof value === 'number'
        ? value === operand || (value !== value && operand !== operand)
        : equals(value, operand);
  if (operand === null) return (value) => value === null || value === undefined;
  return (value) => equals(value, operand);
}

function ordered(operand: unknown, accepts: (difference: number) => boolean): Test {
  const rank = rankOf(operand);
  // Comparisons stay within the type of the operand, except that MinKey and MaxKey compare with everything.
  if (rank === 0 || rank === 100) return (value) => accepts(compare(value, operand));
  const operandIsNaN = Number.isNaN(toNumber(operand));
  return (value) => {
    if (rankOf(value) !== rank) return false;
    if (rank === 10 && (operandIsNaN || Number.isNaN(toNumber(value))))
      return accepts(0) && operandIsNaN && Number.isNaN(toNumber(value));
    return accepts(compare(value, operand));
  };
}

type Compiled = { match: Match; clauses: Clause[] };

function compileOperator(
  path: string,
  parts: readonly string[],
  op: string,
  value: unknown,
  whole: Doc,
  context: FilterContext,
): Compiled {
  switch (op) {
    case '$eq':
      return { match: at(parts, into(context), equalTo(value)), clauses: [{ path, op, value }] };
    case '$ne':
      if (isRegex(value)) throw badValue("Can't have regex as arg to $ne.");
      return { match: not(at(parts, into(context), equalTo(value))), clauses: [] };
    case '$gt':
      return {
        match: at(
          parts,
          into(context),
          ordered(noRegex(op, value), (d) => d > 0),
        ),
        clauses: [{ path, op, value }],
      };
    case '$gte':
      return {
        match: at(
          parts,
          into(context),
          ordered(noRegex(op, value), (d) => d >= 0),
        ),
        clauses: [{ path, op, value }],
      };
    case '$lt':
      return {
        match: at(
          parts,
          into(context),
          ordered(noRegex(op, value), (d) => d < 0),
        ),
        clauses: [{ path, op, value }],
      };
    case '$lte':
      return {
        match: at(
          parts,
          into(context),
          ordered(noRegex(op, value), (d) => d <= 0),
        ),
        clauses: [{ path, op, value }],
      };
    case '$in':
    case '$nin': {
      const match = at(parts, into(context), oneOf(op, value));
      return op === '$in'
        ? { match, clauses: (value as unknown[]).some(isRegex) ? [] : [{ path, op, value }] }
        : { match: not(match), clauses: [] };
    }
    case '$exists': {
      const wanted = isTruthy(value);
      const match = at(parts, false, (each) => each !== undefined);
      return wanted ? { match, clauses: [{ path, op, value: true }] } : { match: not(match), clauses: [] };
    }
    case '$type': {
      const wanted = typeSet(value);
      const match = at(parts, into(context), (each) => each !== undefined && wanted.has(typeOf(each)));
      return { match, clauses: [] };
    }
    case '$not': {
      if (isRegex(value))
        return { match: not(compileOperator(path, parts, '$regex', value, {}, context).match), clauses: [] };
      if (!isDoc(value) || Object.keys(value).length === 0 || !Object.keys(value).every((name) => name.startsWith('$')))
        throw badValue('$not needs a regex or a document of operators');
      return { match: not(compileFilter({ [path]: value }, context).match), clauses: [] };
    }
    case '$regex': {
      const regex = regexOperand(value, whole['$options']);
      const compiled = compileRegex(regex.pattern, regex.options);
      const prefix = literalPrefix(regex.pattern, regex.options);
      const test: Test = (each) =>
        typeof each === 'string'
          ? compiled.test(each)
          : isRegex(each) && each.pattern === regex.pattern && each.options === regex.options;
      return {
        match: at(parts, into(context), test),
        clauses: prefix === '' ? [] : [{ path, op: 'prefix', value: prefix }],
      };
    }
    case '$size': {
      const size = toNumber(value);
      if (size === undefined || !Number.isInteger(size) || size < 0)
        throw badValue(`Failed to parse $size. Expected a non-negative integer in: $size: ${String(value)}`);
      return { match: at(parts, false, (each) => Array.isArray(each) && each.length === size), clauses: [] };
    }
    case '$all':
      return compileAll(path, parts, value, context);
    case '$elemMatch':
      return compileElemMatch(path, parts, value, context);
    case '$mod':
      return { match: at(parts, into(context), modulo(value)), clauses: [] };
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
    case '$geoWithin':
    case '$geoIntersects':
    case '$near':
    case '$nearSphere':
      throw refuse(op);
    default:
      throw badValue(`unknown operator: ${op}`);
  }
}

function noRegex(op: string, value: unknown): unknown {
  if (isRegex(value)) throw badValue(`Can't have RegEx as arg to predicate over field '${op}'.`);
  return value;
}

function oneOf(op: string, list: unknown): Test {
  if (!Array.isArray(list)) throw badValue(`${op} needs an array`);
  for (const each of list)
    if (isDoc(each) && Object.keys(each)[0]?.startsWith('$') === true) throw badValue(`cannot nest $ under ${op}`);
  const texts = new Set(list.filter((each) => typeof each === 'string'));
  const regexes = list.filter(isRegex).map((each) => compileRegex(each.pattern, each.options));
  const others = list.filter((each) => typeof each !== 'string').map(equalTo);
  return (value) =>
    typeof value === 'string'
      ? texts.has(value) || regexes.some((regex) => regex.test(value))
      : others.some((test) => test(value));
}

function typeSet(operand: unknown): ReadonlySet<number> {
  const wanted = new Set<number>();
  for (const each of Array.isArray(operand) ? operand : [operand]) {
    const numbers = typeNumbers(each);
    if (numbers === undefined) {
      throw typeof each === 'string'
        ? badValue(`Unknown type name alias: ${each}`)
        : badValue(`Invalid numerical type code: ${String(each)}`);
    }
    for (const number of numbers) wanted.add(number);
  }
  return wanted;
}

function compileAll(path: string, parts: readonly string[], value: unknown, context: FilterContext): Compiled {
  if (!Array.isArray(value)) throw badValue('$all needs an array');
  if (value.length === 0) return { match: () => false, clauses: [] };
  const compiled = value.map((each): Compiled => {
    if (isDoc(each) && '$elemMatch' in each) return compileElemMatch(path, parts, each['$elemMatch'], context);
    if (isRegex(each)) return compileOperator(path, parts, '$regex', each, {}, context);
    return { match: at(parts, into(context), equalTo(each)), clauses: [{ path, op: '$eq', value: each }] };
  });
  return { match: (doc) => compiled.every(({ match }) => match(doc)), clauses: compiled[0]?.clauses ?? [] };
}

function compileElemMatch(path: string, parts: readonly string[], value: unknown, context: FilterContext): Compiled {
  if (!isDoc(value)) throw badValue('$elemMatch needs an Object');
  const first = Object.keys(value)[0];
  const isValueForm = first !== undefined && first.startsWith('$') && !['$and', '$or', '$nor', '$expr'].includes(first);
  const inner = isValueForm
    ? compileFilter({ '': value }, { ...context, wholeLeaves: true })
    : compileFilter(value, { ...context, wholeLeaves: false });
  const clauses = isValueForm ? [] : inner.clauses.map((clause) => ({ ...clause, path: `${path}.${clause.path}` }));
  const accepts: Test = isValueForm
    ? (element) => keepingPosition(() => inner.match({ '': element }))
    : (element) => (isDoc(element) || Array.isArray(element)) && keepingPosition(() => inner.match(element as Doc));
  const test: Test = (each) => {
    if (!Array.isArray(each)) return false;
    const index = each.findIndex(accepts);
    if (index >= 0) position.index = index;
    return index >= 0;
  };
  return { match: at(parts, false, test), clauses };
}

function modulo(operand: unknown): Test {
  if (!Array.isArray(operand) || operand.length !== 2)
    throw badValue(
      operand instanceof Array && operand.length < 2
        ? 'malformed mod, not enough elements'
        : 'malformed mod, too many elements',
    );
  const [divisor, remainder] = operand.map((each) => toNumber(each));
  if (divisor === undefined || !Number.isFinite(divisor)) throw badValue('malformed mod, divisor not a number');
  if (remainder === undefined || !Number.isFinite(remainder)) throw badValue('malformed mod, remainder not a number');
  const by = Math.trunc(divisor);
  if (by === 0) throw badValue('divisor cannot be 0');
  return (value) => {
    if (!isNumeric(value)) return false;
    const number = Math.trunc(toNumber(value) as number);
    return (
      Number.isFinite(number) && number % by === Math.trunc(remainder) % by && Math.trunc(remainder) === number % by
    );
  };
}
