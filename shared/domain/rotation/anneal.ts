import type { AllowedSlots } from './allowed-slots.ts';
import type { Random } from './rotation.ts';

export type AnnealInput = Readonly<{
  counts: readonly number[];
  tables: AllowedSlots;
  start: Int16Array;
  random: Random;
  moves: number;
  /** Stop as soon as the sum of deviations is at or below this. */
  target: number;
  hottest?: number;
  coldest?: number;
  /** Share of the time given that is used up, asked every few thousand moves: cooling keeps up with it and 1 ends the run. */
  timeSpent?: () => number;
}>;

export type Annealed = Readonly<{ sequence: Int16Array; cost: number }>;

const CHECK_EVERY = 4_096;

/**
 * Simulated annealing by swaps of two slots, with geometric cooling; near swaps are tried more often than far ones.
 * Each move is priced in O(gap) from the neighbours of the two slots. Returns the best sequence met.
 */
export function anneal(input: AnnealInput): Annealed {
  const { counts, tables, random, moves, target } = input;
  const { slots, allowed, fixed } = tables;
  const sequence = Int16Array.from(input.start);
  const free = freeSlots(fixed);
  const gapCost = gapCosts(counts, slots);
  let cost = totalCost(sequence, counts.length, gapCost, slots);
  let best = Int16Array.from(sequence);
  let bestCost = cost;
  if (free.length < 2 || counts.length < 2) return { sequence: best, cost: bestCost };
  const hottest = input.hottest ?? 1.5;
  const coldest = input.coldest ?? 0.08;
  const cooling = (coldest / hottest) ** (1 / Math.max(1, moves));
  let heat = hottest;
  for (let move = 0; move < moves && bestCost > target; move += 1) {
    if (move % CHECK_EVERY === 0 && input.timeSpent) {
      const spent = Math.max(move / moves, input.timeSpent());
      if (spent >= 1) break;
      heat = hottest * (coldest / hottest) ** spent;
    }
    heat *= cooling;
    const first = Math.floor(random() * free.length);
    const second = pickOther(first, free.length, random);
    const i = free[Math.min(first, second)] ?? 0;
    const j = free[Math.max(first, second)] ?? 0;
    const a = sequence[i] ?? 0;
    const b = sequence[j] ?? 0;
    if (a === b || !allowed[a * slots + j] || !allowed[b * slots + i]) continue;
    const change = moveRight(sequence, a, i, j, gapCost, slots) + moveLeft(sequence, b, j, i, gapCost, slots);
    if (change > 0 && random() >= Math.exp(-change / heat)) continue;
    sequence[i] = b;
    sequence[j] = a;
    cost += change;
    if (cost < bestCost - 1e-9) {
      bestCost = cost;
      best = Int16Array.from(sequence);
    }
  }
  return { sequence: best, cost: totalCost(best, counts.length, gapCost, slots) };
}

function freeSlots(fixed: Int16Array): Int32Array {
  const free: number[] = [];
  fixed.forEach((creative, slot) => {
    if (creative < 0) free.push(slot);
  });
  return Int32Array.from(free);
}

/** |gap − N ÷ n| by `creative × (slots + 1) + gap`. */
function gapCosts(counts: readonly number[], slots: number): Float64Array {
  const costs = new Float64Array(counts.length * (slots + 1));
  counts.forEach((count, creative) => {
    for (let gap = 1; gap <= slots; gap += 1) {
      costs[creative * (slots + 1) + gap] = count > 0 ? Math.abs(gap - slots / count) : 0;
    }
  });
  return costs;
}

function totalCost(sequence: Int16Array, creatives: number, gapCost: Float64Array, slots: number): number {
  const last = new Int32Array(creatives).fill(-1);
  let total = 0;
  for (let slot = 0; slot < slots; slot += 1) {
    const creative = sequence[slot] ?? 0;
    const before = last[creative] ?? -1;
    if (before >= 0) total += gapCost[creative * (slots + 1) + slot - before] ?? 0;
    last[creative] = slot;
  }
  return total;
}

function pickOther(first: number, size: number, random: Random): number {
  if (random() < 0.2) {
    const second = Math.floor(random() * (size - 1));
    return second >= first ? second + 1 : second;
  }
  const step = 1 + Math.floor(random() * Math.min(5, size - 1));
  const second = random() < 0.5 ? first - step : first + step;
  return second < 0 || second >= size ? (first + 1) % size : second;
}

function before(sequence: Int16Array, creative: number, slot: number): number {
  let at = slot - 1;
  while (at >= 0 && sequence[at] !== creative) at -= 1;
  return at;
}

function after(sequence: Int16Array, creative: number, slot: number, slots: number): number {
  let at = slot + 1;
  while (at < slots && sequence[at] !== creative) at += 1;
  return at;
}

/** Cost of the two gaps around `slot`; a neighbour outside the sequence has no gap. */
function around(base: number, low: number, slot: number, high: number, gapCost: Float64Array, slots: number): number {
  return (low >= 0 ? (gapCost[base + slot - low] ?? 0) : 0) + (high < slots ? (gapCost[base + high - slot] ?? 0) : 0);
}

function across(base: number, low: number, high: number, gapCost: Float64Array, slots: number): number {
  return low >= 0 && high < slots ? (gapCost[base + high - low] ?? 0) : 0;
}

/** Change of cost when `creative` leaves slot i for the later slot j. */
function moveRight(
  s: Int16Array,
  creative: number,
  i: number,
  j: number,
  gapCost: Float64Array,
  slots: number,
): number {
  const base = creative * (slots + 1);
  const low = before(s, creative, i);
  const high = after(s, creative, i, slots);
  const old = around(base, low, i, high, gapCost, slots);
  if (high > j) return around(base, low, j, high, gapCost, slots) - old;
  const newLow = before(s, creative, j);
  const newHigh = after(s, creative, j, slots);
  const removed = across(base, low, high, gapCost, slots) - old;
  return removed + around(base, newLow, j, newHigh, gapCost, slots) - across(base, newLow, newHigh, gapCost, slots);
}

/** Change of cost when `creative` leaves slot j for the earlier slot i. */
function moveLeft(s: Int16Array, creative: number, j: number, i: number, gapCost: Float64Array, slots: number): number {
  const base = creative * (slots + 1);
  const low = before(s, creative, j);
  const high = after(s, creative, j, slots);
  const old = around(base, low, j, high, gapCost, slots);
  if (low < i) return around(base, low, i, high, gapCost, slots) - old;
  const newLow = before(s, creative, i);
  const newHigh = after(s, creative, i, slots);
  const removed = across(base, low, high, gapCost, slots) - old;
  return removed + around(base, newLow, i, newHigh, gapCost, slots) - across(base, newLow, newHigh, gapCost, slots);
}
