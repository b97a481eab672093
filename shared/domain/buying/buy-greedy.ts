import { type BuyRule, buyRules } from './buy-rules.ts';
import { buyAnswer, buyValue, type VehicleLines, vehicleLines } from './buy-value.ts';
import { type BuyAnswer, type BuyInput, mostSpots } from './buying.ts';
import { refinePrices, rulePrices } from './rule-prices.ts';

/** The buy, and the names of rules that don't hold: floors it could not reach, limits the locked spots alone exceed. */
export type GreedyBuy = Readonly<{ answer: BuyAnswer; unmet: readonly string[] }>;

/** Everything the steps below share; `spots` and `used` grow as spots are bought. */
type Basket = {
  input: BuyInput;
  rules: readonly BuyRule[];
  /** Rules of each line as [rule, amount]. */
  ofLine: readonly (readonly (readonly [number, number])[])[];
  most: Int32Array;
  spots: Int32Array;
  used: Float64Array;
  vehicles: readonly VehicleLines[];
  vehicleOf: Int32Array;
  bought: Int32Array;
};

/**
 * Buys by price: rules get prices from the relaxed problem, floors are filled first, then the lines worth most for what
 * they use up, as many whole spots as all rules allow, then single exchanges. Upper limits always hold; the bound is the
 * relaxation's. About 20 ms for 2,080 lines.
 * Example: $100 and spots of 3 points at $60, 2 points at $50 → two of the second, 4 points.
 */
export function buyGreedy(input: BuyInput): GreedyBuy {
  const first = startBasket(input);
  const worth = Float64Array.from(input.lines, (_, line) => gainOf(first, line));
  const locked = Int32Array.from(first.spots);
  const priced = rulePrices(first.rules, worth, locked, first.most);
  const tries = priced.map(({ price }) => fill(startBasket(input), price, locked));
  const [best = { basket: first, unmet: [], value: 0 }] = tries.sort(
    (a, b) => a.unmet.length - b.unmet.length || b.value - a.value,
  );
  const lowest = priced.reduce((low, own) => (own.bound < low.bound ? own : low));
  const beyond = lockedBeyondWorth(first, worth);
  const { bound } = refinePrices(first.rules, worth, locked, first.most, lowest, best.value - beyond);
  return { answer: buyAnswer(input, best.basket.vehicles, best.basket.spots, bound + beyond), unmet: best.unmet };
}

/**
 * How much more the locked spots are worth than `worth` a spot: reach falls off, so `worth` is what the next spot adds
 * after them. The relaxation counts every spot at `worth`; its bound is one of all buys only with this on top.
 */
function lockedBeyondWorth({ input, vehicles, spots }: Basket, worth: Float64Array): number {
  return buyValue(input, vehicles, spots) - spots.reduce((sum, count, line) => sum + count * (worth[line] ?? 0), 0);
}

function fill(basket: Basket, price: Float64Array, locked: Int32Array) {
  fillFloors(basket, price);
  fillRest(basket, price);
  if (basket.input.goal.kind === 'rating_points') exchange(basket, locked);
  const unmet = basket.rules.filter((rule, at) => !holds(rule, basket.used[at] ?? 0)).map(({ name }) => name);
  return { basket, unmet, value: buyValue(basket.input, basket.vehicles, basket.spots) };
}

const holds = (rule: BuyRule, used: number): boolean => used >= rule.lower && used <= rule.upper;

function startBasket(input: BuyInput): Basket {
  const rules = buyRules(input);
  const ofLine: [number, number][][] = input.lines.map(() => []);
  rules.forEach((rule, at) => rule.lines.forEach((line, place) => ofLine[line]?.push([at, rule.amounts[place] ?? 0])));
  const most = Int32Array.from(input.lines, (line) => mostSpots(line, input.stopDay));
  const vehicles = vehicleLines(input, most);
  const vehicleOf = new Int32Array(input.lines.length).fill(-1);
  vehicles.forEach(({ lines }, at) => lines.forEach((line) => vehicleOf.fill(at, line, line + 1)));
  const basket: Basket = {
    input,
    rules,
    ofLine,
    most,
    spots: new Int32Array(input.lines.length),
    used: new Float64Array(rules.length),
    vehicles,
    vehicleOf,
    bought: new Int32Array(vehicles.length),
  };
  input.lines.forEach((line, at) => buy(basket, at, line.lockedSpots ?? 0));
  return basket;
}

function buy(basket: Basket, line: number, count: number): void {
  basket.spots[line] = (basket.spots[line] ?? 0) + count;
  for (const [rule, amount] of basket.ofLine[line] ?? []) basket.used[rule] = (basket.used[rule] ?? 0) + amount * count;
  const vehicle = basket.vehicleOf[line] ?? -1;
  if (vehicle >= 0) basket.bought[vehicle] = (basket.bought[vehicle] ?? 0) + count;
}

/** Worth of one more spot of a line. */
function gainOf(basket: Basket, line: number): number {
  const vehicle = basket.vehicleOf[line] ?? -1;
  if (basket.input.goal.kind === 'rating_points') return basket.input.lines[line]?.ratingHundredths ?? 0;
  const curve = basket.vehicles[vehicle]?.curve;
  const bought = basket.bought[vehicle] ?? 0;
  return curve ? (curve[bought + 1] ?? curve[bought] ?? 0) - (curve[bought] ?? 0) : 0;
}

/** Whole spots every rule still allows; 0 when that is below the line's minimum when used. */
function roomOf(basket: Basket, line: number): number {
  let room = (basket.most[line] ?? 0) - (basket.spots[line] ?? 0);
  for (const [rule, amount] of basket.ofLine[line] ?? []) {
    const upper = basket.rules[rule]?.upper ?? Infinity;
    if (room > 0 && upper < Infinity) room = Math.min(room, Math.floor((upper - (basket.used[rule] ?? 0)) / amount));
  }
  return room >= leastStep(basket, line) ? Math.max(0, room) : 0;
}

/** Spots that must be bought at once: the minimum for an unused line, else one. */
function leastStep(basket: Basket, line: number): number {
  return basket.spots[line] === 0 ? Math.max(1, basket.input.lines[line]?.minimumWhenUsed ?? 1) : 1;
}

/** Worth per priced use, the price of floors still to fill left out. */
function scoreOf(basket: Basket, price: Float64Array, line: number): number {
  let use = 0;
  for (const [rule, amount] of basket.ofLine[line] ?? []) use += Math.max(0, price[rule] ?? 0) * amount;
  if (use > 0) return gainOf(basket, line) / use;
  const cost = basket.input.lines[line]?.costCents ?? 1;
  return gainOf(basket, line) / Math.max(cost, 1e-3);
}

function fillFloors(basket: Basket, price: Float64Array): void {
  basket.rules.forEach((rule, at) => {
    if (rule.lower <= 0) return;
    const byScore = Array.from(rule.lines, (line, place) => {
      const cost = basket.input.lines[line]?.costCents ?? 1;
      const amount = rule.amounts[place] ?? 0;
      const score = rule.unit === 'cents' ? scoreOf(basket, price, line) : amount / Math.max(1, cost);
      return { line, amount, score };
    }).sort((a, b) => b.score - a.score || a.line - b.line);
    for (const { line, amount } of byScore) {
      const missing = rule.lower - (basket.used[at] ?? 0);
      if (missing <= 0) break;
      const wanted = Math.max(Math.ceil(missing / amount), leastStep(basket, line));
      buy(basket, line, Math.min(roomOf(basket, line), wanted));
    }
  });
}

function fillRest(basket: Basket, price: Float64Array): void {
  const order = [...basket.input.lines.keys()];
  if (basket.input.goal.kind === 'rating_points') {
    const score = Float64Array.from(order, (line) => scoreOf(basket, price, line));
    order.sort((a, b) => (score[b] ?? 0) - (score[a] ?? 0) || a - b);
    for (const line of order) if (gainOf(basket, line) > 0) buy(basket, line, roomOf(basket, line));
    return;
  }
  for (let open = order; open.length > 0;) {
    let best = -1;
    let most = 0;
    open = open.filter((line) => roomOf(basket, line) > 0);
    for (const line of open) {
      const score = gainOf(basket, line) / Math.max(basket.input.lines[line]?.costCents ?? 1, 1e-3);
      if (score > most) {
        most = score;
        best = line;
      }
    }
    if (best < 0) return;
    buy(basket, best, leastStep(basket, best));
  }
}

/** Gives back one spot of a line when what the money then buys is worth more. */
function exchange(basket: Basket, locked: Int32Array): void {
  const lines = [...basket.input.lines.keys()];
  const givers = lines.filter((line) => mayGive(basket, line, locked));
  const takers = lines.filter((line) => (basket.spots[line] ?? 0) < (basket.most[line] ?? 0));
  takers.sort((a, b) => gainOf(basket, b) - gainOf(basket, a) || a - b);
  const budget = basket.input.budgetCents;
  for (const giver of givers) {
    if (!mayGive(basket, giver, locked)) continue;
    const loss = gainOf(basket, giver);
    const money = budget - (basket.used[0] ?? 0) + (basket.input.lines[giver]?.costCents ?? 0);
    buy(basket, giver, -1);
    const taker = takers.find((line) => {
      if (gainOf(basket, line) <= loss) return true;
      return (
        (basket.input.lines[line]?.costCents ?? 0) <= money && leastStep(basket, line) === 1 && roomOf(basket, line) > 0
      );
    });
    const better = taker !== undefined && gainOf(basket, taker) > loss && floorsHold(basket, taker);
    buy(basket, better && taker !== undefined ? taker : giver, 1);
  }
}

function mayGive(basket: Basket, line: number, locked: Int32Array): boolean {
  const spots = basket.spots[line] ?? 0;
  const minimum = basket.input.lines[line]?.minimumWhenUsed ?? 0;
  if (spots <= (locked[line] ?? 0) || basket.input.lines[line]?.lockedSpots !== undefined) return false;
  return spots - 1 === 0 ? minimum <= 1 : spots - 1 >= minimum;
}

/** True when no floor is broken once `taker` has one spot more. */
function floorsHold(basket: Basket, taker: number): boolean {
  const more = new Map(basket.ofLine[taker] ?? []);
  return basket.rules.every(
    (rule, at) => rule.lower <= 0 || (basket.used[at] ?? 0) + (more.get(at) ?? 0) >= rule.lower,
  );
}
