import type { Doc } from '../bson/values.ts';
import { isDoc, typeName } from '../bson/values.ts';
import { StoreError } from '../errors.ts';
import { arrayIndex } from '../query/paths.ts';

const MAX_PADDING = 1_500_000;

/** The answer of a change that leaves the field as it is. */
export const UNCHANGED = Symbol('unchanged');
/** The answer of a change that removes the field. */
export const REMOVED = Symbol('removed');

export type Change = (before: unknown) => unknown;

/**
 * Changes one field of a document in place. With `create`, missing parents become documents and short arrays are padded with null;
 * without, a missing parent leaves the document as it is. Throws 28 (PathNotViable) when the path runs through a scalar.
 * Example: changeAt(doc, ['a', '0', 'b'], true, () => 1) on {} gives {a: {'0': {b: 1}}}.
 */
export function changeAt(doc: Doc, path: readonly string[], create: boolean, change: Change): void {
  let node: Doc | unknown[] = doc;
  for (let i = 0; i < path.length - 1; i++) {
    const part = path[i] as string;
    const child = readChild(node, part, path, i, create);
    if (child === undefined) {
      if (!create) return;
      const made: Doc = {};
      writeChild(node, part, made);
      node = made;
    } else if (isDoc(child) || Array.isArray(child)) node = child;
    else if (create) throw notViable(path, i, child);
    else return;
  }
  const last = path.at(-1) as string;
  const before = readChild(node, last, path, path.length - 1, create);
  const after = change(before);
  if (after === UNCHANGED) return;
  if (after === REMOVED) removeChild(node, last);
  else writeChild(node, last, after);
}

function notViable(path: readonly string[], at: number, value: unknown): StoreError {
  return new StoreError(
    28,
    `Cannot create field '${path[at + 1] ?? path[at] ?? ''}' in element {${path[at] ?? ''}: ${describe(value)}}`,
  );
}

function describe(value: unknown): string {
  return typeof value === 'object' ? typeName(value) : JSON.stringify(value);
}

function readChild(node: Doc | unknown[], part: string, path: readonly string[], at: number, create: boolean): unknown {
  if (!Array.isArray(node)) return Object.hasOwn(node, part) ? node[part] : undefined;
  const index = arrayIndex(part);
  if (index !== undefined) return node[index];
  if (create) throw new StoreError(28, `Cannot create field '${part}' in element {${path[at - 1] ?? ''}: array}`);
  return undefined;
}

function writeChild(node: Doc | unknown[], part: string, value: unknown): void {
  if (!Array.isArray(node)) {
    if (part === '__proto__')
      Object.defineProperty(node, part, { value, enumerable: true, configurable: true, writable: true });
    else node[part] = value;
    return;
  }
  const index = Number(part);
  if (index > node.length + MAX_PADDING)
    throw new StoreError(28, `Cannot pad an array with more than ${MAX_PADDING} nulls`);
  while (node.length < index) node.push(null);
  node[index] = value;
}

function removeChild(node: Doc | unknown[], part: string): void {
  // $unset of an array element leaves a null: the others keep their place.
  if (Array.isArray(node)) {
    if (Number(part) < node.length) node[Number(part)] = null;
  } else delete node[part];
}
