import { Long, Timestamp } from 'bson';
import { add, multiply } from '../aggregate/arithmetic.ts';
import { compare, equals } from '../bson/order.ts';
import type { Doc } from '../bson/values.ts';
import { isDoc, isNumeric, isTruthy, toNumber, typeName, typeOf } from '../bson/values.ts';
import { badValue, refuse, StoreError } from '../errors.ts';
import { compareDocsBy } from '../query/sort.ts';
import { compileFilter } from '../query/matcher.ts';
import type { Change } from './set-path.ts';
import { REMOVED, UNCHANGED } from './set-path.ts';

/** One update operator: whether it makes missing parents, and how it makes a change of its operand. */
export type UpdateOperator = Readonly<{ creates: boolean; prepare(operand: unknown, path: string): Change }>;

function numeric(
  name: string,
  verb: string,
  combine: (before: unknown, by: unknown) => unknown,
  missing: (by: unknown) => unknown,
): UpdateOperator {
  return {
    creates: true,
    prepare(by, path) {
      if (!isNumeric(by))
        throw new StoreError(14, `Cannot ${verb} with non-numeric argument: {${path}: ${JSON.stringify(by)}}`);
      return (before) => {
        if (before === undefined) return missing(by);
        if (!isNumeric(before))
          throw new StoreError(
            14,
            `Cannot apply ${name} to a value of non-numeric type. The document has the field '${path}' of non-numeric type ${typeName(before)}`,
          );
        const after = combine(before, by);
        // MongoDB refuses an int64 that overflows here instead of turning it into a double.
        if (typeof after === 'number' && before instanceof Long && by instanceof Long)
          throw badValue(`Failed to apply ${name} operations to current value: integer overflow`);
        return after;
      };
    },
  };
}

function zeroLike(by: unknown): unknown {
  return multiply(by, 0);
}

function extreme(sign: 1 | -1): UpdateOperator {
  return {
    creates: true,
    prepare: (value) => (before) => (before === undefined || compare(value, before) * sign < 0 ? value : UNCHANGED),
  };
}

const push: UpdateOperator = {
  creates: true,
  prepare(operand, path) {
    const modifiers = isDoc(operand) && '$each' in operand ? operand : { $each: [operand] };
    const { $each: added, $position, $slice, $sort, ...unknown } = modifiers as Doc;
    const stranger = Object.keys(unknown)[0];
    if (stranger !== undefined) throw badValue(`Unrecognized clause in $push: ${stranger}`);
    if (!Array.isArray(added))
      throw badValue(`The argument to $each in $push must be an array but it was of type: ${typeName(added)}`);
    const at = wholeOrMissing($position, 'The value for $position must be an integer value');
    const keep = wholeOrMissing($slice, 'The value for $slice must be an integer value');
    const order = $sort === undefined ? undefined : pushOrder($sort);
    return (before) => {
      if (before !== undefined && !Array.isArray(before))
        throw badValue(`The field '${path}' must be an array but is of type ${typeName(before)}`);
      let list = [...(before ?? [])] as unknown[];
      const start = at === undefined ? list.length : at < 0 ? Math.max(0, list.length + at) : Math.min(at, list.length);
      list.splice(start, 0, ...added);
      if (order !== undefined) list.sort(order);
      if (keep !== undefined) list = keep >= 0 ? list.slice(0, keep) : list.slice(keep);
      return list;
    };
  },
};

function wholeOrMissing(value: unknown, message: string): number | undefined {
  if (value === undefined) return undefined;
  const number = toNumber(value);
  if (number === undefined || !Number.isInteger(number)) throw badValue(message);
  return number;
}

function pushOrder(sort: unknown): (a: unknown, b: unknown) => number {
  if (isDoc(sort)) return (a, b) => compareDocsBy(sort, isDoc(a) ? a : {}, isDoc(b) ? b : {});
  const direction = toNumber(sort);
  if (direction !== 1 && direction !== -1) throw badValue('The $sort element value must be either 1 or -1');
  return (a, b) => compare(a, b) * direction;
}

const addToSet: UpdateOperator = {
  creates: true,
  prepare(operand, path) {
    const isEach = isDoc(operand) && '$each' in operand;
    const added = isEach ? operand['$each'] : [operand];
    if (!Array.isArray(added))
      throw new StoreError(
        14,
        `The argument to $each in $addToSet must be an array but it was of type ${typeName(added)}`,
      );
    return (before) => {
      if (before !== undefined && !Array.isArray(before))
        throw badValue(
          `Cannot apply $addToSet to non-array field. Field named '${path}' has non-array type ${typeName(before)}`,
        );
      const list = [...(before ?? [])] as unknown[];
      for (const value of added) if (!list.some((each) => equals(each, value))) list.push(value);
      return before !== undefined && list.length === before.length ? UNCHANGED : list;
    };
  },
};

function removing(name: string, prepareTest: (operand: unknown) => (element: unknown) => boolean): UpdateOperator {
  return {
    creates: false,
    prepare(operand) {
      const test = prepareTest(operand);
      return (before) => {
        if (before === undefined) return UNCHANGED;
        if (!Array.isArray(before)) throw badValue(`Cannot apply ${name} to a non-array value`);
        const kept = before.filter((element) => !test(element));
        return kept.length === before.length ? UNCHANGED : kept;
      };
    },
  };
}

function pullTest(operand: unknown): (element: unknown) => boolean {
  if (isDoc(operand) && Object.keys(operand)[0]?.startsWith('$') !== true) {
    const { match } = compileFilter(operand);
    return (element) => isDoc(element) && match(element);
  }
  const isCondition = isDoc(operand) || (operand as { _bsontype?: string } | null)?._bsontype === 'BSONRegExp';
  if (!isCondition) return (element) => equals(element, operand);
  const { match } = compileFilter({ element: operand }, { wholeLeaves: true });
  return (element) => match({ element });
}

const pop: UpdateOperator = {
  creates: false,
  prepare(operand, path) {
    const end = toNumber(operand);
    if (end !== 1 && end !== -1) throw new StoreError(9, `$pop expects 1 or -1, found: ${String(operand)}`);
    return (before) => {
      if (before === undefined) return UNCHANGED;
      if (!Array.isArray(before))
        throw new StoreError(14, `Path '${path}' contains an element of non-array type '${typeName(before)}'`);
      return end === 1 ? before.slice(0, -1) : before.slice(1);
    };
  },
};

const currentDate: UpdateOperator = {
  creates: true,
  prepare(operand) {
    const type = isDoc(operand) ? operand['$type'] : operand === true ? 'date' : undefined;
    if (type === 'date' || (isTruthy(operand) && operand === true)) return () => new Date();
    if (type === 'timestamp') return () => new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
    throw badValue("The '$type' string field is required to be 'date' or 'timestamp'");
  },
};

const bit: UpdateOperator = {
  creates: true,
  prepare() {
    throw refuse('$bit');
  },
};

const set: UpdateOperator = {
  creates: true,
  // Equal values of another type (1 and 1.0) are still a change.
  prepare: (value) => (before) =>
    before !== undefined && typeOf(before) === typeOf(value) && typeof value !== 'object' && before === value
      ? UNCHANGED
      : value,
};

/** The operators of an update document, by name; `$rename` is made of two of these. */
export const UPDATE_OPERATORS: Readonly<Record<string, UpdateOperator>> = {
  $set: set,
  $setOnInsert: set,
  $unset: { creates: false, prepare: () => (before) => (before === undefined ? UNCHANGED : REMOVED) },
  $inc: numeric('$inc', 'increment', add, (by) => by),
  $mul: numeric('$mul', 'multiply', multiply, zeroLike),
  $min: extreme(1),
  $max: extreme(-1),
  $push: push,
  $addToSet: addToSet,
  $pull: removing('$pull', pullTest),
  $pullAll: removing('$pullAll', (operand) => {
    if (!Array.isArray(operand)) throw badValue('$pullAll requires an array argument');
    return (element) => operand.some((each) => equals(each, element));
  }),
  $pop: pop,
  $currentDate: currentDate,
  $bit: bit,
};
