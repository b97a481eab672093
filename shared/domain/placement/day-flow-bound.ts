import { PLACEMENT_COSTS } from './placement.ts';
import type { PlacementTables } from './placement-state.ts';

/** Room of each line on each day, as `line × days + day`, and of the station on each day. */
export type DayRoom = Readonly<{ line: Int16Array; station: Int16Array }>;

/**
 * Least cost of lines over days when all lines share the station's days: same-day repeats of each line plus the station's day
 * totals. Both grow step by step, so a min-cost flow (one spot at a time along the cheapest path) is exact. Half hours,
 * separation and days running are left out. `freeLine` pays nothing for its own repeats. Undefined when the days can't hold
 * all spots.
 */
export function dayFlowCost(
  t: PlacementTables,
  spots: readonly number[],
  room: DayRoom,
  freeLine = -1,
): number | undefined {
  const price = Float64Array.from(spots, (_, line) => (line === freeLine ? 0 : PLACEMENT_COSTS.sameDay));
  const flow: DayFlow = {
    t,
    room,
    price,
    line: new Int16Array(spots.length * t.days),
    station: new Int16Array(t.days),
  };
  for (const [line, count] of spots.entries()) {
    for (let spot = 0; spot < count; spot += 1) if (!sendOne(flow, line, spots.length)) return undefined;
  }
  const pairs = (count: number): number => (count * (count - 1)) / 2;
  const lines = flow.line.reduce((sum, count, at) => {
    return sum + (price[Math.floor(at / t.days)] ?? 0) * pairs(count + (t.heldDay[at] ?? 0));
  }, 0);
  const station = flow.station.reduce((sum, count, day) => sum + pairs(count + (t.heldStation[day] ?? 0)), 0);
  return lines + PLACEMENT_COSTS.stationDay * station;
}

type DayFlow = Readonly<{
  t: PlacementTables;
  room: DayRoom;
  price: Float64Array;
  line: Int16Array;
  station: Int16Array;
}>;

/** Sends one spot of a line to a day along the cheapest path, moving spots of other lines where that is cheaper. */
function sendOne({ t, room, price, line: flow, station }: DayFlow, start: number, lines: number): boolean {
  const { days } = t;
  const lineCost = new Float64Array(lines).fill(Infinity);
  const dayCost = new Float64Array(days).fill(Infinity);
  const lineFrom = new Int16Array(lines).fill(-1);
  const dayFrom = new Int16Array(days).fill(-1);
  lineCost[start] = 0;
  for (let changed = true; changed;) {
    changed = false;
    for (let line = 0; line < lines; line += 1) {
      for (let day = 0; day < days; day += 1) {
        const at = line * days + day;
        const held = (t.heldDay[at] ?? 0) + (flow[at] ?? 0);
        const go = (lineCost[line] ?? Infinity) + (price[line] ?? 0) * held;
        if ((flow[at] ?? 0) < (room.line[at] ?? 0) && go < (dayCost[day] ?? Infinity) - 1e-9) {
          dayCost[day] = go;
          dayFrom[day] = line;
          changed = true;
        }
        const back = (dayCost[day] ?? Infinity) - (price[line] ?? 0) * (held - 1);
        if ((flow[at] ?? 0) > 0 && back < (lineCost[line] ?? Infinity) - 1e-9) {
          lineCost[line] = back;
          lineFrom[line] = day;
          changed = true;
        }
      }
    }
  }
  let end = -1;
  let least = Infinity;
  for (let day = 0; day < days; day += 1) {
    if ((station[day] ?? 0) >= (room.station[day] ?? 0)) continue;
    const cost =
      (dayCost[day] ?? Infinity) + PLACEMENT_COSTS.stationDay * ((t.heldStation[day] ?? 0) + (station[day] ?? 0));
    if (cost < least) {
      least = cost;
      end = day;
    }
  }
  if (end < 0) return false;
  station[end] = (station[end] ?? 0) + 1;
  for (let day = end; ;) {
    const line = dayFrom[day] ?? start;
    flow[line * days + day] = (flow[line * days + day] ?? 0) + 1;
    if (line === start) return true;
    day = lineFrom[line] ?? -1;
    flow[line * days + day] = (flow[line * days + day] ?? 0) - 1;
  }
}
