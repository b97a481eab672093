import { localToInstant } from '../../calendar/broadcast-clock.ts';
import { addDays, eachDay, isoWeekday, laterDay, earlierDay, mondayOf, type Day } from '../../calendar/day.ts';
import type { Instant } from '../../calendar/zone.ts';
import type { Daypart } from '../../daypart.ts';

const HALF_HOUR = 30;
const MS_PER_MINUTE = 60_000;

/** A half hour of a station that could carry a spot. `minute` is on the broadcast clock of `airDay`. */
export type ScheduleCell = Readonly<{
  key: string;
  airDay: Day;
  minute: number;
  scheduledAt: Instant;
  /** The local time comes twice; the first is meant. */
  isRepeated: boolean;
}>;

/** Times a station has nothing left: [startMinute, endMinute) of the broadcast clock. */
export type SoldOut = Readonly<{ station: string; airDay: Day; startMinute: number; endMinute: number }>;

export type CellsInput = Readonly<{
  weekStart: Day;
  startDay: Day;
  endDay: Day;
  weekdays?: readonly number[] | undefined;
  daypart: Daypart;
  station: string;
  timeZone: string;
  soldOut: readonly SoldOut[];
  /** Nothing is placed before this instant. */
  notBefore: Instant;
}>;

/**
 * Half hours of one week in which a flight may air: its days, its daypart, not sold out, not past. Local times that
 * daylight saving skips are no cells.
 * Example: prime, one day → 20:00, 20:30, … 22:30.
 */
export function scheduleCells(input: CellsInput): readonly ScheduleCell[] {
  const { weekStart, daypart } = input;
  const from = laterDay(weekStart, input.startDay);
  const to = earlierDay(addDays(weekStart, 7), input.endDay);
  if (from >= to) return [];
  const days = eachDay(from, to).filter((day) => !input.weekdays || input.weekdays.includes(isoWeekday(day)));
  return days.flatMap((airDay) =>
    halfHoursOf(daypart)
      .filter((minute) => !isSoldOut(input, airDay, minute))
      .flatMap((minute) => cellAt(airDay, minute, input.timeZone))
      .filter((cell) => cell.scheduledAt >= input.notBefore),
  );
}

function cellAt(airDay: Day, minute: number, zone: string): ScheduleCell[] {
  const found = localToInstant({ day: airDay, minute, zone, missing: 'reject' });
  if (found.kind === 'missing') return [];
  const scheduledAt = found.kind === 'ok' ? found.instant : found.first;
  return [{ key: `${airDay}@${minute}`, airDay, minute, scheduledAt, isRepeated: found.kind === 'ambiguous' }];
}

function halfHoursOf({ startMinute, endMinute }: Daypart): readonly number[] {
  const count = Math.ceil((endMinute - startMinute) / HALF_HOUR);
  return Array.from({ length: count }, (_, index) => startMinute + index * HALF_HOUR);
}

function isSoldOut({ soldOut, station }: CellsInput, airDay: Day, minute: number): boolean {
  return soldOut.some(
    (span) =>
      span.station === station && span.airDay === airDay && minute >= span.startMinute && minute < span.endMinute,
  );
}

/** Mondays of the broadcast weeks a period touches, in order. `endDay` exclusive. */
export function weeksOf(startDay: Day, endDay: Day): readonly Day[] {
  const weeks: Day[] = [];
  for (let week = mondayOf(startDay); week < endDay; week = addDays(week, 7)) weeks.push(week);
  return weeks;
}

/** Whole minutes of an instant, the true time separation is counted in. */
export function trueMinute(instant: Instant): number {
  return Math.floor(instant / MS_PER_MINUTE);
}
