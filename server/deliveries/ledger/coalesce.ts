/** How one gathered batch may grow. `sizeOf` an item is in the unit of `maxSize` (documents, bytes). */
export type CoalesceInput<Item, Result> = Readonly<{
  maxSize: number;
  sizeOf(item: Item): number;
  /** How many batches may be under way at once. */
  parallel: number;
  /** Batches begin at least this far apart, so that under load each gathers more; the first goes at once. */
  everyMs?: number;
  run(items: readonly Item[]): Promise<readonly Result[]>;
}>;

/**
 * Gathers what many callers want written at the same time into few writes: the first goes at once, what comes while it runs
 * goes together in the next. Every caller gets the result of its own item, or the error of its batch.
 */
export function coalesce<Item, Result>(input: CoalesceInput<Item, Result>): (item: Item) => Promise<Result> {
  type Waiting = { item: Item; resolve(result: Result): void; reject(error: unknown): void };
  let waiting: Waiting[] = [];
  let running = 0;
  let isPlanned = false;
  let lastAt = -Infinity;

  const takeBatch = (): Waiting[] => {
    let size = 0;
    let count = 0;
    for (const { item } of waiting) {
      size += input.sizeOf(item);
      if (count > 0 && size > input.maxSize) break;
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  };

  const runBatch = async (batch: Waiting[]): Promise<void> => {
    try {
      const results = await input.run(batch.map(({ item }) => item));
      for (const [index, one] of batch.entries()) one.resolve(results[index] as Result);
    } catch (error) {
      for (const one of batch) one.reject(error);
    } finally {
      running -= 1;
      plan();
    }
  };

  const pump = () => {
    isPlanned = false;
    if (input.everyMs !== undefined) lastAt = performance.now();
    while (running < input.parallel && waiting.length > 0) {
      running += 1;
      void runBatch(takeBatch());
    }
  };

  const plan = () => {
    if (isPlanned || waiting.length === 0 || running >= input.parallel) return;
    isPlanned = true;
    const waitMs = input.everyMs === undefined ? 0 : lastAt + input.everyMs - performance.now();
    if (waitMs > 0) setTimeout(pump, waitMs);
    else setImmediate(pump);
  };

  return (item) =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      plan();
    });
}
