import { cheapestPath, cheapestRest, type CreativePaths, type PathTables } from './creative-path.ts';
import type { SlotPrices } from './slot-prices.ts';

/** Least cost, prices included, for one creative to finish, by what it has done so far. */
export type RestCosts = Readonly<{
  path: CreativePaths;
  /** By first slot still free: cost of the whole path. */
  fresh: Float64Array;
  /** By airings done × last slot × (slot now − last slot): cost of what is left. */
  begun: Float64Array;
  width: number;
}>;

/** Tabulates what is left to pay for each creative on its own: the estimate that steers and prunes the exact search. */
export function restCosts(prices: SlotPrices): readonly RestCosts[] {
  return prices.paths.map((path, at) => {
    const table = prices.tables[at];
    if (!table) throw new RangeError('Every path needs its tables.');
    cheapestPath(path, prices.price, table, new Int16Array(path.slots));
    cheapestRest(path, prices.price, table);
    return { path, fresh: freshCosts(path, table, prices.price), ...begunCosts(path, table, prices.price) };
  });
}

function freshCosts(path: CreativePaths, table: PathTables, price: Float64Array): Float64Array {
  const fresh = new Float64Array(path.slots + 1).fill(Infinity);
  for (let slot = path.slots - 1; slot >= 0; slot -= 1) {
    const open = path.open[slot] && slot <= path.firstFixed;
    const here = open ? (price[slot] ?? 0) + (table.backward[slot] ?? Infinity) : Infinity;
    fresh[slot] = Math.min(fresh[slot + 1] ?? Infinity, here);
  }
  return fresh;
}

function begunCosts(path: CreativePaths, table: PathTables, price: Float64Array) {
  const { count, slots, longestGap, ideal, fixedBefore } = path;
  const width = longestGap + 2;
  const begun = new Float64Array(count * slots * width).fill(Infinity);
  for (let done = 1; done < count; done += 1) {
    for (let last = done - 1; last < slots; last += 1) {
      let least = Infinity;
      const base = (done * slots + last) * width;
      for (let gap = Math.min(longestGap, slots - 1 - last); gap >= 1; gap -= 1) {
        const next = last + gap;
        if (path.open[next] && last >= (fixedBefore[next] ?? -1)) {
          const rest = (table.backward[done * slots + next] ?? Infinity) + (price[next] ?? 0);
          least = Math.min(least, Math.abs(gap - ideal) + rest);
        }
        begun[base + gap] = least;
      }
    }
  }
  return { begun, width };
}
