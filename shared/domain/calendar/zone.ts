import { IANAZone } from 'luxon';
import { dayNumber, dayOfNumber, type Day } from './day.ts';

/** A moment: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

const MS_PER_MINUTE = 60_000;
const MINUTES_PER_DAY = 1_440;
const MS_PER_DAY = MINUTES_PER_DAY * MS_PER_MINUTE;

/** Wall clock reading of a place: its day, minutes since its midnight and milliseconds into that minute. */
export type WallTime = Readonly<{ day: Day; minuteOfDay: number; millisecond: number; offsetMinutes: number }>;

/** True for an IANA zone this runtime knows. Example: `isZone('America/New_York')` is true, `isZone('EST5')` is false. */
export function isZone(zone: string): boolean {
  return IANAZone.isValidZone(zone);
}

/**
 * Minutes the zone is ahead of UTC at an instant.
 * @throws RangeError for an unknown zone. Example: New York in July is −240.
 */
export function offsetMinutes(instant: Instant, zone: string): number {
  const edges = offsetsAtEdges(Math.floor(instant / MS_PER_DAY), zone);
  // A zone that ends a UTC day as it began it did not change inside: asking Intl is 100 times slower.
  return edges.start === edges.end ? edges.start : askOffset(instant, zone);
}

type EdgeOffsets = Readonly<{ start: number; end: number }>;
const MOST_DAYS_KEPT = 5_000;
const edgeOffsets = new Map<string, Map<number, EdgeOffsets>>();

function offsetsAtEdges(utcDay: number, zone: string): EdgeOffsets {
  const days = edgeOffsets.get(zone) ?? new Map<number, EdgeOffsets>();
  const known = days.get(utcDay);
  if (known) return known;
  const edges = { start: askOffset(utcDay * MS_PER_DAY, zone), end: askOffset((utcDay + 1) * MS_PER_DAY, zone) };
  if (days.size >= MOST_DAYS_KEPT) days.clear();
  days.set(utcDay, edges);
  edgeOffsets.set(zone, days);
  return edges;
}

function askOffset(instant: Instant, zone: string): number {
  const known = IANAZone.create(zone);
  if (!known.isValid) {
    throw new RangeError(`${JSON.stringify(zone)} is not an IANA time zone: use a name such as America/New_York.`);
  }
  return known.offset(instant);
}

/** What the wall clock of `zone` shows at an instant. Example: 2026-11-01T06:30Z in New York is 01:30, offset −300. */
export function wallTimeOf(instant: Instant, zone: string): WallTime {
  const offset = offsetMinutes(instant, zone);
  const localMs = instant + Math.round(offset * MS_PER_MINUTE);
  const minutes = Math.floor(localMs / MS_PER_MINUTE);
  const number = Math.floor(minutes / MINUTES_PER_DAY);
  return {
    day: dayOfNumber(number),
    minuteOfDay: minutes - number * MINUTES_PER_DAY,
    millisecond: localMs - minutes * MS_PER_MINUTE,
    offsetMinutes: offset,
  };
}

/** How a wall time maps to instants: once, twice (clocks went back) or never (clocks went forward). */
export type WallInstants =
  | Readonly<{ kind: 'once'; instant: Instant }>
  | Readonly<{ kind: 'twice'; first: Instant; second: Instant }>
  | Readonly<{ kind: 'never'; shiftedTo: Instant }>;

/**
 * Every instant at which the wall clock of `zone` shows `minuteOfDay` (any integer: 1,530 is 01:30 the next day) of `day`.
 * The answer depends on these three alone, never on today's offset. `shiftedTo` moves a missing time on by the length of
 * the gap (02:30 becomes 03:30), as Temporal's "compatible" does.
 * Example: 2026-11-01 at minute 90 in New York is 05:30Z and 06:30Z.
 */
export function instantsOfWall(day: Day, minuteOfDay: number, zone: string): WallInstants {
  const localMs = (dayNumber(day) * MINUTES_PER_DAY + minuteOfDay) * MS_PER_MINUTE;
  const before = offsetMinutes(localMs - MS_PER_DAY, zone);
  const after = offsetMinutes(localMs + MS_PER_DAY, zone);
  const candidates = [...new Set([before, after])]
    .map((offset) => ({ offset, instant: localMs - Math.round(offset * MS_PER_MINUTE) }))
    .filter(({ offset, instant }) => offsetMinutes(instant, zone) === offset)
    .map(({ instant }) => instant)
    .sort((a, b) => a - b);
  const [first, second] = candidates;
  if (first === undefined) return { kind: 'never', shiftedTo: localMs - Math.round(before * MS_PER_MINUTE) };
  if (second === undefined) return { kind: 'once', instant: first };
  return { kind: 'twice', first, second };
}

/** The day the calendar on the wall shows in `zone`. Example: 2026-11-01T03:59Z in New York is '2026-10-31'. */
export function todayIn(instant: Instant, zone: string): Day {
  return wallTimeOf(instant, zone).day;
}

/** The first instant of a calendar day in `zone`, also where midnight is skipped or comes twice. */
export function dayStart(day: Day, zone: string): Instant {
  return firstInstant(instantsOfWall(day, 0, zone));
}

/** The earliest instant of a wall time, after the gap when it is skipped. */
export function firstInstant(found: WallInstants): Instant {
  if (found.kind === 'once') return found.instant;
  return found.kind === 'twice' ? found.first : found.shiftedTo;
}
