import { broadcastWeek, gregorianWeek } from './broadcast-week.ts';
import { addDays, dayParts, earlierDay, laterDay, type Day } from './day.ts';

export type CalendarKind = 'broadcast' | 'gregorian';
export type PeriodUnit = 'week' | 'month';

/** `endDay` is exclusive, here and in the answer. */
export type PeriodColumnsInput = Readonly<{ startDay: Day; endDay: Day; calendar: CalendarKind; by: PeriodUnit }>;

/**
 * One column of a flowchart, clipped to the range asked for; `endDay` is exclusive. `key` is the whole period's Monday
 * ('2026-10-26') or month ('2026-11'), so a clipped column keeps its key.
 */
export type PeriodColumn = Readonly<{ key: string; label: string; startDay: Day; endDay: Day }>;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/**
 * The weeks or months that cover [startDay, endDay), in order, without gap or overlap, the outer two clipped.
 * Example: 2026-11-01 to 2026-11-10 by broadcast week gives Oct 26 (11-01 only), Nov 2 (whole) and Nov 9 (11-09 only).
 */
export function periodColumns(input: PeriodColumnsInput): readonly PeriodColumn[] {
  const columns: PeriodColumn[] = [];
  let day = input.startDay;
  while (day < input.endDay) {
    const whole = periodOf(day, input.calendar, input.by);
    const endDay = earlierDay(whole.endDay, input.endDay);
    columns.push({ ...whole, startDay: laterDay(whole.startDay, input.startDay), endDay });
    day = endDay;
  }
  return columns;
}

/** The whole week or month a day belongs to; `endDay` exclusive. Example: broadcast month of 2026-10-26 is '2026-11'. */
export function periodOf(day: Day, calendar: CalendarKind, by: PeriodUnit): PeriodColumn {
  const week = calendar === 'broadcast' ? broadcastWeek(day) : gregorianWeek(day);
  if (by === 'week') {
    const { month, day: dayOfMonth } = dayParts(week.weekStart);
    return {
      key: week.weekStart,
      label: `${MONTHS[month - 1]} ${dayOfMonth}`,
      startDay: week.weekStart,
      endDay: addDays(week.weekStart, 7),
    };
  }
  return {
    key: `${week.year}-${String(week.month).padStart(2, '0')}`,
    label: `${MONTHS[week.month - 1]} ${week.year}`,
    startDay: week.monthStart,
    endDay: addDays(week.monthEnd, 1),
  };
}
