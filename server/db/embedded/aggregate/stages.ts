import type { Doc } from '../bson/values.ts';
import { isDoc, toNumber, typeName } from '../bson/values.ts';
import { compare } from '../bson/order.ts';
import { refuse, StoreError } from '../errors.ts';
import { compileFilter } from '../query/matcher.ts';
import { inBatches } from '../query/select.ts';
import { parseSort, sortKey, Sorter } from '../query/sort.ts';
import { changeAt } from '../update/set-path.ts';
import { valueAt } from '../query/paths.ts';
import type { Pace } from '../store.ts';
import { compileAccumulators, Grouping } from './accumulators.ts';
import { compileDocStage } from './doc-stages.ts';
import { compileExpression } from './expressions.ts';
import type { Evaluate } from './scope.ts';

export type Batches = AsyncIterable<Doc[]>;
export type Variables = Readonly<Record<string, unknown>>;

/** What stages may ask of the world: another collection's documents, a place to write, the pace. */
export type StageWorld = Readonly<{
  pace: Pace;
  variables: Variables;
  /** Runs a pipeline over another collection of the same database. */
  run(collection: string, pipeline: readonly unknown[], variables: Variables): Batches;
  /** Writes the output of `$out` or `$merge`. */
  write(stage: string, operand: unknown, source: Batches): Promise<void>;
}>;

/** A compiled stage: from a stream of document batches to another. */
export type Stage = (source: Batches, world: StageWorld) => Batches;

const NOT_SUPPORTED =
  /^\$(bucketAuto|changeStream\w*|collStats|currentOp|densify|documents|fill|geoNear|graphLookup|indexStats|listSessions|planCacheStats|querySettings|redact|search\w*|setWindowFields|shardedDataDistribution|vectorSearch|listLocalSessions|listSampledQueries)$/;

/** Compiles a pipeline. Throws 40324 on an unknown stage, 115 on one the store does not do, 40573 on change streams. */
export function compilePipeline(pipeline: unknown): Stage[] {
  if (!Array.isArray(pipeline))
    throw new StoreError(14, `BSON field 'pipeline' is the wrong type '${typeName(pipeline)}', expected type 'array'`);
  return pipeline.map((each, i) => {
    const names = isDoc(each) ? Object.keys(each) : [];
    const [name] = names;
    if (name === undefined || names.length !== 1)
      throw new StoreError(40323, 'A pipeline stage specification object must contain exactly one field.');
    if ((name === '$out' || name === '$merge') && i !== pipeline.length - 1)
      throw new StoreError(40601, `${name} can only be the final stage in the pipeline`);
    return compileStage(name, (each as Doc)[name]);
  });
}

function compileStage(name: string, operand: unknown): Stage {
  const perDoc = compileDocStage(name, operand);
  if (perDoc !== undefined) return mapping((doc, world) => perDoc(doc, world.variables));
  switch (name) {
    case '$match':
      return matching(operand);
    case '$sort':
      return sorting(operand);
    case '$limit':
      return limiting(operand);
    case '$skip':
      return skipping(operand);
    case '$group':
      return grouping(operand);
    case '$unwind':
      return unwinding(operand);
    case '$count':
      if (typeof operand !== 'string' || operand === '' || operand.startsWith('$') || operand.includes('.'))
        throw new StoreError(40156, 'the count field must be a non-empty string without $ or .');
      return counting(operand);
    case '$sortByCount':
      return chain([grouping({ _id: operand, count: { $sum: 1 } }), sorting({ count: -1 })]);
    case '$bucket':
      return bucketing(operand);
    case '$facet':
      return faceting(operand);
    case '$lookup':
      return lookingUp(operand);
    case '$unionWith':
      return uniting(operand);
    case '$sample':
      return sampling(operand);
    case '$out':
    case '$merge':
      return writing(name, operand);
    case '$changeStream':
      throw new StoreError(
        40573,
        'The $changeStream stage is only supported on replica sets; the embedded store has no change streams.',
      );
    default:
      if (NOT_SUPPORTED.test(name)) throw refuse(`the pipeline stage ${name}`);
      throw new StoreError(40324, `Unrecognized pipeline stage name: '${name}'`);
  }
}

/** Runs stages one after the other. */
export function chain(stages: readonly Stage[]): Stage {
  return (source, world) => stages.reduce((batches, stage) => stage(batches, world), source);
}

function mapping(apply: (doc: Doc, world: StageWorld) => Doc): Stage {
  return async function* (source, world) {
    for await (const batch of source) yield batch.map((doc) => apply(doc, world));
  };
}

function matching(operand: unknown): Stage {
  compileFilter(operand);
  return async function* (source, world) {
    const { match } = compileFilter(operand, { variables: world.variables });
    for await (const batch of source) {
      const kept = batch.filter(match);
      if (kept.length > 0) yield kept;
    }
  };
}

function sorting(operand: unknown): Stage {
  const fields = parseSort(operand);
  if (fields.length === 0) throw new StoreError(15976, '$sort stage must have at least one sort key');
  return async function* (source, world) {
    const sorter = new Sorter<Doc>();
    for await (const batch of source)
      for (const doc of batch) sorter.add({ key: sortKey(doc, fields), bytes: roughSize(doc), item: doc });
    yield* inBatches(sorter.read(), world.pace);
  };
}

/** A cheap guess of a document's memory, for the sort limit. */
function roughSize(doc: Doc): number {
  return Object.keys(doc).length * 40;
}

function wholeOperand(name: string, operand: unknown, least: number, code: number): number {
  const number = toNumber(operand);
  if (number === undefined || !Number.isInteger(number) || number < least)
    throw new StoreError(
      code,
      `invalid argument to ${name} stage: Expected an integer of at least ${least}, got ${JSON.stringify(operand)}`,
    );
  return number;
}

function limiting(operand: unknown): Stage {
  const limit = wholeOperand('$limit', operand, 1, 15958);
  return async function* (source) {
    let left = limit;
    for await (const batch of source) {
      yield batch.slice(0, left);
      left -= batch.length;
      if (left <= 0) return;
    }
  };
}

function skipping(operand: unknown): Stage {
  const skip = wholeOperand('$skip', operand, 0, 5107200);
  return async function* (source) {
    let left = skip;
    for await (const batch of source) {
      const kept = batch.slice(Math.min(left, batch.length));
      left -= batch.length - kept.length;
      if (kept.length > 0) yield kept;
    }
  };
}

function grouping(operand: unknown): Stage {
  if (!isDoc(operand)) throw new StoreError(15947, "a group's fields must be specified in an object");
  if (!('_id' in operand)) throw new StoreError(15955, 'a group specification must include an _id');
  const { _id, ...fields } = operand;
  const key = compileExpression(_id);
  const specs = compileAccumulators(fields);
  return async function* (source, { variables, pace }) {
    const groups = new Grouping(specs);
    for await (const batch of source) {
      for (const doc of batch) {
        const scope = { root: doc, current: doc, variables };
        groups.add(key(scope), scope);
      }
    }
    yield* inBatches(groups.read(), pace);
  };
}

function counting(field: string): Stage {
  return async function* (source) {
    let count = 0;
    for await (const batch of source) count += batch.length;
    if (count > 0) yield [{ [field]: count }];
  };
}

function unwinding(operand: unknown): Stage {
  const { path, includeArrayIndex, preserveNullAndEmptyArrays, ...others } = (
    typeof operand === 'string' ? { path: operand } : isDoc(operand) ? operand : {}
  ) as Doc;
  if (Object.keys(others).length > 0)
    throw new StoreError(28811, `unrecognized option to $unwind stage: ${Object.keys(others)[0] ?? ''}`);
  if (typeof path !== 'string' || !path.startsWith('$'))
    throw new StoreError(28818, "path option to $unwind stage should be prefixed with a '$'");
  const parts = path.slice(1).split('.');
  return async function* (source) {
    for await (const batch of source) {
      const out: Doc[] = [];
      for (const doc of batch) {
        const value = valueAt(doc, parts);
        if (Array.isArray(value) && value.length > 0)
          value.forEach((element, i) => out.push(unwound(doc, parts, element, includeArrayIndex, i)));
        else if (value === undefined || value === null || Array.isArray(value)) {
          if (preserveNullAndEmptyArrays === true)
            out.push(unwound(doc, parts, Array.isArray(value) ? undefined : value, includeArrayIndex, null));
        } else out.push(unwound(doc, parts, value, includeArrayIndex, null));
      }
      if (out.length > 0) yield out;
    }
  };
}

function unwound(doc: Doc, parts: readonly string[], value: unknown, indexField: unknown, index: number | null): Doc {
  const copy = withValue(doc, parts, value);
  if (typeof indexField === 'string') changeAt(copy, indexField.split('.'), true, () => index);
  return copy;
}

function withValue(doc: Doc, parts: readonly string[], value: unknown): Doc {
  const [first = '', ...rest] = parts;
  const copy: Doc = { ...doc };
  const inner = copy[first];
  if (rest.length > 0) {
    if (isDoc(inner)) copy[first] = withValue(inner, rest, value);
  } else if (value === undefined) delete copy[first];
  else copy[first] = value;
  return copy;
}

function bucketing(operand: unknown): Stage {
  if (!isDoc(operand) || !Array.isArray(operand['boundaries']) || operand['boundaries'].length < 2)
    throw new StoreError(40198, "$bucket requires 'groupBy' and 'boundaries' with at least 2 values");
  const { groupBy, boundaries, default: otherwise, output = { count: { $sum: 1 } } } = operand;
  const edges = boundaries as unknown[];
  for (let i = 1; i < edges.length; i++)
    if (compare(edges[i - 1], edges[i]) >= 0)
      throw new StoreError(40194, "The 'boundaries' option to $bucket must be sorted, ascending, without repeats");
  const key = compileExpression(groupBy);
  const specs = compileAccumulators(output as Doc);
  return async function* (source, { variables }) {
    const groups = new Grouping(specs);
    for await (const batch of source) {
      for (const doc of batch) {
        const scope = { root: doc, current: doc, variables };
        const value = key(scope);
        const at = edges.findLastIndex((edge) => compare(edge, value) <= 0);
        const isInside = at >= 0 && at < edges.length - 1 && value !== undefined;
        if (!isInside && otherwise === undefined)
          throw new StoreError(
            7157302,
            '$switch could not find a matching branch for an input, and no default was specified.',
          );
        groups.add(isInside ? edges[at] : otherwise, scope);
      }
    }
    const docs = [...groups.read()].sort((a, b) => compare(a['_id'], b['_id']));
    if (docs.length > 0) yield docs;
  };
}

function faceting(operand: unknown): Stage {
  if (!isDoc(operand) || Object.keys(operand).length === 0)
    throw new StoreError(40169, 'the $facet specification must be a non-empty object');
  const facets = Object.entries(operand).map(([name, pipeline]) => {
    for (const stage of Array.isArray(pipeline) ? pipeline : []) {
      const [inner = ''] = Object.keys(stage as Doc);
      if (['$out', '$merge', '$facet'].includes(inner))
        throw new StoreError(40600, `${inner} is not allowed to be used within a $facet stage`);
    }
    return [name, chain(compilePipeline(pipeline))] as const;
  });
  return async function* (source, world) {
    const docs: Doc[] = [];
    let bytes = 0;
    for await (const batch of source) {
      docs.push(...batch);
      bytes += batch.reduce((sum, doc) => sum + roughSize(doc), 0);
      if (bytes > 100 * 1024 * 1024) throw new StoreError(292, 'Exceeded memory limit of 104857600 bytes for $facet');
    }
    const result: Doc = {};
    for (const [name, run] of facets) {
      const out: Doc[] = [];
      for await (const batch of run(inBatches(docs, world.pace), world)) out.push(...batch);
      result[name] = out;
    }
    yield [result];
  };
}

function lookingUp(operand: unknown): Stage {
  if (!isDoc(operand)) throw new StoreError(9, 'the $lookup specification must be an Object');
  const { from, localField, foreignField, as, let: given = {}, pipeline = [], ...others } = operand;
  if (Object.keys(others).length > 0)
    throw new StoreError(9, `unknown argument to $lookup: ${Object.keys(others)[0] ?? ''}`);
  if (typeof from !== 'string' || typeof as !== 'string')
    throw new StoreError(9, "$lookup needs 'from' and 'as' as strings");
  if ((localField === undefined) !== (foreignField === undefined))
    throw new StoreError(9, '$lookup requires both or neither of localField and foreignField');
  compilePipeline(pipeline);
  const local = typeof localField === 'string' ? localField.split('.') : undefined;
  const variables = Object.entries(given as Doc).map(([name, expression]): [string, Evaluate] => [
    name,
    compileExpression(expression),
  ]);
  return async function* (source, world) {
    for await (const batch of source) {
      const out: Doc[] = [];
      for (const doc of batch) {
        const scope = { root: doc, current: doc, variables: world.variables };
        const own = Object.fromEntries(variables.map(([name, evaluate]) => [name, evaluate(scope) ?? null]));
        const stages =
          local === undefined
            ? (pipeline as unknown[])
            : [{ $match: joinFilter(String(foreignField), valueAt(doc, local)) }, ...(pipeline as unknown[])];
        const found: Doc[] = [];
        for await (const rows of world.run(from, stages, { ...world.variables, ...own })) found.push(...rows);
        const copy: Doc = structuredCopy(doc, as);
        changeAt(copy, as.split('.'), true, () => found);
        out.push(copy);
        await world.pace.rest();
      }
      yield out;
    }
  };
}

function structuredCopy(doc: Doc, as: string): Doc {
  return as.includes('.')
    ? withValue(doc, as.split('.').slice(0, -1), {
        ...(valueAt(doc, as.split('.').slice(0, -1)) as Doc | undefined),
      })
    : { ...doc };
}

/** Joins on equality; an array joins on any of its elements, a missing field on null. */
function joinFilter(foreign: string, value: unknown): Doc {
  if (Array.isArray(value)) return { [foreign]: { $in: value } };
  return { [foreign]: { $eq: value ?? null } };
}

function uniting(operand: unknown): Stage {
  const { coll, pipeline = [] } = (
    typeof operand === 'string' ? { coll: operand } : isDoc(operand) ? operand : {}
  ) as Doc;
  if (typeof coll !== 'string') throw new StoreError(9, "$unionWith needs a collection: 'coll'");
  compilePipeline(pipeline);
  return async function* (source, world) {
    yield* source;
    yield* world.run(coll, pipeline as unknown[], world.variables);
  };
}

function sampling(operand: unknown): Stage {
  const size = wholeOperand('$sample', isDoc(operand) ? operand['size'] : undefined, 1, 28747);
  return async function* (source) {
    // Reservoir sampling: every document has the same chance.
    const kept: Doc[] = [];
    let seen = 0;
    for await (const batch of source) {
      for (const doc of batch) {
        seen += 1;
        if (kept.length < size) kept.push(doc);
        else {
          const at = Math.floor(Math.random() * seen);
          if (at < size) kept[at] = doc;
        }
      }
    }
    if (kept.length > 0) yield kept;
  };
}

function writing(name: string, operand: unknown): Stage {
  return async function* (source, world) {
    await world.write(name, operand, source);
    yield* [];
  };
}
