import type { Binary } from 'bson';
import { decode } from '../bson/decode.ts';
import { encode } from '../bson/encode.ts';
import type { Doc } from '../bson/values.ts';
import { isDoc, toNumber } from '../bson/values.ts';
import { badValue, StoreError } from '../errors.ts';
import type { Engine } from '../storage/sqlite.ts';
import type { Writer } from '../storage/writer.ts';
import type { Transaction, Versions } from './versions.ts';
import { noSuchTransaction } from './versions.ts';

/** How far a retryable write has come: statements done and the reply so far. Stored in the same commit as the write itself. */
export type Progress = { done: number; reply: Doc };

export type Session = {
  readonly id: Uint8Array;
  number: number;
  transaction: Transaction | undefined;
  progress: Progress | undefined;
  /** Set once the transaction of this number has committed: a resent commit answers ok. */
  committed: boolean;
  lastUse: number;
};

/** What a command runs in: its session, its transaction if it is part of one, its progress if it is a retryable write. */
export type CommandScope = Readonly<{
  session: Session | undefined;
  transaction: Transaction | undefined;
  progress: Progress | undefined;
}>;

export type Sessions = Readonly<{
  /** Reads lsid, txnNumber, autocommit and startTransaction of a command. Throws 251 and 225 as MongoDB does. */
  enter(command: Doc): CommandScope;
  /** Keeps the progress of a retryable write in the commit that is open. */
  keep(session: Session): void;
  commit(command: Doc): void;
  abort(command: Doc): void;
  end(ids: readonly unknown[]): void;
  /** Aborts transactions past their lifetime and forgets idle sessions. */
  sweep(now: number): void;
  /** Reads again what storage holds, after a commit was rolled back: what was believed done was not. */
  reload(): void;
}>;

const TRANSACTION_LIFETIME_MS = 60_000;
const SESSION_LIFETIME_MS = 30 * 60_000;
const PURGE_EVERY_MS = 10 * 60_000;

/** Makes the sessions of a store. */
export function makeSessions(engine: Engine, writer: Writer, versions: Versions): Sessions {
  const sessions = new Map<string, Session>();
  const dirty = new Set<Session>();
  let purgedAt = Date.now();

  function sessionOf(command: Doc): Session | undefined {
    const lsid = command['lsid'];
    if (lsid === undefined) return undefined;
    const binary = isDoc(lsid) ? (lsid['id'] as Binary | undefined) : undefined;
    if (binary?._bsontype !== 'Binary') throw badValue('lsid.id must be a UUID', 14);
    const id = binary.buffer.subarray(0, binary.position);
    const name = Buffer.from(id).toString('latin1');
    let session = sessions.get(name);
    if (session === undefined) {
      session = { id, number: -1, transaction: undefined, progress: undefined, committed: false, lastUse: Date.now() };
      restore(session);
      sessions.set(name, session);
    }
    session.lastUse = Date.now();
    return session;
  }

  /** Reads what a session did before the store was last stopped, so that a write resent after a crash is still applied once. */
  function restore(session: Session): void {
    const row = engine.all('SELECT txn, state FROM retries WHERE session = ?', [session.id])[0];
    if (row === undefined) return;
    const state = decode(row['state'] as Uint8Array);
    session.number = Number(row['txn']);
    session.committed = state['committed'] === true;
    if (!session.committed) session.progress = { done: Number(state['done']), reply: state['reply'] as Doc };
  }

  function save(session: Session): void {
    const state: Doc = session.committed
      ? { committed: true }
      : { done: session.progress?.done ?? 0, reply: session.progress?.reply ?? {} };
    engine.run(
      'INSERT INTO retries(session, txn, state, at) VALUES(?, ?, ?, ?) ON CONFLICT(session) DO UPDATE SET txn = excluded.txn, state = excluded.state, at = excluded.at',
      [session.id, session.number, encode(state), Date.now()],
    );
  }

  function keep(session: Session): void {
    if (dirty.has(session)) return;
    writer.open();
    dirty.add(session);
    writer.beforeCommit(() => {
      dirty.delete(session);
      save(session);
    });
  }

  function numberOf(command: Doc, session: Session): number {
    const number = toNumber(command['txnNumber']) as number;
    if (number < session.number)
      throw new StoreError(
        225,
        `Cannot start transaction with number ${number} because a newer one with number ${session.number} has already started on this session.`,
      );
    return number;
  }

  function openTransaction(session: Session, number: number, isStart: boolean): Transaction {
    if (isStart) {
      if (session.transaction !== undefined && number === session.number)
        throw new StoreError(117, `Given transaction number ${number} is already in progress`);
      if (session.transaction !== undefined) versions.abort(session.transaction);
      session.number = number;
      session.committed = false;
      session.progress = undefined;
      session.transaction = versions.begin();
      return session.transaction;
    }
    if (number !== session.number) throw noSuchTransaction(number);
    if (session.committed) throw new StoreError(256, `Transaction with number ${number} has been committed`);
    const { transaction } = session;
    if (transaction === undefined || transaction.state !== 'open') throw noSuchTransaction(number);
    return transaction;
  }

  return {
    enter(command) {
      const session = sessionOf(command);
      if (session === undefined || command['txnNumber'] === undefined)
        return { session, transaction: undefined, progress: undefined };
      const number = numberOf(command, session);
      if (command['autocommit'] === false) {
        return {
          session,
          transaction: openTransaction(session, number, command['startTransaction'] === true),
          progress: undefined,
        };
      }
      if (number !== session.number || session.progress === undefined) {
        if (session.transaction !== undefined) versions.abort(session.transaction);
        session.transaction = undefined;
        session.number = number;
        session.committed = false;
        session.progress = { done: 0, reply: {} };
      }
      return { session, transaction: undefined, progress: session.progress };
    },
    keep,
    commit(command) {
      const session = sessionOf(command);
      const number = toNumber(command['txnNumber']);
      if (session === undefined || number === undefined)
        throw new StoreError(50768, 'commitTransaction must be run in a transaction');
      if (number !== session.number) throw noSuchTransaction(number);
      if (session.committed) return;
      const { transaction } = session;
      if (transaction?.state !== 'open') throw noSuchTransaction(number);
      versions.commit(transaction);
      session.transaction = undefined;
      session.committed = true;
      keep(session);
    },
    abort(command) {
      const session = sessionOf(command);
      const number = toNumber(command['txnNumber']);
      if (
        session === undefined ||
        number !== session.number ||
        session.transaction === undefined ||
        session.transaction.state !== 'open'
      )
        throw noSuchTransaction(number);
      versions.abort(session.transaction);
      session.transaction = undefined;
    },
    end(ids) {
      for (const id of ids) {
        const session = sessionOf({ lsid: id });
        if (session === undefined) continue;
        if (session.transaction !== undefined) versions.abort(session.transaction);
        sessions.delete(Buffer.from(session.id).toString('latin1'));
      }
    },
    sweep(now) {
      for (const [name, session] of sessions) {
        const { transaction } = session;
        if (
          transaction !== undefined &&
          transaction.state === 'open' &&
          now - transaction.startedAt > TRANSACTION_LIFETIME_MS
        )
          versions.abort(transaction);
        if (now - session.lastUse > SESSION_LIFETIME_MS) sessions.delete(name);
      }
      if (now - purgedAt < PURGE_EVERY_MS) return;
      purgedAt = now;
      writer.open();
      engine.run('DELETE FROM retries WHERE at < ?', [now - 2 * SESSION_LIFETIME_MS]);
    },
    reload() {
      dirty.clear();
      for (const session of sessions.values()) {
        session.number = -1;
        session.committed = false;
        session.progress = undefined;
        restore(session);
      }
    },
  };
}
