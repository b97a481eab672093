import { addChoice, addColumn, addRow, type LinearModel, type ModelDraft, startModel } from '../linear-model.ts';
import type { PlacementTables } from './placement-state.ts';
import { PLACEMENT_COSTS } from './placement.ts';

type Terms = [number, number][];
type Placing = Readonly<{ demand: number; cell: number; column: number }>;

/** The exact model of one station's week and how to read cells from its solution (in the order of the search's spots). */
export type PlacementModel = Readonly<{
  model: LinearModel;
  read: (values: ArrayLike<number>) => Int32Array;
}>;

/**
 * The exact model: yes or no for each line and half hour, separation as "at most one" over every window of cells too near
 * each other, evenness as steps that get dearer one by one. Costs are those of `placementCost`.
 */
export function placementModel(t: PlacementTables): PlacementModel {
  const draft = startModel('minimize');
  const placings = t.demandCells.map((cells, demand) => addPlacings(draft, t, demand, cells));
  addSeparation(draft, t, placings.flat());
  placings.forEach((own, demand) => {
    addEven(
      draft,
      own,
      t.cellHalfHour,
      t.halfHours,
      t.heldHalfHour,
      demand * t.halfHours,
      PLACEMENT_COSTS.sameHalfHour,
    );
    addEven(draft, own, t.cellDay, t.days, t.heldDay, demand * t.days, PLACEMENT_COSTS.sameDay);
    if (t.avoidRunning[demand]) addRunning(draft, t, demand, own);
  });
  addEven(draft, placings.flat(), t.cellDay, t.days, t.heldStation, 0, PLACEMENT_COSTS.stationDay);
  return { model: draft, read: (values) => readCells(t, placings, values) };
}

function addPlacings(draft: ModelDraft, t: PlacementTables, demand: number, cells: Int32Array): Placing[] {
  const own = Array.from(cells, (cell) => {
    const name = `${t.demandKeys[demand]} at ${cell}`;
    const upper = t.cellRoom[cell] ?? 0;
    const column =
      upper === 1 ? addChoice(draft, name, 0) : addColumn(draft, { name, cost: 0, lower: 0, upper, integer: true });
    return { demand, cell, column };
  });
  addMiss(draft, t, demand, own);
  return own;
}

function addMiss(draft: ModelDraft, t: PlacementTables, demand: number, own: readonly Placing[]): void {
  const spots = t.demandSpots[demand] ?? 0;
  const name = `${t.demandKeys[demand]} missed`;
  const missed = addColumn(draft, { name, cost: PLACEMENT_COSTS.miss, lower: 0, upper: spots, integer: false });
  const terms = own.map(({ column }): [number, number] => [column, 1]);
  addRow(draft, {
    name: `spots of ${t.demandKeys[demand]}`,
    lower: spots,
    upper: spots,
    terms: [...terms, [missed, 1]],
  });
}

/** At most one spot in every window of cells nearer than the separation, and no more than the cell's room. */
function addSeparation(draft: ModelDraft, t: PlacementTables, placings: readonly Placing[]): void {
  const ofCell = new Map<number, Terms>();
  for (const { cell, column } of placings) ofCell.set(cell, [...(ofCell.get(cell) ?? []), [column, 1]]);
  const cells = [...ofCell.keys()].sort((a, b) => (t.cellMinute[a] ?? 0) - (t.cellMinute[b] ?? 0));
  cells.forEach((cell, at) => {
    const end = (t.cellMinute[cell] ?? 0) + t.separation;
    const window = cells.slice(at).filter((other, place) => place === 0 || (t.cellMinute[other] ?? 0) < end);
    const terms = window.flatMap((other) => ofCell.get(other) ?? []);
    const upper = t.separation > 0 ? 1 : (t.cellRoom[cell] ?? 0);
    if (terms.length > 1) addRow(draft, { name: `apart from ${cell}`, lower: 0, upper, terms });
  });
}

/** Per bin: spots there are a sum of steps of one, the k-th costing (k − 1) × `price`; held spots take the first steps. */
function addEven(
  draft: ModelDraft,
  placings: readonly Placing[],
  binOf: Int16Array,
  bins: number,
  held: Int16Array,
  base: number,
  price: number,
): void {
  for (let bin = 0; bin < bins; bin += 1) {
    const own = placings.filter(({ cell }) => binOf[cell] === bin);
    const first = held[base + bin] ?? 0;
    const most = own.reduce((sum, { column }) => sum + (draft.columns[column]?.upper ?? 0), 0);
    if (own.length === 0 || (first === 0 && most <= 1)) continue;
    const terms: Terms = own.map(({ column }) => [column, 1]);
    const steps = Math.min(most, 40);
    for (let step = 0; step < steps; step += 1) {
      const name = `step ${step} of ${bin}`;
      const upper = step === steps - 1 ? Infinity : 1;
      terms.push([addColumn(draft, { name, cost: price * (first + step), lower: 0, upper, integer: false }), -1]);
    }
    addRow(draft, { name: `even ${bin}`, lower: 0, upper: 0, terms });
  }
}

function addRunning(draft: ModelDraft, t: PlacementTables, demand: number, own: readonly Placing[]): void {
  const used = Array.from({ length: t.days }, (_, day) => {
    const lower = (t.heldDay[demand * t.days + day] ?? 0) > 0 ? 1 : 0;
    return addColumn(draft, { name: `day ${day} used`, cost: 0, lower, upper: 1, integer: true });
  });
  for (const { cell, column } of own) {
    const day = used[t.cellDay[cell] ?? 0] ?? 0;
    const most = draft.columns[column]?.upper ?? 1;
    addRow(draft, {
      name: 'uses its day',
      lower: 0,
      upper: Infinity,
      terms: [
        [day, most],
        [column, -1],
      ],
    });
  }
  for (let day = 1; day < t.days; day += 1) {
    const both = addColumn(draft, {
      name: `days ${day - 1} and ${day}`,
      cost: PLACEMENT_COSTS.daysRunning,
      lower: 0,
      upper: 1,
      integer: false,
    });
    const terms: Terms = [
      [both, 1],
      [used[day - 1] ?? 0, -1],
      [used[day] ?? 0, -1],
    ];
    addRow(draft, { name: `running ${day}`, lower: -1, upper: Infinity, terms });
  }
}

function readCells(
  t: PlacementTables,
  placings: readonly (readonly Placing[])[],
  values: ArrayLike<number>,
): Int32Array {
  return Int32Array.from(
    placings.flatMap((own, demand) => {
      const cells = own.flatMap(({ cell, column }) =>
        Array.from({ length: Math.round(values[column] ?? 0) }, () => cell),
      );
      const spots = t.demandSpots[demand] ?? 0;
      return Array.from({ length: spots }, (_, at) => cells[at] ?? -1);
    }),
  );
}
