import { dayFlowCost } from './day-flow-bound.ts';
import { PLACEMENT_COSTS } from './placement.ts';
import type { PlacementTables } from './placement-state.ts';

/**
 * A cost no placement can go below: each line spread as evenly as its own days and half hours allow, the station's days
 * as evenly as its spots allow, and the lines sharing those days. All terms are added, so the sum is a valid bound.
 * When the station's cells can't hold all spots, the misses are given to the lines they relieve most.
 */
export function placementBound(t: PlacementTables): number {
  let apart = 0;
  let halfHours = 0;
  let sure = 0;
  const lines = t.demandCells.map((cells, demand): Line => {
    const room = capacities(t, cells);
    const open = [...room.day.values()].reduce((sum, count) => sum + count, 0);
    const spots = Math.min(t.demandSpots[demand] ?? 0, open);
    sure += spots;
    apart += PLACEMENT_COSTS.miss * ((t.demandSpots[demand] ?? 0) - spots);
    halfHours += halfHourBound(t, demand, spots, room);
    return { demand, spots, room };
  });
  const station = capacities(t, unionOf(t.demandCells)).day;
  const spots = Math.min(
    sure,
    [...station.values()].reduce((sum, count) => sum + count, 0),
  );
  const alone = lines.reduce((sum, line) => sum + dayBound(t, line.demand, line.spots, line.room.day), 0);
  const days = alone + PLACEMENT_COSTS.stationDay * evenPairs(spots, t.heldStation, station);
  if (spots < sure) {
    const misses = sure - spots;
    return apart + halfHours + days + PLACEMENT_COSTS.miss * misses - mostRelief(t, lines, misses);
  }
  return apart + halfHours + Math.max(days, sharedDayBound(t, lines, station));
}

type Line = Readonly<{ demand: number; spots: number; room: Room }>;

/**
 * Day costs when the lines share the station's days. A line that is to avoid days running either keeps to the days of a set
 * that does (Monday, Wednesday, Friday), or pays for two days running, or for a repeat: the least of the three holds.
 */
function sharedDayBound(t: PlacementTables, lines: readonly Line[], station: ReadonlyMap<number, number>): number {
  const spots = lines.map((line) => line.spots);
  const room = (daysOf: (line: Line) => ReadonlySet<number> | undefined) => ({
    line: Int16Array.from({ length: lines.length * t.days }, (_, at) => {
      const line = lines[Math.floor(at / t.days)];
      const day = at % t.days;
      return !line || daysOf(line)?.has(day) === false ? 0 : (line.room.day.get(day) ?? 0);
    }),
    station: Int16Array.from({ length: t.days }, (_, day) => station.get(day) ?? 0),
  });
  const all = room(() => undefined);
  const free = dayFlowCost(t, spots, all);
  if (free === undefined) return 0;
  const sets = new Map(lines.map((line) => [line, steadyDays(t, line)]));
  const bound = [
    dayFlowCost(
      t,
      spots,
      room((line) => sets.get(line)),
    ) ?? Infinity,
    free + PLACEMENT_COSTS.daysRunning,
  ];
  lines.forEach((line, at) => {
    if (sets.get(line)) bound.push((dayFlowCost(t, spots, all, at) ?? 0) + PLACEMENT_COSTS.sameDay);
  });
  return Math.max(free, Math.min(...bound));
}

/** The days in any set of as many days as spots without two running; undefined where the line is free or none exists. */
function steadyDays(t: PlacementTables, { demand, spots, room }: Line): ReadonlySet<number> | undefined {
  const isHeld = t.heldDay.subarray(demand * t.days, (demand + 1) * t.days).some((count) => count > 0);
  if (!t.avoidRunning[demand] || isHeld || spots === 0 || t.days > 12) return undefined;
  const days = new Set<number>();
  for (let set = 0; set < 1 << t.days; set += 1) {
    if (bits(set) !== spots || set & (set >> 1)) continue;
    const own = Array.from({ length: t.days }, (_, day) => day).filter((day) => set & (1 << day));
    if (own.every((day) => (room.day.get(day) ?? 0) > 0)) for (const day of own) days.add(day);
  }
  return days.size > 0 ? days : undefined;
}

type Room = Readonly<{ day: ReadonlyMap<number, number>; halfHour: ReadonlyMap<number, number> }>;

/** Least cost of one line alone with so many of its spots placed. */
function lineBound(t: PlacementTables, demand: number, spots: number, room: Room): number {
  return dayBound(t, demand, spots, room.day) + halfHourBound(t, demand, spots, room);
}

function halfHourBound(t: PlacementTables, demand: number, spots: number, room: Room): number {
  const held = t.heldHalfHour.subarray(demand * t.halfHours, (demand + 1) * t.halfHours);
  return PLACEMENT_COSTS.sameHalfHour * evenPairs(spots, held, room.halfHour);
}

/** The most the lines can save by missing so many spots among them. */
function mostRelief(t: PlacementTables, lines: readonly Line[], misses: number): number {
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
