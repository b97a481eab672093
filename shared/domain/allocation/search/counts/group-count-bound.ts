import { demandOf, relaxedValue } from '../../engine/relaxed-lines.ts';
import { priceRange, type OnOff } from './count-bound.ts';
import { linesBelow, tightenRanges, type CountRanges } from './count-ranges.ts';

/** What is worth deciding next: how many lines of a group are on, whether one line is, or on which side of a jump it spends. */
export type NextDecision =
  | Readonly<{ kind: 'count'; group: number; most: number }>
  | Readonly<{ kind: 'line'; line: number }>
  | Readonly<{ kind: 'jump'; line: number; at: number }>;

/** The bound of a branch of grouped lines; `dear` and `cheap` are the lines on just above and just below the prices found. */
export type GroupCountBound = Readonly<{
  bound: number;
  logPrice: number;
  dear: Uint8Array;
  cheap: Uint8Array;
  next: NextDecision | null;
}>;

export type GroupCountInput = Readonly<{
  lines: OnOff;
  ranges: CountRanges;
  totalCents: number;
  /** Below this the branch is lost, and the exact bound does not matter. */
  beat: number;
  /** ln of a price nearby, or NaN; it only saves time. */
  logGuess: number;
}>;

/** Lines on, what each spends, and the groups below that are held at a bound. */
type Picks = Readonly<{ on: Uint8Array; cents: Float64Array; held: Settled[] }>;
/** What a group and all below it want at one price of its own money. */
type Side = Readonly<{ log: number; profit: number; sum: number }> & Picks;
/** A group at a bound (or the whole at its total): the two sides of the price at which it spends just that. */
type Settled = Readonly<{ group: number; total: number; best: number; low: Side; high: Side }>;
/**
 * What is wanted with every open line off, and the open lines that may be turned on, best first: some must, others may. Lines of
 * groups held at a bound are counted apart: between `heldLeast` and `heldMost` of them are on.
 */
type Wanted = {
  profit: number;
  sum: number;
  must: number[];
  may: number[];
  heldLeast: number;
  heldMost: number;
};

const MOST_ROUNDS = 120;

/**
 * How good can it get when each group has between `least` and `most` of its open lines on? For any prices, one for all money and one
 * for each group held at a bound, the lines' best profits and the price of what is placed are a bound; prices of groups are settled
 * on their own, from the leaves up, then the price of all money between two tangents. Counting is what envelopes can't do: of ten
 * nearly equal lines they promise "7.3 on". A group held at a bound is counted by itself and no longer with the groups around it,
 * which only loosens the bound. Null when no such split fits the bounds.
 */
export function boundByGroupCount(input: GroupCountInput): GroupCountBound | null {
  const { lines, totalCents } = input;
  const ranges = tightenRanges(lines, input.ranges);
  if (!ranges) return null;
  const { on, off, free } = lines;
  const { groups } = on.problem;
  const size = free.length;
  const range = priceRange(on);
  const kept = new Map<number, Settled>();
  const extra = new Float64Array(size);
  const spend = new Float64Array(size);
  const byExtra = (p: number, q: number) => extra[q]! - extra[p]! || p - q;

  const wantedBelow = (g: number, log: number, isDear: boolean, picks: Picks): Wanted => {
    const lambda = Math.exp(log);
    const wanted: Wanted = { profit: 0, sum: 0, must: [], may: [], heldLeast: 0, heldMost: 0 };
    for (const i of groups[g]!.lines) {
      const resting = free[i] ? off : on;
      const x = demandOf(resting, i, lambda, log);
      const own = relaxedValue(resting, i, x) - lambda * x;
      picks.cents[i] = x;
      picks.on[i] = 0;
      wanted.profit += own;
      wanted.sum += x;
      if (!free[i]) continue;
      const y = demandOf(on, i, lambda, log);
      spend[i] = y - x;
      extra[i] = relaxedValue(on, i, y) - lambda * y - own;
      wanted.may.push(i);
    }
    for (const child of groups[g]!.children) {
      const inside = wantedBelow(child, log, isDear, picks);
      const alone = inside.sum + chosen(inside).reduce((sum, i) => sum + spend[i]!, 0);
      const { low, high } = groups[child]!;
      if (alone <= high && alone >= low) {
        wanted.profit += inside.profit;
        wanted.sum += inside.sum;
        wanted.must.push(...inside.must);
        wanted.may.push(...inside.may);
        wanted.heldLeast += inside.heldLeast;
        wanted.heldMost += inside.heldMost;
        continue;
      }
      // Read before the group is settled, which looks at its lines at other prices.
      const unbound = inside.profit + gainOf(inside);
      const settled = settleGroup(child, alone > high ? high : low);
      const side = isDear ? settled.high : settled.low;
      for (const i of linesBelow(groups, child)) [picks.on[i], picks.cents[i]] = [side.on[i]!, side.cents[i]!];
      picks.held.push(settled);
      wanted.profit += Math.min(profitHeld(settled, { lambda, low, high }), unbound);
      wanted.sum += settled.total;
      wanted.heldLeast += ranges.least[child]!;
      wanted.heldMost += ranges.most[child]!;
    }
    const least = ranges.least[g]! - wanted.heldMost;
    const most = ranges.most[g]! - wanted.heldLeast;
    wanted.may.sort(byExtra);
    const forced = Math.max(0, least - wanted.must.length);
    wanted.must.push(...wanted.may.slice(0, forced));
    wanted.may = wanted.may.slice(forced, Math.max(forced, forced + most - wanted.must.length));
    return wanted;
  };

  const gainOf = (wanted: Wanted) => chosen(wanted).reduce((sum, i) => sum + extra[i]!, 0);
  const chosen = ({ must, may }: Wanted): readonly number[] => [...must, ...may.filter((i) => extra[i]! > 0)];

  const sideOf = (g: number, log: number, isDear: boolean): Side => {
    const picks: Picks = { on: new Uint8Array(size), cents: new Float64Array(size), held: [] };
    const wanted = wantedBelow(g, log, isDear, picks);
    let { profit, sum } = wanted;
    for (const i of chosen(wanted)) {
      picks.on[i] = 1;
      picks.cents[i]! += spend[i]!;
      profit += extra[i]!;
      sum += spend[i]!;
    }
    return { log, profit, sum, ...picks };
  };

  /** The least of profit + price × total over the group's own price, between two tangents. */
  const settle = (g: number, total: number, enough: number): Settled => {
    const worth = (side: Side) => side.profit + Math.exp(side.log) * total;
    let [low, high] = bracket(range, input.logGuess, total, (log) => sideOf(g, log, true));
    for (let round = 0; round < MOST_ROUNDS && low.sum > total && high.sum < total; round += 1) {
      const best = Math.min(worth(low), worth(high));
      if (best <= enough) break;
      const [dear, cheap] = [Math.exp(high.log), Math.exp(low.log)];
      const [rise, fall] = [total - high.sum, total - low.sum];
      const crossing = (worth(low) - worth(high) + rise * dear - fall * cheap) / (rise - fall);
      const least = worth(low) + fall * (crossing - cheap);
      if (best - least <= 2e-14 * Math.abs(best) || high.log - low.log < 1e-15) break;
      const middle = (low.log + high.log) / 2;
      const trial = round % 3 === 2 || !(crossing > cheap && crossing < dear) ? middle : Math.log(crossing);
      const log = trial > low.log && trial < high.log ? trial : middle;
      const side = sideOf(g, log, true);
      if (side.sum > total) low = side;
      else high = side;
    }
    return { group: g, total, best: Math.min(worth(low), worth(high)), low, high };
  };

  const settleGroup = (g: number, bound: number): Settled => {
    const key = 2 * g + (bound === groups[g]!.high ? 1 : 0);
    const known = kept.get(key) ?? settle(g, bound, -Infinity);
    kept.set(key, known);
    return known;
  };

  const whole = settle(0, totalCents, input.beat);
  // Inside groups held at a bound the cheap side is the cheap side of their own price.
  const cheap = whole.low.held.length > 0 ? sideOf(0, whole.low.log, false) : whole.low;
  const { high } = whole;
  const isDearBest = high.profit + Math.exp(high.log) * totalCents <= whole.best;
  return {
    bound: whole.best,
    logPrice: isDearBest ? high.log : whole.low.log,
    dear: high.on,
    cheap: cheap.on,
    next: nextDecision(lines, ranges, { ...whole, low: cheap }),
  };
}

/**
 * What a group held between its bounds can profit at the price of money around it, by its own prices: above that price each of its
 * cents is worth the difference up to its maximum, below it down to its minimum.
 */
function profitHeld({ low, high }: Settled, at: Readonly<{ lambda: number; low: number; high: number }>): number {
  const by = (side: Side) => {
    const apart = Math.exp(side.log) - at.lambda;
    return side.profit + apart * (apart > 0 ? at.high : at.low);
  };
  return Math.min(by(low), by(high));
}

/** Two sides around the price at which a total is spent, widened from a guess; the whole range where there is none. */
function bracket(
  range: Readonly<{ low: number; high: number }>,
  guess: number,
  total: number,
  sideOf: (log: number) => Side,
): [Side, Side] {
  if (!(guess > range.low && guess < range.high)) return [sideOf(range.low), sideOf(range.high)];
  const first = sideOf(guess);
  const isCheap = first.sum > total;
  let nearest = first;
  for (let reach = 0.03; ; reach *= 6) {
    const log = isCheap ? Math.min(guess + reach, range.high) : Math.max(guess - reach, range.low);
    const side = sideOf(log);
    const isLast = log === range.high || log === range.low;
    if (isCheap && (side.sum <= total || isLast)) return [nearest, side];
    if (!isCheap && (side.sum > total || isLast)) return [side, nearest];
    nearest = side;
  }
}

/**
 * A count that differs between the two sides, of the widest group first; then a line on at one of them; then one that jumps; then
 * any count that is still open, since groups held at a bound are not counted with those around them.
 */
function nextDecision(lines: OnOff, { least, most }: CountRanges, whole: Settled): NextDecision | null {
  const { high: dear, low: cheap } = whole;
  const { groups } = lines.on.problem;
  let [line, largest] = [-1, -1];
  let open: NextDecision | null = null;
  // A group stands before the groups inside it.
  for (let g = 0; g < groups.length; g += 1) {
    let [few, many] = [0, 0];
    for (const i of linesBelow(groups, g)) {
      if (!lines.free[i]) continue;
      few += dear.on[i]!;
      many += cheap.on[i]!;
      const at = Math.max(dear.cents[i]!, cheap.cents[i]!);
      if (dear.on[i] !== cheap.on[i] && at > largest) [largest, line] = [at, i];
    }
    const from = Math.min(few, many);
    if (few !== many && from >= least[g]! && from < most[g]!) return { kind: 'count', group: g, most: from };
    if (least[g]! < most[g]!) {
      open ??= { kind: 'count', group: g, most: Math.min(Math.max(from, least[g]!), most[g]! - 1) };
    }
  }
  return line >= 0 ? { kind: 'line', line } : (jumpIn(lines, whole) ?? open);
}

/** The largest jump over a straight piece between the two sides of a price, and what is left for that line. */
function jumpIn(lines: OnOff, { group, total, low, high }: Settled): NextDecision | null {
  const { on, off, free } = lines;
  const { groups } = on.problem;
  // Groups held at a bound have prices, and jumps, of their own.
  for (const held of high.held) {
    const inside = jumpIn(lines, held);
    if (inside) return inside;
  }
  const elsewhere = new Set(high.held.flatMap((held) => linesBelow(groups, held.group)));
  let [jumping, jump, at] = [-1, 0, 0];
  for (const i of linesBelow(groups, group)) {
    if (elsewhere.has(i)) continue;
    const r = free[i] && !high.on[i] ? off : on;
    const over = high.cents[i]! < r.knee[i]! && low.cents[i]! >= r.knee[i]!;
    const step = r.problem.step[i]!;
    const size = low.cents[i]! - high.cents[i]!;
    if (!(over || (step > 1 && size >= step)) || size <= jump) continue;
    const wanted = high.cents[i]! + Math.max(0, total - high.sum);
    [jump, jumping] = [size, i];
    // Where several lines jump at one price the rest may be more than this one takes: then its straight piece is halved.
    const isInside = wanted > r.base[i]! && wanted < Math.min(r.knee[i]!, r.top[i]! - step);
    at = isInside ? wanted : Math.floor((r.base[i]! + Math.min(r.knee[i]!, r.top[i]!)) / 2);
  }
  return jumping < 0 ? null : { kind: 'jump', line: jumping, at };
}
