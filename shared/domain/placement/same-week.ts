import type { PlacementAnswer, PlacementInput } from './placement.ts';

/** A week's problem without its dates and names, and how to read an answer of an equal week as its own. */
export type WeekShape = Readonly<{
  key: string;
  /** The answer by position: which demand stands in which cell, which demands miss how many. */
  write(answer: PlacementAnswer): ShapedAnswer;
  read(answer: ShapedAnswer): PlacementAnswer;
}>;
export type ShapedAnswer = Readonly<{
  placed: readonly (readonly [demand: number, cell: number])[];
  missed: readonly (readonly [demand: number, spots: number, reason: 'no_open_cell' | 'separation'])[];
}> &
  Pick<PlacementAnswer, 'cost' | 'lowerBound' | 'status'>;

/**
 * Two weeks of the same shape have the same best placement: the same half hours open, the same spots asked for, the same
 * spots standing. A held spot of the week next door counts only when it is near enough to close a cell.
 * Example: an even flight's second and third week on a station usually have one shape.
 */
export function weekShape(input: PlacementInput): WeekShape {
  const { cells, demands, held = [], separationMinutes } = input;
  const base = cells.reduce((first, { minute }) => Math.min(first, minute), Infinity);
  const cellAt = new Map(cells.map(({ key }, at) => [key, at]));
  const demandAt = new Map(demands.map(({ key }, at) => [key, at]));
  const counts = held.filter(
    ({ day, minute }) => day !== undefined || cells.some((cell) => Math.abs(cell.minute - minute) < separationMinutes),
  );
  const key = JSON.stringify([
    separationMinutes,
    cells.map(({ day, halfHour, minute, avails }) => [day, halfHour, minute - base, avails ?? -1]),
    demands.map(({ spots, cellKeys }) => [spots, cellKeys.map((cell) => cellAt.get(cell) ?? -1)]),
    counts.map(({ day, halfHour, minute, demandKey }) => [
      minute - base,
      day ?? -1,
      halfHour ?? -1,
      demandAt.get(demandKey ?? '') ?? -1,
    ]),
  ]);
  return {
    key,
    write: ({ placed, missed, cost, lowerBound, status }) => ({
      placed: placed.map(({ demandKey, cellKey }) => [demandAt.get(demandKey) ?? -1, cellAt.get(cellKey) ?? -1]),
      missed: missed.map(({ demandKey, spots, reason }) => [demandAt.get(demandKey) ?? -1, spots, reason]),
      cost,
      lowerBound,
      status,
    }),
    read: ({ placed, missed, cost, lowerBound, status }) => ({
      placed: placed.map(([demand, cell]) => ({
        demandKey: demands[demand]?.key ?? '',
        cellKey: cells[cell]?.key ?? '',
      })),
      missed: missed.map(([demand, spots, reason]) => ({ demandKey: demands[demand]?.key ?? '', spots, reason })),
      cost,
      lowerBound,
      status,
    }),
  };
}
