import { ObjectId } from 'bson';
import { decode } from '../../bson/decode.ts';
import { encode } from '../../bson/encode.ts';
import type { Doc } from '../../bson/values.ts';
import { isDoc } from '../../bson/values.ts';
import { StoreError } from '../../errors.ts';
import type { Filter } from '../../query/matcher.ts';
import { position } from '../../query/paths.ts';
import { openReader } from '../../query/reader.ts';
import type { Selection } from '../../query/select.ts';
import { fieldsFor, planFor, select } from '../../query/select.ts';
import { parseSort } from '../../query/sort.ts';
import type { Collection } from '../../storage/catalog.ts';
import type { Stored } from '../../storage/records.ts';
import { docOf } from '../../storage/records.ts';
import type { Call, Store } from '../../store.ts';
import { startPace } from '../../store.ts';
import { changeAt } from '../../update/set-path.ts';
import type { Update } from '../../update/update.ts';
import { checkSize, readyToInsert } from './documents.ts';
import { whenFree } from './waiting.ts';

/** Which one document: the first a filter matches in an order, or a record already known (which must still match). */
export type Target = Readonly<{ filter: Filter; hint?: Selection['hint']; sort?: unknown; only?: number }>;

export type UpdateTarget = Target & Readonly<{ change: Update; upsert?: boolean; query?: unknown }>;

/** What became of an update: the document before and after, and the `_id` of one that was made. */
export type UpdateResult = Readonly<{
  matched: boolean;
  modified: boolean;
  upsertedId?: unknown;
  before?: Doc;
  after?: Doc;
}>;

/** How far one step may search: a job queue skips the jobs others hold, which are many under load. */
const ROWS_AT_ONCE = 2_000;
const STEP_MS = 5;
const UNDECIDED = Symbol('undecided');

/** Updates the one target document, or makes it. Finding and changing happen in one step, so that no other write comes in between. */
export function updateOne(
  store: Store,
  call: Call,
  collection: Collection,
  target: UpdateTarget,
): UpdateResult | Promise<UpdateResult> {
  return changeOne(store, call, collection, target, (found) => {
    if (found === undefined)
      return target.upsert === true ? upsert(store, call, collection, target) : { matched: false, modified: false };
    const fresh = decode(found.raw);
    if (target.change.usesPosition) {
      position.index = -1;
      target.filter.match(docOf(found));
    }
    const after = target.change.apply(fresh, { isInsert: false, position: position.index });
    const raw = encode(after);
    checkSize(raw);
    if (raw.equals(found.raw)) return { matched: true, modified: false, before: docOf(found), after };
    store.versions.replace(call.scope.transaction, collection, found, raw, after);
    return { matched: true, modified: true, before: docOf(found), after };
  });
}

/** Deletes the one target document and gives it back. */
export function deleteOne(
  store: Store,
  call: Call,
  collection: Collection,
  target: Target,
): Doc | undefined | Promise<Doc | undefined> {
  return changeOne(store, call, collection, target, (found) => {
    if (found === undefined) return undefined;
    store.versions.remove(call.scope.transaction, collection, found);
    return docOf(found);
  });
}

/** Finds the target and changes it in the same synchronous step, waiting first where a transaction holds it. */
function changeOne<T>(
  store: Store,
  call: Call,
  collection: Collection,
  target: Target,
  change: (found: Stored | undefined) => T,
): T | Promise<T> {
  const attempt = (): T | typeof UNDECIDED => {
    const found = findNow(store, call, collection, target);
    return found === UNDECIDED ? UNDECIDED : change(found);
  };
  const result = whenFree(attempt);
  if (result instanceof Promise)
    return result.then((settled) =>
      settled === UNDECIDED ? changeSlowly(store, call, collection, target, change) : settled,
    );
  return result === UNDECIDED ? changeSlowly(store, call, collection, target, change) : result;
}

/** The target if a few rows decide it; UNDECIDED when a longer search or a sort is needed. */
function findNow(
  store: Store,
  call: Call,
  collection: Collection,
  target: Target,
): Stored | undefined | typeof UNDECIDED {
  const { transaction } = call.scope;
  const { filter } = target;
  if (target.only !== undefined) {
    const found = store.versions.read(transaction, collection, target.only);
    return found !== undefined && filter.match(docOf(found)) ? found : undefined;
  }
  const view = store.versions.view(transaction, collection);
  const sort = parseSort(target.sort);
  const plan = planFor(store, collection, { filter, sort, hint: target.hint });
  if (sort.length > 0 && (plan.kind !== 'index' || !plan.sorted || view !== undefined)) return UNDECIDED;
  const reader = openReader(store.engine, collection, plan);
  const start = performance.now();
  for (
    let size = 2, read = 0;
    read < ROWS_AT_ONCE && !reader.done() && performance.now() - start < STEP_MS;
    size = Math.min(256, size * 4)
  ) {
    const rows = reader.next(size);
    read += Math.max(1, rows.length);
    for (const row of rows) if (view?.has(row.rid) !== true && filter.match(fieldsFor(row, filter))) return row;
  }
  if (!reader.done()) return UNDECIDED;
  for (const row of view?.values() ?? []) if (row !== undefined && filter.match(docOf(row))) return row;
  return undefined;
}

/** Searches in slices; the document found is read and tested again in the step that changes it. */
async function changeSlowly<T>(
  store: Store,
  call: Call,
  collection: Collection,
  target: Target,
  change: (found: Stored | undefined) => T,
): Promise<T> {
  const { filter, hint } = target;
  const { transaction } = call.scope;
  for (;;) {
    let candidate: number | undefined;
    const selection: Selection = {
      filter,
      sort: parseSort(target.sort),
      hint,
      limit: 1,
      transaction,
      deadline: call.deadline,
    };
    for await (const rows of select(store, collection, selection, startPace())) candidate = rows[0]?.rid;
    if (candidate === undefined) return change(undefined);
    const rid = candidate;
    const result = await whenFree(() => {
      const found = store.versions.read(transaction, collection, rid);
      return found !== undefined && filter.match(docOf(found)) ? { changed: change(found) } : undefined;
    });
    if (result !== undefined) return result.changed;
  }
}

function upsert(store: Store, call: Call, collection: Collection, { change, query }: UpdateTarget): UpdateResult {
  const base: Doc = {};
  for (const [path, value] of equalitiesOf(query)) changeAt(base, path.split('.'), true, () => value);
  let made: Doc;
  if (change.kind === 'replacement')
    made = change.apply('_id' in base ? { _id: base['_id'] } : {}, { isInsert: true, position: -1 });
  else made = change.apply(base, { isInsert: true, position: -1 });
  const { _id = new ObjectId(), ...rest } = made;
  const ready = readyToInsert(encode({ _id, ...rest }));
  store.versions.insert(call.scope.transaction, collection, ready.raw, ready.doc);
  return { matched: false, modified: false, upsertedId: _id, after: ready.doc };
}

/** The fields a filter fixes to one value, which an upsert starts from. Throws 54 when one is fixed twice. */
function equalitiesOf(query: unknown): Map<string, unknown> {
  const fixed = new Map<string, unknown>();
  const visit = (filter: unknown): void => {
    if (!isDoc(filter)) return;
    for (const [name, value] of Object.entries(filter)) {
      if (name === '$and' || (name === '$or' && Array.isArray(value) && value.length === 1))
        for (const part of value as unknown[]) visit(part);
      else if (!name.startsWith('$')) fix(name, value);
    }
  };
  const fix = (path: string, value: unknown): void => {
    let fixedTo: unknown = value;
    if (isDoc(value) && Object.keys(value)[0]?.startsWith('$') === true) {
      const list = (value['$in'] ?? value['$all']) as unknown[] | undefined;
      if ('$eq' in value) fixedTo = value['$eq'];
      else if (list?.length === 1 && !isDoc(list[0])) fixedTo = list[0];
      else return;
    } else if ((value as { _bsontype?: string } | null)?._bsontype === 'BSONRegExp') return;
    if (fixed.has(path)) throw new StoreError(54, `cannot infer query fields to set, path '${path}' is matched twice`);
    fixed.set(path, fixedTo);
  };
  visit(query);
  return fixed;
}
