import type { Doc } from '../bson/values.ts';
import { collectionGone, StoreError, writeConflict } from '../errors.ts';
import type { Catalog, Collection } from '../storage/catalog.ts';
import { idKey } from '../storage/catalog.ts';
import type { Stored } from '../storage/records.ts';
import {
  docOf,
  duplicateKey,
  entriesOf,
  insertRecord,
  keysIn,
  readRecord,
  removeRecord,
  replaceRecord,
  ridOfId,
  ridsOfKey,
} from '../storage/records.ts';
import type { Engine } from '../storage/sqlite.ts';
import type { Writer } from '../storage/writer.ts';

/** What a transaction has done to one record: how it was when first touched, and how it is now (undefined: not there). */
type Change = { before: Stored | undefined; after: Stored | undefined };

/** An open transaction: a snapshot of the moment it began, plus its own changes, which nobody else sees until it commits. */
export type Transaction = {
  readonly startedAt: number;
  readonly since: number;
  readonly changes: Map<number, { collection: Collection; records: Map<number, Change> }>;
  /** Unique keys its changes hold, by `index/key`, so that others meet them before the commit. */
  readonly uniqueKeys: Map<string, number>;
  state: 'open' | 'committed' | 'aborted';
  readonly ended: Promise<void>;
  readonly end: () => void;
};

/** Thrown when a write outside any transaction meets a record an open transaction has changed; the caller waits and tries again. */
export class Blocked extends Error {
  readonly by: Transaction;
  constructor(by: Transaction) {
    super('blocked by an open transaction');
    this.by = by;
  }
}

/** Records as a transaction sees them where that differs from storage: undefined stands for "not there". */
export type View = ReadonlyMap<number, Stored | undefined>;

/** Every change of a document goes through here; a transaction's are kept aside until it commits. */
export type Versions = Readonly<{
  begin(): Transaction;
  commit(transaction: Transaction): void;
  abort(transaction: Transaction): void;
  view(transaction: Transaction | undefined, collection: Collection): View | undefined;
  read(transaction: Transaction | undefined, collection: Collection, rid: number): Stored | undefined;
  insert(transaction: Transaction | undefined, collection: Collection, raw: Uint8Array, doc: Doc): Stored;
  replace(
    transaction: Transaction | undefined,
    collection: Collection,
    before: Stored,
    raw: Uint8Array,
    doc: Doc,
  ): Stored;
  remove(transaction: Transaction | undefined, collection: Collection, before: Stored): void;
  /** Aborts every open transaction, after storage was rolled back under them or a collection was dropped. */
  abortAll(): void;
  touching(collection: Collection): boolean;
}>;

const HISTORY_LIMIT = 64 * 1024 * 1024;

/** Makes the versions of an engine. */
export function makeVersions(engine: Engine, catalog: Catalog, writer: Writer): Versions {
  const open = new Set<Transaction>();
  /** How records were before commits that happened while some transaction was open. */
  const history = new Map<number, Map<number, { seq: number; before: Stored | undefined }[]>>();
  let historyBytes = 0;
  let sequence = 0;

  function remember(collection: Collection, rid: number, before: Stored | undefined): void {
    if (open.size === 0) return;
    sequence += 1;
    let records = history.get(collection.id);
    if (records === undefined) history.set(collection.id, (records = new Map()));
    const entries = records.get(rid) ?? [];
    entries.push({ seq: sequence, before });
    records.set(rid, entries);
    historyBytes += (before?.raw.length ?? 0) + 100;
    // The oldest snapshot is what keeps the history: give it up rather than grow without bound.
    if (historyBytes > HISTORY_LIMIT) for (const transaction of open) finish(transaction, 'aborted');
  }

  function finish(transaction: Transaction, state: 'committed' | 'aborted'): void {
    transaction.state = state;
    open.delete(transaction);
    if (open.size === 0) {
      history.clear();
      historyBytes = 0;
    }
    transaction.end();
  }

  function view(transaction: Transaction | undefined, collection: Collection): View | undefined {
    if (transaction === undefined) return undefined;
    const seen = new Map<number, Stored | undefined>();
    for (const [rid, entries] of history.get(collection.id) ?? []) {
      const first = entries.find((entry) => entry.seq > transaction.since);
      if (first !== undefined) seen.set(rid, first.before);
    }
    for (const [rid, change] of transaction.changes.get(collection.id)?.records ?? []) seen.set(rid, change.after);
    return seen.size === 0 ? undefined : seen;
  }

  /** Meets other writers: a transaction loses at once (its driver retries), a plain write waits. */
  function claim(transaction: Transaction | undefined, collection: Collection, rid: number): void {
    for (const other of open) {
      if (other === transaction || other.changes.get(collection.id)?.records.has(rid) !== true) continue;
      if (transaction === undefined) throw new Blocked(other);
      throw writeConflict('another transaction has changed this document');
    }
    if (transaction === undefined) return;
    const own = transaction.changes.get(collection.id)?.records.has(rid) === true;
    if (!own && changedSince(transaction, collection, rid))
      throw writeConflict('this document was changed after the transaction began');
  }

  function changedSince(transaction: Transaction, collection: Collection, rid: number): boolean {
    return (
      history
        .get(collection.id)
        ?.get(rid)
        ?.some((entry) => entry.seq > transaction.since) === true
    );
  }

  /** The unique keys of a document, each with the name and pattern for the error and the records that hold it in storage. */
  function* uniqueKeysOf(
    collection: Collection,
    doc: Doc,
  ): Generator<{ token: string; name: string; pattern: Doc; holders: () => number[] }> {
    const id = idKey(doc['_id']);
    yield {
      token: `_id${collection.id}/${id.toString('latin1')}`,
      name: '_id_',
      pattern: { _id: 1 },
      holders: () => {
        const rid = ridOfId(engine, collection, id);
        return rid === undefined ? [] : [rid];
      },
    };
    for (const index of collection.indexes) {
      if (!index.unique) continue;
      for (const key of keysIn(index, doc).keys) {
        yield {
          token: `${index.id}/${key.toString('latin1')}`,
          name: index.name,
          pattern: index.key,
          holders: () => ridsOfKey(engine, index, key),
        };
      }
    }
  }

  function checkUnique(
    transaction: Transaction | undefined,
    collection: Collection,
    doc: Doc,
    self: number | undefined,
    before: Doc | undefined,
  ): void {
    const had =
      before === undefined ? undefined : new Set([...uniqueKeysOf(collection, before)].map(({ token }) => token));
    for (const { token, name, pattern, holders } of uniqueKeysOf(collection, doc)) {
      if (had?.has(token) === true) continue;
      for (const other of open) {
        const holder = other.uniqueKeys.get(token);
        if (holder === undefined) continue;
        if (other === transaction) {
          if (holder !== self) throw duplicateKey(collection, name, pattern, doc);
        } else if (transaction === undefined) throw new Blocked(other);
        else throw writeConflict('another transaction has claimed the same unique key');
      }
      for (const rid of holders()) {
        if (rid === self) continue;
        if (transaction !== undefined) {
          // A record this transaction has itself moved off the key; its keys now are in uniqueKeys.
          if (transaction.changes.get(collection.id)?.records.has(rid) === true) continue;
          if (changedSince(transaction, collection, rid))
            throw writeConflict('the same unique key was written after the transaction began');
        }
        throw duplicateKey(collection, name, pattern, doc);
      }
    }
  }

  function stage(
    transaction: Transaction,
    collection: Collection,
    rid: number,
    before: Stored | undefined,
    after: Stored | undefined,
  ): void {
    let changed = transaction.changes.get(collection.id);
    if (changed === undefined) transaction.changes.set(collection.id, (changed = { collection, records: new Map() }));
    const known = changed.records.get(rid);
    const now = known?.after ?? (known === undefined ? before : undefined);
    if (now !== undefined)
      for (const { token } of uniqueKeysOf(collection, docOf(now)))
        if (transaction.uniqueKeys.get(token) === rid) transaction.uniqueKeys.delete(token);
    if (after !== undefined)
      for (const { token } of uniqueKeysOf(collection, docOf(after))) transaction.uniqueKeys.set(token, rid);
    if (known === undefined) changed.records.set(rid, { before, after });
    else known.after = after;
  }

  return {
    begin() {
      let end = (): void => undefined;
      const ended = new Promise<void>((resolve) => (end = resolve));
      const transaction: Transaction = {
        startedAt: Date.now(),
        since: sequence,
        changes: new Map(),
        uniqueKeys: new Map(),
        state: 'open',
        ended,
        end,
      };
      open.add(transaction);
      return transaction;
    },
    commit(transaction) {
      writer.open();
      for (const { collection, records } of transaction.changes.values()) {
        // Removals and moves first: a key that changes hands inside the transaction is free before it is taken.
        for (const { before, after } of records.values())
          if (before !== undefined && after === undefined) removeRecord(engine, collection, before);
        for (const [rid, { before, after }] of records) {
          if (after !== undefined && before === undefined) insertRecord(engine, catalog, collection, after);
          else if (after !== undefined && before !== undefined && after !== before)
            replaceRecord(engine, catalog, collection, before, after);
          remember(collection, rid, before);
        }
      }
      finish(transaction, 'committed');
    },
    abort: (transaction) => {
      if (transaction.state === 'open') finish(transaction, 'aborted');
    },
    view,
    read(transaction, collection, rid) {
      const seen = view(transaction, collection);
      if (seen?.has(rid) === true) return seen.get(rid);
      return readRecord(engine, collection, rid);
    },
    insert(transaction, collection, raw, doc) {
      requireUsable(transaction, collection);
      // Index keys are worked out before anything is touched: parallel arrays and the like must leave no trace.
      const entries = entriesOf(collection, doc);
      checkUnique(transaction, collection, doc, undefined, undefined);
      const stored: Stored = { rid: collection.nextRid, raw, doc };
      collection.nextRid += 1;
      if (transaction !== undefined) stage(transaction, collection, stored.rid, undefined, stored);
      else {
        writer.open();
        insertRecord(engine, catalog, collection, stored, entries);
        remember(collection, stored.rid, undefined);
      }
      return stored;
    },
    replace(transaction, collection, before, raw, doc) {
      requireUsable(transaction, collection);
      claim(transaction, collection, before.rid);
      entriesOf(collection, doc);
      checkUnique(transaction, collection, doc, before.rid, docOf(before));
      const after: Stored = { rid: before.rid, raw, doc };
      if (transaction !== undefined) stage(transaction, collection, before.rid, before, after);
      else {
        writer.open();
        replaceRecord(engine, catalog, collection, before, after);
        remember(collection, before.rid, before);
      }
      return after;
    },
    remove(transaction, collection, before) {
      requireUsable(transaction, collection);
      claim(transaction, collection, before.rid);
      if (transaction !== undefined) stage(transaction, collection, before.rid, before, undefined);
      else {
        writer.open();
        removeRecord(engine, collection, before);
        remember(collection, before.rid, before);
      }
    },
    abortAll() {
      for (const transaction of open) finish(transaction, 'aborted');
    },
    touching: (collection) => [...open].some((transaction) => transaction.changes.has(collection.id)),
  };
}

/** A command that rested may find its transaction aborted or its collection dropped meanwhile: nothing of it may be written then. */
function requireUsable(transaction: Transaction | undefined, collection: Collection): void {
  if (transaction !== undefined && transaction.state !== 'open') throw noSuchTransaction('of this session');
  if (collection.dropped) throw collectionGone(collection.ns);
}

/** The error of a command that names a transaction that is not there (any more). */
export function noSuchTransaction(number: unknown): StoreError {
  return new StoreError(
    251,
    `Given transaction number ${String(number)} does not match any in-progress transactions: it was aborted, ended or timed out.`,
    {
      labels: ['TransientTransactionError'],
    },
  );
}
