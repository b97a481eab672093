import type { Clock } from './clock.ts';

/** Makes an id like `cmp_01jd2x…`: a three-letter prefix, 9 characters of time, 16 of chance. Ids sort by time. */
export type NewId = (prefix: string) => string;

const CHANCE_BYTES = 12;
const DIGITS = [...'0123456789abcdefghijklmnopqrstuvwxyz'];
/** Asking the system for chance costs as much as the rest of an id ten times over, so it is asked for many at once. */
const IDS_PER_DRAW = 200;

/**
 * Ids from a clock and a source of random bytes. Within one millisecond a counter keeps the order of creation.
 * Example: `createIds(clock, randomBytes)('cmp')` = `cmp_00mhx1k2a0000c9f3…`.
 */
export function createIds(clock: Clock, randomBytes: (size: number) => Uint8Array): NewId {
  let lastAt = 0;
  let counter = 0;
  let drawn: Uint8Array = new Uint8Array();
  let used = 0;
  return (prefix) => {
    const at = clock.now();
    counter = at === lastAt ? counter + 1 : 0;
    lastAt = at;
    const time = at.toString(36).padStart(9, '0') + counter.toString(36).padStart(4, '0');
    if (used >= drawn.length) {
      drawn = randomBytes(CHANCE_BYTES * IDS_PER_DRAW);
      used = 0;
    }
    let chance = '';
    for (const end = used + CHANCE_BYTES; used < end; used += 1) chance += DIGITS[(drawn[used] ?? 0) % 36];
    return `${prefix}_${time}${chance}`;
  };
}
