import { encodeKey } from '../bson/keys.ts';
import { Blocked } from '../transactions/versions.ts';
import type { Store } from '../store.ts';
import type { Collection, Index } from './catalog.ts';
import { readRecord } from './records.ts';

const BATCH = 200;

/** Deletes documents whose TTL index says they have expired, in small batches with rests in between. Returns how many. */
export async function sweepExpired(store: Store, now: number): Promise<number> {
  let removed = 0;
  for (const collection of store.catalog.list()) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds === undefined || !index.ready) continue;
      removed += await sweepIndex(store, collection, index, now - index.expireAfterSeconds * 1000);
    }
  }
  return removed;
}

async function sweepIndex(store: Store, collection: Collection, index: Index, before: number): Promise<number> {
  const descending = index.fields.map((field) => field.descending);
  // Dates only: the range from the first date to the moment of expiry, in the direction of the index.
  const ends = [encodeKey([new Date(-8.64e15)], descending), encodeKey([new Date(before)], descending)].sort(
    Buffer.compare,
  ) as [Buffer, Buffer];
  let removed = 0;
  let skipped = 0;
  for (;;) {
    const rids = store.engine
      .all(`SELECT rid FROM ${index.table} WHERE k >= ? AND k <= ? LIMIT ${BATCH} OFFSET ?`, [...ends, skipped])
      .map((row) => Number(row['rid']));
    if (rids.length === 0) return removed;
    for (const rid of rids) {
      const found = readRecord(store.engine, collection, rid);
      try {
        if (found !== undefined) {
          store.versions.remove(undefined, collection, found);
          removed += 1;
        }
      } catch (cause) {
        if (!(cause instanceof Blocked)) throw cause;
        // An open transaction holds it: the next sweep takes it.
        skipped += 1;
      }
    }
    await store.writer.committed();
    if (collection.dropped) return removed;
  }
}
