import { rotationCounts, type RotationWeight } from './rotation-counts.ts';

/** One airing to fill, in time order, and the creatives that may run in it. */
export type RotationSlot = Readonly<{ key: string; eligibleCreativeIds: readonly string[] }>;

/** Counts that the eligibility can carry, the slots nobody may fill (by key), and what is carried to the next period. */
export type FittedCounts = Readonly<{
  counts: readonly Readonly<{ creativeId: string; airings: number }>[];
  slotsWithoutCreative: readonly string[];
  carried: Readonly<Record<string, number>>;
}>;

/**
 * Counts by largest remainder from the weights, then moved as little as the eligibility of the slots demands: airings a
 * creative can't use go to the eligible creative that is furthest behind its share. Weight 0 is never used.
 * Example: 50/50 over 4 slots of which 3 only take A → A 3, B 1, carried −1/+1.
 */
export function fitCounts(
  slots: readonly RotationSlot[],
  weights: readonly RotationWeight[],
  carried: Readonly<Record<string, number>> = {},
): FittedCounts {
  const used = weights.filter(({ weight }) => weight > 0);
  const ids = new Set(used.map(({ creativeId }) => creativeId));
  const open = slots.filter((slot) => slot.eligibleCreativeIds.some((id) => ids.has(id)));
  const slotsWithoutCreative = slots.filter((slot) => !open.includes(slot)).map(({ key }) => key);
  if (open.length === 0) return { counts: [], slotsWithoutCreative, carried };
  const wanted = rotationCounts(open.length, used, carried);
  const room = new Map(wanted.counts.map(({ creativeId, airings }) => [creativeId, airings]));
  const taken = new Map<number, string>();
  const unfilled = open.flatMap((slot, at) => (place(at, open, taken, room) ? [] : [{ slot, at }]));
  for (const { at } of unfilled) {
    const id = reachable(at, open, taken, room).sort(byBehind(used, taken, open.length))[0];
    if (id === undefined) continue;
    room.set(id, (room.get(id) ?? 0) + 1);
    place(at, open, taken, room);
  }
  const counts = used.map(({ creativeId }) => ({ creativeId, airings: airingsOf(creativeId, taken) }));
  const owed = wanted.counts.map(({ creativeId, airings }) => {
    const moved = airings - airingsOf(creativeId, taken);
    return [creativeId, (wanted.carried[creativeId] ?? 0) + moved * 10_000] as const;
  });
  return { counts, slotsWithoutCreative, carried: Object.fromEntries(owed) };
}

function airingsOf(id: string, taken: ReadonlyMap<number, string>): number {
  let airings = 0;
  for (const creativeId of taken.values()) if (creativeId === id) airings += 1;
  return airings;
}

/** Furthest behind its share first, ties by id. */
function byBehind(weights: readonly RotationWeight[], taken: ReadonlyMap<number, string>, slots: number) {
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  const behind = new Map(
    weights.map(({ creativeId, weight }) => [creativeId, (weight / total) * slots - airingsOf(creativeId, taken)]),
  );
  return (a: string, b: string) => (behind.get(b) ?? 0) - (behind.get(a) ?? 0) || (a < b ? -1 : 1);
}

/** Every creative that could end up with one airing more if slot `at` were filled by moving others. */
function reachable(
  at: number,
  open: readonly RotationSlot[],
  taken: ReadonlyMap<number, string>,
  room: ReadonlyMap<string, number>,
): string[] {
  const found = new Set<string>();
  const queue = [at];
  for (const index of queue) {
    for (const id of open[index]?.eligibleCreativeIds ?? []) {
      if (found.has(id) || !room.has(id)) continue;
      found.add(id);
      for (const [other, holder] of taken) if (holder === id) queue.push(other);
    }
  }
  return [...found];
}

/** Fills one slot within the room left, moving others along an augmenting path when needed. */
function place(
  at: number,
  open: readonly RotationSlot[],
  taken: Map<number, string>,
  room: Map<string, number>,
  seen = new Set<string>(),
): boolean {
  for (const id of open[at]?.eligibleCreativeIds ?? []) {
    if (seen.has(id) || !room.has(id)) continue;
    seen.add(id);
    const limit = room.get(id) ?? 0;
    if (airingsOf(id, taken) < limit) {
      taken.set(at, id);
      return true;
    }
    for (const [other, holder] of Array.from(taken)) {
      if (holder !== id) continue;
      taken.delete(other);
      if (place(other, open, taken, room, seen)) {
        taken.set(at, id);
        return true;
      }
      taken.set(other, holder);
    }
  }
  return false;
}
