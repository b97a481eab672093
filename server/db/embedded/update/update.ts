import { compileDocStages } from '../aggregate/doc-stages.ts';
import type { Doc } from '../bson/values.ts';
import { isDoc } from '../bson/values.ts';
import { badValue, StoreError } from '../errors.ts';
import type { Match } from '../query/matcher.ts';
import { compileFilter } from '../query/matcher.ts';
import { valueAt } from '../query/paths.ts';
import { UPDATE_OPERATORS } from './operators.ts';
import type { Change } from './set-path.ts';
import { changeAt, REMOVED, UNCHANGED } from './set-path.ts';

/** What an update may know of its moment: whether it makes the document, and which array element the filter matched (`$`). */
export type UpdateMoment = Readonly<{ isInsert: boolean; position: number }>;

/** A compiled update. `apply` may change the document it is given and returns the result. */
export type Update = Readonly<{
  kind: 'replacement' | 'operators' | 'pipeline';
  usesPosition: boolean;
  apply(doc: Doc, moment: UpdateMoment): Doc;
}>;

/** `source` is where a `$rename` takes its value from, read before any step runs. */
type Step = Readonly<{
  path: readonly string[];
  creates: boolean;
  onlyOnInsert: boolean;
  change: Change;
  source?: readonly string[];
}>;

/** Compiles the `u` of an update: a replacement document, operators, or a pipeline. Throws MongoDB's codes 2, 9, 14, 40. */
export function compileUpdate(
  update: unknown,
  arrayFilters: unknown,
  variables: Readonly<Record<string, unknown>> = {},
): Update {
  if (Array.isArray(update)) {
    const run = compileDocStages(update, variables);
    return { kind: 'pipeline', usesPosition: false, apply: (doc) => keepId(doc, run(doc)) };
  }
  if (!isDoc(update)) throw new StoreError(9, 'Update argument must be either an object or an array');
  const names = Object.keys(update);
  if (names[0]?.startsWith('$') !== true) return replacement(update, names);
  const filters = compileArrayFilters(arrayFilters);
  const used = new Set<string>();
  const steps = collectSteps(update, used);
  for (const name of filters.keys())
    if (!used.has(name))
      throw new StoreError(9, `The array filter for identifier '${name}' was not used in the update`);
  for (const name of used) if (!filters.has(name)) throw badValue(`No array filter found for identifier '${name}'`);
  return {
    kind: 'operators',
    usesPosition: steps.some((step) => step.path.includes('$')),
    apply(doc, moment) {
      const id = doc['_id'];
      const moved = steps.map((step) => (step.source === undefined ? undefined : valueAt(doc, step.source)));
      steps.forEach((step, i) => {
        if ((step.onlyOnInsert && !moment.isInsert) || (step.source !== undefined && moved[i] === undefined)) return;
        const change: Change = step.source === undefined ? step.change : () => moved[i] ?? UNCHANGED;
        for (const path of expandPath(doc, step.path, moment, filters)) changeAt(doc, path, step.creates, change);
      });
      return id === undefined ? doc : keepSameId(id, doc);
    },
  };
}

function replacement(update: Doc, names: readonly string[]): Update {
  const stranger = names.find((name) => name.startsWith('$'));
  if (stranger !== undefined)
    throw new StoreError(
      52,
      `The dollar ($) prefixed field '${stranger}' in '${stranger}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  return { kind: 'replacement', usesPosition: false, apply: (doc) => keepId(doc, { ...update }) };
}

/** A replacement keeps the document's `_id`, first; another `_id` is refused. */
function keepId(before: Doc, after: Doc): Doc {
  if (!('_id' in before)) return after;
  if (!('_id' in after)) return { _id: before['_id'], ...after };
  return keepSameId(before['_id'], after);
}

function keepSameId(id: unknown, after: Doc): Doc {
  if (after['_id'] !== id && !sameId(after['_id'], id))
    throw new StoreError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
  return after;
}

const sameId = (a: unknown, b: unknown): boolean => compileFilter({ _id: { $eq: b } }).match({ _id: a });

function collectSteps(update: Doc, used: Set<string>): Step[] {
  const steps: Step[] = [];
  for (const [name, fields] of Object.entries(update)) {
    if (!isDoc(fields)) {
      if (!name.startsWith('$'))
        throw new StoreError(
          9,
          `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
        );
      throw new StoreError(
        9,
        `Modifiers operate on fields but we found type ${Array.isArray(fields) ? 'array' : typeof fields} instead. For example: {$mod: {<field>: ...}} not {${name}: ...}`,
      );
    }
    if (name === '$rename') steps.push(...renameSteps(fields));
    else {
      const operator = Object.hasOwn(UPDATE_OPERATORS, name) ? UPDATE_OPERATORS[name] : undefined;
      if (operator === undefined)
        throw new StoreError(
          9,
          `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
        );
      for (const [path, operand] of Object.entries(fields)) {
        steps.push({
          path: checkedPath(path, used),
          creates: operator.creates,
          onlyOnInsert: name === '$setOnInsert',
          change: operator.prepare(operand, path),
        });
      }
    }
  }
  checkConflicts(steps);
  // MongoDB adds new fields in the order of their names, not of the update document.
  return steps.toSorted((a, b) => comparePaths(a.path, b.path));
}

function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const left = a[i] as string;
    const right = b[i] as string;
    if (left === right) continue;
    const bothNumbers = /^\d+$/.test(left) && /^\d+$/.test(right);
    return bothNumbers ? Number(left) - Number(right) : left < right ? -1 : 1;
  }
  return a.length - b.length;
}

function checkedPath(path: string, used: Set<string>): string[] {
  const parts = path.split('.');
  if (path === '') throw new StoreError(56, 'An empty update path is not valid.');
  if (parts.some((part) => part === ''))
    throw new StoreError(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  if (parts[0]?.startsWith('$') === true)
    throw new StoreError(
      2,
      `Cannot have array filter identifier or positional operator in the first position of path '${path}'`,
    );
  for (const part of parts) {
    const identifier = /^\$\[(.*)\]$/.exec(part)?.[1];
    if (identifier !== undefined && identifier !== '') used.add(identifier);
    else if (part.startsWith('$') && part !== '$' && part !== '$[]')
      throw new StoreError(52, `The dollar ($) prefixed field '${part}' in '${path}' is not valid for storage.`);
  }
  return parts;
}

function checkConflicts(steps: readonly Step[]): void {
  const sorted = steps.map((step) => step.path.join('.')).toSorted();
  for (let i = 1; i < sorted.length; i++) {
    const path = sorted[i] as string;
    const before = sorted.slice(0, i).find((each) => path === each || path.startsWith(`${each}.`));
    if (before !== undefined)
      throw new StoreError(40, `Updating the path '${path}' would create a conflict at '${before}'`);
  }
}

function renameSteps(fields: Doc): Step[] {
  return Object.entries(fields).flatMap(([from, to]): Step[] => {
    if (typeof to !== 'string') throw badValue(`The 'to' field for $rename must be a string: ${from}: ${String(to)}`);
    if (from === to) throw badValue(`The source and target field for $rename must differ: ${from}: "${to}"`);
    const source = checkedPath(from, new Set());
    const target = checkedPath(to, new Set());
    if ([...source, ...target].some((part) => part.startsWith('$')))
      throw badValue(`The source and target field for $rename may not be dynamic: ${from}`);
    return [
      { path: target, creates: true, onlyOnInsert: false, change: () => UNCHANGED, source },
      {
        path: source,
        creates: false,
        onlyOnInsert: false,
        change: (before) => (before === undefined ? UNCHANGED : REMOVED),
      },
    ];
  });
}

function compileArrayFilters(arrayFilters: unknown): Map<string, Match> {
  const filters = new Map<string, Match>();
  if (arrayFilters === undefined) return filters;
  if (!Array.isArray(arrayFilters)) throw new StoreError(14, 'arrayFilters must be an array');
  for (const each of arrayFilters) {
    if (!isDoc(each)) throw new StoreError(14, 'each array filter must be an object');
    const { match, fields } = compileFilter(each);
    const [identifier, ...others] = [...(fields ?? [])];
    if (identifier === undefined || others.length > 0)
      throw new StoreError(9, 'Error parsing array filter: Expected a single top-level field name');
    if (filters.has(identifier))
      throw new StoreError(9, `Found multiple array filters with the same top-level field name ${identifier}`);
    filters.set(identifier, match);
  }
  return filters;
}

/** The concrete paths of a path with `$`, `$[]` or `$[identifier]`. */
function expandPath(
  doc: Doc,
  path: readonly string[],
  moment: UpdateMoment,
  filters: ReadonlyMap<string, Match>,
): string[][] {
  if (!path.some((part) => part.startsWith('$'))) return [[...path]];
  let paths: string[][] = [[]];
  for (const part of path) {
    if (part === '$') {
      if (moment.position < 0) throw badValue('The positional operator did not find the match needed from the query.');
      paths = paths.map((each) => [...each, String(moment.position)]);
    } else if (part.startsWith('$[')) {
      const filter = filters.get(part.slice(2, -1));
      paths = paths.flatMap((each) => elementsAt(doc, each, part, filter));
    } else paths = paths.map((each) => [...each, part]);
  }
  return paths;
}

function elementsAt(doc: Doc, path: readonly string[], part: string, filter: Match | undefined): string[][] {
  const list = path.reduce(
    (node: unknown, each) => (Array.isArray(node) ? node[Number(each)] : valueAt(node, [each])),
    doc as unknown,
  );
  if (list === undefined)
    throw badValue(`The path '${path.join('.')}' must exist in the document in order to apply array updates.`);
  if (!Array.isArray(list)) throw badValue(`Cannot apply array updates to non-array element ${path.join('.')}`);
  const identifier = part.slice(2, -1);
  return list.flatMap((element, i) =>
    filter === undefined || filter({ [identifier]: element }) ? [[...path, String(i)]] : [],
  );
}
