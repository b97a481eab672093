import type { Random } from '../rotation/rotation.ts';
import { placementBound } from './placement-bound.ts';
import { PlacementSearch } from './placement-search.ts';
import { type PlacementTables, placementCost, placementTables } from './placement-state.ts';
import type { PlacementAnswer, PlacementInput } from './placement.ts';

export type PlaceSpotsOptions = Readonly<{
  /** Needed only for shaking a placement that the bound does not prove; left out, the search is plain descent. */
  random?: Random;
  /** Shakes tried when the bound is not met; the default is 60. */
  shakes?: number;
}>;

/**
 * Places one station's week: every spot on a day and half hour that is open and apart from the others, days even, hours
 * even. Fast path: cheapest cell first, then moves, swaps and shakes until nothing gets better or the bound is met.
 * @throws RangeError on a doubled cell or an unknown cell key.
 * Example: 3 spots in a Monday–Friday daypart → Monday, Wednesday, Friday at three different half hours.
 */
export function placeSpots(input: PlacementInput, options: PlaceSpotsOptions = {}): PlacementAnswer {
  const tables = placementTables(input);
  const lowerBound = placementBound(tables);
  const search = new PlacementSearch(tables);
  const cellOf = searchCells(search, tables, lowerBound, options);
  return placementAnswer(input, tables, search.demandOf, cellOf, lowerBound);
}

/** The answer for a list of cells, with its cost counted afresh. */
export function placementAnswer(
  input: PlacementInput,
  tables: PlacementTables,
  demandOf: Int32Array,
  cellOf: Int32Array,
  lowerBound: number,
): PlacementAnswer {
  const cost = placementCost(tables, demandOf, cellOf);
  const placed = [...cellOf.keys()].flatMap((spot) => {
    const cell = input.cells[cellOf[spot] ?? -1];
    return cell ? [{ demandKey: tables.demandKeys[demandOf[spot] ?? 0] ?? '', cellKey: cell.key }] : [];
  });
  const missed = tables.demandKeys.flatMap((demandKey, demand) => {
    const spots = [...cellOf.keys()].filter((spot) => demandOf[spot] === demand && (cellOf[spot] ?? -1) < 0).length;
    if (spots === 0) return [];
    const reason = (tables.demandCells[demand]?.length ?? 0) === 0 ? 'no_open_cell' : 'separation';
    return [{ demandKey, spots, reason } as const];
  });
  return { placed, missed, cost, lowerBound, status: cost <= lowerBound ? 'optimal' : 'best_found' };
}

function searchCells(
  search: PlacementSearch,
  t: PlacementTables,
  bound: number,
  options: PlaceSpotsOptions,
): Int32Array {
  const order = [...search.demandOf.keys()].sort((a, b) => roomOf(t, search, a) - roomOf(t, search, b) || a - b);
  for (const spot of order) settle(search, spot);
  descend(search, order, t);
  let best = Int32Array.from(search.cellOf);
  let least = placementCost(t, search.demandOf, best);
  const { random, shakes = 60 } = options;
  for (let shake = 0; random && shake < shakes && least > bound; shake += 1) {
    shakeSpots(search, random, order);
    descend(search, order, t);
    const cost = placementCost(t, search.demandOf, search.cellOf);
    if (cost <= least) {
      least = cost;
      best = Int32Array.from(search.cellOf);
    } else restore(search, best);
  }
  return best;
}

function roomOf(t: PlacementTables, search: PlacementSearch, spot: number): number {
  const demand = search.demandOf[spot] ?? 0;
  return (t.demandCells[demand]?.length ?? 0) / Math.max(1, t.demandSpots[demand] ?? 1);
}

function settle(search: PlacementSearch, spot: number): void {
  const cell = search.cheapestCell(spot);
  if (cell >= 0) search.put(spot, cell);
}

/** Moves each spot to a cheaper cell, alone or pushing one other spot elsewhere, until no such move is left. */
function descend(search: PlacementSearch, order: readonly number[], t: PlacementTables): void {
  for (let better = true, sweep = 0; better && sweep < 50; sweep += 1) {
    better = false;
    for (const spot of order) better = moveAlone(search, spot) || better;
    if (!better) for (const spot of order) better = movePushing(search, spot, t) || better;
    if (!better) for (const days of t.avoidRunning.keys()) better = chooseDays(search, days, t) || better;
  }
}

function moveAlone(search: PlacementSearch, spot: number): boolean {
  const old = search.cellOf[spot] ?? -1;
  let change = search.take(spot);
  const cell = search.cheapestCell(spot);
  if (cell < 0) {
    if (old >= 0) search.put(spot, old);
    return false;
  }
  change += search.put(spot, cell);
  if (change < 0) return true;
  search.take(spot);
  if (old >= 0) search.put(spot, old);
  return false;
}

/**
 * Places all spots of one line anew on the best set of days: single moves can't get from Tuesday and Thursday to Monday,
 * Wednesday and Friday without passing through days running.
 */
function chooseDays(search: PlacementSearch, demand: number, t: PlacementTables): boolean {
  const spots = [...search.demandOf.keys()].filter((spot) => search.demandOf[spot] === demand);
  if (!t.avoidRunning[demand] || spots.length === 0 || t.days > 8) return false;
  const old = spots.map((spot) => search.cellOf[spot] ?? -1);
  let least = -spots.reduce((sum, spot) => sum + search.take(spot), 0);
  let best = old;
  for (const days of daySets(t.days, spots.length)) {
    let cost = 0;
    spots.forEach((spot, at) => {
      const cell = search.cheapestCell(spot, days[at]);
      if (cell >= 0) cost += search.put(spot, cell);
    });
    if (cost < least) {
      least = cost;
      best = spots.map((spot) => search.cellOf[spot] ?? -1);
    }
    for (const spot of spots) search.take(spot);
  }
  spots.forEach((spot, at) => {
    const cell = best[at] ?? -1;
    if (cell >= 0) search.put(spot, cell);
  });
  return best !== old;
}

/** Every choice of `size` days out of the week, in order. Example: 2 of 3 → [0,1], [0,2], [1,2]. */
function daySets(days: number, size: number, from = 0): number[][] {
  if (size === 0) return [[]];
  const sets: number[][] = [];
  for (let day = from; day <= days - size; day += 1) {
    for (const rest of daySets(days, size - 1, day + 1)) sets.push([day, ...rest]);
  }
  return sets;
}

function movePushing(search: PlacementSearch, spot: number, t: PlacementTables): boolean {
  const demand = search.demandOf[spot] ?? 0;
  for (const cell of t.demandCells[demand] ?? []) {
    if (search.isOpen(cell)) continue;
    const others = search.inTheWay(cell).filter((other) => other !== spot);
    if (others.length !== 1) continue;
    const [other = spot] = others;
    const old = search.cellOf[spot] ?? -1;
    const otherOld = search.cellOf[other] ?? -1;
    let change = search.take(spot) + search.take(other);
    if (search.isOpen(cell)) {
      change += search.put(spot, cell);
      const next = search.cheapestCell(other);
      if (next >= 0) change += search.put(other, next);
      if (change < 0) return true;
      search.take(other);
      search.take(spot);
    }
    if (otherOld >= 0) search.put(other, otherOld);
    if (old >= 0) search.put(spot, old);
  }
  return false;
}

function shakeSpots(search: PlacementSearch, random: Random, order: readonly number[]): void {
  const loose = order.filter(() => random() < 0.25);
  for (const spot of loose) search.take(spot);
  for (const spot of [...loose].sort(() => random() - 0.5)) settle(search, spot);
}

function restore(search: PlacementSearch, best: Int32Array): void {
  for (const spot of best.keys()) search.take(spot);
  best.forEach((cell, spot) => {
    if (cell >= 0) search.put(spot, cell);
  });
}
