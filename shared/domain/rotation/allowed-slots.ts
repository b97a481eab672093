import type { RotationInput } from './rotation.ts';

/**
 * The slots each creative may take and the slots it must take, as flat tables indexed `creative × slots + slot` (from 0).
 * A fixed slot is open to its creative alone, even when the eligibility list left it out (the caller reports that first).
 */
export type AllowedSlots = Readonly<{
  slots: number;
  creatives: number;
  allowed: Uint8Array;
  /** Creative fixed in each slot, −1 where free. */
  fixed: Int16Array;
}>;

/** Builds the tables. Example: counts [2, 1] and slot 1 fixed on creative 1 gives allowed 0,1,1 / 1,1,1. */
export function allowedSlots(input: RotationInput): AllowedSlots {
  const slots = input.counts.reduce((sum, count) => sum + count, 0);
  const creatives = input.counts.length;
  const allowed = new Uint8Array(creatives * slots);
  for (let creative = 0; creative < creatives; creative += 1) {
    const listed = input.eligible?.[creative];
    if (!listed) allowed.fill(1, creative * slots, (creative + 1) * slots);
    else for (const slot of listed) allowed[creative * slots + slot - 1] = 1;
  }
  const fixed = new Int16Array(slots).fill(-1);
  for (const { slot, creative } of input.fixed ?? []) {
    fixed[slot - 1] = creative;
    for (let other = 0; other < creatives; other += 1) allowed[other * slots + slot - 1] = other === creative ? 1 : 0;
  }
  return { slots, creatives, allowed, fixed };
}
