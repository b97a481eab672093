import type { Doc } from '../../bson/values.ts';
import { StoreError } from '../../errors.ts';
import { compileFilter } from '../../query/matcher.ts';
import { compileProjection } from '../../query/projection.ts';
import type { Handler } from '../../store.ts';
import { compileUpdate } from '../../update/update.ts';
import { deleteOne, updateOne } from './change-one.ts';
import { checkFields, collectionName, ensureCollection, flag, hintedIndex, variablesOf } from '../options.ts';

/** `findAndModify`: removes, or updates and returns the document before or after. */
export const findAndModify: Handler = async (store, call) => {
  const { db, command, scope } = call;
  const name = 'findAndModify' in command ? 'findAndModify' : 'findandmodify';
  checkFields(name, command, [
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'upsert',
    'fields',
    'hint',
    'arrayFilters',
    'bypassDocumentValidation',
  ]);
  if (scope.progress !== undefined && scope.progress.done > 0) return scope.progress.reply;
  const reply = await run();
  if (scope.progress !== undefined && scope.session !== undefined) {
    scope.progress.done = 1;
    Object.assign(scope.progress.reply, reply);
    store.sessions.keep(scope.session);
  }
  await store.writer.committed();
  return reply;

  async function run(): Promise<Doc> {
    const remove = flag(command, 'remove');
    const wantsNew = flag(command, 'new');
    const upsert = flag(command, 'upsert');
    if (remove && (command['update'] !== undefined || wantsNew || upsert))
      throw new StoreError(9, "Cannot specify both an update (or 'new' or 'upsert') and remove=true");
    if (!remove && command['update'] === undefined)
      throw new StoreError(9, 'Either an update or remove=true must be specified');
    const variables = variablesOf(command);
    const filter = compileFilter(command['query'] ?? {}, { variables });
    const project = compileProjection(command['fields'], true);
    const shown = (doc: Doc | undefined): Doc | null =>
      doc === undefined ? null : project === undefined ? doc : project(doc, variables);
    const change = remove ? undefined : compileUpdate(command['update'], command['arrayFilters'], variables);
    const collection = upsert
      ? ensureCollection(store, db, collectionName(command, name))
      : store.catalog.find(db, collectionName(command, name));
    if (collection === undefined)
      return { lastErrorObject: remove ? { n: 0 } : { n: 0, updatedExisting: false }, value: null };
    const target = { filter, hint: hintedIndex(collection, command['hint']), sort: command['sort'] };
    if (change === undefined) {
      const removed = await deleteOne(store, call, collection, target);
      return { lastErrorObject: { n: removed === undefined ? 0 : 1 }, value: shown(removed) };
    }
    const done = await updateOne(store, call, collection, { ...target, change, upsert, query: command['query'] ?? {} });
    const lastErrorObject: Doc = {
      n: done.matched || done.upsertedId !== undefined ? 1 : 0,
      updatedExisting: done.matched,
    };
    if (done.upsertedId !== undefined) lastErrorObject['upserted'] = done.upsertedId;
    return { lastErrorObject, value: shown(wantsNew ? done.after : done.before) };
  }
};
