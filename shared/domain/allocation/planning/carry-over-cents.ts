import type { Cents } from '../../money.ts';
import { gainAt } from '../curves/kernel.ts';
import { pressureOf, responseOf, type CarryOverModel } from './carry-over-model.ts';

/** Moves single cents between weeks while one helps, in place: by next cents first, then by whole pairs. */
export function improveCents(model: CarryOverModel, cents: Cents[]): void {
  improveByNextCents(model, cents);
  improveByPairs(model, cents);
}

/** Gains are summed without cancellation over the weeks the cent is felt in. */
function improveByNextCents(model: CarryOverModel, cents: Cents[]): void {
  const { weeks, fades, gains, weights, columns } = model;
  for (let round = 0; round < 50 * weeks; round += 1) {
    const pressure = pressureOf(model, cents);
    const effect = (week: number, sign: number) => {
      let sum = 0;
      for (let at = week, felt = gains[week]!; at < weeks && felt > 1e-18; at += 1, felt *= fades[at] ?? 0) {
        const from = sign > 0 ? pressure[at]! : Math.max(0, pressure[at]! - felt);
        sum += weights[at]! * gainAt(columns, 0, from, felt);
      }
      return sum;
    };
    let [to, from, gain, loss] = [-1, -1, -Infinity, Infinity];
    for (let week = 0; week < weeks; week += 1) {
      const up = effect(week, 1);
      if (up > gain) [to, gain] = [week, up];
      const down = cents[week]! > 0 ? effect(week, -1) : Infinity;
      if (down < loss) [from, loss] = [week, down];
    }
    if (from < 0 || to === from || gain <= loss * (1 + 1e-13)) return;
    // Both weeks feel both cents, so the pair is checked together before it moves.
    const before = responseOf(model, pressure);
    cents[to]! += 1;
    cents[from]! -= 1;
    if (responseOf(model, pressureOf(model, cents)) >= before) continue;
    cents[to]! -= 1;
    cents[from]! += 1;
    return;
  }
}

/** Moves a cent between the pair of weeks that gains most, each pair weighed whole, while one gains: what is left where cents are coarse. */
function improveByPairs(model: CarryOverModel, cents: Cents[]): void {
  for (let round = 0; round < model.weeks; round += 1) {
    const before = responseOf(model, pressureOf(model, cents));
    let [to, from, best] = [-1, -1, before * (1 + 1e-12)];
    for (const giver of cents.keys()) {
      if (cents[giver] === 0) continue;
      cents[giver]! -= 1;
      for (const taker of cents.keys()) {
        if (taker === giver) continue;
        cents[taker]! += 1;
        const response = responseOf(model, pressureOf(model, cents));
        cents[taker]! -= 1;
        if (response > best) [to, from, best] = [taker, giver, response];
      }
      cents[giver]! += 1;
    }
    if (to < 0) return;
    cents[to]! += 1;
    cents[from]! -= 1;
  }
}
