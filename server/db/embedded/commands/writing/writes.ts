import { encode } from '../../bson/encode.ts';
import type { Doc } from '../../bson/values.ts';
import { isDoc, RawDoc, typeName } from '../../bson/values.ts';
import { StoreError } from '../../errors.ts';
import { compileFilter } from '../../query/matcher.ts';
import { select } from '../../query/select.ts';
import type { Collection } from '../../storage/catalog.ts';
import type { Progress } from '../../transactions/sessions.ts';
import type { Call, Handler, Pace, Store } from '../../store.ts';
import { startPace } from '../../store.ts';
import { deleteOne, updateOne } from './change-one.ts';
import { readyToInsert } from './documents.ts';
import {
  checkFields,
  collectionName,
  ensureCollection,
  flag,
  hintedIndex,
  refuseCollation,
  variablesOf,
} from '../options.ts';
import { whenFree } from './waiting.ts';
import { compileUpdate } from '../../update/update.ts';

const MAX_BATCH = 100_000;

/** One statement of a write command: changes the reply so far, or throws what becomes a write error. */
type Statement = (reply: Doc, index: number) => Promise<void> | void;

/**
 * Runs the statements of a write in order, gathering write errors. A retryable write keeps its progress in the same commit as its
 * changes, so that a resent command goes on where the first one stopped and repeats its reply.
 */
async function runStatements(store: Store, call: Call, count: number, start: Doc, statement: Statement): Promise<Doc> {
  const { session, transaction } = call.scope;
  const progress: Progress = call.scope.progress ?? { done: 0, reply: {} };
  if (progress.done === 0) Object.assign(progress.reply, start);
  const { reply } = progress;
  const ordered = call.command['ordered'] !== false;
  const pace = startPace();
  const keep = (): void => {
    if (session !== undefined && call.scope.progress !== undefined) store.sessions.keep(session);
  };
  for (let index = progress.done; index < count; index++) {
    try {
      const pending = statement(reply, index);
      if (pending !== undefined) await pending;
    } catch (cause) {
      if (!isWriteError(cause, transaction !== undefined)) throw cause;
      const errors = (reply['writeErrors'] ??= []) as Doc[];
      errors.push({ index, code: cause.code, errmsg: cause.message, ...cause.fields });
      if (ordered) {
        progress.done = count;
        keep();
        break;
      }
    }
    progress.done = index + 1;
    keep();
    const rest = pace.rest();
    if (rest !== undefined) await rest;
  }
  await store.writer.committed();
  return reply;
}

/** An error of one statement; conflicts inside a transaction and failures of storage end the whole command. */
function isWriteError(cause: unknown, inTransaction: boolean): cause is StoreError {
  if (!(cause instanceof StoreError)) return false;
  if (inTransaction && (cause.labels.length > 0 || cause.code === 112)) return false;
  return ![1, 14031, 251].includes(cause.code);
}

function statementsOf(command: Doc, field: string): unknown[] {
  const list = command[field];
  if (!Array.isArray(list))
    throw new StoreError(14, `BSON field '${field}' is the wrong type '${typeName(list)}', expected type 'array'`);
  if (list.length === 0 || list.length > MAX_BATCH)
    throw new StoreError(16, `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${list.length} operations.`);
  return list;
}

export const insert: Handler = async (store, call) => {
  const { db, command, scope } = call;
  checkFields('insert', command, ['documents', 'ordered', 'bypassDocumentValidation']);
  const documents = statementsOf(command, 'documents');
  const collection = ensureCollection(store, db, collectionName(command, 'insert'));
  return runStatements(store, call, documents.length, { n: 0 }, (reply, index) => {
    const given = documents[index];
    const raw = given instanceof RawDoc ? given.bytes : isDoc(given) ? encode(given) : undefined;
    if (raw === undefined)
      throw new StoreError(
        14,
        `BSON field 'insert.documents.${index}' is the wrong type '${typeName(given)}', expected type 'object'`,
      );
    const ready = readyToInsert(raw);
    const write = (): void => {
      store.versions.insert(scope.transaction, collection, ready.raw, ready.doc);
      reply['n'] = (reply['n'] as number) + 1;
    };
    return whenFree(write);
  });
};

export const update: Handler = async (store, call) => {
  const { db, command } = call;
  checkFields('update', command, ['updates', 'ordered', 'bypassDocumentValidation']);
  const known = ['q', 'u', 'c', 'multi', 'upsert', 'collation', 'arrayFilters', 'hint', 'sort'];
  const statements = statementsOf(command, 'updates').map((each) => checkedStatement(each, 'update.updates', known));
  const name = collectionName(command, 'update');
  const variables = variablesOf(command);
  const pace = startPace();
  return runStatements(store, call, statements.length, { n: 0, nModified: 0 }, async (reply, index) => {
    const statement = statements[index] as Doc;
    const filter = compileFilter(statement['q'], { variables });
    const change = compileUpdate(statement['u'], statement['arrayFilters'], {
      ...variables,
      ...(isDoc(statement['c']) ? statement['c'] : {}),
    });
    const upsert = flag(statement, 'upsert');
    const collection = upsert ? ensureCollection(store, db, name) : store.catalog.find(db, name);
    if (collection === undefined) return;
    const hint = hintedIndex(collection, statement['hint']);
    if (flag(statement, 'multi')) {
      if (change.kind === 'replacement')
        throw new StoreError(9, 'multi update is not supported for replacement-style update');
      const rids = await ridsOf(store, call, collection, statement['q'], hint, pace, variables);
      for (const rid of rids) {
        const done = await updateOne(store, call, collection, { filter, change, only: rid });
        if (done.matched) reply['n'] = (reply['n'] as number) + 1;
        if (done.modified) reply['nModified'] = (reply['nModified'] as number) + 1;
        const rest = pace.rest();
        if (rest !== undefined) await rest;
      }
      if (rids.length > 0 || !upsert) return;
    }
    const done = await updateOne(store, call, collection, {
      filter,
      change,
      hint,
      upsert,
      query: statement['q'],
      sort: statement['sort'],
    });
    reply['n'] = (reply['n'] as number) + (done.matched || done.upsertedId !== undefined ? 1 : 0);
    if (done.modified) reply['nModified'] = (reply['nModified'] as number) + 1;
    if (done.upsertedId !== undefined) ((reply['upserted'] ??= []) as Doc[]).push({ index, _id: done.upsertedId });
  });
};

function checkedStatement(statement: unknown, name: string, known: readonly string[]): Doc {
  if (!isDoc(statement)) throw new StoreError(14, `BSON field '${name}' entries must be objects`);
  for (const field of Object.keys(statement))
    if (!known.includes(field)) throw new StoreError(40415, `BSON field '${name}.${field}' is an unknown field.`);
  refuseCollation(statement['collation']);
  return statement;
}

/** The records an update or delete of many is about, settled before the first is changed so that none is met twice. */
async function ridsOf(
  store: Store,
  call: Call,
  collection: Collection,
  query: unknown,
  hint: ReturnType<typeof hintedIndex>,
  pace: Pace,
  variables: Doc,
): Promise<number[]> {
  const rids: number[] = [];
  const selection = {
    filter: compileFilter(query, { variables }),
    hint,
    transaction: call.scope.transaction,
    deadline: call.deadline,
  };
  for await (const rows of select(store, collection, selection, pace)) for (const row of rows) rids.push(row.rid);
  return rids;
}

export const remove: Handler = async (store, call) => {
  const { db, command } = call;
  checkFields('delete', command, ['deletes', 'ordered']);
  const statements = statementsOf(command, 'deletes').map((each) =>
    checkedStatement(each, 'delete.deletes', ['q', 'limit', 'hint', 'collation']),
  );
  const name = collectionName(command, 'delete');
  const variables = variablesOf(command);
  const pace = startPace();
  return runStatements(store, call, statements.length, { n: 0 }, async (reply, index) => {
    const statement = statements[index] as Doc;
    const filter = compileFilter(statement['q'], { variables });
    const limit = Number(statement['limit']);
    if (limit !== 0 && limit !== 1)
      throw new StoreError(9, `The limit field in delete objects must be 0 or 1. Got ${String(statement['limit'])}`);
    const collection = store.catalog.find(db, name);
    if (collection === undefined) return;
    const hint = hintedIndex(collection, statement['hint']);
    if (limit === 1) {
      if ((await deleteOne(store, call, collection, { filter, hint })) !== undefined)
        reply['n'] = (reply['n'] as number) + 1;
      return;
    }
    for (const rid of await ridsOf(store, call, collection, statement['q'], hint, pace, variables)) {
      if ((await deleteOne(store, call, collection, { filter, only: rid })) !== undefined)
        reply['n'] = (reply['n'] as number) + 1;
      const rest = pace.rest();
      if (rest !== undefined) await rest;
    }
  });
};

export const writeHandlers: Readonly<Record<string, Handler>> = { insert, update, delete: remove };
