import { StoreError } from '../../errors.ts';
import { Blocked } from '../../transactions/versions.ts';

const PATIENCE_MS = 4_000;

/**
 * Runs a write; when it meets a document an open transaction has changed, waits for that transaction to end and tries again.
 * Gives up after four seconds with 24 (LockTimeout) and no transient label: a write without its session inside its own
 * transaction would otherwise wait for itself.
 */
export function whenFree<T>(write: () => T): T | Promise<T> {
  try {
    return write();
  } catch (cause) {
    if (!(cause instanceof Blocked)) throw cause;
    return waitAndRetry(write, cause);
  }
}

async function waitAndRetry<T>(write: () => T, first: Blocked): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let blocked = first; ;) {
    const left = deadline - Date.now();
    if (left <= 0) break;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([blocked.by.ended, new Promise((resolve) => (timer = setTimeout(resolve, left)))]);
    clearTimeout(timer);
    try {
      return write();
    } catch (cause) {
      if (!(cause instanceof Blocked)) throw cause;
      blocked = cause;
    }
  }
  throw new StoreError(
    24,
    'The document is held by an open transaction. If this write belongs to that transaction, pass it the session (mongoose: transactionAsyncLocalStorage).',
  );
}
