import { type PlacementInput, PLACEMENT_COSTS } from './placement.ts';

/** The week as flat tables; built once, read by every solver of this folder. */
export type PlacementTables = Readonly<{
  days: number;
  halfHours: number;
  cellDay: Int16Array;
  cellHalfHour: Int16Array;
  cellMinute: Float64Array;
  /** Spots each cell can still take: 0 when sold out or too near a held spot. */
  cellRoom: Int16Array;
  separation: number;
  /** Usable cells of each demand. */
  demandCells: readonly Int32Array[];
  demandSpots: readonly number[];
  demandKeys: readonly string[];
  /** True when two days running are to be avoided. */
  avoidRunning: readonly boolean[];
  /** Held spots counted per demand × day, demand × half hour, and per day. */
  heldDay: Int16Array;
  heldHalfHour: Int16Array;
  heldStation: Int16Array;
}>;

/** Builds the tables. @throws RangeError on a doubled cell or a demand naming an unknown cell. */
export function placementTables(input: PlacementInput): PlacementTables {
  const { cells, demands, separationMinutes: separation, held = [] } = input;
  const index = new Map(cells.map((cell, at) => [cell.key, at]));
  if (index.size !== cells.length) throw new RangeError('Each cell needs a key of its own.');
  const days = 1 + Math.max(0, ...cells.map((cell) => cell.day), ...held.map((spot) => spot.day ?? 0));
  const halfHours = 1 + Math.max(0, ...cells.map((cell) => cell.halfHour), ...held.map((spot) => spot.halfHour ?? 0));
  const cellRoom = Int16Array.from(cells, (cell) => {
    if (held.some((spot) => Math.abs(spot.minute - cell.minute) < separation)) return 0;
    return separation > 0 ? Math.min(1, cell.avails ?? 1) : (cell.avails ?? 999);
  });
  const demandCells = demands.map((demand) =>
    Int32Array.from(demand.cellKeys.map((key) => indexOf(index, key)).filter((cell) => (cellRoom[cell] ?? 0) > 0)),
  );
  const counts = heldCounts(input, days, halfHours);
  return {
    days,
    halfHours,
    cellDay: Int16Array.from(cells, (cell) => cell.day),
    cellHalfHour: Int16Array.from(cells, (cell) => cell.halfHour),
    cellMinute: Float64Array.from(cells, (cell) => cell.minute),
    cellRoom,
    separation,
    demandCells,
    demandSpots: demands.map((demand) => demand.spots),
    demandKeys: demands.map((demand) => demand.key),
    avoidRunning: demands.map((demand, at) =>
      halfSuffices(demand.spots, demandCells[at], cells, heldDays(input, demand.key)),
    ),
    ...counts,
  };
}

function indexOf(index: ReadonlyMap<string, number>, key: string): number {
  const at = index.get(key);
  if (at === undefined) throw new RangeError(`Cell ${key} is named by a demand but not given.`);
  return at;
}

function heldDays(input: PlacementInput, key: string): number[] {
  return (input.held ?? []).flatMap((spot) => (spot.demandKey === key && spot.day !== undefined ? [spot.day] : []));
}

function halfSuffices(
  spots: number,
  own: Int32Array | undefined,
  cells: PlacementInput['cells'],
  held: number[],
): boolean {
  const open = new Set([...held, ...Array.from(own ?? [], (cell) => cells[cell]?.day ?? 0)]);
  return spots + held.length <= Math.ceil(open.size / 2);
}

function heldCounts({ demands, held = [] }: PlacementInput, days: number, halfHours: number) {
  const heldDay = new Int16Array(demands.length * days);
  const heldHalfHour = new Int16Array(demands.length * halfHours);
  const heldStation = new Int16Array(days);
  const at = new Map(demands.map((demand, index) => [demand.key, index]));
  for (const { day, halfHour, demandKey } of held) {
    if (day !== undefined) heldStation[day] = (heldStation[day] ?? 0) + 1;
    const demand = demandKey === undefined ? undefined : at.get(demandKey);
    if (demand === undefined) continue;
    if (day !== undefined) heldDay[demand * days + day] = (heldDay[demand * days + day] ?? 0) + 1;
    if (halfHour === undefined) continue;
    heldHalfHour[demand * halfHours + halfHour] = (heldHalfHour[demand * halfHours + halfHour] ?? 0) + 1;
  }
  return { heldDay, heldHalfHour, heldStation };
}

const pairs = (count: number): number => (count * (count - 1)) / 2;

/**
 * Cost of a whole placement: `cellOf[k]` is the cell of spot k (−1 missed), `demandOf[k]` its demand. The one definition
 * the solvers are checked against.
 */
export function placementCost(t: PlacementTables, demandOf: ArrayLike<number>, cellOf: ArrayLike<number>): number {
  const byDay = Int16Array.from(t.heldDay);
  const byHalfHour = Int16Array.from(t.heldHalfHour);
  const station = Int16Array.from(t.heldStation);
  let cost = 0;
  for (let spot = 0; spot < cellOf.length; spot += 1) {
    const cell = cellOf[spot] ?? -1;
    const demand = demandOf[spot] ?? 0;
    if (cell < 0) {
      cost += PLACEMENT_COSTS.miss;
      continue;
    }
    const day = t.cellDay[cell] ?? 0;
    const row = demand * t.halfHours + (t.cellHalfHour[cell] ?? 0);
    byDay[demand * t.days + day] = (byDay[demand * t.days + day] ?? 0) + 1;
    byHalfHour[row] = (byHalfHour[row] ?? 0) + 1;
    station[day] = (station[day] ?? 0) + 1;
  }
  for (const count of byDay) cost += PLACEMENT_COSTS.sameDay * pairs(count);
  for (const count of byHalfHour) cost += PLACEMENT_COSTS.sameHalfHour * pairs(count);
  for (const count of station) cost += PLACEMENT_COSTS.stationDay * pairs(count);
  t.avoidRunning.forEach((avoid, demand) => {
    if (!avoid) return;
    for (let day = 1; day < t.days; day += 1) {
      if (byDay[demand * t.days + day] && byDay[demand * t.days + day - 1]) cost += PLACEMENT_COSTS.daysRunning;
    }
  });
  return cost;
}
