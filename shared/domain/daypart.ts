import { formatClock, isBroadcastMinute } from './calendar/broadcast-clock.ts';
import { errorIssue, type Issue } from './issue.ts';

/**
 * A named part of the broadcast day, [startMinute, endMinute) in minutes of the broadcast clock: 300 is 05:00, 1,560 is
 * 26:00 (2 a.m. the next morning), 1,740 is the end of the day. Data of a market, not code.
 */
export type Daypart = Readonly<{ id: string; name: string; startMinute: number; endMinute: number }>;

/** Eastern and Pacific usual dayparts; 2–5 a.m. is sold by nobody here and belongs to no daypart. */
export const EASTERN_DAYPARTS: readonly Daypart[] = [
  { id: 'early_morning', name: 'Early morning', startMinute: 300, endMinute: 540 },
  { id: 'daytime', name: 'Daytime', startMinute: 540, endMinute: 960 },
  { id: 'early_fringe', name: 'Early fringe', startMinute: 960, endMinute: 1_020 },
  { id: 'early_news', name: 'Early news', startMinute: 1_020, endMinute: 1_140 },
  { id: 'prime_access', name: 'Prime access', startMinute: 1_140, endMinute: 1_200 },
  { id: 'prime', name: 'Prime', startMinute: 1_200, endMinute: 1_380 },
  { id: 'late_news', name: 'Late news', startMinute: 1_380, endMinute: 1_415 },
  { id: 'late_fringe', name: 'Late fringe', startMinute: 1_415, endMinute: 1_560 },
];

/** In Central and Mountain time the networks' evening starts an hour earlier: prime is 7–10 p.m. */
export const CENTRAL_DAYPARTS: readonly Daypart[] = EASTERN_DAYPARTS.map((daypart) => {
  if (daypart.id === 'early_morning') return daypart;
  const startMinute = daypart.id === 'daytime' ? daypart.startMinute : daypart.startMinute - 60;
  return { ...daypart, startMinute, endMinute: daypart.endMinute - 60 };
});

const HOUR_EARLIER = /^America\/(Chicago|Denver|Phoenix|Boise|Menominee|Indiana\/(Knox|Tell_City)|North_Dakota\/.+)$/;

/**
 * The usual dayparts of a time zone, for a market that has no table of its own: Eastern's, an hour earlier from the afternoon
 * on in Central and Mountain time. Example: prime is 20:00–23:00 in New York and 19:00–22:00 in Chicago.
 */
export function usualDayparts(timeZone: string): readonly Daypart[] {
  return HOUR_EARLIER.test(timeZone) ? CENTRAL_DAYPARTS : EASTERN_DAYPARTS;
}

/** True when a minute of the broadcast clock is inside: start included, end excluded. */
export function isInDaypart(daypart: Daypart, minute: number): boolean {
  return minute >= daypart.startMinute && minute < daypart.endMinute;
}

/** The daypart of a minute, if any. Example: 1,415 (23:35) in the Eastern defaults is late fringe. */
export function daypartAt(dayparts: readonly Daypart[], minute: number): Daypart | undefined {
  return dayparts.find((daypart) => isInDaypart(daypart, minute));
}

/** The daypart with this id, if any. */
export function findDaypart(dayparts: readonly Daypart[], id: string): Daypart | undefined {
  return dayparts.find((daypart) => daypart.id === id);
}

/**
 * Minutes of the wall clock (0–1,439) on the broadcast clock: before 05:00 belongs to the evening before.
 * Example: 01:30 = 90 becomes 1,530 (25:30).
 */
export function toBroadcastMinute(minuteOfDay: number): number {
  return isBroadcastMinute(minuteOfDay) ? minuteOfDay : minuteOfDay + 1_440;
}

/**
 * A wall clock window on the broadcast clock, so that one crossing midnight has its end after its start; an end of 05:00
 * closes the day. Example: 23:35–02:00 (1,415 and 120) is { startMinute: 1415, endMinute: 1560 }.
 */
export function toBroadcastWindow(startMinuteOfDay: number, endMinuteOfDay: number) {
  const startMinute = toBroadcastMinute(startMinuteOfDay);
  const end = toBroadcastMinute(endMinuteOfDay);
  return { startMinute, endMinute: end === 300 ? 1_740 : end };
}

/** Everything wrong with a market's dayparts: ids twice, times off the clock, an end not after its start, overlaps. */
export function checkDayparts(dayparts: readonly Daypart[]): readonly Issue[] {
  const issues: Issue[] = [];
  dayparts.forEach((daypart, index) => {
    issues.push(...checkTimes(daypart, `dayparts.${index}`));
    dayparts.slice(0, index).forEach((other) => {
      if (other.id === daypart.id) {
        issues.push(
          errorIssue('duplicate_daypart', `Two dayparts are called ${daypart.id}: rename one.`, `dayparts.${index}.id`),
        );
      }
      if (other.startMinute < daypart.endMinute && daypart.startMinute < other.endMinute) {
        const message = `${span(daypart)} overlaps ${span(other)}: let one end where the other starts.`;
        issues.push(errorIssue('dayparts_overlap', message, `dayparts.${index}`));
      }
    });
  });
  return issues;
}

function checkTimes(daypart: Daypart, path: string): readonly Issue[] {
  if (!isBroadcastMinute(daypart.startMinute) || !isBroadcastMinute(daypart.endMinute - 1)) {
    const message = `${span(daypart)} is off the broadcast clock: give minutes from 300 (05:00) to 1,740 (29:00).`;
    return [errorIssue('daypart_off_clock', message, path)];
  }
  if (daypart.endMinute > daypart.startMinute) return [];
  const message = `${span(daypart)} ends before it starts: after midnight count on, 2 a.m. is 26:00.`;
  return [errorIssue('daypart_ends_before_start', message, path)];
}

function span(daypart: Daypart): string {
  return `${daypart.name} ${formatClock(daypart.startMinute)}–${formatClock(daypart.endMinute)}`;
}
