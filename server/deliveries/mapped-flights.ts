import { coalesce } from './ledger/coalesce.ts';
import type { PlacementMapping, PlacementsModel } from './placements.model.ts';

const REMEMBER_MS = 2_000;
const MOST_REMEMBERED = 20_000;
const MOST_KEYS_AT_ONCE = 2_000;

type Remembered = Readonly<{ mapping: PlacementMapping | null; until: number }>;

/**
 * Which flight a placement is, remembered for two seconds: asked for on every report, changed by hand now and then.
 * What many reports ask for at the same time is looked up once.
 */
export function createMappedFlights(placements: Pick<PlacementsModel, 'findByKeys'>) {
  const remembered = new Map<string, Remembered>();
  const isFresh = (key: string, now: number) => (remembered.get(key)?.until ?? 0) > now;

  const look = coalesce<readonly string[], null>({
    maxSize: MOST_KEYS_AT_ONCE,
    sizeOf: (keys) => keys.length,
    parallel: 1,
    async run(lists) {
      const now = performance.now();
      const missing = [...new Set(lists.flat())].filter((key) => !isFresh(key, now));
      if (missing.length > 0) {
        if (remembered.size > MOST_REMEMBERED) remembered.clear();
        const found = new Map((await placements.findByKeys(missing)).map((mapping) => [mapping.key, mapping]));
        for (const key of missing) remembered.set(key, { mapping: found.get(key) ?? null, until: now + REMEMBER_MS });
      }
      return lists.map(() => null);
    },
  });

  const find = async (keys: readonly string[]): Promise<ReadonlyMap<string, PlacementMapping>> => {
    const now = performance.now();
    const missing = keys.filter((key) => !isFresh(key, now));
    if (missing.length > 0) await look(missing);
    return new Map(
      keys.flatMap((key) => {
        const mapping = remembered.get(key)?.mapping;
        return mapping ? [[key, mapping] as const] : [];
      }),
    );
  };

  return {
    find,
    /** True when every placement has a flight. */
    async areMapped(keys: readonly string[]): Promise<boolean> {
      return (await find(keys)).size === new Set(keys).size;
    },
    forget: () => remembered.clear(),
  };
}
export type MappedFlights = ReturnType<typeof createMappedFlights>;
