import { PLACEMENT_COSTS } from './placement.ts';
import type { PlacementTables } from './placement-state.ts';

/**
 * A cost no placement can go below: each line spread as evenly as its own days and half hours allow, the station's days
 * as evenly as its spots allow, each as if the others were not there. All terms are added, so the sum is a valid bound.
 * When the station's cells can't hold all spots, the misses are given to the lines they relieve most.
 */
export function placementBound(t: PlacementTables): number {
  let bound = 0;
  let sure = 0;
  const lines = t.demandCells.map((cells, demand) => {
    const room = capacities(t, cells);
    const open = [...room.day.values()].reduce((sum, count) => sum + count, 0);
    const spots = Math.min(t.demandSpots[demand] ?? 0, open);
    sure += spots;
    bound += PLACEMENT_COSTS.miss * ((t.demandSpots[demand] ?? 0) - spots) + lineBound(t, demand, spots, room);
    return { demand, spots, room };
  });
  const stationRoom = capacities(t, unionOf(t.demandCells));
  const spots = Math.min(
    sure,
    [...stationRoom.day.values()].reduce((sum, count) => sum + count, 0),
  );
  bound += PLACEMENT_COSTS.stationDay * evenPairs(spots, t.heldStation, stationRoom.day);
  return bound + PLACEMENT_COSTS.miss * (sure - spots) - mostRelief(t, lines, sure - spots);
}

type Room = Readonly<{ day: ReadonlyMap<number, number>; halfHour: ReadonlyMap<number, number> }>;

/** Least cost of one line alone with so many of its spots placed. */
function lineBound(t: PlacementTables, demand: number, spots: number, room: Room): number {
  const heldRow = t.heldHalfHour.subarray(demand * t.halfHours, (demand + 1) * t.halfHours);
  return dayBound(t, demand, spots, room.day) + PLACEMENT_COSTS.sameHalfHour * evenPairs(spots, heldRow, room.halfHour);
}

/** The most the lines can save by missing so many spots among them. */
function mostRelief(
  t: PlacementTables,
  lines: readonly Readonly<{ demand: number; spots: number; room: Room }>[],
  misses: number,
): number {
  let best = new Float64Array(misses + 1);
  for (const { demand, spots, room } of misses > 0 ? lines : []) {
    const whole = lineBound(t, demand, spots, room);
    const next = Float64Array.from(best);
    for (let own = 1; own <= Math.min(misses, spots); own += 1) {
      const relief = whole - lineBound(t, demand, spots - own, room);
      for (let all = own; all <= misses; all += 1)
        next[all] = Math.max(next[all] ?? 0, (best[all - own] ?? 0) + relief);
    }
    best = next;
  }
  return best[misses] ?? 0;
}

function unionOf(lists: readonly Int32Array[]): Int32Array {
  return Int32Array.from(new Set(lists.flatMap((list) => [...list])));
}

function capacities(t: PlacementTables, cells: Int32Array): Room {
  const day = new Map<number, number>();
  const halfHour = new Map<number, number>();
  for (const cell of cells) {
    const room = t.cellRoom[cell] ?? 0;
    const d = t.cellDay[cell] ?? 0;
    const h = t.cellHalfHour[cell] ?? 0;
    day.set(d, (day.get(d) ?? 0) + room);
    halfHour.set(h, (halfHour.get(h) ?? 0) + room);
  }
  return { day, halfHour };
}

/** Least Σ count·(count−1)/2 over all bins after adding `spots` to bins with room, next to what is held there. */
function evenPairs(spots: number, held: Int16Array, room: ReadonlyMap<number, number>): number {
  const counts = Array.from(held);
  const left = new Map(room);
  let cost = counts.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  for (let spot = 0; spot < spots; spot += 1) {
    let best = -1;
    for (const [bin, open] of left) {
      if (open > 0 && (best < 0 || (counts[bin] ?? 0) < (counts[best] ?? 0))) best = bin;
    }
    if (best < 0) break;
    cost += counts[best] ?? 0;
    counts[best] = (counts[best] ?? 0) + 1;
    left.set(best, (left.get(best) ?? 0) - 1);
  }
  return cost;
}

/** Same-day and days-running cost of one line alone, by trying every set of days (a week has 128). */
function dayBound(t: PlacementTables, demand: number, spots: number, room: ReadonlyMap<number, number>): number {
  const held = t.heldDay.subarray(demand * t.days, (demand + 1) * t.days);
  const even = PLACEMENT_COSTS.sameDay * evenPairs(spots, held, room);
  if (!t.avoidRunning[demand] || t.days > 12) return even;
  let least = Infinity;
  for (let set = 0; set < 1 << t.days; set += 1) {
    if (held.some((count, day) => count > 0 && !(set & (1 << day)))) continue;
    const inside = new Map([...room].filter(([day]) => set & (1 << day)));
    const open = [...inside.values()].reduce((sum, count) => sum + count, 0);
    if (open < spots) continue;
    const used = spots + held.reduce((sum, count) => sum + count, 0);
    if (bits(set) > used) continue;
    const running = PLACEMENT_COSTS.daysRunning * bits(set & (set >> 1));
    least = Math.min(least, running + PLACEMENT_COSTS.sameDay * evenPairs(spots, held, inside));
  }
  return Number.isFinite(least) ? least : even;
}

function bits(set: number): number {
  let count = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) count += 1;
  return count;
}
