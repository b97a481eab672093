import { addChoice, addColumn, addRow, type LinearModel, type ModelDraft, startModel } from '../linear-model.ts';
import { buyRules } from './buy-rules.ts';
import { type VehicleLines, vehicleLines } from './buy-value.ts';
import { type BuyInput, mostSpots } from './buying.ts';

/** The model; columns 0 … lines − 1 are the spots of each line, `worthColumns` the worth of each vehicle (reach only). */
export type BuyModel = Readonly<{
  model: LinearModel;
  vehicles: readonly VehicleLines[];
  worthColumns: readonly number[];
}>;

/**
 * The exact model: whole spots per line, a yes-or-no per line with a minimum, the rules as rows. For reach, each vehicle has
 * one worth column under cuts along its concave curve; `cuts[v]` lists the spot counts where a cut touches. Cuts through two
 * neighbouring counts are exact at both, so no yes-or-no per spot is ever needed.
 */
export function buyModel(input: BuyInput, cuts: readonly (readonly number[])[] = []): BuyModel {
  const draft = startModel('maximize');
  const points = input.goal.kind === 'rating_points';
  const most = input.lines.map((line) => mostSpots(line, input.stopDay));
  input.lines.forEach((line, at) => {
    const lower = line.lockedSpots ?? 0;
    addColumn(draft, {
      name: line.id,
      cost: points ? line.ratingHundredths : 0,
      lower,
      upper: most[at] ?? 0,
      integer: true,
    });
  });
  addMinimums(draft, input, most);
  for (const rule of buyRules(input)) {
    const terms = Array.from(rule.lines, (line, place) => [line, rule.amounts[place] ?? 0] as const);
    addRow(draft, { name: rule.name, lower: rule.lower > 0 ? rule.lower : -Infinity, upper: rule.upper, terms });
  }
  const vehicles = vehicleLines(input, most);
  const worthColumns = vehicles.map((vehicle, at) =>
    addWorth(draft, vehicle, cuts[at] ?? firstCuts(vehicle.curve.length - 1)),
  );
  return { model: draft, vehicles, worthColumns };
}

function addMinimums(draft: ModelDraft, input: BuyInput, most: readonly number[]): void {
  input.lines.forEach((line, at) => {
    const minimum = line.minimumWhenUsed ?? 0;
    const upper = most[at] ?? 0;
    if (minimum <= 1 || upper === 0 || line.lockedSpots !== undefined) return;
    const used = addChoice(draft, `${line.id} used`, 0);
    addRow(draft, {
      name: `minimum of ${line.id}`,
      lower: 0,
      upper: Infinity,
      terms: [
        [at, 1],
        [used, -minimum],
      ],
    });
    addRow(draft, {
      name: `avails of ${line.id}`,
      lower: -Infinity,
      upper: 0,
      terms: [
        [at, 1],
        [used, -upper],
      ],
    });
  });
}

function addWorth(draft: ModelDraft, vehicle: VehicleLines, cuts: readonly number[]): number {
  const { curve, lines, name } = vehicle;
  const worth = addColumn(draft, {
    name: `worth of ${name}`,
    cost: 1,
    lower: 0,
    upper: curve.at(-1) ?? 0,
    integer: false,
  });
  for (const cut of cuts) {
    const slope = (curve[cut + 1] ?? curve[cut] ?? 0) - (curve[cut] ?? 0);
    const terms: [number, number][] = [[worth, 1], ...lines.map((line): [number, number] => [line, -slope])];
    addRow(draft, { name: `${name} at ${cut}`, lower: -Infinity, upper: (curve[cut] ?? 0) - slope * cut, terms });
  }
  return worth;
}

/** Where the first cuts of a curve touch: 0, 1, 2, 4, 8, … */
export function firstCuts(most: number): readonly number[] {
  const cuts = [0];
  for (let cut = 1; cut < most; cut *= 2) cuts.push(cut);
  return cuts;
}

/**
 * The cuts with one more at the solution of each vehicle whose worth is overstated there by more than `tolerance`; undefined
 * when none is, so the solution is exact.
 */
export function moreCuts(
  built: BuyModel,
  values: ArrayLike<number>,
  cuts: readonly (readonly number[])[],
  tolerance: number,
): readonly (readonly number[])[] | undefined {
  let added = false;
  const next = built.vehicles.map(({ lines, curve }, at) => {
    const own = cuts[at] ?? firstCuts(curve.length - 1);
    const bought = Math.round(lines.reduce((sum, line) => sum + (values[line] ?? 0), 0));
    const overstated = (values[built.worthColumns[at] ?? 0] ?? 0) - (curve[bought] ?? 0);
    const fresh = [bought - 1, bought].filter((cut) => cut >= 0 && cut < curve.length - 1 && !own.includes(cut));
    if (overstated <= tolerance || fresh.length === 0) return own;
    added = true;
    return [...own, ...fresh];
  });
  return added ? next : undefined;
}
