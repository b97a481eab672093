import { createRequire } from 'node:module';
import type * as Sqlite from 'node-sqlite3-wasm';
import type { Database as SqliteDatabase, JSValue, Statement } from 'node-sqlite3-wasm';
import { StoreError } from '../errors.ts';

/** A cell as SQLite gives it back. */
export type Cell = number | bigint | string | Uint8Array | null;
export type Row = Readonly<Record<string, Cell>>;

/** The whole of what the store asks of a storage engine: seven methods, so that another engine can take its place. */
export type Engine = {
  exec(sql: string): void;
  run(sql: string, values?: readonly JSValue[]): number;
  all(sql: string, values?: readonly JSValue[]): Row[];
  /** Finalizes the prepared statements that name a table about to be dropped. */
  forget(): void;
  inTransaction(): boolean;
  /** The error of a change that failed since the last call: its transaction may hold half of it and must be rolled back. */
  takeFailure(): StoreError | undefined;
  close(): void;
};

const { Database } = createRequire(import.meta.url)('node-sqlite3-wasm') as typeof Sqlite;
const MAX_PREPARED = 400;

/** Opens the engine on a file or ':memory:'. The pragma order matters: the lock is exclusive before the journal becomes a WAL. */
export function openEngine(path: string): Engine {
  let db: SqliteDatabase;
  try {
    db = new Database(path);
  } catch (cause) {
    throw storageError(cause, 'open');
  }
  try {
    db.exec('PRAGMA page_size=8192');
    db.exec('PRAGMA locking_mode=EXCLUSIVE');
    if (path !== ':memory:') db.exec('PRAGMA journal_mode=WAL');
    db.exec('PRAGMA synchronous=FULL');
    db.exec('PRAGMA cache_size=-65536');
    db.exec('PRAGMA temp_store=MEMORY');
  } catch (cause) {
    db.close();
    throw storageError(cause, 'open');
  }
  return makeEngine(db);
}

function makeEngine(db: SqliteDatabase): Engine {
  const prepared = new Map<string, Statement>();
  let failure: StoreError | undefined;

  function failing<T>(change: () => T): T {
    try {
      return change();
    } catch (cause) {
      failure = storageError(cause, 'write');
      throw failure;
    }
  }

  function forget(): void {
    for (const statement of prepared.values()) statement.finalize();
    prepared.clear();
  }

  function statementFor(sql: string): Statement {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    if (prepared.size >= MAX_PREPARED) forget();
    const made = db.prepare(sql);
    prepared.set(sql, made);
    return made;
  }

  // A statement that failed is in an unknown state: finalize it, the next use prepares it afresh.
  function guarded<T>(sql: string, use: (statement: Statement) => T): T {
    try {
      return use(statementFor(sql));
    } catch (cause) {
      const broken = prepared.get(sql);
      prepared.delete(sql);
      try {
        broken?.finalize();
      } catch {
        // Already finalized by the failure.
      }
      throw storageError(cause, sql.slice(0, 40));
    }
  }

  return {
    exec(sql) {
      failing(() => {
        try {
          db.exec(sql);
        } catch (cause) {
          throw storageError(cause, sql.slice(0, 40));
        }
      });
    },
    run: (sql, values = []) => failing(() => guarded(sql, (statement) => statement.run(values as JSValue[]).changes)),
    // `.all()[0]` rather than `.get()`: get leaves the statement open.
    all: (sql, values = []) => guarded(sql, (statement) => statement.all(values as JSValue[]) as Row[]),
    forget,
    inTransaction: () => db.inTransaction,
    takeFailure() {
      const taken = failure;
      failure = undefined;
      return taken;
    },
    close() {
      forget();
      db.close();
    },
  };
}

/** Turns an engine failure into an error a person can act on: full disk, read-only folder, damaged file. */
export function storageError(cause: unknown, doing: string): StoreError {
  if (cause instanceof StoreError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const lower = text.toLowerCase();
  if (lower.includes('full'))
    return new StoreError(14031, `The disk of the data folder is full; nothing of this write was kept (${text})`);
  if (lower.includes('readonly') || lower.includes('unable to open')) {
    return new StoreError(
      1,
      `The data folder cannot be written: check its owner, its permissions and that the disk is not read-only (${text})`,
    );
  }
  if (lower.includes('malformed') || lower.includes('not a database')) {
    return new StoreError(1, `The data file is damaged: restore the last backup (flightboard restore) (${text})`);
  }
  if (lower.includes('disk i/o'))
    return new StoreError(
      14031,
      `The disk of the data folder failed or is full; nothing of this write was kept (${text})`,
    );
  return new StoreError(1, `Storage failed while it ran "${doing}": ${text}`);
}
