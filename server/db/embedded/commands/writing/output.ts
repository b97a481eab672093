import type { Doc } from '../../bson/values.ts';
import { isDoc } from '../../bson/values.ts';
import { encode } from '../../bson/encode.ts';
import { refuse, StoreError } from '../../errors.ts';
import type { Batches } from '../../aggregate/stages.ts';
import { compileFilter } from '../../query/matcher.ts';
import { valueAt } from '../../query/paths.ts';
import type { Collection } from '../../storage/catalog.ts';
import type { Call, Store } from '../../store.ts';
import { startPace } from '../../store.ts';
import { compileUpdate } from '../../update/update.ts';
import { updateOne } from './change-one.ts';
import { readyToInsert } from './documents.ts';
import { checkedName, ensureCollection } from '../options.ts';
import { whenFree } from './waiting.ts';

/** Writes the documents of a pipeline: `$out` replaces a collection, `$merge` joins them into one. */
export async function writeOutput(
  store: Store,
  call: Call,
  stage: string,
  operand: unknown,
  source: Batches,
): Promise<void> {
  if (call.scope.transaction !== undefined) throw new StoreError(263, `${stage} cannot be used in a transaction`);
  if (stage === '$out') await replaceCollection(store, call, operand, source);
  else await mergeInto(store, call, operand, source);
  await store.writer.committed();
}

function targetOf(operand: unknown, db: string): { db: string; coll: string } {
  if (typeof operand === 'string') return { db, coll: checkedName(operand) };
  if (isDoc(operand) && typeof operand['coll'] === 'string')
    return { db: typeof operand['db'] === 'string' ? operand['db'] : db, coll: checkedName(operand['coll']) };
  throw new StoreError(16990, 'The target of $out or $merge must be a collection name or an object with db and coll');
}

/** Fills a fresh collection with the indexes of the old one, then puts it in its place in one commit. */
async function replaceCollection(store: Store, call: Call, operand: unknown, source: Batches): Promise<void> {
  const target = targetOf(operand, call.db);
  const temporary = `tmp.agg_out.${Date.now()}.${Math.floor(Math.random() * 1e9)}`;
  const pace = startPace();
  const fresh = ensureCollection(store, target.db, temporary);
  const old = store.catalog.find(target.db, target.coll);
  for (const index of old?.indexes ?? []) store.catalog.addIndex(fresh, index.spec, true);
  try {
    await insertAll(store, fresh, source, pace);
  } catch (cause) {
    store.writer.open();
    store.catalog.drop(fresh);
    throw cause;
  }
  store.writer.open();
  const replaced = store.catalog.find(target.db, target.coll);
  if (replaced !== undefined) {
    if (store.versions.touching(replaced)) store.versions.abortAll();
    store.catalog.drop(replaced);
  }
  store.catalog.rename(fresh, target.db, target.coll);
}

async function insertAll(
  store: Store,
  collection: Collection,
  source: Batches,
  pace: ReturnType<typeof startPace>,
): Promise<void> {
  for await (const batch of source) {
    for (const doc of batch) {
      const ready = readyToInsert(encode(doc));
      store.versions.insert(undefined, collection, ready.raw, ready.doc);
    }
    await pace.rest();
  }
}

async function mergeInto(store: Store, call: Call, operand: unknown, source: Batches): Promise<void> {
  const options: Doc = typeof operand === 'string' ? { into: operand } : isDoc(operand) ? operand : {};
  for (const name of Object.keys(options))
    if (!['into', 'on', 'let', 'whenMatched', 'whenNotMatched'].includes(name))
      throw new StoreError(40415, `BSON field '$merge.${name}' is an unknown field.`);
  const { on = '_id', whenMatched = 'merge', whenNotMatched = 'insert' } = options;
  if (options['let'] !== undefined) throw refuse('let in $merge');
  const target = targetOf(options['into'], call.db);
  const collection = ensureCollection(store, target.db, target.coll);
  const fields = (Array.isArray(on) ? on : [on]).map(String);
  requireUnique(collection, fields);
  if (typeof whenMatched === 'string' && !['replace', 'keepExisting', 'merge', 'fail'].includes(whenMatched))
    throw new StoreError(2, `Enumeration value '${whenMatched}' for field 'whenMatched' is not a valid value.`);
  if (!['insert', 'discard', 'fail'].includes(String(whenNotMatched)))
    throw new StoreError(
      2,
      `Enumeration value '${String(whenNotMatched)}' for field 'whenNotMatched' is not a valid value.`,
    );
  for await (const batch of source) {
    for (const doc of batch) await mergeOne(store, call, collection, doc, fields, whenMatched, String(whenNotMatched));
  }
}

/** `on` must name the fields of a unique index, or a document could match two. */
function requireUnique(collection: Collection, fields: readonly string[]): void {
  if (fields.length === 1 && fields[0] === '_id') return;
  const wanted = [...fields].toSorted().join();
  const found = collection.indexes.some(
    (index) => index.unique && index.partial === undefined && Object.keys(index.key).toSorted().join() === wanted,
  );
  if (!found) throw new StoreError(51183, 'Cannot find index to verify that join fields will be unique');
}

async function mergeOne(
  store: Store,
  call: Call,
  collection: Collection,
  doc: Doc,
  fields: readonly string[],
  whenMatched: unknown,
  whenNotMatched: string,
): Promise<void> {
  const query = Object.fromEntries(
    fields.map((field) => {
      const value = valueAt(doc, field.split('.'));
      if (value === undefined || value === null || Array.isArray(value)) {
        if (field !== '_id' || value !== undefined)
          throw new StoreError(51132, `$merge write error: 'on' field '${field}' cannot be missing, null or an array`);
      }
      return [field, { $eq: value }];
    }),
  );
  const filter = compileFilter(query);
  const { _id, ...rest } = doc;
  if (Array.isArray(whenMatched)) {
    const change = compileUpdate(whenMatched, undefined, { new: doc });
    const done = await updateOne(store, call, collection, { filter, change });
    if (done.matched) return;
  } else if (whenMatched === 'merge' || whenMatched === 'replace') {
    const change = compileUpdate(whenMatched === 'merge' ? [{ $set: literals(rest) }] : rest, undefined);
    const done = await updateOne(store, call, collection, { filter, change });
    if (done.matched) return;
  } else {
    const none = await updateOne(store, call, collection, { filter, change: compileUpdate({ $set: {} }, undefined) });
    if (none.matched && whenMatched === 'fail')
      throw new StoreError(
        11000,
        '$merge with whenMatched: fail found an existing document with the same values for the on fields',
      );
    if (none.matched) return;
  }
  if (whenNotMatched === 'discard') return;
  if (whenNotMatched === 'fail')
    throw new StoreError(
      13113,
      '$merge could not find a matching document in the target collection for at least one document in the source collection',
    );
  const ready = readyToInsert(encode(_id === undefined ? rest : { _id, ...rest }));
  await whenFree(() => store.versions.insert(undefined, collection, ready.raw, ready.doc));
}

/** Values as `$set` takes them without reading '$' in strings as paths. */
function literals(doc: Doc): Doc {
  return Object.fromEntries(Object.entries(doc).map(([name, value]) => [name, { $literal: value }]));
}
