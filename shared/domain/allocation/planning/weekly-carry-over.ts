import { apportion, type Cents } from '../../money.ts';
import { isSShaped, type Curve } from '../curves/curve.ts';
import { gainAt, makeColumns, slopeAt, valueAt, writeCurve, type CurveColumns } from '../curves/kernel.ts';
import { compensatedSum } from '../engine/exact-sum.ts';

/** A line over its weeks: part of each week's pressure carries into the next (geometric adstock). */
export type CarryOverInput = Readonly<{
  /** Response of one week's pressure; must be concave. */
  curve: Curve;
  totalCents: Cents;
  weeks: number;
  /** Share of last week's pressure still felt this week, 0 ≤ carryOver < 1. */
  carryOver: number;
  /** Pressure left from before the first week, in cents. */
  startingPressureCents?: Cents | undefined;
  /** How much a response in each week counts (1 when left out): season, closeness to the election. */
  weekWeights?: readonly number[] | undefined;
}>;

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
type Model = Readonly<{
  columns: CurveColumns;
  weeks: number;
  theta: number;
  start: number;
  weights: readonly number[];
}>;

/**
 * Best split of a line's money over weeks when pressure carries over: aₜ = xₜ + θ·aₜ₋₁, maximise Σ wₜ·f(aₜ).
 * With bₜ = aₜ/θᵗ, spending nothing negative means b never falls; for a price λ the best b is an isotonic regression (pool adjacent
 * violators), and λ is found by bisection on the total. Cents are then exact, with the price's own bound as proof.
 * @throws RangeError on an S-curve or numbers out of range. Example: θ 0 → even weeks.
 */
export function splitWithCarryOver(input: CarryOverInput): CarryOverSplit {
  const model = makeModel(input);
  const { totalCents } = input;
  let low = Math.log(1e-300);
  let high = Math.log(Math.max(...model.weights) * gainAt(model.columns, 0, 0, 1)) - Math.log1p(-model.theta) + 1;
  if (!Number.isFinite(high)) high = 0;
  for (let round = 0; round < 200 && high - low > 1e-15 * Math.max(1, Math.abs(high)); round += 1) {
    const middle = (low + high) / 2;
    const spend = spendOf(model, pressureAt(model, Math.exp(middle))).reduce((sum, x) => sum + x, 0);
    if (spend > totalCents) low = middle;
    else high = middle;
  }
  const price = Math.exp((low + high) / 2);
  const ideal = spendOf(model, pressureAt(model, price));
  const width = String(model.weeks).length;
  const shares = ideal.map((x, week) => ({ key: String(week).padStart(width, '0'), weight: Math.max(0, x) }));
  const cents = apportion(totalCents, shares).map((part) => part.cents);
  improveByCents(model, cents);
  improveByPairs(model, cents);
  const response = responseOf(model, pressureOf(model, cents));
  const dual =
    responseOf(model, pressureAt(model, price)) + price * (totalCents - ideal.reduce((sum, x) => sum + x, 0));
  const upperBound = Math.max(response, dual);
  const gap = response > 0 ? (upperBound - response) / response : 0;
  return {
    cents,
    pressureCents: pressureOf(model, cents),
    response,
    upperBound,
    gap,
    shadowPricePerDollar: 100 * price,
  };
}

function makeModel(input: CarryOverInput): Model {
  const { curve, weeks, carryOver, startingPressureCents: start = 0, totalCents } = input;
  if (curve.kind === 'hill' && isSShaped(curve))
    throw new RangeError(
      `Weekly carry-over needs a concave curve; this one is S-shaped (slope ${curve.slope}, at most 1 here). Spread the line by a week pattern (burst keeps its weeks above the bend), or give it a curve of slope 1 or below.`,
    );
  if (!Number.isSafeInteger(weeks) || weeks < 1) throw new RangeError(`There must be one week or more, got ${weeks}.`);
  if (!(carryOver >= 0 && carryOver < 1)) throw new RangeError(`Carry-over lies from 0 to below 1, got ${carryOver}.`);
  if (!(totalCents >= 0 && start >= 0))
    throw new RangeError('The total and the starting pressure must be zero or more.');
  const weights = input.weekWeights ?? new Array<number>(weeks).fill(1);
  if (weights.length !== weeks || weights.some((weight) => !(weight >= 0))) {
    throw new RangeError(`Give one weight a week, zero or more: ${weeks} weeks, ${weights.length} weights.`);
  }
  const columns = makeColumns(1);
  writeCurve(columns, 0, curve);
  return { columns, weeks, theta: carryOver, start, weights };
}

/** Pressure by week that is best at a price per cent, by pooling weeks that must hand pressure on untouched. */
function pressureAt(model: Model, price: number): number[] {
  const pools: Pool[] = [];
  for (let week = 0; week < model.weeks; week += 1) {
    let pool: Pool = { from: week, to: week, level: bestLevel(model, week, week, price) };
    for (let before = pools.at(-1); before; before = pools.at(-1)) {
      // A pool's level is its pressure in its first week; handed on, that is level·θ^(weeks between).
      const handedOn = before.level * Math.pow(model.theta, pool.from - before.from);
      if (handedOn <= pool.level) break;
      pools.pop();
      pool = { from: before.from, to: pool.to, level: bestLevel(model, before.from, pool.to, price) };
    }
    pools.push(pool);
  }
  const pressure: number[] = [];
  for (const pool of pools) {
    for (let week = pool.from; week <= pool.to; week += 1) {
      const least = (week === 0 ? model.start : pressure[week - 1]!) * model.theta;
      pressure.push(Math.max(least, pool.level * Math.pow(model.theta, week - pool.from)));
    }
  }
  return pressure;
}

/** Best pressure in week `from` when nothing is bought until after week `to`: where Σ θᵏ(wₜf′(θᵏa) − λ·cₜ) = 0. */
function bestLevel(model: Model, from: number, to: number, price: number): number {
  const { columns, theta, weights, weeks } = model;
  const excess = (level: number) => {
    let sum = 0;
    for (let week = from, fade = 1; week <= to; week += 1, fade *= theta) {
      const cost = week === weeks - 1 ? 1 : 1 - theta;
      const slope = weights[week] === 0 || fade === 0 ? 0 : weights[week]! * slopeAt(columns, 0, level * fade);
      sum += fade * (slope - price * cost);
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

function spendOf(model: Model, pressure: readonly number[]): number[] {
  return pressure.map((a, week) => a - model.theta * (week === 0 ? model.start : pressure[week - 1]!));
}

function pressureOf(model: Model, cents: readonly Cents[]): number[] {
  let pressure = model.start;
  return cents.map((x) => (pressure = x + model.theta * pressure));
}

function responseOf(model: Model, pressure: readonly number[]): number {
  return compensatedSum(model.weeks, (week) => model.weights[week]! * valueAt(model.columns, 0, pressure[week]!));
}

/** Moves single cents between weeks while one helps; gains are summed without cancellation over the weeks the cent is felt in. */
function improveByCents(model: Model, cents: Cents[]): void {
  const { weeks, theta, weights, columns } = model;
  for (let round = 0; round < 50 * weeks; round += 1) {
    const pressure = pressureOf(model, cents);
    const effect = (week: number, sign: number) => {
      let sum = 0;
      for (let at = week, fade = 1; at < weeks && fade > 1e-18; at += 1, fade *= theta) {
        const from = sign > 0 ? pressure[at]! : Math.max(0, pressure[at]! - fade);
        sum += weights[at]! * gainAt(columns, 0, from, fade);
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
function improveByPairs(model: Model, cents: Cents[]): void {
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
