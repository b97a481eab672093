import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { connectDatabase } from '../../server/db/connect.ts';
import { startEmbeddedStore } from '../../server/db/embedded/server.ts';

/**
 * A fresh, empty database: the embedded store in memory, or a database of its own on the MongoDB that MONGODB_URI names,
 * dropped at the end.
 */
export async function openTestDatabase(): Promise<{ connection: Connection; uri: string; close(): Promise<void> }> {
  const given = process.env['MONGODB_URI'];
  if (given) {
    const url = new URL(given);
    url.pathname = `/flightboard_test_${randomUUID().slice(0, 8)}`;
    const connection = await connectDatabase(url.href);
    return {
      connection,
      uri: url.href,
      async close() {
        await connection.dropDatabase();
        await connection.close();
      },
    };
  }
  const store = await startEmbeddedStore({ dataDir: ':memory:' });
  const connection = await connectDatabase(store.uri);
  return {
    connection,
    uri: store.uri,
    async close() {
      await connection.close();
      await store.close();
    },
  };
}
