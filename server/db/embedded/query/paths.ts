import type { Doc } from '../bson/values.ts';
import { isDoc } from '../bson/values.ts';

/** The index of the array element through which the last positive test succeeded: what `$` stands for in an update. */
export const position = { index: -1 };

/**
 * True when the test holds for a value the path reaches, walking into arrays on the way as MongoDB does; a missing field is tested
 * as `undefined`. `intoLeaf` also tries the elements when the path ends at an array.
 * Example: path `a.b` on {a: [{b: 1}, {b: 2}]} tries 1 and 2.
 */
export function someAt(
  node: unknown,
  path: readonly string[],
  at: number,
  intoLeaf: boolean,
  test: (value: unknown) => boolean,
): boolean {
  if (at === path.length) {
    if (test(node)) return true;
    if (!intoLeaf || !Array.isArray(node)) return false;
    for (let i = 0; i < node.length; i++) {
      if (test(node[i])) {
        position.index = i;
        return true;
      }
    }
    return false;
  }
  const part = path[at] as string;
  if (Array.isArray(node)) {
    const index = arrayIndex(part);
    if (index !== undefined && index < node.length && someAt(node[index], path, at + 1, intoLeaf, test)) return true;
    for (let i = 0; i < node.length; i++) {
      if (isDoc(node[i]) && someAt(node[i], path, at, intoLeaf, test)) {
        position.index = i;
        return true;
      }
    }
    return false;
  }
  if (!isDoc(node)) return test(undefined);
  return someAt(Object.hasOwn(node, part) ? node[part] : undefined, path, at + 1, intoLeaf, test);
}

/** Reads '0', '17' as an array position; '01' and 'a' are field names. */
export function arrayIndex(part: string): number | undefined {
  return /^(0|[1-9]\d*)$/.test(part) ? Number(part) : undefined;
}

/** The value of a field path in an expression (`$a.b`): arrays on the way give arrays of what their elements hold. */
export function valueAt(node: unknown, path: readonly string[], at = 0): unknown {
  if (at === path.length) return node;
  if (Array.isArray(node)) {
    const values: unknown[] = [];
    for (const element of node) {
      const value = isDoc(element) || Array.isArray(element) ? valueAt(element, path, at) : undefined;
      if (value !== undefined) values.push(value);
    }
    return values;
  }
  if (!isDoc(node)) return undefined;
  const part = path[at] as string;
  return Object.hasOwn(node, part) ? valueAt((node as Doc)[part], path, at + 1) : undefined;
}
