import { BROADCAST_START_HOUR, broadcastDayOf } from './broadcast-day.ts';
import { daysBetween, type Day } from './day.ts';
import { instantsOfWall, wallTimeOf, type Instant } from './zone.ts';

const MINUTES_PER_DAY = 1_440;

/** Which of the two instants is meant when clocks go back and a local time comes twice. */
export type Occurrence = 'first' | 'second';
/** What to do with a local time that daylight saving skips: refuse it, or move it on by the length of the gap. */
export type MissingPolicy = 'reject' | 'shift_forward';

/** `minute` counts from 00:00 of the broadcast day: 300 is 05:00, 1,530 is 25:30, the last is 1,739 (28:59). */
export type LocalTimeInput = Readonly<{
  day: Day;
  minute: number;
  zone: string;
  occurrence?: Occurrence | undefined;
  missing: MissingPolicy;
  startHour?: number;
}>;

/** `occurrences` is how often that local time comes: 1, 2 in the repeated hour, 0 when it was skipped and shifted. */
export type LocalTimeResult =
  | Readonly<{ kind: 'ok'; instant: Instant; occurrences: 0 | 1 | 2 }>
  | Readonly<{ kind: 'ambiguous'; first: Instant; second: Instant }>
  | Readonly<{ kind: 'missing'; shiftedTo: Instant }>;

/** A broadcast local time. `occurrence` is present only in the repeated hour. `second` is 0–59, for as-run times. */
export type LocalTime = Readonly<{
  airDay: Day;
  minute: number;
  second: number;
  clock: string;
  occurrence?: Occurrence;
  offsetMinutes: number;
}>;

/**
 * The instant of a broadcast local time, by a named policy and never by today's date. An ambiguous time without
 * `occurrence` is answered as such; an `occurrence` given for a time that comes once is not needed and ignored.
 * @throws RangeError when `minute` is outside the broadcast clock (05:00–28:59).
 * Example: 25:30 of 2026-10-31 in New York, 'second', is 2026-11-01T06:30Z.
 */
export function localToInstant(input: LocalTimeInput): LocalTimeResult {
  assertBroadcastMinute(input.minute, input.startHour);
  const found = instantsOfWall(input.day, input.minute, input.zone);
  switch (found.kind) {
    case 'once':
      return { kind: 'ok', instant: found.instant, occurrences: 1 };
    case 'twice':
      if (input.occurrence === undefined) return { kind: 'ambiguous', first: found.first, second: found.second };
      return { kind: 'ok', instant: input.occurrence === 'first' ? found.first : found.second, occurrences: 2 };
    case 'never':
      if (input.missing === 'reject') return { kind: 'missing', shiftedTo: found.shiftedTo };
      return { kind: 'ok', instant: found.shiftedTo, occurrences: 0 };
  }
}

/** The broadcast local time of an instant. Example: 2026-11-01T06:30Z in New York is 25:30 of 2026-10-31, second. */
export function instantToLocal(instant: Instant, zone: string, startHour = BROADCAST_START_HOUR): LocalTime {
  const wall = wallTimeOf(instant, zone);
  const airDay = broadcastDayOf(instant, zone, startHour);
  const minute = daysBetween(airDay, wall.day) * MINUTES_PER_DAY + wall.minuteOfDay;
  const found = instantsOfWall(wall.day, wall.minuteOfDay, zone);
  const local = {
    airDay,
    minute,
    second: Math.floor(wall.millisecond / 1_000),
    clock: formatClock(minute),
    offsetMinutes: wall.offsetMinutes,
  };
  if (found.kind !== 'twice') return local;
  return { ...local, occurrence: instant < found.second ? 'first' : 'second' };
}

/** Minutes of the broadcast clock as written on an order. Example: `formatClock(1_530)` = '25:30'. */
export function formatClock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** Minutes of a written broadcast clock, or undefined when it is not one. Example: `parseClock('25:30')` = 1,530. */
export function parseClock(clock: string): number | undefined {
  const match = /^(\d{2}):([0-5]\d)$/.exec(clock);
  if (!match) return undefined;
  const minute = Number(match[1]) * 60 + Number(match[2]);
  return isBroadcastMinute(minute) ? minute : undefined;
}

/** True for a minute of the broadcast clock: 300 (05:00) up to and including 1,739 (28:59). */
export function isBroadcastMinute(minute: number, startHour = BROADCAST_START_HOUR): boolean {
  return Number.isInteger(minute) && minute >= startHour * 60 && minute < startHour * 60 + MINUTES_PER_DAY;
}

function assertBroadcastMinute(minute: number, startHour = BROADCAST_START_HOUR): void {
  if (isBroadcastMinute(minute, startHour)) return;
  const [first, last] = [startHour * 60, startHour * 60 + MINUTES_PER_DAY - 1];
  throw new RangeError(
    `A broadcast minute is between ${first} (${formatClock(first)}) and ${last} (${formatClock(last)}), got ${minute}.`,
  );
}
