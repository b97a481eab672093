import type { AllowedSlots } from '../allowed-slots.ts';

/** What one creative may do: n slots in order, gaps of at most `longestGap`, never jumping over a slot fixed on it. */
export type CreativePaths = Readonly<{
  creative: number;
  count: number;
  slots: number;
  ideal: number;
  longestGap: number;
  /** 1 where the creative may stand. */
  open: Uint8Array;
  /** The last slot fixed on the creative before each slot (−1 none): a gap may not start before it. */
  fixedBefore: Int16Array;
  firstFixed: number;
  lastFixed: number;
}>;

/** Describes the paths of one creative. A gap dearer than `spare` can't be part of anything better than what is known. */
export function creativePaths(tables: AllowedSlots, creative: number, count: number, spare: number): CreativePaths {
  const { slots, allowed, fixed } = tables;
  const fixedBefore = new Int16Array(slots).fill(-1);
  let last = -1;
  let firstFixed = slots;
  for (let slot = 0; slot < slots; slot += 1) {
    fixedBefore[slot] = last;
    if (fixed[slot] !== creative) continue;
    last = slot;
    firstFixed = Math.min(firstFixed, slot);
  }
  const ideal = slots / count;
  const longestGap = Math.max(1, Math.min(slots - 1, Math.floor(ideal + spare + 1e-9)));
  const open = allowed.slice(creative * slots, (creative + 1) * slots);
  return { creative, count, slots, ideal, longestGap, open, fixedBefore, firstFixed, lastFixed: last };
}

/** Rows are airings (from 0), columns slots: cheapest way to come to, and to go on from, each slot as that airing. */
export type PathTables = { forward: Float64Array; backward: Float64Array; from: Int16Array };

export function pathTables(paths: CreativePaths): PathTables {
  const size = paths.count * paths.slots;
  return { forward: new Float64Array(size), backward: new Float64Array(size), from: new Int16Array(size) };
}

/**
 * Cheapest path by dynamic programming over airing × slot: Σ |gap − N ÷ n| + Σ price of the slots used.
 * Fills `tables.forward` and `tables.from`; returns the cost and marks the slots in `visit`.
 */
export function cheapestPath(paths: CreativePaths, price: Float64Array, tables: PathTables, visit: Int16Array): number {
  const { count, slots, ideal, longestGap, open, fixedBefore, firstFixed, lastFixed } = paths;
  const { forward, from } = tables;
  forward.fill(Infinity);
  for (let slot = 0; slot <= Math.min(slots - count, firstFixed); slot += 1) {
    if (open[slot]) forward[slot] = price[slot] ?? 0;
  }
  for (let airing = 1; airing < count; airing += 1) {
    const row = airing * slots;
    for (let slot = airing; slot <= slots - count + airing; slot += 1) {
      if (!open[slot]) continue;
      let least = Infinity;
      let at = -1;
      const lowest = Math.max(slot - longestGap, airing - 1, fixedBefore[slot] ?? -1);
      for (let before = slot - 1; before >= lowest; before -= 1) {
        const gap = slot - before - ideal;
        const cost = (forward[row - slots + before] ?? Infinity) + (gap < 0 ? -gap : gap);
        if (cost < least) {
          least = cost;
          at = before;
        }
      }
      forward[row + slot] = least + (price[slot] ?? 0);
      from[row + slot] = at;
    }
  }
  let best = Infinity;
  let end = -1;
  for (let slot = Math.max(lastFixed, count - 1); slot < slots; slot += 1) {
    const cost = forward[(count - 1) * slots + slot] ?? Infinity;
    if (cost < best) {
      best = cost;
      end = slot;
    }
  }
  for (let airing = count - 1, slot = end; airing >= 0 && slot >= 0; airing -= 1) {
    visit[slot] = (visit[slot] ?? 0) + 1;
    slot = airing > 0 ? (from[airing * slots + slot] ?? -1) : -1;
  }
  return best;
}

/** Fills `tables.backward`: the cheapest way to finish after standing in a slot as that airing, its own price left out. */
export function cheapestRest(paths: CreativePaths, price: Float64Array, tables: PathTables): void {
  const { count, slots, ideal, longestGap, open, fixedBefore, lastFixed } = paths;
  const { backward } = tables;
  backward.fill(Infinity);
  for (let slot = Math.max(lastFixed, count - 1); slot < slots; slot += 1) {
    if (open[slot]) backward[(count - 1) * slots + slot] = 0;
  }
  for (let airing = count - 2; airing >= 0; airing -= 1) {
    const row = airing * slots;
    for (let next = airing + 1; next <= slots - count + airing + 1; next += 1) {
      const rest = (backward[row + slots + next] ?? Infinity) + (price[next] ?? 0);
      if (rest === Infinity) continue;
      const lowest = Math.max(next - longestGap, airing, fixedBefore[next] ?? -1);
      for (let slot = next - 1; slot >= lowest; slot -= 1) {
        if (!open[slot]) continue;
        const gap = next - slot - ideal;
        const cost = rest + (gap < 0 ? -gap : gap);
        if (cost < (backward[row + slot] ?? Infinity)) backward[row + slot] = cost;
      }
    }
  }
}
