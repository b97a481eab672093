import type { Clock } from './clock.ts';

/** Makes an id like `cmp_01jd2x…`: a three-letter prefix, 9 characters of time, 16 of chance. Ids sort by time. */
export type NewId = (prefix: string) => string;

/**
 * Ids from a clock and a source of random bytes. Within one millisecond a counter keeps the order of creation.
 * Example: `createIds(clock, randomBytes)('cmp')` = `cmp_00mhx1k2a0000c9f3…`.
 */
export function createIds(clock: Clock, randomBytes: (size: number) => Uint8Array): NewId {
  let lastAt = 0;
  let counter = 0;
  return (prefix) => {
    const at = clock.now();
    counter = at === lastAt ? counter + 1 : 0;
    lastAt = at;
    const time = at.toString(36).padStart(9, '0') + counter.toString(36).padStart(4, '0');
    let chance = '';
    for (const byte of randomBytes(12)) chance += (byte % 36).toString(36);
    return `${prefix}_${time}${chance}`;
  };
}
