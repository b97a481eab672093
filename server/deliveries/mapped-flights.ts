import type { PlacementMapping, PlacementsModel } from './placements.model.ts';

const REMEMBER_MS = 2_000;
const MOST_REMEMBERED = 20_000;

/** Which flight a placement is, remembered for two seconds: asked for on every report, changed by hand now and then. */
export function createMappedFlights(placements: PlacementsModel) {
  const remembered = new Map<string, { mapping: PlacementMapping | null; until: number }>();
  const find = async (keys: readonly string[]): Promise<ReadonlyMap<string, PlacementMapping>> => {
    const now = performance.now();
    const missing = keys.filter((key) => (remembered.get(key)?.until ?? 0) <= now);
    if (missing.length > 0) {
      if (remembered.size > MOST_REMEMBERED) remembered.clear();
      const found = new Map((await placements.findByKeys(missing)).map((mapping) => [mapping.key, mapping]));
      for (const key of missing) remembered.set(key, { mapping: found.get(key) ?? null, until: now + REMEMBER_MS });
    }
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
