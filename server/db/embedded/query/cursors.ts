import { Long } from 'bson';
import type { Doc } from '../bson/values.ts';
import type { RawDoc } from '../bson/values.ts';
import { StoreError } from '../errors.ts';
import type { Session } from '../transactions/sessions.ts';

/** An open cursor: where it reads from and what it has read ahead. */
type Cursor = {
  readonly id: bigint;
  readonly ns: string;
  readonly source: AsyncIterator<RawDoc[]>;
  readonly session: Session | undefined;
  ahead: RawDoc[];
  ended: boolean;
  busy: boolean;
  lastUse: number;
};

export type Cursors = Readonly<{
  /** Opens a cursor, reads its first batch and gives the `cursor` part of the reply; a cursor that is exhausted is not kept. */
  open(
    ns: string,
    source: AsyncIterable<RawDoc[]>,
    batchSize: number,
    session: Session | undefined,
    singleBatch?: boolean,
  ): Promise<Doc>;
  /** Answers a list that is already whole, in one batch. */
  openList(ns: string, docs: readonly Doc[], session: Session | undefined): Promise<Doc>;
  more(id: unknown, ns: string, batchSize: number): Promise<Doc>;
  kill(ids: readonly unknown[], ns: string): Promise<Doc>;
  killAllOf(session: Session): void;
  sweep(now: number): void;
  count(): number;
}>;

const FIRST_BATCH = 101;
const MAX_BATCH_BYTES = 15 * 1024 * 1024;
const IDLE_MS = 10 * 60_000;

/** Makes the cursors of a store. */
export function makeCursors(): Cursors {
  const cursors = new Map<bigint, Cursor>();
  let last = BigInt(Date.now()) << 16n;

  async function take(cursor: Cursor, count: number): Promise<RawDoc[]> {
    const batch: RawDoc[] = [];
    let bytes = 0;
    for (;;) {
      while (cursor.ahead.length > 0 && batch.length < count) {
        const next = cursor.ahead[0] as RawDoc;
        if (batch.length > 0 && bytes + next.bytes.length > MAX_BATCH_BYTES) return batch;
        bytes += next.bytes.length;
        batch.push(next);
        cursor.ahead.shift();
      }
      if (batch.length >= count || cursor.ended) return batch;
      const { done, value } = await cursor.source.next();
      if (done === true) cursor.ended = true;
      else cursor.ahead = value;
    }
  }

  function close(cursor: Cursor): void {
    cursors.delete(cursor.id);
    cursor.ahead = [];
    cursor.ended = true;
    // An async generator that is busy ends after its current step.
    void cursor.source.return?.()?.catch(() => undefined);
  }

  function find(id: unknown, ns: string): Cursor {
    const cursor = cursors.get(toBigInt(id));
    if (cursor === undefined) throw new StoreError(43, `cursor id ${String(id)} not found`);
    if (cursor.ns !== ns)
      throw new StoreError(
        13,
        `Requested getMore on namespace '${ns}', but cursor belongs to a different namespace ${cursor.ns}`,
      );
    return cursor;
  }

  return {
    count: () => cursors.size,
    openList: (ns, docs) => Promise.resolve({ cursor: { firstBatch: [...docs], id: Long.fromBigInt(0n), ns } }),
    async open(ns, source, batchSize, session, singleBatch = false) {
      last += 1n;
      const cursor: Cursor = {
        id: last,
        ns,
        source: source[Symbol.asyncIterator](),
        session,
        ahead: [],
        ended: false,
        busy: false,
        lastUse: Date.now(),
      };
      const count = batchSize < 0 ? FIRST_BATCH : batchSize;
      const firstBatch = count === 0 ? [] : await take(cursor, count);
      // A batch that was filled exactly may have been the end: look once, so that the driver is spared an empty getMore.
      if (!singleBatch && !cursor.ended && cursor.ahead.length === 0 && count > 0) await peek(cursor);
      const exhausted = singleBatch || (cursor.ended && cursor.ahead.length === 0);
      if (exhausted) close(cursor);
      else cursors.set(cursor.id, cursor);
      return { firstBatch, id: Long.fromBigInt(exhausted ? 0n : cursor.id), ns };
    },
    async more(id, ns, batchSize) {
      const cursor = find(id, ns);
      if (cursor.busy) throw new StoreError(292, 'cursor is already in use');
      cursor.busy = true;
      cursor.lastUse = Date.now();
      try {
        const nextBatch = await take(cursor, batchSize <= 0 ? Infinity : batchSize);
        const exhausted = cursor.ended && cursor.ahead.length === 0;
        if (exhausted) close(cursor);
        return { nextBatch, id: Long.fromBigInt(exhausted ? 0n : cursor.id), ns };
      } catch (cause) {
        close(cursor);
        throw cause;
      } finally {
        cursor.busy = false;
      }
    },
    kill(ids, ns) {
      const cursorsKilled: unknown[] = [];
      const cursorsNotFound: unknown[] = [];
      for (const id of ids) {
        const cursor = cursors.get(toBigInt(id));
        if (cursor === undefined || cursor.ns !== ns) cursorsNotFound.push(id);
        else {
          close(cursor);
          cursorsKilled.push(id);
        }
      }
      return Promise.resolve({ cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] });
    },
    killAllOf(session) {
      for (const cursor of cursors.values()) if (cursor.session === session) close(cursor);
    },
    sweep(now) {
      for (const cursor of cursors.values()) if (!cursor.busy && now - cursor.lastUse > IDLE_MS) close(cursor);
    },
  };
}

async function peek(cursor: Cursor): Promise<void> {
  const { done, value } = await cursor.source.next();
  if (done === true) cursor.ended = true;
  else cursor.ahead = value;
}

function toBigInt(id: unknown): bigint {
  if (id instanceof Long) return id.toBigInt();
  return typeof id === 'number' ? BigInt(id) : -1n;
}
