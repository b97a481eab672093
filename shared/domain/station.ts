import { isoWeekday, type Day } from './calendar/day.ts';
import { formatClock } from './calendar/broadcast-clock.ts';
import { errorIssue, type Issue } from './issue.ts';

/** A program a station airs: on these weekdays (ISO, 1 = Monday), [startMinute, endMinute) of the broadcast clock. */
export type StationProgram = Readonly<{
  name: string;
  weekdays: readonly number[];
  startMinute: number;
  endMinute: number;
}>;

/** True when two names mean the same program: case and spaces around don't matter. */
export function isSameProgram(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.trim().toLowerCase() === other.trim().toLowerCase() && one.trim() !== '';
}

/**
 * The program on air at a minute of a broadcast day, if the station told us.
 * Example: news on weekdays 17:00–18:00 is on air on a Tuesday at 17:30, minute 1,050.
 */
export function programAt(programs: readonly StationProgram[], airDay: Day, minute: number): string | undefined {
  const weekday = isoWeekday(airDay);
  return programs.find(
    (program) => program.weekdays.includes(weekday) && minute >= program.startMinute && minute < program.endMinute,
  )?.name;
}

/** A program somebody named around a spot at a minute of a broadcast day. */
export type SeenProgram = Readonly<{ airDay: Day; minute: number; program: string }>;
const HALF_HOUR = 30;

/**
 * A station's guide with what its as-runs name beside it: each program seen stands for its half hour on its weekday, the last
 * one seen where several were; the guide itself always goes first.
 * Example: no guide, "Night Talk" seen on a Monday at 23:10 → `programAt` says Night Talk for Mondays 23:00–23:30.
 */
export function withSeenPrograms(
  guide: readonly StationProgram[],
  seen: readonly SeenProgram[],
): readonly StationProgram[] {
  const latest = new Map<string, StationProgram>();
  for (const { airDay, minute, program } of seen.toSorted((a, b) => (a.airDay < b.airDay ? -1 : 1))) {
    const startMinute = minute - (minute % HALF_HOUR);
    const weekday = isoWeekday(airDay);
    const half = { name: program, weekdays: [weekday], startMinute, endMinute: startMinute + HALF_HOUR };
    latest.set(`${weekday} ${startMinute}`, half);
  }
  return [...guide, ...latest.values()];
}

/** Everything wrong with a list of programs: an end not after its start, two at the same time on a day. */
export function checkPrograms(programs: readonly StationProgram[]): readonly Issue[] {
  return programs.flatMap((program, index): Issue[] => {
    const path = `programs.${index}`;
    if (program.endMinute <= program.startMinute) {
      const message = `${span(program)} ends before it starts: after midnight count on, 1 a.m. is 25:00.`;
      return [errorIssue('program_ends_before_start', message, path)];
    }
    return programs.slice(0, index).flatMap((other): Issue[] => {
      const isApart = other.startMinute >= program.endMinute || program.startMinute >= other.endMinute;
      if (isApart || !program.weekdays.some((day) => other.weekdays.includes(day))) return [];
      const message = `${span(program)} is on air at the same time as ${span(other)}: give each its own days or times.`;
      return [errorIssue('programs_overlap', message, path)];
    });
  });
}

function span({ name, startMinute, endMinute }: StationProgram): string {
  return `${name} ${formatClock(startMinute)}–${formatClock(endMinute)}`;
}
