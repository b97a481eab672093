import type { Doc } from './bson/values.ts';
import type { Catalog } from './storage/catalog.ts';
import type { Engine } from './storage/sqlite.ts';
import type { Writer } from './storage/writer.ts';
import type { CommandScope, Sessions } from './transactions/sessions.ts';
import type { Versions } from './transactions/versions.ts';
import type { Cursors } from './query/cursors.ts';

/** Everything a command works with. */
export type Store = Readonly<{
  engine: Engine;
  catalog: Catalog;
  writer: Writer;
  versions: Versions;
  sessions: Sessions;
  cursors: Cursors;
  /** What `hello` tells a driver: the address it dialled is the only member of the set. */
  address: () => string;
  startedAt: number;
  /** The data file, or ':memory:'. */
  file: string;
}>;

/** The parts every command has: its database, its document, and the session and transaction it runs in. */
export type Call = Readonly<{ db: string; command: Doc; scope: CommandScope; deadline: number; clientId: number }>;

/** Runs one command and gives the reply without `ok`. */
export type Handler = (store: Store, call: Call) => Promise<Doc>;

const SLICE_MS = 3;

/** Lets other commands in when a long one has held the thread for a slice. Make one per command. */
export type Pace = { rest(): Promise<void> | undefined };

/** A pace that starts now. `rest()` gives a promise to wait for when the slice is used up, undefined otherwise. */
export function startPace(): Pace {
  let start = performance.now();
  return {
    rest() {
      if (performance.now() - start < SLICE_MS) return undefined;
      return new Promise((resolve) => {
        setImmediate(() => {
          start = performance.now();
          resolve();
        });
      });
    },
  };
}
