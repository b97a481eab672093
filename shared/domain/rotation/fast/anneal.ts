import type { AllowedSlots } from '../allowed-slots.ts';
import type { Random } from '../rotation.ts';
import { RandomBits } from './random-bits.ts';
import { SlotChain } from './slot-chain.ts';

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
/** −ln of evenly spaced chances: a rise is taken when it is below heat × one of these, drawn at random. */
const CHANCES = Float64Array.from({ length: 4_096 }, (_, at) => -Math.log((at + 0.5) / 4_096));

/**
 * Simulated annealing by swaps of two slots, with geometric cooling; near swaps are tried more often than far ones.
 * Each move is priced from the neighbours of the two slots, which `SlotChain` keeps at hand. Returns the best sequence met.
 */
export function anneal(input: AnnealInput): Annealed {
  const { counts, tables, moves, target } = input;
  const { slots, allowed, fixed } = tables;
  // Drawn from once: calls to a function handed in would be most of the time of a move.
  const bits = new RandomBits(input.random);
  const free = freeSlots(fixed);
  const gapCost = gapCosts(counts, slots);
  const chain = new SlotChain(input.start, gapCost, counts.length);
  const { sequence } = chain;
  let cost = totalCost(sequence, counts.length, gapCost, slots);
  const best = Int16Array.from(sequence);
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
    const first = bits.below(free.length);
    const second = pickOther(first, free.length, bits);
    const i = free[Math.min(first, second)] ?? 0;
    const j = free[Math.max(first, second)] ?? 0;
    const a = sequence[i] ?? 0;
    const b = sequence[j] ?? 0;
    if (a === b || !allowed[a * slots + j] || !allowed[b * slots + i]) continue;
    const change = chain.moveRight(i, j) + chain.moveLeft(j, i);
    if (change > 0 && change >= heat * (CHANCES[bits.below(4_096)] ?? 0)) continue;
    chain.swap(i, j);
    cost += change;
    if (cost < bestCost - 1e-9) {
      bestCost = cost;
      best.set(sequence);
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

/** One in five is any other slot, the rest are at most five away. */
function pickOther(first: number, size: number, bits: RandomBits): number {
  if (bits.below(5) === 0) {
    const second = bits.below(size - 1);
    return second >= first ? second + 1 : second;
  }
  const step = 1 + bits.below(Math.min(5, size - 1));
  const second = bits.below(2) === 0 ? first - step : first + step;
  return second < 0 || second >= size ? (first + 1) % size : second;
}
