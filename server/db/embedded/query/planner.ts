import { encodeKey, typeByte } from '../bson/keys.ts';
import { equals } from '../bson/order.ts';
import type { Doc } from '../bson/values.ts';
import { TYPE, typeOf } from '../bson/values.ts';
import type { Collection, Index } from '../storage/catalog.ts';
import type { KeyField } from '../storage/index-keys.ts';
import type { Clause, Filter } from './matcher.ts';
import { compileFilter } from './matcher.ts';

/** Keys from `low` (inclusive) to `high` (exclusive, undefined for no end). */
export type KeyRange = Readonly<{ low: Buffer; high: Buffer | undefined }>;

/** How the documents of a filter are found. `index` undefined stands for the index on `_id`. Every document found is still tested. */
export type Plan =
  | Readonly<{ kind: 'scan' }>
  | Readonly<{
      kind: 'index';
      index: Index | undefined;
      ranges: readonly KeyRange[];
      reverse: boolean;
      sorted: boolean;
      distinct: boolean;
    }>
  | Readonly<{ kind: 'union'; plans: readonly Plan[] }>;

/** How many index rows lie in the ranges, counted up to a limit; lets the planner choose between indexes. */
export type Estimate = (index: Index | undefined, ranges: readonly KeyRange[]) => number;

type IndexPlan = Extract<Plan, { kind: 'index' }>;
type Candidate = Readonly<{ plan: IndexPlan; equalities: number; bounded: boolean }>;

const ID_FIELDS: readonly KeyField[] = [{ path: ['_id'], descending: false }];
/** Products of lists over several fields grow fast; a list over the first field is as long as its sender made it. */
const MAX_RANGES = 256;
const MAX_POINTS = 20_000;

/**
 * Chooses how to find what a filter selects, in the order of a sort if an index gives it.
 * `hint` names the only index to consider. The order of preference: fewest index rows, then an order that saves the sort.
 */
export function makePlan(
  collection: Collection,
  filter: Filter,
  sort: readonly KeyField[],
  estimate: Estimate,
  hint?: Index | '_id',
): Plan {
  const byId =
    hint === undefined || hint === '_id'
      ? filter.clauses.find((clause) => clause.path === '_id' && clause.op === '$eq' && isPoint(clause.value))
      : undefined;
  // The commonest query of all needs no comparison of indexes.
  if (byId !== undefined) return pointPlan(byId.value, sort);
  const candidates: Candidate[] = [];
  if (hint === undefined || hint === '_id')
    candidates.push(candidateFor(undefined, ID_FIELDS, false, filter.clauses, sort));
  for (const index of collection.indexes) {
    if (!index.ready || (hint !== undefined && hint !== index)) continue;
    if (hint === undefined && !covers(index, filter.clauses)) continue;
    candidates.push(candidateFor(index, index.fields, index.multikey, filter.clauses, sort));
  }
  if (hint !== undefined) return candidates[0]?.plan ?? { kind: 'scan' };
  const useful = candidates.filter((candidate) => candidate.bounded || candidate.plan.sorted);
  const union = unionPlan(collection, filter, estimate);
  const bounded = useful.filter((candidate) => candidate.bounded);
  const best = cheapest(bounded, estimate);
  if (best !== undefined) return best;
  if (union !== undefined) return union;
  return useful[0]?.plan ?? { kind: 'scan' };
}

function pointPlan(id: unknown, sort: readonly KeyField[]): Plan {
  const low = encodeKey([id]);
  return {
    kind: 'index',
    index: undefined,
    ranges: [{ low, high: successor(low) }],
    reverse: false,
    sorted: sort.length > 0,
    distinct: true,
  };
}

function cheapest(candidates: readonly Candidate[], estimate: Estimate): Plan | undefined {
  if (candidates.length <= 1) return candidates[0]?.plan;
  const scored = candidates.map((candidate) => {
    const rows = estimate(candidate.plan.index, candidate.plan.ranges);
    // An order from the index is worth reading a few times as many rows.
    return { candidate, cost: candidate.plan.sorted ? rows / 4 : rows };
  });
  scored.sort((a, b) => a.cost - b.cost || b.candidate.equalities - a.candidate.equalities);
  return scored[0]?.candidate.plan;
}

/** An `$or` whose every branch has an index is read branch by branch. */
function unionPlan(collection: Collection, filter: Filter, estimate: Estimate): Plan | undefined {
  for (const branches of filter.unions) {
    const plans = branches.map((branch) =>
      makePlan(collection, { ...branch, clauses: [...branch.clauses, ...filter.clauses] }, [], estimate),
    );
    if (plans.every((plan) => plan.kind !== 'scan')) return { kind: 'union', plans };
  }
  return undefined;
}

/** True when every document the filter can match is in the index: always, unless it is sparse or partial. */
function covers(index: Index, clauses: readonly Clause[]): boolean {
  if (
    index.sparse &&
    !index.fields.some((field) =>
      clauses.some((clause) => clause.path === field.path.join('.') && impliesPresence(clause)),
    )
  )
    return false;
  if (index.partial === undefined) return true;
  const needed = compileFilter(index.partial);
  return (
    needed.clauses.length > 0 &&
    isConjunctionOf(index.partial, needed.clauses) &&
    needed.clauses.every((need) => clauses.some((clause) => implies(clause, need)))
  );
}

/** A partial filter is usable when its clauses are all there is to it. */
function isConjunctionOf(filter: Doc, clauses: readonly Clause[]): boolean {
  const count = Object.values(filter).reduce<number>(
    (total, each) => total + (typeOf(each) === TYPE.object ? Object.keys(each as Doc).length : 1),
    0,
  );
  return count === clauses.length && !Object.keys(filter).some((name) => name.startsWith('$'));
}

function impliesPresence(clause: Clause): boolean {
  if (clause.op === '$exists' || clause.op === 'prefix') return true;
  const values = clause.op === '$in' ? (clause.value as unknown[]) : [clause.value];
  return values.every((value) => value !== null && typeOf(value) !== TYPE.minKey && typeOf(value) !== TYPE.maxKey);
}

function implies(clause: Clause, need: Clause): boolean {
  if (clause.path !== need.path) return false;
  if (need.op === '$exists') return impliesPresence(clause);
  if (clause.op === '$eq')
    return compileFilter({ v: { [need.op === 'prefix' ? '$eq' : need.op]: need.value } }).match({ v: clause.value });
  if (clause.op === need.op && equals(clause.value, need.value)) return true;
  if (clause.op === '$in')
    return (clause.value as unknown[]).every((value) => implies({ ...clause, op: '$eq', value }, need));
  if ((need.op === '$gt' || need.op === '$gte') && (clause.op === '$gt' || clause.op === '$gte'))
    return compileFilter({ v: { $gt: need.value } }).match({ v: clause.value });
  if ((need.op === '$lt' || need.op === '$lte') && (clause.op === '$lt' || clause.op === '$lte'))
    return compileFilter({ v: { $lt: need.value } }).match({ v: clause.value });
  return false;
}

function candidateFor(
  index: Index | undefined,
  fields: readonly KeyField[],
  multikey: boolean,
  clauses: readonly Clause[],
  sort: readonly KeyField[],
): Candidate {
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  let equalities = 0;
  let single = 0;
  let ranges: KeyRange[] | undefined;
  for (const field of fields) {
    // Two conditions on fields of one array may be met by two elements, which the pairs in the index cannot tell.
    if (multikey && fields.slice(0, fields.indexOf(field)).some((before) => before.path[0] === field.path[0])) break;
    const path = field.path.join('.');
    const own = clauses.filter((clause) => clause.path === path);
    const points = pointsOf(own);
    if (points !== undefined && prefixes.length * points.length <= (equalities === 0 ? MAX_POINTS : MAX_RANGES)) {
      const parts = points.map((value) => encodeKey([value], [field.descending]));
      prefixes = prefixes.flatMap((prefix) => parts.map((part) => Buffer.concat([prefix, part])));
      if (equalities === single && points.length === 1) single += 1;
      equalities += 1;
      continue;
    }
    const range = rangeOf(own, field.descending, multikey);
    if (range !== undefined) {
      ranges = prefixes.map((prefix) => ({
        low: Buffer.concat([prefix, range.low]),
        high: range.high === undefined ? successor(prefix) : Buffer.concat([prefix, range.high]),
      }));
    }
    break;
  }
  const bounded = equalities > 0 || ranges !== undefined;
  ranges ??= prefixes.map((prefix) => ({ low: prefix, high: successor(prefix) }));
  const ordered = mergeRanges(ranges);
  const direction = multikey || ordered.length !== 1 ? undefined : sortDirection(fields, single, sort);
  return {
    plan: {
      kind: 'index',
      index,
      ranges: ordered,
      reverse: direction === 'reverse',
      sorted: direction !== undefined,
      distinct: !multikey,
    },
    equalities,
    bounded,
  };
}

/** Sorts ranges and drops repeated ones (`$in: [1, 1]`). */
function mergeRanges(ranges: readonly KeyRange[]): KeyRange[] {
  const sorted = ranges.toSorted((a, b) => Buffer.compare(a.low, b.low));
  return sorted.filter((range, i) => i === 0 || !range.low.equals((sorted[i - 1] as KeyRange).low));
}

/** 'forward' or 'reverse' when the index, after fields fixed to one value, runs in the order of the sort. */
function sortDirection(
  fields: readonly KeyField[],
  fixed: number,
  sort: readonly KeyField[],
): 'forward' | 'reverse' | undefined {
  const names = fields.map((field) => field.path.join('.'));
  const fixedNames = new Set(names.slice(0, fixed));
  const wanted = sort.filter((field) => !fixedNames.has(field.path.join('.')));
  if (sort.length === 0) return undefined;
  let reverse: boolean | undefined;
  for (let i = 0; i < wanted.length; i++) {
    const field = fields[fixed + i];
    const want = wanted[i] as KeyField;
    if (field === undefined || names[fixed + i] !== want.path.join('.')) return undefined;
    const opposite = field.descending !== want.descending;
    if (reverse !== undefined && reverse !== opposite) return undefined;
    reverse = opposite;
  }
  return reverse === true ? 'reverse' : 'forward';
}

/** Values a field must equal: of `$eq`, or the shortest `$in`. Arrays are left to the scan, as an index holds their elements. */
function pointsOf(clauses: readonly Clause[]): unknown[] | undefined {
  const equal = clauses.find((clause) => clause.op === '$eq' && isPoint(clause.value));
  if (equal !== undefined) return [equal.value];
  const lists = clauses.filter((clause) => clause.op === '$in' && (clause.value as unknown[]).every(isPoint));
  return lists.map((clause) => clause.value as unknown[]).toSorted((a, b) => a.length - b.length)[0];
}

function isPoint(value: unknown): boolean {
  const type = typeOf(value);
  return type !== TYPE.array && type !== TYPE.regex && type !== TYPE.undefined;
}

const RANGE_TYPES = new Set<number>([
  TYPE.int,
  TYPE.long,
  TYPE.double,
  TYPE.decimal,
  TYPE.string,
  TYPE.date,
  TYPE.objectId,
  TYPE.bool,
  TYPE.binData,
  TYPE.timestamp,
]);

function rangeOf(clauses: readonly Clause[], descending: boolean, multikey: boolean): KeyRange | undefined {
  let low: Buffer | undefined;
  let high: Buffer | undefined;
  for (const clause of clauses) {
    const bound = boundOf(clause);
    if (bound === undefined) continue;
    // On an array two bounds may be met by two different elements, so only one of them may narrow the range.
    if (multikey && low !== undefined) continue;
    if (low === undefined || Buffer.compare(bound.low, low) > 0) low = bound.low;
    if (high === undefined || Buffer.compare(bound.high, high) < 0) high = bound.high;
  }
  if (low === undefined || high === undefined) return undefined;
  if (!descending) return { low, high };
  return { low: successor(inverted(high)) ?? Buffer.alloc(0), high: successor(inverted(low)) };
}

/** The ascending key range of one comparison, within the type of its operand. */
function boundOf(clause: Clause): { low: Buffer; high: Buffer } | undefined {
  if (clause.op === 'prefix') {
    const text = Buffer.from(clause.value as string);
    const low = Buffer.concat([Buffer.from([typeByte('')]), text]);
    return { low, high: successor(low) as Buffer };
  }
  if (!RANGE_TYPES.has(typeOf(clause.value)) || Number.isNaN(clause.value)) return undefined;
  const part = encodeKey([clause.value]);
  const type = typeByte(clause.value);
  const first = Buffer.from([type]);
  const after = Buffer.from([type + 1]);
  switch (clause.op) {
    case '$gt':
      return { low: successor(part) as Buffer, high: after };
    case '$gte':
      return { low: part, high: after };
    case '$lt':
      return { low: first, high: part };
    case '$lte':
      return { low: first, high: successor(part) as Buffer };
    default:
      return undefined;
  }
}

function inverted(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => 255 - byte));
}

/** The first key after every key that starts with these bytes; undefined when there is none. */
export function successor(bytes: Buffer): Buffer | undefined {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 255) end -= 1;
  if (end === 0) return undefined;
  const next = Buffer.from(bytes.subarray(0, end));
  next[end - 1] = (next[end - 1] as number) + 1;
  return next;
}
