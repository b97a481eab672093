import { restCosts, type RestCosts } from './rest-costs.ts';
import type { SlotPrices } from './slot-prices.ts';
import { StateLayer } from './state-layer.ts';

export type RotationSearch = Readonly<{
  prices: SlotPrices;
  slots: number;
  /** Look only at sequences of at most this unevenness. */
  target: number;
  /** Give up once this many states were kept. */
  stateLimit: number;
  shouldStop?: () => boolean;
}>;

/** `none` proves that no sequence is at or below the target; `gave_up` proves nothing. */
export type RotationSearchResult =
  Readonly<{ kind: 'found'; sequence: readonly number[] }> | Readonly<{ kind: 'none' }> | Readonly<{ kind: 'gave_up' }>;

const DONE = 4096;

/**
 * Exact search, slot by slot, over states (airings done, slots since the last airing, per creative), keeping the cheapest way
 * to each. A state is dropped when its cost plus what each creative alone still has to pay at the slot prices passes the
 * target, so nothing at or below the target is lost. Creatives with the same count and the same slots are interchangeable.
 */
export function searchRotations(search: RotationSearch): RotationSearchResult {
  const { prices, slots, target, stateLimit, shouldStop } = search;
  const rest = restCosts(prices);
  const twins = twinGroups(rest);
  const paid = prices.price.reduce((sum, price) => sum + price, 0);
  const layers: StateLayer[] = [new StateLayer(rest.length)];
  layers[0]?.offer(new Uint32Array(rest.length), 0, -1, 0);
  let kept = 1;
  for (let slot = 0; slot < slots; slot += 1) {
    const layer = layers[slot];
    if (!layer || layer.size === 0) return { kind: 'none' };
    const next = new StateLayer(rest.length, nextCapacity(layer.size));
    expand(layer, next, { rest, twins, slot, price: prices.price[slot] ?? 0, ceiling: target + paid });
    layer.compact();
    kept += next.size;
    layers.push(next);
    if (kept > stateLimit || shouldStop?.()) return { kind: 'gave_up' };
  }
  return layers[slots]?.size ? { kind: 'found', sequence: wayBack(layers, slots, rest, twins) } : { kind: 'none' };
}

const nextCapacity = (size: number): number => 2 ** Math.ceil(Math.log2(Math.max(64, size)));

type Expansion = Readonly<{
  rest: readonly RestCosts[];
  twins: readonly (readonly number[])[];
  slot: number;
  price: number;
  ceiling: number;
}>;

function expand(layer: StateLayer, next: StateLayer, { rest, twins, slot, price, ceiling }: Expansion): void {
  const width = rest.length;
  const digits = new Uint32Array(width);
  const waiting = new Float64Array(width);
  for (let state = 0; state < layer.size; state += 1) {
    for (let at = 0; at < width; at += 1) waiting[at] = costWaiting(rest[at], layer.digit(state, at), slot);
    for (let chosen = 0; chosen < width; chosen += 1) {
      const path = rest[chosen]?.path;
      const digit = layer.digit(state, chosen);
      const done = Math.floor(digit / DONE);
      if (!path || done === path.count || !path.open[slot]) continue;
      const gap = done === 0 ? 0 : Math.abs((digit % DONE) - path.ideal);
      const cost = layer.cost(state) + gap + price;
      const after = done + 1 === path.count ? path.count * DONE : (done + 1) * DONE + 1;
      let estimate = cost + costWaiting(rest[chosen], after, slot, 1);
      for (let at = 0; at < width; at += 1) if (at !== chosen) estimate += waiting[at] ?? Infinity;
      if (!(estimate <= ceiling)) continue;
      for (let at = 0; at < width; at += 1)
        digits[at] = at === chosen ? after : older(rest[at], layer.digit(state, at));
      for (const group of twins) sortDigits(digits, group);
      next.offer(digits, cost, state, chosen);
    }
  }
}

/** One slot later: airings done stay, the distance grows; a creative not begun or finished has no distance. */
function older(rest: RestCosts | undefined, digit: number): number {
  const done = Math.floor(digit / DONE);
  return done === 0 || done === rest?.path.count ? digit : digit + 1;
}

/** What a creative still has to pay when it does not take `slot` (`justTaken` 1: when it has just taken it). */
function costWaiting(rest: RestCosts | undefined, digit: number, slot: number, justTaken = 0): number {
  if (!rest) return Infinity;
  const { path, fresh, begun, width } = rest;
  const done = Math.floor(digit / DONE);
  if (done === path.count) return slot >= path.lastFixed ? 0 : Infinity;
  if (done === 0) return fresh[slot + 1] ?? Infinity;
  const distance = justTaken ? 1 : (digit % DONE) + 1;
  const last = slot + 1 - distance;
  return distance > path.longestGap ? Infinity : (begun[(done * path.slots + last) * width + distance] ?? Infinity);
}

/** Creatives with the same count and the same open and fixed slots, by place in `rest`. */
function twinGroups(rest: readonly RestCosts[]): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  rest.forEach(({ path }, at) => {
    const key = `${path.count}:${path.firstFixed}:${path.lastFixed}:${path.open.join('')}`;
    groups.set(key, [...(groups.get(key) ?? []), at]);
  });
  return [...groups.values()].filter((group) => group.length > 1);
}

function sortDigits(digits: Uint32Array, group: readonly number[]): void {
  const sorted = group.map((at) => digits[at] ?? 0).sort((a, b) => b - a);
  group.forEach((at, place) => {
    digits[at] = sorted[place] ?? 0;
  });
}

/**
 * The cheapest sequence. Twins trade places whenever their digits are sorted, so the way is walked again from the start to
 * know which creative stood in which place.
 */
function wayBack(
  layers: readonly StateLayer[],
  slots: number,
  rest: readonly RestCosts[],
  twins: readonly (readonly number[])[],
): number[] {
  const digits = new Uint32Array(rest.length);
  const who = rest.map(({ path }) => path.creative);
  return chosenPlaces(layers, slots).map((chosen) => {
    const creative = who[chosen] ?? 0;
    const count = rest[chosen]?.path.count ?? 0;
    for (let at = 0; at < digits.length; at += 1) {
      const digit = digits[at] ?? 0;
      const done = Math.floor(digit / DONE) + 1;
      if (at !== chosen) digits[at] = older(rest[at], digit);
      else digits[at] = done === count ? count * DONE : done * DONE + 1;
    }
    for (const group of twins) {
      const pairs = group.map((at) => [digits[at] ?? 0, who[at] ?? 0] as const).sort((a, b) => b[0] - a[0]);
      group.forEach((at, place) => {
        [digits[at], who[at]] = pairs[place] ?? [0, 0];
      });
    }
    return creative;
  });
}

function chosenPlaces(layers: readonly StateLayer[], slots: number): number[] {
  const last = layers[slots];
  let state = 0;
  for (let other = 1; other < (last?.size ?? 0); other += 1) {
    if ((last?.cost(other) ?? Infinity) < (last?.cost(state) ?? Infinity)) state = other;
  }
  const places: number[] = [];
  for (let slot = slots; slot > 0; slot -= 1) {
    places.push(layers[slot]?.place(state) ?? 0);
    state = layers[slot]?.parent(state) ?? 0;
  }
  return places.reverse();
}
