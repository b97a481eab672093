import type { Doc } from '../bson/values.ts';
import { isDoc, typeName } from '../bson/values.ts';
import { badValue, StoreError } from '../errors.ts';
import { compileProjection } from '../query/projection.ts';
import { compileExpression } from './expressions.ts';
import type { Evaluate, Scope } from './scope.ts';

/** A stage that turns one document into one document. */
export type DocStage = (doc: Doc, variables: Readonly<Record<string, unknown>>) => Doc;

/** Compiles $set/$addFields, $unset, $project, $replaceRoot/$replaceWith; undefined for any other stage. */
export function compileDocStage(name: string, operand: unknown): DocStage | undefined {
  switch (name) {
    case '$set':
    case '$addFields':
      return addFields(name, operand);
    case '$unset':
      return unset(operand);
    case '$project': {
      const project = compileProjection(operand ?? {}, false);
      return project ?? ((doc) => doc);
    }
    case '$replaceRoot':
      if (!isDoc(operand) || !('newRoot' in operand)) throw new StoreError(40231, "$replaceRoot needs a 'newRoot'");
      return replaceRoot(operand['newRoot']);
    case '$replaceWith':
      return replaceRoot(operand);
    default:
      return undefined;
  }
}

/** Compiles the pipeline of an update into one function. Only one-document stages are allowed there. */
export function compileDocStages(
  pipeline: readonly unknown[],
  variables: Readonly<Record<string, unknown>>,
): (doc: Doc) => Doc {
  const stages = pipeline.map((stage) => {
    const [name, ...others] = isDoc(stage) ? Object.keys(stage) : [];
    if (name === undefined || others.length > 0)
      throw badValue('A pipeline stage specification object must contain exactly one field.');
    const compiled = compileDocStage(name, (stage as Doc)[name]);
    if (compiled === undefined) throw new StoreError(72, `${name} is not allowed to be used within an update`);
    return compiled;
  });
  const scopeVariables = { NOW: new Date(), ...variables };
  return (doc) => stages.reduce((each, stage) => stage(each, scopeVariables), doc);
}

function replaceRoot(operand: unknown): DocStage {
  const evaluate = compileExpression(operand);
  return (doc, variables) => {
    const value = evaluate({ root: doc, current: doc, variables });
    if (!isDoc(value))
      throw new StoreError(
        40228,
        `'newRoot' expression must evaluate to an object, but resulting value was of type: ${typeName(value)}`,
      );
    return value;
  };
}

function unset(operand: unknown): DocStage {
  const paths = Array.isArray(operand) ? operand : [operand];
  if (paths.length === 0 || !paths.every((path) => typeof path === 'string'))
    throw new StoreError(31002, '$unset specification must be a string or an array of strings');
  const project = compileProjection(Object.fromEntries(paths.map((path) => [path as string, 0])), false);
  return (doc, variables) => project?.(doc, variables) ?? doc;
}

type Tree = { evaluate?: Evaluate; children: Map<string, Tree> };

function addFields(name: string, operand: unknown): DocStage {
  if (!isDoc(operand))
    throw new StoreError(40272, `${name} specification stage must be an object, got ${typeName(operand)}`);
  const tree: Tree = { children: new Map() };
  for (const [path, value] of Object.entries(operand)) plant(tree, path.split('.'), value);
  return (doc, variables) => grow(doc, tree, { root: doc, current: doc, variables }) as Doc;
}

function plant(tree: Tree, path: readonly string[], value: unknown): void {
  let node = tree;
  for (const part of path) {
    if (part === '' || part.startsWith('$'))
      throw new StoreError(16410, `FieldPath field names may not start with '$' or be empty: '${path.join('.')}'.`);
    let child = node.children.get(part);
    if (child === undefined) {
      child = { children: new Map() };
      node.children.set(part, child);
    }
    node = child;
  }
  // A nested document of plain fields sets those fields: it does not replace its parent.
  const isNested = isDoc(value) && Object.keys(value).length > 0 && !(Object.keys(value)[0] as string).startsWith('$');
  if (isNested) for (const [name, inner] of Object.entries(value)) plant(node, [name], inner);
  else node.evaluate = compileExpression(value);
}

function grow(value: unknown, tree: Tree, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((element) => grow(element, tree, scope));
  const result: Doc = isDoc(value) ? { ...value } : {};
  for (const [name, child] of tree.children) {
    const fresh =
      child.evaluate === undefined
        ? grow(Object.hasOwn(result, name) ? result[name] : undefined, child, scope)
        : child.evaluate(scope);
    if (fresh === undefined) delete result[name];
    else result[name] = fresh;
  }
  return result;
}
