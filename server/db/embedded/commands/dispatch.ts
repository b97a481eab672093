import type { Doc } from '../bson/values.ts';
import { isDoc, toNumber } from '../bson/values.ts';
import { StoreError } from '../errors.ts';
import type { Call, Handler, Store } from '../store.ts';
import type { CommandScope } from '../transactions/sessions.ts';
import { aggregate } from './aggregate.ts';
import { backup } from './backup.ts';
import { collectionHandlers } from './collections.ts';
import { findAndModify } from './writing/find-and-modify.ts';
import { indexHandlers } from './indexes.ts';
import { readHandlers } from './reads.ts';
import { serverHandlers } from './server-info.ts';
import { validate } from './validate.ts';
import { writeHandlers } from './writing/writes.ts';

const HANDLERS: ReadonlyMap<string, Handler> = new Map(
  Object.entries({
    ...serverHandlers,
    ...readHandlers,
    ...writeHandlers,
    ...indexHandlers,
    ...collectionHandlers,
    aggregate,
    findAndModify,
    findandmodify: findAndModify,
    validate,
    flightboardBackup: backup,
  }),
);

/** Commands that may run inside a transaction. */
const IN_TRANSACTION = new Set([
  'insert',
  'update',
  'delete',
  'find',
  'getMore',
  'killCursors',
  'aggregate',
  'count',
  'distinct',
  'findAndModify',
  'findandmodify',
  'create',
  'createIndexes',
]);
/** Commands that never belong to a transaction even when they carry its number. */
const ABOUT_TRANSACTIONS = new Set([
  'commitTransaction',
  'abortTransaction',
  'hello',
  'ismaster',
  'isMaster',
  'ping',
  'endSessions',
]);

/** Runs one command and gives its reply: `ok: 1` with the answer, or `ok: 0` with MongoDB's code, name and message. */
export async function runCommand(store: Store, command: Doc, db: string, clientId: number): Promise<Doc> {
  const [name = ''] = Object.keys(command);
  let scope: CommandScope | undefined;
  try {
    const handler = HANDLERS.get(name);
    if (handler === undefined) throw new StoreError(59, `no such command: '${name}'`);
    checkConcerns(command);
    scope = ABOUT_TRANSACTIONS.has(name)
      ? { session: undefined, transaction: undefined, progress: undefined }
      : store.sessions.enter(command);
    if (scope.transaction !== undefined && !IN_TRANSACTION.has(name))
      throw new StoreError(263, `Cannot run '${name}' in a multi-document transaction.`);
    const limit = toNumber(command['maxTimeMS']) ?? 0;
    const call: Call = { db, command, scope, deadline: limit > 0 ? Date.now() + limit : Infinity, clientId };
    return { ...(await handler(store, call)), ok: 1 };
  } catch (cause) {
    // MongoDB aborts a transaction whenever a command of it fails.
    if (scope?.transaction !== undefined) store.versions.abort(scope.transaction);
    return errorReply(cause);
  }
}

function checkConcerns(command: Doc): void {
  const level = isDoc(command['readConcern']) ? command['readConcern']['level'] : undefined;
  if (level !== undefined && !['local', 'available', 'majority', 'linearizable', 'snapshot'].includes(String(level)))
    throw new StoreError(9, `Enumeration value '${String(level)}' for field 'readConcern.level' is not a valid value.`);
}

/** The reply of a failed command. What is no StoreError is a bug: it answers InternalError with its message. */
export function errorReply(cause: unknown): Doc {
  if (cause instanceof StoreError) {
    const reply: Doc = { ok: 0, errmsg: cause.message, code: cause.code, codeName: cause.codeName, ...cause.fields };
    if (cause.labels.length > 0) reply['errorLabels'] = [...cause.labels];
    return reply;
  }
  const message = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return { ok: 0, errmsg: `Internal error of the embedded store: ${message}`, code: 1, codeName: 'InternalError' };
}
