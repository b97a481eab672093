import type { Engine } from './sqlite.ts';
import { storageError } from './sqlite.ts';

/**
 * Group commit: everything written in one turn of the event loop becomes one SQL transaction, committed at the end of the turn.
 * A command answers only after `committed()`.
 */
export type Writer = Readonly<{
  /** Opens the group of this turn if none is open. Call before the first row is touched. */
  open(): void;
  /** Resolves once everything written so far is on disk; at once when nothing is pending. Rejects when the group was rolled back. */
  committed(): Promise<void>;
  /** Runs a function right before the commit of the open group, inside it. */
  beforeCommit(hook: () => void): void;
  /** Commits the open group now. */
  flush(): void;
}>;

/** Makes the writer of an engine. `onRollback` is told when a group failed, so that mirrors in memory are read again. */
export function makeWriter(engine: Engine, onRollback: () => void): Writer {
  let group:
    { waiting: { resolve: () => void; reject: (reason: unknown) => void }[]; hooks: (() => void)[] } | undefined;

  function flush(): void {
    const closing = group;
    if (closing === undefined) return;
    try {
      for (const hook of closing.hooks) hook();
      const failure = engine.takeFailure();
      // One failed change may have left half a document: the whole group goes, and everybody in it is told.
      if (failure !== undefined) throw failure;
      engine.exec('COMMIT');
    } catch (cause) {
      group = undefined;
      rollBack();
      const error = storageError(cause, 'commit');
      for (const { reject } of closing.waiting) reject(error);
      return;
    }
    group = undefined;
    for (const { resolve } of closing.waiting) resolve();
  }

  function rollBack(): void {
    if (engine.inTransaction()) engine.exec('ROLLBACK');
    engine.takeFailure();
    onRollback();
  }

  return {
    open() {
      if (group !== undefined) {
        // SQLite may have rolled back by itself (full disk): the rows of this group are gone, so nobody in it may be told otherwise.
        if (engine.inTransaction()) return;
        const lost = group;
        group = undefined;
        rollBack();
        for (const { reject } of lost.waiting) reject(storageError(new Error('database or disk is full'), 'write'));
      }
      engine.exec('BEGIN IMMEDIATE');
      group = { waiting: [], hooks: [] };
      setImmediate(flush);
    },
    committed() {
      const current = group;
      if (current === undefined) return Promise.resolve();
      return new Promise((resolve, reject) => current.waiting.push({ resolve, reject }));
    },
    beforeCommit(hook) {
      group?.hooks.push(hook);
    },
    flush,
  };
}
