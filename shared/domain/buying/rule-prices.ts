import type { BuyRule } from './buy-rules.ts';

/** A price per rule and the upper bound it proves for a linear worth per spot. */
export type RulePrices = Readonly<{ price: Float64Array; bound: number }>;

/**
 * Prices the rules by coordinate descent on the Lagrangian dual of the linear relaxation: one rule at a time gets the price
 * at which its lines just fill it (floors have prices below zero). Any prices give a valid bound; these are near the best.
 * Where descent stands still depends on which rule is priced first, so two orders are given: money first and points first.
 * `worth[l]` is per spot, `least` and `most` are the limits of each line.
 */
export function rulePrices(
  rules: readonly BuyRule[],
  worth: Float64Array,
  least: ArrayLike<number>,
  most: ArrayLike<number>,
  rounds = 8,
): readonly RulePrices[] {
  const order = [...rules.keys()];
  const isMoney = (at: number): number => (rules[at]?.unit === 'cents' ? 1 : 0);
  const pointsFirst = order.toSorted((a, b) => isMoney(a) - isMoney(b));
  return [order, pointsFirst].map((own) => descend(rules, own, worth, least, most, rounds));
}

/** Coordinate descent in one order of the rules. */
function descend(
  rules: readonly BuyRule[],
  order: readonly number[],
  worth: Float64Array,
  least: ArrayLike<number>,
  most: ArrayLike<number>,
  rounds: number,
): RulePrices {
  const price = new Float64Array(rules.length);
  const reduced = Float64Array.from(worth);
  let bound = dualValue(rules, price, reduced, least, most);
  let best = Float64Array.from(price);
  for (let round = 0; round < rounds; round += 1) {
    for (const at of order) {
      const rule = rules[at];
      if (!rule) continue;
      const before = price[at] ?? 0;
      rule.lines.forEach((line, place) => {
        reduced[line] = (reduced[line] ?? 0) + before * (rule.amounts[place] ?? 0);
      });
      const after = fillingPrice(rule, reduced, least, most);
      price[at] = after;
      rule.lines.forEach((line, place) => {
        reduced[line] = (reduced[line] ?? 0) - after * (rule.amounts[place] ?? 0);
      });
    }
    const value = dualValue(rules, price, reduced, least, most);
    if (value < bound) best = Float64Array.from(price);
    const gain = bound - value;
    bound = Math.min(bound, value);
    if (gain >= 0 && gain < 1e-7 * Math.abs(bound)) break;
  }
  return { price: best, bound };
}

/**
 * Lowers the bound further with subgradient steps after Polyak towards `target`, the worth of a buy already made. Rules are
 * scaled by their limits, so that a step means the same share of each. Coordinate descent alone can stand still where several
 * rules bind the same lines.
 */
export function refinePrices(
  rules: readonly BuyRule[],
  worth: Float64Array,
  least: ArrayLike<number>,
  most: ArrayLike<number>,
  start: RulePrices,
  target: number,
  rounds = 150,
): RulePrices {
  const price = Float64Array.from(start.price);
  const reduced = new Float64Array(worth.length);
  let best = start;
  let stride = 1;
  let stalled = 0;
  for (let round = 0; round < rounds && best.bound > target * (1 + 1e-6); round += 1) {
    reducedWorth(rules, price, worth, reduced);
    const value = dualValue(rules, price, reduced, least, most);
    stalled += 1;
    if (value < best.bound) {
      if (value < best.bound * (1 - 1e-6)) stalled = 0;
      best = { price: Float64Array.from(price), bound: value };
    }
    if (stalled > 8) {
      stride /= 2;
      stalled = 0;
      price.set(best.price);
      continue;
    }
    stepDown(rules, price, reduced, least, most, stride * (value - target));
  }
  return best;
}

function reducedWorth(
  rules: readonly BuyRule[],
  price: Float64Array,
  worth: Float64Array,
  reduced: Float64Array,
): void {
  reduced.set(worth);
  rules.forEach((rule, at) => {
    const own = price[at] ?? 0;
    if (own === 0) return;
    rule.lines.forEach((line, place) => {
      reduced[line] = (reduced[line] ?? 0) - own * (rule.amounts[place] ?? 0);
    });
  });
}

/** One step: prices of rules that are overused rise, of underused ones fall; a price never pays for a limit not given. */
function stepDown(
  rules: readonly BuyRule[],
  price: Float64Array,
  reduced: Float64Array,
  least: ArrayLike<number>,
  most: ArrayLike<number>,
  length: number,
): void {
  const excess = rules.map((rule, at) => {
    let used = 0;
    rule.lines.forEach((line, place) => {
      used += (rule.amounts[place] ?? 0) * (((reduced[line] ?? 0) > 0 ? most[line] : least[line]) ?? 0);
    });
    const own = price[at] ?? 0;
    const limit = own > 0 || (own === 0 && used > rule.upper) ? rule.upper : rule.lower;
    const scale = Math.max(1, Number.isFinite(rule.upper) ? rule.upper : rule.lower);
    return own === 0 && used >= rule.lower && used <= rule.upper ? 0 : (used - limit) / scale;
  });
  const square = excess.reduce((sum, own) => sum + own * own, 0);
  if (square === 0) return;
  rules.forEach((rule, at) => {
    const scale = Math.max(1, Number.isFinite(rule.upper) ? rule.upper : rule.lower);
    const before = price[at] ?? 0;
    const after = before + ((excess[at] ?? 0) * length) / square / scale;
    const crosses = (before > 0 && after < 0) || (before < 0 && after > 0);
    const allowed = (after > 0 && Number.isFinite(rule.upper)) || (after < 0 && rule.lower > 0);
    price[at] = crosses || !allowed ? 0 : after;
  });
}

/** The price at which the rule is just met when each line is bought whenever it is worth more than its price. */
function fillingPrice(rule: BuyRule, reduced: Float64Array, least: ArrayLike<number>, most: ArrayLike<number>): number {
  const turn = Array.from(rule.lines, (line, place) => {
    const amount = rule.amounts[place] ?? 1;
    return { at: (reduced[line] ?? 0) / amount, room: amount * ((most[line] ?? 0) - (least[line] ?? 0)) };
  }).sort((a, b) => b.at - a.at);
  let used = rule.lines.reduce((sum, line, place) => sum + (rule.amounts[place] ?? 0) * (least[line] ?? 0), 0);
  for (const { at, room } of turn) {
    if (at <= 0 && used >= rule.lower) return 0;
    used += room;
    if (at > 0 && used > rule.upper) return at;
    if (at <= 0 && used >= rule.lower) return at;
  }
  return 0;
}

/** Σ best of each line at its reduced worth + Σ price × limit: an upper bound for any prices of the right sign. */
function dualValue(
  rules: readonly BuyRule[],
  price: Float64Array,
  reduced: Float64Array,
  least: ArrayLike<number>,
  most: ArrayLike<number>,
): number {
  let value = 0;
  reduced.forEach((worth, line) => {
    value += worth * ((worth > 0 ? most[line] : least[line]) ?? 0);
  });
  rules.forEach((rule, at) => {
    const own = price[at] ?? 0;
    if (own > 0) value += own * rule.upper;
    if (own < 0) value += own * rule.lower;
  });
  return value;
}
