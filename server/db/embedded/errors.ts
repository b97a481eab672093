/** Names MongoDB gives to the error codes this store answers with; drivers match some by number and mongoose some by name. */
const CODE_NAMES: Readonly<Record<number, string>> = {
  1: 'InternalError',
  2: 'BadValue',
  9: 'FailedToParse',
  14: 'TypeMismatch',
  16: 'InvalidLength',
  20: 'IllegalOperation',
  24: 'LockTimeout',
  26: 'NamespaceNotFound',
  27: 'IndexNotFound',
  28: 'PathNotViable',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  48: 'NamespaceExists',
  50: 'MaxTimeMSExpired',
  52: 'DollarPrefixedFieldName',
  53: 'InvalidIdField',
  54: 'NotSingleValueField',
  59: 'CommandNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  72: 'InvalidOptions',
  73: 'InvalidNamespace',
  85: 'IndexOptionsConflict',
  86: 'IndexKeySpecsConflict',
  91: 'ShutdownInProgress',
  112: 'WriteConflict',
  115: 'CommandNotSupported',
  146: 'ExceededMemoryLimit',
  168: 'InvalidPipelineOperator',
  171: 'CannotIndexParallelArrays',
  175: 'QueryPlanKilled',
  197: 'InvalidIndexSpecificationOption',
  225: 'TransactionTooOld',
  239: 'SnapshotTooOld',
  244: 'TransactionAborted',
  251: 'NoSuchTransaction',
  256: 'TransactionCommitted',
  263: 'OperationNotSupportedInTransaction',
  292: 'QueryExceededMemoryLimitNoDiskUseAllowed',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
  14031: 'OutOfDiskSpace',
  31034: 'UnknownError',
  40415: 'Location40415',
  40573: 'Location40573',
};

/** Extra fields of an error reply, such as keyPattern and keyValue of a duplicate key. */
export type ErrorDetails = Readonly<{ labels?: readonly string[]; fields?: Readonly<Record<string, unknown>> }>;

/** An error a client should see, with MongoDB's code. Anything else thrown inside the store is a bug and answers code 1. */
export class StoreError extends Error {
  readonly code: number;
  readonly codeName: string;
  readonly labels: readonly string[];
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: number, message: string, details: ErrorDetails = {}) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
    this.codeName = CODE_NAMES[code] ?? `Location${code}`;
    this.labels = details.labels ?? [];
    this.fields = details.fields ?? {};
  }
}

/** Refuses, with MongoDB's CommandNotSupported (115), something that MongoDB does and this store does not do exactly. */
export function refuse(what: string): StoreError {
  return new StoreError(
    115,
    `The embedded store does not support ${what}. Use MongoDB (MONGODB_URI) where you need it.`,
  );
}

/** A value of the wrong shape: code 2, or 9 (FailedToParse) or 14 (TypeMismatch) where MongoDB uses them. */
export function badValue(message: string, code: 2 | 9 | 14 = 2): StoreError {
  return new StoreError(code, message);
}

/** The answer to a command whose collection was dropped while it ran. */
export function collectionGone(ns: string): StoreError {
  return new StoreError(175, `collection dropped. UUID lookup of ${ns} failed while the operation ran`);
}

/** A conflict with another writer that the driver may retry as a whole transaction. */
export function writeConflict(reason: string): StoreError {
  return new StoreError(112, `WriteConflict: ${reason}`, { labels: ['TransientTransactionError'] });
}
