import { demandOf, relaxedValue, type RelaxedLines } from '../../engine/relaxed-lines.ts';

/** The bound of a branch with exactly `count` of its undecided lines on, and the line to decide next. */
export type CountBound = Readonly<{
  bound: number;
  logPrice: number;
  /** Lines on at the price found. */
  on: Uint8Array;
  /** A line on at one side of the price and off at the other, or −1. */
  undecided: number;
  /** A decided line that jumps over its convex part at the price, and where the total would put it; or −1. */
  jumping: number;
  jumpAt: number;
}>;

type Side = { log: number; value: number; sum: number; on: Uint8Array; cents: Float64Array };

/** Envelopes of a branch with every free line on, and with every free line off; decided lines are alike in both. */
export type OnOff = Readonly<{ on: RelaxedLines; off: RelaxedLines; free: Uint8Array }>;

/**
 * How good can it get with exactly `count` of the free lines on? For any price λ, the decided lines' best profit, the free lines'
 * best profit off, the `count` best differences on − off, and λ·total are a bound; it is convex in λ, so its least value is found
 * between two tangents. Nearly equal lines make envelopes promise "7.3 lines on"; counting them closes that gap at once.
 * Stops early below `beat`. Null when no such split fits the total.
 */
export function boundByCount(lines: OnOff, count: number, totalCents: number, beat: number): CountBound | null {
  if (!fits(lines, count, totalCents)) return null;
  const { on, free } = lines;
  const range = priceRange(on);
  let low = sideAt(lines, count, totalCents, range.low);
  let high = sideAt(lines, count, totalCents, range.high);
  for (let round = 0; round < 120 && low.sum > totalCents && high.sum < totalCents; round += 1) {
    const best = Math.min(low.value, high.value);
    if (best <= beat) break;
    const [dear, cheap] = [Math.exp(high.log), Math.exp(low.log)];
    const [rise, fall] = [totalCents - high.sum, totalCents - low.sum];
    // Tangents at both prices; where they cross is the least the bound can still become.
    const crossing = (low.value - high.value + rise * dear - fall * cheap) / (rise - fall);
    const least = low.value + fall * (crossing - cheap);
    if (best - least <= 2e-14 * Math.abs(best) || high.log - low.log < 1e-15) break;
    const middle = (low.log + high.log) / 2;
    const trial = round % 3 === 2 || !(crossing > cheap && crossing < dear) ? middle : Math.log(crossing);
    const side = sideAt(lines, count, totalCents, trial > low.log && trial < high.log ? trial : middle);
    if (side.sum > totalCents) low = side;
    else high = side;
  }
  const best = low.value < high.value ? low : high;
  const { jumping, jumpAt } = jumpOf(lines, low, high, totalCents);
  return { bound: best.value, logPrice: best.log, on: best.on, undecided: differing(free, low, high), jumping, jumpAt };
}

/** Can `count` of the free lines on, the rest off and the decided ones add up to the total at all? */
function fits({ on, off, free }: OnOff, count: number, totalCents: number): boolean {
  const firsts: number[] = [];
  const lasts: number[] = [];
  let [least, most] = [0, 0];
  for (let i = 0; i < free.length; i += 1) {
    const resting = free[i] ? off : on;
    least += resting.base[i]!;
    most += resting.top[i]!;
    if (!free[i]) continue;
    firsts.push(on.base[i]! - off.base[i]!);
    lasts.push(on.top[i]! - off.top[i]!);
  }
  if (count < 0 || count > firsts.length) return false;
  firsts.sort((a, b) => a - b);
  lasts.sort((a, b) => b - a);
  for (let k = 0; k < count; k += 1) {
    least += firsts[k]!;
    most += lasts[k]!;
  }
  return least <= totalCents && totalCents <= most;
}

/** ln of the prices between which everything happens, with room for orders that differ beyond them. */
export function priceRange(on: RelaxedLines): { low: number; high: number } {
  let [least, most] = [Infinity, 1e-300];
  for (let i = 0; i < on.problem.count; i += 1) {
    if (on.top[i] === on.base[i]) continue;
    const steepest = on.knee[i]! > on.base[i]! ? on.jump[i]! : on.kneeRate[i]!;
    const flattest = on.knee[i] === on.top[i] ? on.jump[i]! : on.topRate[i]!;
    if (Number.isFinite(steepest)) most = Math.max(most, steepest);
    least = Math.min(least, flattest);
  }
  // A line that is on costs its minimum flight: above the steepest slope profits may still order lines differently.
  return { low: Math.log(Math.max(Math.min(least, most), 1e-300)) - 20, high: Math.log(most) + 20 };
}

function sideAt({ on, off, free }: OnOff, count: number, totalCents: number, log: number): Side {
  const lambda = Math.exp(log);
  const size = free.length;
  const cents = new Float64Array(size);
  const onCents = new Float64Array(size);
  const chosen = new Uint8Array(size);
  const order: number[] = [];
  const extra = new Float64Array(size);
  let [value, sum] = [0, 0];
  for (let i = 0; i < size; i += 1) {
    const resting = free[i] ? off : on;
    const x = demandOf(resting, i, lambda, log);
    const profit = relaxedValue(resting, i, x) - lambda * x;
    cents[i] = x;
    value += profit;
    sum += x;
    if (!free[i]) continue;
    const y = demandOf(on, i, lambda, log);
    onCents[i] = y;
    extra[i] = relaxedValue(on, i, y) - lambda * y - profit;
    order.push(i);
  }
  order.sort((p, q) => extra[q]! - extra[p]! || p - q);
  for (let k = 0; k < count; k += 1) {
    const i = order[k]!;
    chosen[i] = 1;
    value += extra[i]!;
    sum += onCents[i]! - cents[i]!;
    cents[i] = onCents[i]!;
  }
  return { log, value: value + lambda * totalCents, sum, on: chosen, cents };
}

/** The undecided line with the largest say: on at one price and off at the other. */
function differing(free: Uint8Array, low: Side, high: Side): number {
  let [line, largest] = [-1, -1];
  for (let i = 0; i < free.length; i += 1) {
    if (!free[i] || low.on[i] === high.on[i]) continue;
    if (low.cents[i]! > largest) [largest, line] = [low.cents[i]!, i];
  }
  return line;
}

/** A line that jumps over a straight piece between the two prices, and what is left for it there. */
function jumpOf({ on, off, free }: OnOff, low: Side, high: Side, totalCents: number) {
  let [jumping, largest] = [-1, 0];
  for (let i = 0; i < free.length; i += 1) {
    if (low.on[i] !== high.on[i]) continue;
    const r = free[i] && !low.on[i] ? off : on;
    const over = high.cents[i]! < r.knee[i]! && low.cents[i]! >= r.knee[i]!;
    const step = r.problem.step[i]!;
    const jump = low.cents[i]! - high.cents[i]!;
    if ((over || (step > 1 && jump >= step)) && jump > largest) [largest, jumping] = [jump, i];
  }
  if (jumping < 0) return { jumping, jumpAt: 0 };
  const r = free[jumping] && !low.on[jumping] ? off : on;
  const wanted = high.cents[jumping]! + Math.max(0, totalCents - high.sum);
  const jumpAt = Math.min(Math.max(wanted, r.base[jumping]!), r.top[jumping]! - r.problem.step[jumping]!);
  return { jumping, jumpAt };
}
