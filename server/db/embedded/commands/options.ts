import { isDoc, isTruthy, toNumber, typeName } from '../bson/values.ts';
import type { Doc } from '../bson/values.ts';
import { refuse, StoreError } from '../errors.ts';
import type { Collection, Index } from '../storage/catalog.ts';
import type { Store } from '../store.ts';

/** Fields every command may carry. */
const COMMON = new Set([
  '$db',
  '$readPreference',
  '$clusterTime',
  'lsid',
  'txnNumber',
  'autocommit',
  'startTransaction',
  'readConcern',
  'writeConcern',
  'comment',
  'maxTimeMS',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  '$audit',
  '$client',
  '$configServerState',
  'allowPartialResults',
  'collation',
  'let',
]);

/** Refuses a field the command does not know: nothing is silently ignored. */
export function checkFields(name: string, command: Doc, known: readonly string[]): void {
  for (const field of Object.keys(command)) {
    if (field !== name && !COMMON.has(field) && !known.includes(field))
      throw new StoreError(40415, `BSON field '${name}.${field}' is an unknown field.`);
  }
  refuseCollation(command['collation']);
}

/** Only the simple collation (binary order) is supported; any other is refused. */
export function refuseCollation(collation: unknown): void {
  if (
    collation === undefined ||
    (isDoc(collation) && (collation['locale'] === 'simple' || Object.keys(collation).length === 0))
  )
    return;
  throw refuse('collation');
}

/** A whole number of zero or more; `fallback` when missing. */
export function wholeNumber(command: Doc, field: string, fallback: number): number {
  const value = command[field];
  if (value === undefined || value === null) return fallback;
  const number = toNumber(value);
  if (number === undefined)
    throw new StoreError(
      14,
      `BSON field '${field}' is the wrong type '${typeName(value)}', expected types '[long, int, decimal, double]'`,
    );
  if (!Number.isInteger(number) || number < 0)
    throw new StoreError(51024, `BSON field '${field}' value must be >= 0, actual value '${number}'`);
  return number;
}

/** The collection name of a command such as {find: 'spots'}. Throws 73 on names MongoDB does not allow. */
export function collectionName(command: Doc, name: string): string {
  const value = command[name];
  if (typeof value !== 'string') throw new StoreError(73, `collection name has invalid type ${typeName(value)}`);
  return checkedName(value);
}

/** Checks a collection name. */
export function checkedName(value: string): string {
  if (
    value === '' ||
    value.includes('$') ||
    value.includes('\0') ||
    value.startsWith('.') ||
    value.endsWith('.') ||
    value.length > 235
  ) {
    throw new StoreError(73, `Invalid collection name specified '${value}'`);
  }
  return value;
}

/** The collection, made on first use as MongoDB does. */
export function ensureCollection(store: Store, db: string, name: string): Collection {
  const known = store.catalog.find(db, name);
  if (known !== undefined) return known;
  if (name.startsWith('system.')) throw new StoreError(73, `Invalid system namespace: ${db}.${name}`);
  if (db === '' || /[/\\. "$\0]/.test(db) || db.length > 63)
    throw new StoreError(73, `Invalid database name specified '${db}'`);
  store.writer.open();
  return store.catalog.create(db, name, {});
}

/** The index a hint names, by name or by key. Throws 2 when there is none. */
export function hintedIndex(collection: Collection, hint: unknown): Index | '_id' | '$natural' | undefined {
  if (hint === undefined || hint === null || (isDoc(hint) && Object.keys(hint).length === 0)) return undefined;
  if (hint === '_id_') return '_id';
  if (isDoc(hint)) {
    const names = Object.keys(hint);
    if (names[0] === '$natural') return '$natural';
    if (names.length === 1 && names[0] === '_id') return '_id';
  }
  const found = collection.indexes.find((index) =>
    typeof hint === 'string' ? index.name === hint : isDoc(hint) && sameKey(index.key, hint),
  );
  if (found === undefined)
    throw new StoreError(
      2,
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  return found;
}

/** True when two index keys have the same fields and directions in the same order. */
export function sameKey(a: Doc, b: Doc): boolean {
  const left = Object.entries(a);
  const right = Object.entries(b);
  return (
    left.length === right.length &&
    left.every(([name, value], i) => name === right[i]?.[0] && String(value) === String(right[i]?.[1]))
  );
}

/** The variables of `let`, and the moment `$$NOW` stands for. */
export function variablesOf(command: Doc): Record<string, unknown> {
  const given = command['let'];
  return { NOW: new Date(), ...(isDoc(given) ? given : {}) };
}

/** Reads an optional true/false field. */
export function flag(command: Doc, field: string): boolean {
  return isTruthy(command[field]);
}
