import type { Pace, Store } from '../store.ts';
import { decode } from '../bson/decode.ts';
import { collectionGone, StoreError, writeConflict } from '../errors.ts';
import type { Collection, Index } from '../storage/catalog.ts';
import type { KeyField } from '../storage/index-keys.ts';
import type { Stored } from '../storage/records.ts';
import { docOf } from '../storage/records.ts';
import type { Transaction, View } from '../transactions/versions.ts';
import { noSuchTransaction } from '../transactions/versions.ts';
import type { Filter } from './matcher.ts';
import type { Plan } from './planner.ts';
import { makePlan } from './planner.ts';
import { estimator, openReader } from './reader.ts';
import { sortKey, Sorter } from './sort.ts';

/** What to select: documents of a collection that match, in an order, up to a count. */
export type Selection = Readonly<{
  filter: Filter;
  sort?: readonly KeyField[];
  skip?: number;
  limit?: number;
  hint?: Index | '_id' | '$natural';
  transaction?: Transaction | undefined;
  deadline?: number;
}>;

const LARGEST_SLICE = 128;
const SLICE_BYTES = 1 << 20;

/** The plan of a selection, for `explain` and for reading. */
export function planFor(store: Store, collection: Collection, selection: Selection): Plan {
  if (selection.hint === '$natural') return { kind: 'scan' };
  return makePlan(
    collection,
    selection.filter,
    selection.sort ?? [],
    estimator(store.engine, collection),
    selection.hint,
  );
}

/** Yields the selected documents in batches, resting between slices so that a long read holds nobody up. */
export async function* select(
  store: Store,
  collection: Collection,
  selection: Selection,
  pace: Pace,
): AsyncGenerator<Stored[]> {
  const { sort = [], skip = 0, limit = Infinity } = selection;
  const plan = planFor(store, collection, selection);
  const view = store.versions.view(selection.transaction, collection);
  const inOrder = sort.length === 0 || (plan.kind === 'index' && plan.sorted && view === undefined);
  const matching = readMatching(store, collection, selection, plan, inOrder, inOrder ? skip + limit : Infinity, pace);
  yield* window(inOrder ? matching : inSortOrder(matching, sort, skip + limit, pace), skip, limit);
}

async function* inSortOrder(
  source: AsyncIterable<Stored[]>,
  sort: readonly KeyField[],
  limit: number,
  pace: Pace,
): AsyncGenerator<Stored[]> {
  const sorter = new Sorter<Stored>(limit);
  for await (const rows of source) {
    for (const row of rows)
      sorter.add({ key: sortKey(docOf(row), sort), bytes: row.raw.length, item: { rid: row.rid, raw: row.raw } });
  }
  yield* inBatches(sorter.read(), pace);
}

/** Gathers single things into batches, resting between them. */
export async function* inBatches<T>(source: Iterable<T>, pace: Pace): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for (const each of source) {
    batch.push(each);
    if (batch.length < LARGEST_SLICE) continue;
    yield batch;
    batch = [];
    await pace.rest();
  }
  if (batch.length > 0) yield batch;
}

async function* window<T>(source: AsyncIterable<T[]>, skip: number, limit: number): AsyncGenerator<T[]> {
  let toSkip = skip;
  let left = limit;
  if (left === 0) return;
  for await (const rows of source) {
    const kept = rows.slice(Math.min(toSkip, rows.length));
    toSkip -= rows.length - kept.length;
    if (kept.length === 0) continue;
    if (kept.length >= left) {
      yield kept.slice(0, left);
      return;
    }
    left -= kept.length;
    yield kept;
  }
}

async function* readMatching(
  store: Store,
  collection: Collection,
  selection: Selection,
  plan: Plan,
  inOrder: boolean,
  wanted: number,
  pace: Pace,
): AsyncGenerator<Stored[]> {
  const { filter, deadline = Infinity, transaction } = selection;
  const reader = openReader(store.engine, collection, plan);
  const testsNothing = filter.fields !== undefined && filter.fields.size === 0;
  // Inside a transaction every slice is read against the snapshot, which others' commits keep moving away from.
  const given = transaction === undefined ? undefined : new Set<number>();
  let size = Math.min(wanted, 32);
  while (!reader.done()) {
    if (Date.now() > deadline) throw new StoreError(50, 'operation exceeded time limit');
    if (collection.dropped) throw collectionGone(collection.ns);
    const view = snapshotOf(store, collection, selection, inOrder, given);
    const rows = reader.next(Math.max(1, size));
    let kept = view === undefined ? rows : rows.filter((row) => !view.has(row.rid));
    if (!testsNothing) kept = kept.filter((row) => filter.match(fieldsFor(row, filter)));
    if (given !== undefined) for (const row of kept) given.add(row.rid);
    if (kept.length > 0) yield kept;
    const bytes = rows.reduce((sum, row) => sum + row.raw.length, 0);
    size = bytes > SLICE_BYTES ? Math.max(1, size >> 1) : Math.min(LARGEST_SLICE, size * 2);
    const rest = pace.rest();
    if (rest !== undefined) await rest;
  }
  const view = snapshotOf(store, collection, selection, inOrder, given);
  const own = [...(view?.values() ?? [])].filter(
    (row): row is Stored => row !== undefined && given?.has(row.rid) !== true && filter.match(docOf(row)),
  );
  if (own.length > 0) yield own;
}

/** The transaction's own view of the collection now. A read that relies on an index for its order cannot go on past a change. */
function snapshotOf(
  store: Store,
  collection: Collection,
  selection: Selection,
  inOrder: boolean,
  given: ReadonlySet<number> | undefined,
): View | undefined {
  if (given === undefined) return undefined;
  if (selection.transaction?.state !== 'open') throw noSuchTransaction('of this session');
  const view = store.versions.view(selection.transaction, collection);
  const isSorted = inOrder && (selection.sort ?? []).length > 0;
  if (view !== undefined && isSorted && [...view.keys()].some((rid) => !given.has(rid)))
    throw writeConflict('documents changed while they were read in the order of an index');
  return view;
}

/** Reads only the fields the filter tests; most documents of a scan do not match and need no more. */
export function fieldsFor(row: Stored, filter: Filter): Record<string, unknown> {
  if (filter.fields === undefined) return docOf(row);
  return row.doc ?? decode(row.raw, filter.fields);
}
