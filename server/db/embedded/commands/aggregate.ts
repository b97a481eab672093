import { encode } from '../bson/encode.ts';
import type { Doc } from '../bson/values.ts';
import { isDoc, RawDoc, toNumber } from '../bson/values.ts';
import { badValue, StoreError } from '../errors.ts';
import type { Batches, StageWorld, Variables } from '../aggregate/stages.ts';
import { chain, compilePipeline } from '../aggregate/stages.ts';
import { compileFilter } from '../query/matcher.ts';
import type { Selection } from '../query/select.ts';
import { select } from '../query/select.ts';
import { parseSort } from '../query/sort.ts';
import { docOf } from '../storage/records.ts';
import type { Call, Handler, Pace, Store } from '../store.ts';
import { startPace } from '../store.ts';
import { writeOutput } from './writing/output.ts';
import { checkFields, collectionName, flag, hintedIndex, variablesOf, wholeNumber } from './options.ts';

/** `aggregate`: a pipeline over a collection. The leading `$match`, `$sort` and `$limit` use indexes. */
export const aggregate: Handler = async (store, call) => {
  const { db, command, scope } = call;
  checkFields('aggregate', command, [
    'pipeline',
    'cursor',
    'explain',
    'allowDiskUse',
    'hint',
    'bypassDocumentValidation',
    'batchSize',
  ]);
  const pipeline = command['pipeline'];
  if (flag(command, 'explain')) throw badValue('Use the explain command for aggregations');
  compilePipeline(pipeline);
  const stages = pipeline as Doc[];
  if (command['aggregate'] === 1 || toNumber(command['aggregate']) === 1)
    throw new StoreError(
      40573,
      'Aggregations on a whole database are not supported: the embedded store has no change streams and no $currentOp.',
    );
  const name = collectionName(command, 'aggregate');
  const cursor = command['cursor'];
  if (!isDoc(cursor))
    throw new StoreError(9, "The 'cursor' option is required, except for aggregate with the explain argument");
  const pace = startPace();
  const run = runPipeline(store, call, name, stages, variablesOf(command), pace, true);
  const last = stages.at(-1);
  if (last !== undefined && ('$out' in last || '$merge' in last)) {
    for await (const batch of run) if (batch.length > 0) throw new StoreError(1, 'a writing stage gave documents');
    await store.writer.committed();
    return store.cursors.openList(`${db}.${name}`, [], scope.session);
  }
  return {
    cursor: await store.cursors.open(
      `${db}.${name}`,
      encoded(run),
      wholeNumber(cursor, 'batchSize', -1),
      scope.session,
    ),
  };
};

async function* encoded(source: Batches): AsyncGenerator<RawDoc[]> {
  for await (const batch of source) yield batch.map((doc) => new RawDoc(encode(doc)));
}

function runPipeline(
  store: Store,
  call: Call,
  name: string,
  pipeline: readonly Doc[],
  variables: Variables,
  pace: Pace,
  isOuter: boolean,
): Batches {
  const { db, scope, deadline, command } = call;
  const collection = store.catalog.find(db, name);
  const { selection, used } = leadingSelection(pipeline, variables);
  const world: StageWorld = {
    pace,
    variables,
    run: (other, stages, inner) => runPipeline(store, call, other, stages as readonly Doc[], inner, pace, false),
    write: (stage, operand, source) => writeOutput(store, call, stage, operand, source),
  };
  const hint = isOuter && collection !== undefined ? hintedIndex(collection, command['hint']) : undefined;
  const source =
    collection === undefined
      ? nothing()
      : documents(select(store, collection, { ...selection, hint, transaction: scope.transaction, deadline }, pace));
  return chain(compilePipeline(pipeline.slice(used)))(source, world);
}

async function* nothing(): AsyncGenerator<Doc[]> {
  // A collection that does not exist has no documents.
}

async function* documents(source: AsyncIterable<Parameters<typeof docOf>[0][]>): AsyncGenerator<Doc[]> {
  for await (const rows of source) yield rows.map(docOf);
}

/** Reads the leading `$match`es, a `$sort` and a `$limit` or `$skip` after them as a selection, which can use an index. */
function leadingSelection(pipeline: readonly Doc[], variables: Variables): { selection: Selection; used: number } {
  let used = 0;
  const matches: unknown[] = [];
  while (pipeline[used]?.['$match'] !== undefined) {
    matches.push(pipeline[used]?.['$match']);
    used += 1;
  }
  const filter = compileFilter(matches.length === 0 ? {} : matches.length === 1 ? matches[0] : { $and: matches }, {
    variables,
  });
  let selection: Selection = { filter };
  if (pipeline[used]?.['$sort'] !== undefined) {
    selection = { ...selection, sort: parseSort(pipeline[used]?.['$sort']) };
    used += 1;
  }
  const skip = toNumber(pipeline[used]?.['$skip']);
  if (skip !== undefined) {
    selection = { ...selection, skip };
    used += 1;
  }
  const limit = toNumber(pipeline[used]?.['$limit']);
  if (limit !== undefined) {
    selection = { ...selection, limit };
    used += 1;
  }
  return { selection, used };
}
