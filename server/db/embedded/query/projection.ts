import { compileExpression } from '../aggregate/expressions.ts';
import type { Evaluate } from '../aggregate/scope.ts';
import type { Doc } from '../bson/values.ts';
import { isDoc, isTruthy, toNumber } from '../bson/values.ts';
import { badValue, StoreError } from '../errors.ts';
import type { Match } from './matcher.ts';
import { compileFilter } from './matcher.ts';

/** A compiled projection; undefined when the documents pass through unchanged. */
export type Projection = (doc: Doc, variables: Readonly<Record<string, unknown>>) => Doc;

/** A tree of what to do with each field. */
type Node = { children: Map<string, Node>; action?: Action };
type Action =
  | { kind: 'include' }
  | { kind: 'exclude' }
  | { kind: 'compute'; evaluate: Evaluate }
  | { kind: 'slice'; skip: number; limit: number }
  | { kind: 'elemMatch'; match: Match };

/**
 * Compiles a projection of `find` (with $slice and $elemMatch) or of `$project`. Inclusion and exclusion do not mix, except for `_id`.
 * Throws 31253/31254 on a mixture, 2 on anything malformed.
 */
export function compileProjection(projection: unknown, isFind: boolean): Projection | undefined {
  if (projection === undefined || projection === null) return undefined;
  if (!isDoc(projection)) throw new StoreError(14, 'Expected field projection to be of type object');
  const entries = Object.entries(projection);
  if (entries.length === 0) {
    if (isFind) return undefined;
    throw new StoreError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  }
  const root: Node = { children: new Map() };
  const modes = new Set<'include' | 'exclude'>();
  for (const [path, value] of entries) addField(root, path.split('.'), value, isFind, modes, path);
  if (modes.size === 2)
    throw new StoreError(
      31254,
      `Cannot do exclusion in inclusion projection (or the reverse): mixed fields ${entries.map(([path]) => path).join(', ')}`,
    );
  const id = root.children.get('_id')?.action;
  const computes = [...leaves(root)].some((action) => action.kind === 'compute');
  const onlyId = entries.length === 1 && id !== undefined;
  const exclusive =
    modes.has('exclude') || (!modes.has('include') && !computes && (onlyId ? id.kind === 'exclude' : true));
  if (exclusive) return (doc, variables) => exclude(doc, root, doc, variables) as Doc;
  if (id === undefined && root.children.get('_id') === undefined)
    root.children.set('_id', { children: new Map(), action: { kind: 'include' } });
  return (doc, variables) => include(doc, root, doc, variables) as Doc;
}

function* leaves(node: Node): Generator<Action> {
  if (node.action !== undefined) yield node.action;
  for (const child of node.children.values()) yield* leaves(child);
}

function addField(
  root: Node,
  path: readonly string[],
  value: unknown,
  isFind: boolean,
  modes: Set<'include' | 'exclude'>,
  whole: string,
): void {
  if (path.includes('$'))
    throw new StoreError(
      31394,
      `positional projection '${whole}' is not supported by the embedded store: use $elemMatch or $filter`,
    );
  if (path.some((part) => part === '' || part.startsWith('$')))
    throw new StoreError(16410, `FieldPath field names may not start with '$' or be empty: '${whole}'.`);
  let node = root;
  for (const part of path) {
    if (node.action !== undefined) throw new StoreError(31249, `Path collision at ${whole}`);
    let child = node.children.get(part);
    if (child === undefined) {
      child = { children: new Map() };
      node.children.set(part, child);
    }
    node = child;
  }
  if (isDoc(value) && !isOperator(value)) {
    if (Object.keys(value).length === 0)
      throw new StoreError(
        51270,
        `An empty sub-projection is not a valid value. Found empty object at path '${whole}'`,
      );
    for (const [name, inner] of Object.entries(value))
      addField(node, name.split('.'), inner, isFind, modes, `${whole}.${name}`);
    return;
  }
  if (node.action !== undefined || node.children.size > 0) throw new StoreError(31250, `Path collision at ${whole}`);
  const action = actionFor(value, isFind);
  node.action = action;
  if (whole !== '_id' || action.kind === 'compute') {
    if (action.kind === 'include' || action.kind === 'elemMatch') modes.add('include');
    if (action.kind === 'exclude') modes.add('exclude');
    if (action.kind === 'compute') modes.add('include');
  }
}

function isOperator(value: Doc): boolean {
  return Object.keys(value)[0]?.startsWith('$') === true;
}

function actionFor(value: unknown, isFind: boolean): Action {
  if (typeof value === 'boolean' || toNumber(value) !== undefined)
    return isTruthy(value) ? { kind: 'include' } : { kind: 'exclude' };
  if (isFind && isDoc(value) && '$slice' in value) return sliceAction(value['$slice']);
  if (isFind && isDoc(value) && '$elemMatch' in value) {
    const { match } = compileFilter({ list: { $elemMatch: value['$elemMatch'] } });
    return { kind: 'elemMatch', match: (doc) => match(doc) };
  }
  return { kind: 'compute', evaluate: compileExpression(value) };
}

function sliceAction(operand: unknown): Action {
  const numbers = (Array.isArray(operand) ? operand : [operand]).map((each) => toNumber(each));
  if (numbers.some((each) => each === undefined || !Number.isInteger(each)) || numbers.length > 2)
    throw badValue('$slice in a projection takes a number, or a list of skip and limit');
  const [first = 0, second] = numbers as number[];
  if (second === undefined)
    return first >= 0 ? { kind: 'slice', skip: 0, limit: first } : { kind: 'slice', skip: first, limit: -first };
  if (second <= 0) throw badValue('$slice limit must be positive');
  return { kind: 'slice', skip: first, limit: second };
}

function special(action: Action, value: unknown): unknown {
  if (action.kind === 'slice' && Array.isArray(value)) {
    const start = action.skip >= 0 ? action.skip : Math.max(0, value.length + action.skip);
    return value.slice(start, start + action.limit);
  }
  if (action.kind === 'elemMatch') {
    const found = Array.isArray(value) ? value.find((element) => action.match({ list: [element] })) : undefined;
    return found === undefined ? undefined : [found];
  }
  return value;
}

function include(value: unknown, node: Node, root: Doc, variables: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value))
    return value.flatMap((element) =>
      isDoc(element) || Array.isArray(element) ? [include(element, node, root, variables)] : [],
    );
  const result: Doc = {};
  if (isDoc(value)) {
    for (const name of Object.keys(value)) {
      const child = node.children.get(name);
      if (child === undefined || child.action?.kind === 'compute' || child.action?.kind === 'exclude') continue;
      const kept =
        child.action === undefined
          ? includeChild(value[name], child, root, variables)
          : special(child.action, value[name]);
      if (kept !== undefined) result[name] = kept;
    }
  }
  // Computed fields come after the included ones, in the order of the projection.
  for (const [name, child] of node.children) {
    if (child.action?.kind === 'compute') {
      const computed = child.action.evaluate({ root, current: root, variables });
      if (computed !== undefined) result[name] = computed;
    } else if (child.action === undefined && result[name] === undefined && hasCompute(child))
      result[name] = include({}, child, root, variables);
  }
  return result;
}

function includeChild(value: unknown, child: Node, root: Doc, variables: Readonly<Record<string, unknown>>): unknown {
  if (isDoc(value) || Array.isArray(value)) return include(value, child, root, variables);
  return hasCompute(child) ? include({}, child, root, variables) : undefined;
}

function hasCompute(node: Node): boolean {
  return [...leaves(node)].some((action) => action.kind === 'compute');
}

function exclude(value: unknown, node: Node, root: Doc, variables: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((element) => exclude(element, node, root, variables));
  if (!isDoc(value)) return value;
  const result: Doc = {};
  for (const name of Object.keys(value)) {
    const child = node.children.get(name);
    if (child === undefined) result[name] = value[name];
    else if (child.action === undefined) result[name] = exclude(value[name], child, root, variables);
    else if (child.action.kind !== 'exclude') {
      const kept = special(child.action, value[name]);
      if (kept !== undefined) result[name] = kept;
    }
  }
  return result;
}
