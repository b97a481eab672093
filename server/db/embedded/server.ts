import { accessSync, constants, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Holder } from './folder/lock.ts';
import { announce, FolderError, isAlive, readHolder, releaseFolder, takeFolder } from './folder/lock.ts';
import type { HostMessage, WorkerMessage } from './worker.ts';

/** A running embedded store. `failed` rejects if its thread dies. */
export type EmbeddedStore = { uri: string; close(): Promise<void>; failed: Promise<never> };

export const DATA_FILE = 'flightboard.db';

/**
 * Starts the embedded store on a folder, or in memory (`dataDir: ':memory:'`) for tests, listening on 127.0.0.1 only. Stock MongoDB drivers reach it by `uri`.
 * Throws FolderError with a stable code: `data_dir_in_use` (with the pid), `data_dir_unreadable`, `data_dir_damaged`, `port_in_use`.
 * Example: `const store = await startEmbeddedStore({ dataDir: ':memory:' }); await mongoose.connect(store.uri);`
 */
export async function startEmbeddedStore(input: { dataDir: string; port?: number }): Promise<EmbeddedStore> {
  const { dataDir, port = 0 } = input;
  if (dataDir === ':memory:') return serve(':memory:', port, sharedThread());
  const holder = openFolder(dataDir);
  try {
    const store = await serve(join(dataDir, DATA_FILE), port, startThread());
    announce(dataDir, holder, store.uri);
    return {
      ...store,
      async close() {
        await store.close();
        releaseFolder(dataDir, holder);
      },
    };
  } catch (cause) {
    releaseFolder(dataDir, holder);
    throw cause;
  }
}

/** The store another process (or this one) runs on a folder; null when none does. */
export function findRunningStore(dataDir: string): Promise<{ uri: string; pid: number } | null> {
  const holder = readHolder(dataDir);
  if (holder === undefined || holder.uri === '' || !isAlive(holder)) return Promise.resolve(null);
  return Promise.resolve({ uri: holder.uri, pid: holder.pid });
}

function openFolder(dataDir: string): Holder {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    const holder = takeFolder(dataDir);
    // The engine's own lock is a folder that survives kill -9; the note above says that nobody holds it now.
    rmSync(join(dataDir, `${DATA_FILE}.lock`), { recursive: true, force: true });
    return holder;
  } catch (cause) {
    if (cause instanceof FolderError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FolderError(
      'data_dir_unreadable',
      `The data folder ${dataDir} cannot be read and written: ${reason}. Give this user the folder, or set DATA_DIR to another one.`,
      { cause },
    );
  }
}

/** A worker thread that can run several stores. */
type Thread = {
  ask(message: HostMessage): Promise<WorkerMessage>;
  failed: Promise<never>;
  stop(): Promise<void>;
  dead: boolean;
  shared: boolean;
};

let shared: Thread | undefined;
let lastId = 0;

/** Stores in memory share one thread: the second starts in milliseconds. */
function sharedThread(): Thread {
  if (shared === undefined || shared.dead) shared = startThread(true);
  return shared;
}

function startThread(isShared = false): Thread {
  const worker = new Worker(new URL('./worker-bootstrap.mjs', import.meta.url), {
    execArgv: [],
    name: 'embedded-store',
  });
  const waiting = new Map<number, { resolve: (answer: WorkerMessage) => void; reject: (reason: unknown) => void }>();
  let fail = (_reason: unknown): void => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  // Nobody need listen: the failure also reaches whoever is waiting for an answer.
  failed.catch(() => undefined);
  const thread: Thread = {
    dead: false,
    shared: isShared,
    failed,
    ask(message) {
      worker.ref();
      return new Promise<WorkerMessage>((resolve, reject) => {
        waiting.set(message.id, { resolve, reject });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
        worker.postMessage(message);
      }).finally(() => {
        if (isShared && waiting.size === 0) worker.unref();
      });
    },
    async stop() {
      thread.dead = true;
      await worker.terminate();
    },
  };
  worker.on('message', (answer: WorkerMessage) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.kind === 'failed') asked?.reject(startError(answer));
    else asked?.resolve(answer);
  });
  const die = (cause: unknown): void => {
    const wasStopped = thread.dead;
    thread.dead = true;
    const error = new FolderError(
      'store_failed',
      `The embedded store stopped: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    if (!wasStopped) fail(error);
  };
  worker.on('error', die);
  worker.on('exit', (code) => die(new Error(`its thread ended with code ${code}`)));
  return thread;
}

function startError(answer: Extract<WorkerMessage, { kind: 'failed' }>): FolderError {
  if (answer.code === 'EADDRINUSE')
    return new FolderError('port_in_use', `The port for the embedded store is taken: ${answer.message}`);
  const damaged = answer.message.includes('damaged');
  return new FolderError(damaged ? 'data_dir_damaged' : 'data_dir_unreadable', answer.message);
}

async function serve(file: string, port: number, thread: Thread): Promise<EmbeddedStore> {
  const id = (lastId += 1);
  try {
    const answer = await thread.ask({ kind: 'start', id, file, port });
    const boundPort = answer.kind === 'started' ? answer.port : port;
    return {
      uri: `mongodb://127.0.0.1:${boundPort}/flightboard?directConnection=true`,
      failed: thread.failed,
      async close() {
        if (!thread.dead) await thread.ask({ kind: 'stop', id });
        if (!thread.shared) await thread.stop();
      },
    };
  } catch (cause) {
    if (!thread.shared) await thread.stop();
    throw cause;
  }
}
