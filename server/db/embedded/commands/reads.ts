import { encode } from '../bson/encode.ts';
import { encodeKey } from '../bson/keys.ts';
import { compare } from '../bson/order.ts';
import type { Doc } from '../bson/values.ts';
import { isDoc, RawDoc } from '../bson/values.ts';
import { StoreError } from '../errors.ts';
import { compileFilter } from '../query/matcher.ts';
import type { Plan } from '../query/planner.ts';
import type { Projection } from '../query/projection.ts';
import { compileProjection } from '../query/projection.ts';
import type { Selection } from '../query/select.ts';
import { planFor, select } from '../query/select.ts';
import { parseSort } from '../query/sort.ts';
import type { Collection } from '../storage/catalog.ts';
import type { Stored } from '../storage/records.ts';
import { docOf } from '../storage/records.ts';
import { checkFields, collectionName, flag, hintedIndex, variablesOf, wholeNumber } from './options.ts';
import type { Call, Handler, Store } from '../store.ts';
import { startPace } from '../store.ts';

const FIND_FIELDS = [
  'filter',
  'sort',
  'projection',
  'hint',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'noCursorTimeout',
  'allowDiskUse',
  'returnKey',
  'showRecordId',
  'tailable',
  'awaitData',
  'min',
  'max',
  'oplogReplay',
];

/** Reads a `find` into a selection. */
function selectionOf(collection: Collection | undefined, { command, scope, deadline }: Call): Selection {
  for (const field of ['returnKey', 'showRecordId', 'tailable', 'awaitData'])
    if (flag(command, field)) throw new StoreError(115, `The embedded store does not support find.${field}`);
  if (command['min'] !== undefined || command['max'] !== undefined)
    throw new StoreError(115, 'The embedded store does not support find.min and find.max');
  const limit = wholeNumber(command, 'limit', 0);
  return {
    filter: compileFilter(command['filter'] ?? {}, { variables: variablesOf(command) }),
    sort: parseSort(command['sort']),
    skip: wholeNumber(command, 'skip', 0),
    limit: limit === 0 ? Infinity : limit,
    ...(collection === undefined ? {} : { hint: hintedIndex(collection, command['hint']) }),
    transaction: scope.transaction,
    deadline,
  };
}

export const find: Handler = async (store, call) => {
  const { db, command, scope } = call;
  checkFields('find', command, FIND_FIELDS);
  const name = collectionName(command, 'find');
  const collection = store.catalog.find(db, name);
  const selection = selectionOf(collection, call);
  const project = compileProjection(command['projection'], true);
  const batchSize = wholeNumber(command, 'batchSize', -1);
  const source =
    collection === undefined
      ? empty()
      : projected(select(store, collection, selection, startPace()), project, variablesOf(command));
  return {
    cursor: await store.cursors.open(`${db}.${name}`, source, batchSize, scope.session, flag(command, 'singleBatch')),
  };
};

async function* empty(): AsyncGenerator<RawDoc[]> {
  // A collection that does not exist has no documents.
}

async function* projected(
  source: AsyncIterable<Stored[]>,
  project: Projection | undefined,
  variables: Record<string, unknown>,
): AsyncGenerator<RawDoc[]> {
  for await (const rows of source) {
    yield rows.map((row) => new RawDoc(project === undefined ? row.raw : encode(project(docOf(row), variables))));
  }
}

export const getMore: Handler = async (store, { db, command }) => {
  checkFields('getMore', command, ['collection', 'batchSize']);
  return {
    cursor: await store.cursors.more(
      command['getMore'],
      `${db}.${String(command['collection'])}`,
      wholeNumber(command, 'batchSize', 0),
    ),
  };
};

export const killCursors: Handler = (store, { db, command }) => {
  checkFields('killCursors', command, ['cursors']);
  return store.cursors.kill(
    (command['cursors'] as unknown[] | undefined) ?? [],
    `${db}.${String(command['killCursors'])}`,
  );
};

export const count: Handler = async (store, call) => {
  const { db, command, scope, deadline } = call;
  checkFields('count', command, ['query', 'skip', 'limit', 'hint', 'fields']);
  const collection = store.catalog.find(db, collectionName(command, 'count'));
  if (collection === undefined) return { n: 0 };
  const limit = wholeNumber(command, 'limit', 0);
  const skip = wholeNumber(command, 'skip', 0);
  const filter = compileFilter(command['query'] ?? {});
  if (filter.fields?.size === 0 && scope.transaction === undefined) {
    const all = Number(store.engine.all(`SELECT count(*) AS n FROM ${collection.table}`)[0]?.['n']);
    return { n: Math.min(Math.max(0, all - skip), limit === 0 ? Infinity : limit) };
  }
  let n = 0;
  const selection: Selection = {
    filter,
    skip,
    limit: limit === 0 ? Infinity : limit,
    hint: hintedIndex(collection, command['hint']),
    transaction: scope.transaction,
    deadline,
  };
  for await (const rows of select(store, collection, selection, startPace())) n += rows.length;
  return { n };
};

export const distinct: Handler = async (store, { db, command, scope, deadline }) => {
  checkFields('distinct', command, ['key', 'query', 'hint']);
  const collection = store.catalog.find(db, collectionName(command, 'distinct'));
  const { key } = command;
  if (typeof key !== 'string')
    throw new StoreError(14, "BSON field 'distinct.key' is the wrong type, expected type 'string'");
  if (collection === undefined) return { values: [] };
  const path = key.split('.');
  const seen = new Map<string, unknown>();
  const selection: Selection = {
    filter: compileFilter(command['query'] ?? {}),
    hint: hintedIndex(collection, command['hint']),
    transaction: scope.transaction,
    deadline,
  };
  for await (const rows of select(store, collection, selection, startPace())) {
    for (const row of rows) {
      for (const each of valuesAt(docOf(row), path, 0)) {
        const token = encodeKey([each]).toString('latin1');
        if (!seen.has(token)) seen.set(token, each);
      }
    }
  }
  return { values: [...seen.values()].sort(compare) };
};

/** Every value a path reaches, entering the arrays on the way and the one at its end. */
function* valuesAt(node: unknown, path: readonly string[], at: number): Generator<unknown> {
  if (Array.isArray(node)) {
    for (const element of node) {
      if (at === path.length) yield element;
      else if (isDoc(element)) yield* valuesAt(element, path, at);
    }
    const part = path[at] ?? '';
    if (at < path.length && /^\d+$/.test(part)) yield* valuesAt(node[Number(part)], path, at + 1);
    return;
  }
  if (at === path.length) {
    if (node !== undefined) yield node;
  } else if (isDoc(node) && Object.hasOwn(node, path[at] as string))
    yield* valuesAt(node[path[at] as string], path, at + 1);
}

/** Says which plan a find, count, distinct, update, delete or aggregate would use; nothing is run. */
export const explain: Handler = (store, call) => {
  const inner = call.command['explain'];
  if (!isDoc(inner)) throw new StoreError(14, "BSON field 'explain.explain' must be an object");
  const [name = ''] = Object.keys(inner);
  const collection = store.catalog.find(call.db, collectionName(inner, name));
  const winningPlan =
    collection === undefined
      ? { stage: 'EOF' }
      : describePlan(planFor(store, collection, explainedSelection(name, inner, collection, call)));
  return Promise.resolve({
    explainVersion: '1',
    queryPlanner: {
      namespace: `${call.db}.${String(inner[name])}`,
      indexFilterSet: false,
      parsedQuery: inner['filter'] ?? inner['query'] ?? {},
      winningPlan,
      rejectedPlans: [],
    },
    command: inner,
    serverInfo: { host: 'embedded', version: '8.0.0', gitVersion: 'flightboard-embedded-store' },
  });
};

function explainedSelection(name: string, inner: Doc, collection: Collection, call: Call): Selection {
  if (name === 'find') return selectionOf(collection, { ...call, command: inner });
  if (name === 'aggregate') {
    const [first] = (inner['pipeline'] as Doc[] | undefined) ?? [];
    return { filter: compileFilter(first?.['$match'] ?? {}) };
  }
  const statement = ((inner['updates'] ?? inner['deletes']) as Doc[] | undefined)?.[0];
  return {
    filter: compileFilter(inner['query'] ?? statement?.['q'] ?? {}),
    sort: parseSort(inner['sort']),
    hint: hintedIndex(collection, inner['hint'] ?? statement?.['hint']),
  };
}

function describePlan(plan: Plan): Doc {
  if (plan.kind === 'scan') return { stage: 'COLLSCAN', direction: 'forward' };
  if (plan.kind === 'union')
    return { stage: 'FETCH', inputStage: { stage: 'OR', inputStages: plan.plans.map(describePlan) } };
  const bounds = plan.ranges
    .slice(0, 20)
    .map(({ low, high }) => `[0x${low.toString('hex')}, 0x${high?.toString('hex') ?? ''})`);
  return {
    stage: 'FETCH',
    inputStage: {
      stage: 'IXSCAN',
      keyPattern: plan.index?.key ?? { _id: 1 },
      indexName: plan.index?.name ?? '_id_',
      isMultiKey: plan.index?.multikey ?? false,
      direction: plan.reverse ? 'backward' : 'forward',
      keyRanges: bounds,
      givesSortOrder: plan.sorted,
    },
  };
}

/** All handlers that only read. */
export const readHandlers: Readonly<Record<string, Handler>> = { find, getMore, killCursors, count, distinct, explain };
export type { Store };
