import { addDays, dayFrom, dayParts, daysBetween, daysInMonth, mondayOf, type Day } from './day.ts';

/**
 * Where a day stands in a calendar. `monthStart` is the first and `monthEnd` the last day of the month, BOTH inclusive,
 * because a person reads them ("Nov 10/26–11/29"); periods elsewhere are half-open.
 */
export type CalendarWeek = Readonly<{
  weekStart: Day;
  year: number;
  quarter: number;
  month: number;
  week: number;
  monthStart: Day;
  monthEnd: Day;
}>;

/**
 * The broadcast week, month, quarter and year of a day: weeks run Monday to Sunday and belong to the month and year of
 * their Sunday; week 1 is the one holding January 1. Source: the standard US broadcast calendar.
 * Example: '2026-12-28' is week 1 of 2027, month 1, monthStart '2026-12-28', monthEnd '2027-01-31'.
 */
export function broadcastWeek(day: Day): CalendarWeek {
  const weekStart = mondayOf(day);
  const { year, month } = dayParts(addDays(weekStart, 6));
  const lastOfMonth = dayFrom(year, month, daysInMonth(year, month));
  const mondayAfterLast = mondayOf(addDays(lastOfMonth, 1));
  return {
    weekStart,
    year,
    quarter: Math.ceil(month / 3),
    month,
    week: daysBetween(mondayOf(dayFrom(year, 1, 1)), weekStart) / 7 + 1,
    monthStart: mondayOf(dayFrom(year, month, 1)),
    monthEnd: addDays(mondayAfterLast, -1),
  };
}

/**
 * The same fields in the everyday calendar: the calendar month and year of the day itself, and the ISO 8601 week number
 * (Monday to Sunday, week 1 holds the first Thursday). `year` is the calendar year, so late December may be week 1.
 * Example: '2026-11-01' is November, monthEnd '2026-11-30', ISO week 44 starting '2026-10-26'.
 */
export function gregorianWeek(day: Day): CalendarWeek {
  const weekStart = mondayOf(day);
  const { year, month } = dayParts(day);
  const isoYear = dayParts(addDays(weekStart, 3)).year;
  return {
    weekStart,
    year,
    quarter: Math.ceil(month / 3),
    month,
    week: daysBetween(mondayOf(dayFrom(isoYear, 1, 4)), weekStart) / 7 + 1,
    monthStart: dayFrom(year, month, 1),
    monthEnd: dayFrom(year, month, daysInMonth(year, month)),
  };
}

/** Weeks of a broadcast year, 52 or 53. Example: `weeksInBroadcastYear(2028)` = 53. */
export function weeksInBroadcastYear(year: number): number {
  return daysBetween(mondayOf(dayFrom(year, 1, 1)), mondayOf(dayFrom(year + 1, 1, 1))) / 7;
}
