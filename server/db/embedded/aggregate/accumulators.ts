import { encodeKey } from '../bson/keys.ts';
import type { Doc } from '../bson/values.ts';
import { isDoc, isNumeric, toNumber } from '../bson/values.ts';
import { refuse, StoreError } from '../errors.ts';
import { add } from './arithmetic.ts';
import { extremeOf, mergeDocs } from './arrays.ts';
import { compileExpression } from './expressions.ts';
import type { Scope } from './scope.ts';
import { isNullish } from './scope.ts';

/** One accumulator of one group: takes documents in, gives its value out. */
export type Accumulator = { add(scope: Scope): void; value(): unknown };

/** A compiled accumulator: makes a fresh one for each group. */
export type AccumulatorSpec = Readonly<{ field: string; make: () => Accumulator }>;

function folding(
  initial: () => unknown,
  step: (so_far: unknown, value: unknown) => unknown,
  finish: (so_far: unknown) => unknown = (value) => value,
) {
  return (operand: unknown) => {
    const evaluate = compileExpression(operand);
    return (): Accumulator => {
      let state = initial();
      return {
        add: (scope) => {
          state = step(state, evaluate(scope));
        },
        value: () => finish(state),
      };
    };
  };
}

type Average = { sum: number; count: number };

function deviation(isSample: boolean) {
  return folding(
    () => ({ count: 0, mean: 0, squares: 0 }),
    (state, value) => {
      const { count, mean, squares } = state as { count: number; mean: number; squares: number };
      if (!isNumeric(value)) return state;
      const number = toNumber(value) as number;
      const delta = number - mean;
      const next = mean + delta / (count + 1);
      return { count: count + 1, mean: next, squares: squares + delta * (number - next) };
    },
    (state) => {
      const { count, squares } = state as { count: number; squares: number };
      const over = isSample ? count - 1 : count;
      return over <= 0 ? null : Math.sqrt(squares / over);
    },
  );
}

const MISSING = Symbol('missing');

const ACCUMULATORS: Readonly<Record<string, (operand: unknown) => () => Accumulator>> = {
  $sum: folding(
    () => 0,
    (sum, value) => (isNumeric(value) ? add(sum, value) : sum),
  ),
  $avg: folding(
    (): Average => ({ sum: 0, count: 0 }),
    (state, value) =>
      isNumeric(value)
        ? { sum: (state as Average).sum + (toNumber(value) as number), count: (state as Average).count + 1 }
        : state,
    (state) => ((state as Average).count === 0 ? null : (state as Average).sum / (state as Average).count),
  ),
  $min: folding(
    () => null,
    (best, value) => extremeOf([best, value], 1),
  ),
  $max: folding(
    () => null,
    (best, value) => extremeOf([best, value], -1),
  ),
  $first: folding(
    () => MISSING,
    (first, value) => (first === MISSING ? (value ?? null) : first),
    (value) => (value === MISSING ? null : value),
  ),
  $last: folding(
    () => null,
    (_, value) => value ?? null,
  ),
  $push: folding(
    () => [] as unknown[],
    (list, value) => {
      if (value !== undefined) (list as unknown[]).push(value);
      return list;
    },
  ),
  $addToSet: folding(
    () => new Map<string, unknown>(),
    (set, value) => {
      if (value !== undefined) {
        const token = encodeKey([value]).toString('latin1');
        if (!(set as Map<string, unknown>).has(token)) (set as Map<string, unknown>).set(token, value);
      }
      return set;
    },
    (set) => [...(set as Map<string, unknown>).values()],
  ),
  $mergeObjects: folding(
    () => ({}),
    (merged, value) => mergeDocs([merged, value]),
  ),
  $stdDevPop: deviation(false),
  $stdDevSamp: deviation(true),
  $count: (operand) => {
    if (!isDoc(operand) || Object.keys(operand).length > 0)
      throw new StoreError(14, '$count takes no arguments, i.e. $count:{}');
    return folding(
      () => 0,
      (count) => (count as number) + 1,
    )(1);
  },
};

const NOT_SUPPORTED =
  /^\$(accumulator|firstN|lastN|minN|maxN|top|topN|bottom|bottomN|median|percentile|setUnion|concatArrays)$/;

/** Compiles the accumulator fields of `$group` or `$bucket`. Throws 15952 on an unknown one, 115 on one we know and do not do. */
export function compileAccumulators(fields: Readonly<Record<string, unknown>>): AccumulatorSpec[] {
  return Object.entries(fields).map(([field, given]) => {
    if (!isDoc(given)) throw new StoreError(40234, `The field '${field}' must be an accumulator object`);
    const [name = '', ...others] = Object.keys(given);
    if (others.length > 0) throw new StoreError(40238, `The field '${field}' must specify one accumulator`);
    if (field.includes('.')) throw new StoreError(40235, `The field name '${field}' cannot contain '.'`);
    const build = Object.hasOwn(ACCUMULATORS, name) ? ACCUMULATORS[name] : undefined;
    if (build === undefined)
      throw NOT_SUPPORTED.test(name)
        ? refuse(`the accumulator ${name}`)
        : new StoreError(15952, `unknown group operator '${name}'`);
    const operand = given[name];
    if (
      Array.isArray(operand) &&
      operand.length !== 1 &&
      name !== '$push' &&
      name !== '$addToSet' &&
      name !== '$first' &&
      name !== '$last'
    ) {
      throw new StoreError(40237, `The ${name} accumulator is a unary operator`);
    }
    return { field, make: build(operand) };
  });
}

/** Groups documents by the key of an expression; null and missing keys are one group, as in MongoDB. */
export class Grouping {
  readonly #specs: readonly AccumulatorSpec[];
  readonly #groups = new Map<string | number, { id: unknown; accumulators: Accumulator[] }>();
  #bytes = 0;

  constructor(specs: readonly AccumulatorSpec[]) {
    this.#specs = specs;
  }

  add(id: unknown, scope: Scope): void {
    // Strings and numbers are common keys: both can be looked up without encoding them.
    const token =
      typeof id === 'string'
        ? `s${id}`
        : typeof id === 'number' && !Number.isNaN(id)
          ? id
          : encodeKey([id]).toString('latin1');
    let group = this.#groups.get(token);
    if (group === undefined) {
      group = { id: isNullish(id) ? null : id, accumulators: this.#specs.map((spec) => spec.make()) };
      this.#groups.set(token, group);
      this.#bytes += 200 + (typeof token === 'string' ? token.length : 8);
      if (this.#bytes > 100 * 1024 * 1024)
        throw new StoreError(292, 'Exceeded memory limit of 104857600 bytes for $group');
    }
    for (const accumulator of group.accumulators) accumulator.add(scope);
  }

  *read(): Generator<Doc> {
    for (const { id, accumulators } of this.#groups.values()) {
      const doc: Doc = { _id: id };
      accumulators.forEach((accumulator, i) => {
        doc[(this.#specs[i] as AccumulatorSpec).field] = accumulator.value();
      });
      yield doc;
    }
  }
}
