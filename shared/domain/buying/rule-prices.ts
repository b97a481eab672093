import type { BuyRule } from './buy-rules.ts';

/** A price per rule and the upper bound it proves for a linear worth per spot. */
export type RulePrices = Readonly<{ price: Float64Array; bound: number }>;

/**
 * Prices the rules by coordinate descent on the Lagrangian dual of the linear relaxation: one rule at a time gets the price
 * at which its lines just fill it (floors have prices below zero). Any prices give a valid bound; these are near the best.
 * `worth[l]` is per spot, `least` and `most` are the limits of each line.
 */
export function rulePrices(
  rules: readonly BuyRule[],
  worth: Float64Array,
  least: ArrayLike<number>,
  most: ArrayLike<number>,
  rounds = 12,
): RulePrices {
  const price = new Float64Array(rules.length);
  const reduced = Float64Array.from(worth);
  let bound = dualValue(rules, price, reduced, least, most);
  let best = Float64Array.from(price);
  for (let round = 0; round < rounds; round += 1) {
    rules.forEach((rule, at) => {
      const before = price[at] ?? 0;
      rule.lines.forEach((line, place) => {
        reduced[line] = (reduced[line] ?? 0) + before * (rule.amounts[place] ?? 0);
      });
      const after = fillingPrice(rule, reduced, least, most);
      price[at] = after;
      rule.lines.forEach((line, place) => {
        reduced[line] = (reduced[line] ?? 0) - after * (rule.amounts[place] ?? 0);
      });
    });
    const value = dualValue(rules, price, reduced, least, most);
    if (value < bound) best = Float64Array.from(price);
    const gain = bound - value;
    bound = Math.min(bound, value);
    if (gain >= 0 && gain < 1e-7 * Math.abs(bound)) break;
  }
  return { price: best, bound };
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
