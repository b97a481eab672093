import type { Cents } from '../../money.ts';
import { isSShaped, type Curve } from '../curves/curve.ts';
import { makeColumns, valueAt, writeCurve, type CurveColumns } from '../curves/kernel.ts';
import { compensatedSum } from '../engine/exact-sum.ts';

/** A line over its weeks: part of each week's pressure carries into the next (geometric adstock). */
export type CarryOverInput = Readonly<{
  /** Response of one whole week's pressure; must be concave. */
  curve: Curve;
  totalCents: Cents;
  weeks: number;
  /** Share of last week's pressure still felt this week, 0 ≤ carryOver < 1. */
  carryOver: number;
  /** Pressure left from before the first week, in cents. */
  startingPressureCents?: Cents | undefined;
  /** How much a response in each week counts (1 when left out): season, closeness to the election. */
  weekWeights?: readonly number[] | undefined;
  /** How long each week is, in weeks (1 when left out): five days of seven are 5/7. Above 0, at most 1. */
  weekLengths?: readonly number[] | undefined;
}>;

/**
 * The weeks as numbers. Pressure is aₜ = gainsₜ·xₜ + fadesₜ·aₜ₋₁ with fadesₜ = θ^sₜ and gainsₜ = (1 − θ^sₜ) ÷ (sₜ(1 − θ)) for a week of
 * length sₜ, so that a whole week has aₜ = xₜ + θ·aₜ₋₁ and without carry-over the pressure is the week's rate, xₜ ÷ sₜ.
 * `weights` are how much f(aₜ) counts, the length included. Holding a unit of pressure in a week alone costs `costs` cents.
 */
export type CarryOverModel = Readonly<{
  columns: CurveColumns;
  weeks: number;
  fades: readonly number[];
  gains: readonly number[];
  costs: readonly number[];
  weights: readonly number[];
  start: number;
}>;

/** Why a curve can't be split over weeks with carry-over, and what to do; null when it can. */
export function whyNoCarryOver(curve: Curve): string | null {
  if (curve.kind !== 'hill' || !isSShaped(curve)) return null;
  return `Weekly carry-over needs a concave curve; this one is S-shaped (slope ${curve.slope}, at most 1 here). Spread the line by a week pattern (burst keeps its weeks above the bend), or give it a curve of slope 1 or below.`;
}

/**
 * The weeks of a line as numbers.
 * @throws RangeError on an S-curve or numbers out of range, in words that say what is allowed.
 */
export function makeCarryOverModel(input: CarryOverInput): CarryOverModel {
  const { curve, weeks, carryOver, startingPressureCents: start = 0, totalCents } = input;
  const refused = whyNoCarryOver(curve);
  if (refused !== null) throw new RangeError(refused);
  if (!Number.isSafeInteger(weeks) || weeks < 1) throw new RangeError(`There must be one week or more, got ${weeks}.`);
  if (!(carryOver >= 0 && carryOver < 1)) throw new RangeError(`Carry-over lies from 0 to below 1, got ${carryOver}.`);
  if (!(totalCents >= 0 && start >= 0))
    throw new RangeError('The total and the starting pressure must be zero or more.');
  const weights = input.weekWeights ?? new Array<number>(weeks).fill(1);
  if (weights.length !== weeks || weights.some((weight) => !(weight >= 0))) {
    throw new RangeError(`Give one weight a week, zero or more: ${weeks} weeks, ${weights.length} weights.`);
  }
  const lengths = input.weekLengths ?? new Array<number>(weeks).fill(1);
  if (lengths.length !== weeks || lengths.some((length) => !(length > 0 && length <= 1))) {
    throw new RangeError(`Give one length a week, above 0 and at most 1: ${weeks} weeks, ${lengths.length} lengths.`);
  }
  const columns = makeColumns(1);
  writeCurve(columns, 0, curve);
  const fades = lengths.map((length) => (length === 1 ? carryOver : Math.pow(carryOver, length)));
  const gains = lengths.map((length, week) => (length === 1 ? 1 : (1 - fades[week]!) / (length * (1 - carryOver))));
  const costs = gains.map((gain, week) => 1 / gain - (week + 1 < weeks ? fades[week + 1]! / gains[week + 1]! : 0));
  return {
    columns,
    weeks,
    fades,
    gains,
    costs,
    weights: weights.map((weight, week) => weight * lengths[week]!),
    start,
  };
}

/** Pressure by week that these cents give. */
export function pressureOf(model: CarryOverModel, cents: readonly Cents[]): number[] {
  let pressure = model.start;
  return cents.map((x, week) => (pressure = model.gains[week]! * x + model.fades[week]! * pressure));
}

/** Cents by week, not rounded, that give this pressure. */
export function spendOf(model: CarryOverModel, pressure: readonly number[]): number[] {
  return pressure.map((a, week) => {
    const before = week === 0 ? model.start : pressure[week - 1]!;
    return (a - model.fades[week]! * before) / model.gains[week]!;
  });
}

/** What a pressure by week brings. */
export function responseOf(model: CarryOverModel, pressure: readonly number[]): number {
  return compensatedSum(model.weeks, (week) => model.weights[week]! * valueAt(model.columns, 0, pressure[week]!));
}

/**
 * Pressure and response of given cents by week, for comparing any spread with the best one. `input.totalCents` is not read.
 * @throws RangeError as `splitWithCarryOver`.
 * Example: carry-over ½, $100 and $0 → pressure $100 and $50.
 */
export function carryOverOf(
  input: CarryOverInput,
  cents: readonly Cents[],
): Readonly<{ pressureCents: readonly number[]; response: number }> {
  const model = makeCarryOverModel(input);
  const pressureCents = pressureOf(model, cents);
  return { pressureCents, response: responseOf(model, pressureCents) };
}
