import type { AllowedSlots } from '../allowed-slots.ts';

/** Why no sequence exists: these slots (from 0) can only go to these creatives, which have fewer airings than that. */
export type BlockedSlots = Readonly<{ kind: 'blocked'; slots: readonly number[]; creatives: readonly number[] }>;

/** A first sequence, or the proof that there is none. */
export type StartSequence = Readonly<{ kind: 'sequence'; sequence: Int16Array }> | BlockedSlots;

/**
 * A first sequence by stride: each slot takes the creative whose next ideal position (k + ½) · N ÷ n comes first, among
 * those allowed there; slots nobody could take are then filled by moving others along augmenting paths.
 * Returns the blocked slots when no sequence keeps the counts, the fixed slots and the eligibility together.
 * Example: counts 2,1 without limits give 0,1,0.
 */
export function startSequence(counts: readonly number[], tables: AllowedSlots): StartSequence {
  const { slots, fixed } = tables;
  const sequence = Int16Array.from(fixed);
  const left = [...counts];
  for (const creative of fixed) if (creative >= 0) left[creative] = (left[creative] ?? 0) - 1;
  const over = left.findIndex((count) => count < 0);
  if (over >= 0) return { kind: 'blocked', slots: slotsOf(fixed, over), creatives: [over] };
  const used = counts.map(() => 0);
  for (let slot = 0; slot < slots; slot += 1) {
    const held = fixed[slot] ?? -1;
    const creative = held >= 0 ? held : nextByStride(slot, counts, left, used, tables);
    if (creative < 0) continue;
    used[creative] = (used[creative] ?? 0) + 1;
    if (held >= 0) continue;
    sequence[slot] = creative;
    left[creative] = (left[creative] ?? 0) - 1;
  }
  for (let slot = 0; slot < slots; slot += 1) {
    if ((sequence[slot] ?? -1) >= 0) continue;
    const blocked = augment(slot, sequence, left, tables);
    if (blocked) return blocked;
  }
  return { kind: 'sequence', sequence };
}

function slotsOf(sequence: Int16Array, creative: number): number[] {
  return [...sequence.keys()].filter((slot) => sequence[slot] === creative);
}

function nextByStride(
  slot: number,
  counts: readonly number[],
  left: readonly number[],
  used: readonly number[],
  { slots, creatives, allowed }: AllowedSlots,
): number {
  let best = -1;
  let earliest = Infinity;
  for (let creative = 0; creative < creatives; creative += 1) {
    if ((left[creative] ?? 0) <= 0 || !allowed[creative * slots + slot]) continue;
    const due = (((used[creative] ?? 0) + 0.5) * slots) / (counts[creative] ?? 1);
    if (due < earliest) {
      earliest = due;
      best = creative;
    }
  }
  return best;
}

/**
 * Breadth-first search from an empty slot to a creative with airings left, moving one slot per step. When it finds none,
 * the slots and creatives it reached are the proof (Hall's condition).
 */
function augment(
  empty: number,
  sequence: Int16Array,
  left: number[],
  { creatives, slots, allowed, fixed }: AllowedSlots,
): BlockedSlots | undefined {
  const seen = new Uint8Array(creatives);
  /** The slot through which each creative was reached. */
  const via = new Int32Array(creatives).fill(-1);
  const queue = [empty];
  for (let head = 0; head < queue.length; head += 1) {
    const slot = queue[head] ?? 0;
    for (let creative = 0; creative < creatives; creative += 1) {
      if (seen[creative] || !allowed[creative * slots + slot]) continue;
      seen[creative] = 1;
      via[creative] = slot;
      if ((left[creative] ?? 0) > 0) {
        left[creative] = (left[creative] ?? 0) - 1;
        movePath(creative, empty, via, sequence);
        return undefined;
      }
      for (const other of slotsOf(sequence, creative)) if ((fixed[other] ?? -1) < 0) queue.push(other);
    }
  }
  const reached = [...seen.keys()].filter((creative) => seen[creative]);
  return { kind: 'blocked', slots: [...queue].sort((a, b) => a - b), creatives: reached };
}

function movePath(last: number, empty: number, via: Int32Array, sequence: Int16Array): void {
  let creative = last;
  for (;;) {
    const slot = via[creative] ?? empty;
    const before = sequence[slot] ?? -1;
    sequence[slot] = creative;
    if (slot === empty) return;
    creative = before;
  }
}
