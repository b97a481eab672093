import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { runCommand } from './commands/dispatch.ts';
import { makeCursors } from './query/cursors.ts';
import { openCatalog } from './storage/catalog.ts';
import { openEngine } from './storage/sqlite.ts';
import { sweepExpired } from './storage/ttl.ts';
import { makeWriter } from './storage/writer.ts';
import type { Store } from './store.ts';
import { makeSessions } from './transactions/sessions.ts';
import { makeVersions } from './transactions/versions.ts';
import { serveConnection } from './wire/connection.ts';

/** A store that listens: its port, and how to stop it. */
export type RunningEngine = Readonly<{ port: number; close(): Promise<void> }>;

const SWEEP_MS = 5_000;
const TTL_EVERY = 12;

/** Opens the data file (or memory), listens on 127.0.0.1 and serves. Runs inside the worker. */
export async function startEngine(file: string, port: number): Promise<RunningEngine> {
  const engine = openEngine(file);
  const catalog = openCatalog(engine);
  // The two refer to each other: a group that fails takes the open transactions with it.
  const writer = makeWriter(engine, () => {
    catalog.reload();
    versions.abortAll();
    sessions.reload();
  });
  const versions = makeVersions(engine, catalog, writer);
  const sessions = makeSessions(engine, writer, versions);
  const cursors = makeCursors();
  let boundPort = port;
  const store: Store = {
    engine,
    catalog,
    writer,
    versions,
    sessions,
    cursors,
    address: () => `127.0.0.1:${boundPort}`,
    startedAt: Date.now(),
    file,
  };
  const sockets = new Set<Socket>();
  let lastClient = 0;
  const server = createServer((socket) => {
    const clientId = (lastClient += 1);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(socket, (request) => runCommand(store, request.command, request.db, clientId));
  });
  try {
    boundPort = await listen(server, port);
  } catch (cause) {
    engine.close();
    throw cause;
  }
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
    cursors.sweep(Date.now());
    try {
      sessions.sweep(Date.now());
    } catch {
      // A disk that is full now may have room at the next sweep; writers are told by their own commands.
    }
    if (ticks % TTL_EVERY === 0) sweepExpired(store, Date.now()).catch(() => 0);
  }, SWEEP_MS);
  return {
    port: boundPort,
    async close() {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      writer.flush();
      versions.abortAll();
      engine.close();
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
