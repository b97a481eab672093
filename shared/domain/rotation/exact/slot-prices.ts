import type { AllowedSlots } from '../allowed-slots.ts';
import { cheapestPath, type CreativePaths, creativePaths, pathTables, type PathTables } from './creative-path.ts';
import { gapBound } from '../gap-bound.ts';

/** A price per slot that makes the creatives keep out of each other's way as well as prices can, and the bound it proves. */
export type SlotPrices = Readonly<{
  paths: readonly CreativePaths[];
  tables: readonly PathTables[];
  price: Float64Array;
  lowerBound: number;
}>;

export type SlotPricesInput = Readonly<{
  counts: readonly number[];
  tables: AllowedSlots;
  /** The unevenness of a known sequence; only better ones are of interest, which shortens the gaps to look at. */
  upperBound: number;
  rounds: number;
  shouldStop?: () => boolean;
}>;

/**
 * Lagrangian bound of the layered flow model: each creative takes its cheapest path on its own, slots taken twice get
 * dearer and slots left empty cheaper (subgradient steps after Polyak). The best sum of paths less the prices is proved.
 * A creative without airings has no path.
 */
export function slotPrices(input: SlotPricesInput): SlotPrices {
  const { counts, tables, upperBound, rounds, shouldStop } = input;
  const spare = Math.max(0, upperBound - gapBound(counts));
  const paths = counts.flatMap((count, creative) => (count > 0 ? [creativePaths(tables, creative, count, spare)] : []));
  const work = paths.map(pathTables);
  const price = new Float64Array(tables.slots);
  let bestPrice = price.slice();
  let lowerBound = -Infinity;
  let stride = 1;
  let stalled = 0;
  for (let round = 0; round < rounds && !shouldStop?.(); round += 1) {
    const visit = new Int16Array(tables.slots).fill(-1);
    let value = 0;
    paths.forEach((path, at) => {
      const table = work[at];
      if (table) value += cheapestPath(path, price, table, visit);
    });
    for (const amount of price) value -= amount;
    if (value === Infinity) return { paths, tables: work, price, lowerBound: upperBound };
    stalled += 1;
    if (value > lowerBound + 1e-6) {
      lowerBound = value;
      bestPrice = price.slice();
      stalled = 0;
    } else if (stalled > 20) {
      stride /= 1.5;
      stalled = 0;
    }
    const square = visit.reduce((sum, miss) => sum + miss * miss, 0);
    if (square === 0) break;
    const step = (stride * (upperBound - value + 0.01)) / square;
    for (let slot = 0; slot < price.length; slot += 1) price[slot] = (price[slot] ?? 0) + step * (visit[slot] ?? 0);
  }
  return { paths, tables: work, price: bestPrice, lowerBound: Math.max(0, Math.min(lowerBound, upperBound)) };
}
