import { coalesce } from './ledger/coalesce.ts';
import type { PlacementMapping, PlacementsModel } from './placements.model.ts';

const REMEMBER_MS = 2_000;
const MOST_REMEMBERED = 20_000;
const MOST_KEYS_AT_ONCE = 2_000;
/** Nobody waits for this but screens, so under load it is looked up fifty times a second instead of for every few posts. */
const LOOK_EVERY_MS = 20;

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
    everyMs: LOOK_EVERY_MS,
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

  const lookUp = async (keys: readonly string[]): Promise<void> => {
    const now = performance.now();
    const missing = keys.filter((key) => !isFresh(key, now));
    if (missing.length > 0) await look(missing);
  };
  const haveFlights = (keys: readonly string[]) => keys.every((key) => (remembered.get(key)?.mapping ?? null) !== null);

  return {
    async find(keys: readonly string[]): Promise<ReadonlyMap<string, PlacementMapping>> {
      await lookUp(keys);
      return new Map(
        keys.flatMap((key) => {
          const mapping = remembered.get(key)?.mapping;
          return mapping ? [[key, mapping] as const] : [];
        }),
      );
    },
    /** True when every placement is known to have a flight without looking: nearly always, since placements report again and again. */
    areKnown(keys: readonly string[]): boolean {
      const now = performance.now();
      return haveFlights(keys) && keys.every((key) => isFresh(key, now));
    },
    /** True when every placement has a flight. */
    async areMapped(keys: readonly string[]): Promise<boolean> {
      await lookUp(keys);
      return haveFlights(keys);
    },
    forget: () => remembered.clear(),
  };
}
export type MappedFlights = ReturnType<typeof createMappedFlights>;
