import { apportion, type Cents } from '../../money.ts';
import { gainAt, slopeAt } from '../curves/kernel.ts';
import { improveCents } from './carry-over-cents.ts';
import {
  makeCarryOverModel,
  pressureOf,
  responseOf,
  spendOf,
  type CarryOverInput,
  type CarryOverModel,
} from './carry-over-model.ts';

/** Cents by week, the response they give, and what no split can exceed. `gap` is a fraction of the response. */
export type CarryOverSplit = Readonly<{
  cents: readonly Cents[];
  pressureCents: readonly number[];
  response: number;
  upperBound: number;
  gap: number;
  shadowPricePerDollar: number;
}>;

type Pool = { from: number; to: number; level: number };

/**
 * Best split of a line's money over weeks when pressure carries over: aₜ = xₜ + θ·aₜ₋₁, maximise Σ wₜ·f(aₜ).
 * With bₜ = aₜ/θᵗ, spending nothing negative means b never falls; for a price λ the best b is an isotonic regression (pool adjacent
 * violators), and λ is found by bisection on the total. Cents are then exact, with the price's own bound as proof.
 * Weeks cut short (a flight that starts on a Wednesday) fade and count by their length: `carry-over-model.ts`.
 * @throws RangeError on an S-curve or numbers out of range. Example: θ 0 → even weeks.
 */
export function splitWithCarryOver(input: CarryOverInput): CarryOverSplit {
  const model = makeCarryOverModel(input);
  const { totalCents } = input;
  const { shares, price, upperBound } = idealOf(model, totalCents, input.weekLengths);
  const width = String(model.weeks).length;
  const keyed = shares.map((weight, week) => ({ key: String(week).padStart(width, '0'), weight }));
  const cents = apportion(totalCents, keyed).map((part) => part.cents);
  if (price > 0) improveCents(model, cents);
  const pressureCents = pressureOf(model, cents);
  const response = responseOf(model, pressureCents);
  const bound = totalCents === 0 ? response : Math.max(response, upperBound);
  const gap = response > 0 ? (bound - response) / response : 0;
  return { cents, pressureCents, response, upperBound: bound, gap, shadowPricePerDollar: 100 * price };
}

type Ideal = Readonly<{ shares: readonly number[]; price: number; upperBound: number }>;

/** The best split in fractions of cents, its price per cent, and what no split can exceed. */
function idealOf(model: CarryOverModel, totalCents: Cents, lengths: readonly number[] | undefined): Ideal {
  const most = Math.max(...model.weights) * gainAt(model.columns, 0, 0, 1);
  // Nothing brings anything: any split is best, and evenly is the one to expect.
  if (!(most > 0)) return { shares: lengths ?? model.weights.map(() => 1), price: 0, upperBound: 0 };
  let low = Math.log(1e-300);
  let high = Math.log(most) + Math.log(Math.max(...model.gains)) + Math.log(model.weeks) + 1;
  for (let round = 0; round < 200 && high - low > 1e-15 * Math.max(1, Math.abs(high)); round += 1) {
    const middle = (low + high) / 2;
    if (sumOf(spendOf(model, pressureAt(model, Math.exp(middle)))) > totalCents) low = middle;
    else high = middle;
  }
  const price = Math.exp(high);
  const pressure = pressureAt(model, price);
  const under = spendOf(model, pressure);
  const upperBound = responseOf(model, pressure) + price * (totalCents - sumOf(under));
  // On a straight stretch the spend jumps at the price: what lies between both sides is as good as either (the response is concave).
  const over = spendOf(model, pressureAt(model, Math.exp(low)));
  const jump = sumOf(over) - sumOf(under);
  const part = jump > 0 ? Math.min(1, Math.max(0, (totalCents - sumOf(under)) / jump)) : 0;
  const shares = under.map((x, week) => Math.max(0, x + part * (over[week]! - x)));
  return { shares, price, upperBound };
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0);

/** Pressure by week that is best at a price per cent, by pooling weeks that must hand pressure on untouched. */
function pressureAt(model: CarryOverModel, price: number): number[] {
  const { fades } = model;
  const pools: Pool[] = [];
  for (let week = 0; week < model.weeks; week += 1) {
    let pool: Pool = { from: week, to: week, level: bestLevel(model, week, week, price) };
    for (let before = pools.at(-1); before; before = pools.at(-1)) {
      // A pool's level is its pressure in its first week; handed on, it fades over the weeks between.
      let handedOn = before.level;
      for (let at = before.from + 1; at <= pool.from; at += 1) handedOn *= fades[at]!;
      if (handedOn <= pool.level) break;
      pools.pop();
      pool = { from: before.from, to: pool.to, level: bestLevel(model, before.from, pool.to, price) };
    }
    pools.push(pool);
  }
  const pressure: number[] = [];
  for (const pool of pools) {
    for (let week = pool.from, level = pool.level; week <= pool.to; week += 1, level *= fades[week] ?? 0) {
      const least = (week === 0 ? model.start : pressure[week - 1]!) * fades[week]!;
      pressure.push(Math.max(least, level));
    }
  }
  return pressure;
}

/** Best pressure in week `from` when nothing is bought until after week `to`: where Σ fade·(wₜf′(fade·a) − λ·cₜ) = 0. */
function bestLevel(model: CarryOverModel, from: number, to: number, price: number): number {
  const { columns, fades, weights, costs } = model;
  const excess = (level: number) => {
    let sum = 0;
    for (let week = from, fade = 1; week <= to; week += 1, fade *= fades[week] ?? 0) {
      const slope = weights[week] === 0 || fade === 0 ? 0 : weights[week]! * slopeAt(columns, 0, level * fade);
      sum += fade * (slope - price * costs[week]!);
    }
    return sum;
  };
  if (excess(0) <= 0) return 0;
  let low = 1e-6;
  let high = 1e16;
  if (excess(low) <= 0) return 0;
  for (let round = 0; round < 100 && high - low > 1e-15 * high; round += 1) {
    const middle = high > 4 * low ? Math.sqrt(low * high) : (low + high) / 2;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
