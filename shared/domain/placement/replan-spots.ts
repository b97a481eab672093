import { placeSpots } from './place-spots.ts';
import type { HeldSpot, PlacedSpot, PlacementCell, PlacementInput } from './placement.ts';

export type ReplanInput = Readonly<{
  cells: readonly PlacementCell[];
  /** Half hours each line may use, by line key. */
  demandCells: Readonly<Record<string, readonly string[]>>;
  /** Where the station's spots stand now; `locked` ones never move. */
  current: readonly (PlacedSpot & Readonly<{ spotId: string; locked?: boolean }>)[];
  /** Spots that lost their place (by id) and cells that are gone with them. */
  lostSpotIds: readonly string[];
  closedCellKeys: readonly string[];
  separationMinutes: number;
  held?: readonly HeldSpot[];
}>;

/** Where the lost spots go now, which others had to move for it, and which lost spots found no place. */
export type ReplanAnswer = Readonly<{
  placed: readonly Readonly<{ spotId: string; cellKey: string }>[];
  moved: readonly Readonly<{ spotId: string; fromCellKey: string; cellKey: string }>[];
  missedSpotIds: readonly string[];
}>;

type Current = ReplanInput['current'][number];

/**
 * Finds new places in the same week for spots that were pre-empted and lets the others stand: first without moving anything;
 * where that fails, by moving one other spot for one lost spot; else the spot is missed and needs a make-good.
 * Example: a spot pre-empted on Tuesday moves to Thursday, none of the other 19 moves.
 */
export function replanSpots(input: ReplanInput): ReplanAnswer {
  const lost = input.current.filter(({ spotId }) => input.lostSpotIds.includes(spotId));
  let standing = input.current.filter(({ spotId }) => !input.lostSpotIds.includes(spotId));
  const first = placeAmong(input, standing, lost);
  const placed = [...first.placed];
  standing = [...standing, ...placed];
  const moved: { spotId: string; fromCellKey: string; cellKey: string }[] = [];
  const missedSpotIds: string[] = [];
  for (const spot of first.missed) {
    const way = moveOneFor(input, standing, spot);
    if (!way) {
      missedSpotIds.push(spot.spotId);
      continue;
    }
    standing = standing.filter(({ spotId }) => spotId !== way.other.spotId).concat(way.placed);
    for (const { spotId, cellKey } of way.placed) {
      if (spotId === way.other.spotId) moved.push({ spotId, fromCellKey: way.other.cellKey, cellKey });
      else placed.push({ ...spot, cellKey });
    }
  }
  return { placed: placed.map(({ spotId, cellKey }) => ({ spotId, cellKey })), moved, missedSpotIds };
}

function moveOneFor(input: ReplanInput, standing: readonly Current[], spot: Current) {
  for (const other of standing) {
    if (other.locked || input.lostSpotIds.includes(other.spotId)) continue;
    const rest = standing.filter(({ spotId }) => spotId !== other.spotId);
    const tried = placeAmong(input, rest, [spot, other]);
    if (tried.missed.length === 0) return { other, placed: tried.placed };
  }
  return undefined;
}

/** Places spots next to those that stand. */
function placeAmong(input: ReplanInput, standing: readonly Current[], loose: readonly Current[]) {
  const byKey = new Map(input.cells.map((cell) => [cell.key, cell]));
  const closed = new Set(input.closedCellKeys);
  const held: HeldSpot[] = standing.flatMap(({ cellKey, demandKey }) => {
    const cell = byKey.get(cellKey);
    return cell ? [{ minute: cell.minute, day: cell.day, halfHour: cell.halfHour, demandKey }] : [];
  });
  const keys = [...new Set(loose.map(({ demandKey }) => demandKey))];
  const week: PlacementInput = {
    cells: input.cells,
    demands: keys.map((key) => ({
      key,
      spots: loose.filter(({ demandKey }) => demandKey === key).length,
      cellKeys: (input.demandCells[key] ?? []).filter((cell) => !closed.has(cell)),
    })),
    separationMinutes: input.separationMinutes,
    held: [...(input.held ?? []), ...held],
  };
  const cellsOf = new Map<string, string[]>();
  for (const { demandKey, cellKey } of placeSpots(week).placed) {
    cellsOf.set(demandKey, [...(cellsOf.get(demandKey) ?? []), cellKey]);
  }
  const placed: Current[] = [];
  const missed: Current[] = [];
  for (const spot of loose) {
    const cellKey = cellsOf.get(spot.demandKey)?.shift();
    if (cellKey === undefined) missed.push(spot);
    else placed.push({ ...spot, cellKey });
  }
  return { placed, missed };
}
