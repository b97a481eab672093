import { PLACEMENT_COSTS } from './placement.ts';
import type { PlacementTables } from './placement-state.ts';

/** A placement under construction, with every count kept up to date so that a move is priced without a full recount. */
export class PlacementSearch {
  readonly cellOf: Int32Array;
  readonly demandOf: Int32Array;
  readonly #t: PlacementTables;
  readonly #byDay: Int16Array;
  readonly #byHalfHour: Int16Array;
  readonly #station: Int16Array;
  readonly #usedRoom: Int16Array;
  /** Cells within the separation of each cell, itself included. */
  readonly #near: readonly Int32Array[];
  /** How many placed spots stand within the separation of each cell. */
  readonly #blocked: Int16Array;

  constructor(t: PlacementTables) {
    this.#t = t;
    const demandOf = t.demandSpots.flatMap((spots, demand) => Array.from({ length: spots }, () => demand));
    this.demandOf = Int32Array.from(demandOf);
    this.cellOf = new Int32Array(demandOf.length).fill(-1);
    this.#byDay = Int16Array.from(t.heldDay);
    this.#byHalfHour = Int16Array.from(t.heldHalfHour);
    this.#station = Int16Array.from(t.heldStation);
    this.#usedRoom = new Int16Array(t.cellMinute.length);
    this.#blocked = new Int16Array(t.cellMinute.length);
    this.#near = nearCells(t);
  }

  /** True when the cell still takes a spot and none of ours stands within the separation. */
  isOpen(cell: number): boolean {
    if ((this.#usedRoom[cell] ?? 0) >= (this.#t.cellRoom[cell] ?? 0)) return false;
    return this.#t.separation <= 0 || this.#blocked[cell] === 0;
  }

  /** What the spot's demand pays for one more spot in the cell. */
  addCost(demand: number, cell: number): number {
    const t = this.#t;
    const day = t.cellDay[cell] ?? 0;
    const own = this.#byDay[demand * t.days + day] ?? 0;
    const row = this.#byHalfHour[demand * t.halfHours + (t.cellHalfHour[cell] ?? 0)] ?? 0;
    let cost = PLACEMENT_COSTS.sameDay * own + PLACEMENT_COSTS.sameHalfHour * row;
    cost += PLACEMENT_COSTS.stationDay * (this.#station[day] ?? 0);
    if (t.avoidRunning[demand] && own === 0) cost += PLACEMENT_COSTS.daysRunning * this.#neighbours(demand, day);
    return cost;
  }

  #neighbours(demand: number, day: number): number {
    const { days } = this.#t;
    const base = demand * days;
    const before = day > 0 && (this.#byDay[base + day - 1] ?? 0) > 0 ? 1 : 0;
    return before + (day + 1 < days && (this.#byDay[base + day + 1] ?? 0) > 0 ? 1 : 0);
  }

  /** Puts a spot in a cell and returns the change of cost (a miss avoided included). */
  put(spot: number, cell: number): number {
    const demand = this.demandOf[spot] ?? 0;
    const cost = this.addCost(demand, cell) - PLACEMENT_COSTS.miss;
    this.cellOf[spot] = cell;
    this.#count(demand, cell, 1);
    return cost;
  }

  /** Takes a spot out and returns the change of cost (a miss added included). */
  take(spot: number): number {
    const demand = this.demandOf[spot] ?? 0;
    const cell = this.cellOf[spot] ?? -1;
    if (cell < 0) return 0;
    this.cellOf[spot] = -1;
    this.#count(demand, cell, -1);
    return PLACEMENT_COSTS.miss - this.addCost(demand, cell);
  }

  #count(demand: number, cell: number, step: 1 | -1): void {
    const t = this.#t;
    const day = t.cellDay[cell] ?? 0;
    const row = demand * t.halfHours + (t.cellHalfHour[cell] ?? 0);
    this.#byDay[demand * t.days + day] = (this.#byDay[demand * t.days + day] ?? 0) + step;
    this.#byHalfHour[row] = (this.#byHalfHour[row] ?? 0) + step;
    this.#station[day] = (this.#station[day] ?? 0) + step;
    this.#usedRoom[cell] = (this.#usedRoom[cell] ?? 0) + step;
    for (const near of this.#near[cell] ?? []) this.#blocked[near] = (this.#blocked[near] ?? 0) + step;
  }

  /** The cheapest open cell of the spot's demand (on one day, when given), the first of equals; −1 when none is open. */
  cheapestCell(spot: number, day = -1): number {
    const demand = this.demandOf[spot] ?? 0;
    let best = -1;
    let least = Infinity;
    for (const cell of this.#t.demandCells[demand] ?? []) {
      if (!this.isOpen(cell) || (day >= 0 && this.#t.cellDay[cell] !== day)) continue;
      const cost = this.addCost(demand, cell);
      if (cost < least) {
        least = cost;
        best = cell;
      }
    }
    return best;
  }

  /** Spots that would have to leave for a spot to stand in the cell. */
  inTheWay(cell: number): number[] {
    const near = new Set(this.#near[cell] ?? []);
    return [...this.cellOf.keys()].filter((spot) => near.has(this.cellOf[spot] ?? -1));
  }
}

function nearCells(t: PlacementTables): readonly Int32Array[] {
  const cells = t.cellMinute.length;
  return Array.from({ length: cells }, (_, cell) => {
    const near: number[] = [cell];
    for (let other = 0; other < cells && t.separation > 0; other += 1) {
      if (other === cell) continue;
      if (Math.abs((t.cellMinute[cell] ?? 0) - (t.cellMinute[other] ?? 0)) < t.separation) near.push(other);
    }
    return Int32Array.from(near);
  });
}
