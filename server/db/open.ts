import { mkdir } from 'node:fs/promises';
import type { Connection } from 'mongoose';
import { findRunningStore, startEmbeddedStore } from './embedded/server.ts';

export type OpenDatabase = Readonly<{
  connection: Connection;
  uri: string;
  isEmbedded: boolean;
  /** Rejects when the embedded store dies under us; never settles otherwise. */
  failed: Promise<never>;
  close(): Promise<void>;
}>;
type Where = Readonly<{ mongodbUri: string | null; dataDir: string }>;

/** Opens the database for a server: MongoDB by its URI, else the embedded store in `dataDir`, which only one server may hold. */
export async function openDatabase({ mongodbUri, dataDir }: Where): Promise<OpenDatabase> {
  if (mongodbUri) return attach(mongodbUri, false);
  await mkdir(dataDir, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(
      `DATA_DIR ${dataDir} can't be used (${cause.code ?? cause.message}). Give a folder that this user may create, read and write, for example DATA_DIR=./.data.`,
      { cause },
    );
  });
  // The store's thread starts while the driver is loaded.
  const [store] = await Promise.all([startEmbeddedStore({ dataDir }), import('./connect.ts')]);
  const opened = await attach(store.uri, true);
  return {
    ...opened,
    failed: store.failed,
    async close() {
      await opened.close();
      await store.close();
    },
  };
}

/** Opens the database for a short command: beside a running server by its address, else by itself. */
export async function attachDatabase(where: Where): Promise<OpenDatabase> {
  if (where.mongodbUri) return attach(where.mongodbUri, false);
  const running = await findRunningStore(where.dataDir);
  return running ? attach(running.uri, true) : openDatabase(where);
}

async function attach(uri: string, isEmbedded: boolean): Promise<OpenDatabase> {
  const { connectDatabase } = await import('./connect.ts');
  const connection = await connectDatabase(uri);
  return { connection, uri, isEmbedded, failed: new Promise<never>(() => undefined), close: () => connection.close() };
}
