import { compare } from '../bson/order.ts';
import type { Doc } from '../bson/values.ts';
import { isDoc, toNumber } from '../bson/values.ts';
import { badValue, refuse, StoreError } from '../errors.ts';
import type { KeyField } from '../storage/index-keys.ts';
import { indexKeys } from '../storage/index-keys.ts';
import { valueAt } from './paths.ts';

/** Reads a sort document such as {startDay: 1, _id: -1}; an empty one is no sort. Throws 2 or 15974 on other directions. */
export function parseSort(sort: unknown): KeyField[] {
  if (sort === undefined || sort === null) return [];
  if (!isDoc(sort)) throw new StoreError(14, 'Expected field sort to be of type object');
  const fields = Object.entries(sort).map(([path, direction]) => {
    if (isDoc(direction)) throw refuse('$meta sorts');
    const number = toNumber(direction);
    if (number !== 1 && number !== -1)
      throw new StoreError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    if (path === '' || path.startsWith('$')) throw badValue(`FieldPath field names may not start with '$': ${path}`);
    return { path: path.split('.'), descending: number < 0 };
  });
  if (fields.length > 32) throw badValue('too many compound keys');
  return fields;
}

/**
 * The ordered key of a document under a sort: comparing two of them byte by byte sorts as MongoDB does. An array counts by its
 * least element when ascending and its greatest when descending.
 */
export function sortKey(doc: Doc, fields: readonly KeyField[]): Buffer {
  const { keys } = indexKeys(doc, fields);
  let best = keys[0] as Buffer;
  for (const key of keys) if (Buffer.compare(key, best) < 0) best = key;
  return best;
}

/** Compares two documents by a `$push`/`$sort`-style order of plain fields. */
export function compareDocsBy(sort: Doc, a: Doc, b: Doc): number {
  for (const [path, direction] of Object.entries(sort)) {
    const parts = path.split('.');
    const difference = compare(valueAt(a, parts), valueAt(b, parts));
    if (difference !== 0) return difference * Number(direction);
  }
  return 0;
}

/** One sortable thing: its key, its size for the memory limit, and what it stands for. */
export type Sortable<T> = Readonly<{ key: Buffer; bytes: number; item: T }>;

const RUN = 4096;
const MEMORY_LIMIT = 100 * 1024 * 1024;

/**
 * Sorts in runs, so that no single step holds the thread for long, and merges the runs while they are read.
 * With a `limit` only that many are kept. More than 100 MB throws 292, as MongoDB does without disk use.
 */
export class Sorter<T> {
  readonly #limit: number;
  #runs: Sortable<T>[][] = [];
  #open: Sortable<T>[] = [];
  #bytes = 0;

  constructor(limit = Infinity) {
    this.#limit = limit;
  }

  add(entry: Sortable<T>): void {
    this.#bytes += entry.key.length + entry.bytes + 64;
    if (this.#bytes > MEMORY_LIMIT) {
      throw new StoreError(
        292,
        `Sort exceeded memory limit of ${MEMORY_LIMIT} bytes. Add an index that gives this order, or a limit.`,
      );
    }
    this.#open.push(entry);
    if (this.#open.length >= Math.max(RUN, this.#limit === Infinity ? 0 : this.#limit * 2)) this.#closeRun();
  }

  #closeRun(): void {
    if (this.#open.length === 0) return;
    const sorted = this.#open.sort((a, b) => Buffer.compare(a.key, b.key));
    this.#open = [];
    if (this.#limit === Infinity) {
      this.#runs.push(sorted);
      return;
    }
    // A top-n sort keeps one run only.
    for (const dropped of sorted.splice(this.#limit)) this.#bytes -= dropped.key.length + dropped.bytes + 64;
    this.#open = sorted;
  }

  /** The entries in order; entries with equal keys come in the order they were added. */
  *read(): Generator<T> {
    if (this.#limit !== Infinity) {
      this.#open.sort((a, b) => Buffer.compare(a.key, b.key));
      for (const entry of this.#open.slice(0, this.#limit)) yield entry.item;
      return;
    }
    this.#closeRun();
    yield* mergeRuns(this.#runs);
  }
}

/** Merges sorted runs with a heap of their heads. */
function* mergeRuns<T>(runs: readonly Sortable<T>[][]): Generator<T> {
  const [first] = runs;
  if (runs.length <= 1) {
    for (const entry of first ?? []) yield entry.item;
    return;
  }
  const heap = runs.map((_, run) => ({ run, at: 0 }));
  const keyOf = (head: { run: number; at: number }): Buffer =>
    ((runs[head.run] as Sortable<T>[])[head.at] as Sortable<T>).key;
  const before = (a: { run: number; at: number }, b: { run: number; at: number }): boolean => {
    const difference = Buffer.compare(keyOf(a), keyOf(b));
    return difference < 0 || (difference === 0 && a.run < b.run);
  };
  const sink = (start: number): void => {
    for (let at = start; ;) {
      let least = at;
      for (const child of [at * 2 + 1, at * 2 + 2]) {
        const candidate = heap[child];
        if (candidate !== undefined && before(candidate, heap[least] as { run: number; at: number })) least = child;
      }
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least] as { run: number; at: number }, heap[at] as { run: number; at: number }];
      at = least;
    }
  };
  for (let i = heap.length >> 1; i >= 0; i--) sink(i);
  for (let head = heap[0]; head !== undefined; head = heap[0]) {
    const run = runs[head.run] as Sortable<T>[];
    yield (run[head.at] as Sortable<T>).item;
    head.at += 1;
    if (head.at >= run.length) {
      const last = heap.pop() as { run: number; at: number };
      if (heap.length === 0) return;
      if (last !== head) heap[0] = last;
    }
    sink(0);
  }
}
