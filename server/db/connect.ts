import mongoose, { type Connection, type mongo } from 'mongoose';

/** Lets `connection.transaction(async () => …)` reach every model call inside it without passing a session along. */
mongoose.set('transactionAsyncLocalStorage', true);
mongoose.set('strictQuery', 'throw');

/** A URI without its password, for logs and errors. */
export function redactUri(uri: string): string {
  return uri.replace(/\/\/([^@/]*)@/, '//***@');
}

/**
 * Connects to whatever speaks MongoDB at the URI; nothing above this folder knows which store it is.
 * @throws Error with a message that says what did not answer and what to check.
 */
export async function connectDatabase(
  uri: string,
  options: { serverSelectionTimeoutMs?: number } = {},
): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    serverSelectionTimeoutMS: options.serverSelectionTimeoutMs ?? 8_000,
    autoIndex: false,
    autoCreate: false,
    retryWrites: true,
    w: 'majority',
    maxPoolSize: 50,
  });
  try {
    return await connection.asPromise();
  } catch (cause) {
    await connection.close().catch(() => undefined);
    throw new Error(
      `MongoDB at ${redactUri(uri)} does not answer (${cause instanceof Error ? cause.message : String(cause)}). ` +
        'Check that it runs, that the address and the credentials are right, or unset MONGODB_URI to use the embedded store.',
      { cause },
    );
  }
}

/**
 * Creates every collection and index that the registered models declare. Safe to repeat, and cheap where all are there,
 * since every start asks: one look at the collections, then one command for the indexes of each.
 */
export async function ensureIndexes(connection: Connection): Promise<void> {
  const known = new Set((await connection.listCollections()).map(({ name }) => name));
  const ensure = async (name: string): Promise<void> => {
    const model = connection.model(name);
    if (!known.has(model.collection.name)) {
      await model.createCollection().catch((error: unknown) => {
        if ((error as { codeName?: string }).codeName !== 'NamespaceExists') throw error;
      });
    }
    const indexes = model.schema.indexes().map(([key, options]) => {
      // What mongoose adds for itself is not the database's to know.
      const { background: _background, _autoIndex, ...rest } = options as Record<string, unknown>;
      return { ...rest, key } as mongo.IndexDescription;
    });
    if (indexes.length > 0) await model.collection.createIndexes(indexes);
  };
  await Promise.all(connection.modelNames().map(ensure));
}
