/** An ISO day, 'YYYY-MM-DD', read in the market's zone. Compares with `<` as text. */
export type Day = string;

const FIRST_YEAR = 1900;
const LAST_YEAR = 9999;

type DayParts = Readonly<{ year: number; month: number; day: number }>;

/** True for a real day of the years 1900 to 9999. Example: `isDay('2024-02-29')` is true, `isDay('2026-02-29')` is false. */
export function isDay(value: unknown): value is Day {
  return typeof value === 'string' && readParts(value) !== undefined;
}

// Read by hand, not by a pattern: a flowchart asks this hundreds of thousands of times.
function readParts(text: string): DayParts | undefined {
  if (text.length !== 10 || text[4] !== '-' || text[7] !== '-') return undefined;
  const parts = { year: digits(text, 0, 4), month: digits(text, 5, 7), day: digits(text, 8, 10) };
  return isRealDay(parts) ? parts : undefined;
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

function isRealDay({ year, month, day }: DayParts): boolean {
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12)) return false;
  return day >= 1 && day <= daysInMonth(year, month);
}

/**
 * Returns `value` when it is a day.
 * @throws RangeError naming `what` otherwise. Example: `assertDay('2026-02-30', 'startDay')` throws.
 */
export function assertDay(value: string, what = 'day'): Day {
  if (!isDay(value)) throw notADay(value, what);
  return value;
}

function notADay(value: string, what: string): RangeError {
  const given = JSON.stringify(value);
  return new RangeError(`${what} must be a day such as 2026-11-01, between 1900 and 9999, got ${given}.`);
}

/** Days of a month, 1 to 12. Example: `daysInMonth(2024, 2)` = 29. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Year, month (1–12) and day of month. @throws RangeError when it is not a day. */
export function dayParts(day: Day): DayParts {
  const parts = readParts(day);
  if (!parts) throw notADay(day, 'day');
  return parts;
}

/** A day from its whole parts. @throws RangeError when there is no such day. Example: `dayFrom(2026, 11, 1)` = '2026-11-01'. */
export function dayFrom(year: number, month: number, day: number): Day {
  const text = `${year}-${twoDigits(month)}-${twoDigits(day)}`;
  if (!isRealDay({ year, month, day })) throw notADay(text, 'day');
  return text;
}

function twoDigits(part: number): string {
  return part < 10 ? `0${part}` : `${part}`;
}

/**
 * Days since 1970-01-01, counted on the calendar, not in hours: no zone or daylight saving is involved.
 * Source: Howard Hinnant, "chrono-compatible low-level date algorithms" (days_from_civil).
 * Example: `dayNumber('1970-01-02')` = 1.
 */
export function dayNumber(value: Day): number {
  const { year, month, day } = dayParts(value);
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The day of a day number, the inverse of `dayNumber`. @throws RangeError outside 1900–9999. */
export function dayOfNumber(number: number): Day {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return dayFrom(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
}

/** The day `count` days later (earlier when negative). Example: `addDays('2024-02-28', 2)` = '2024-03-01'. */
export function addDays(day: Day, count: number): Day {
  if (!Number.isInteger(count)) throw new RangeError(`Days are added whole, got ${count}.`);
  return dayOfNumber(dayNumber(day) + count);
}

/** Days from `start` to `end` (negative when `end` is earlier). Example: `daysBetween('2026-10-26', '2026-11-30')` = 35. */
export function daysBetween(start: Day, end: Day): number {
  return dayNumber(end) - dayNumber(start);
}

/** Every day of [start, endExclusive). Example: `eachDay('2026-11-01', '2026-11-03')` = ['2026-11-01', '2026-11-02']. */
export function eachDay(start: Day, endExclusive: Day): readonly Day[] {
  const days: Day[] = [];
  assertDay(endExclusive, 'endDay');
  let { year, month, day } = dayParts(start);
  for (let next = start; next < endExclusive; next = dayFrom(year, month, day)) {
    days.push(next);
    day += 1;
    if (day > daysInMonth(year, month)) [month, day] = [month + 1, 1];
    if (month > 12) [year, month] = [year + 1, 1];
  }
  return days;
}

/** ISO weekday, 1 = Monday … 7 = Sunday. Example: `isoWeekday('2026-11-01')` = 7. */
export function isoWeekday(day: Day): number {
  const fromThursday = (dayNumber(day) % 7) + 7;
  return ((fromThursday + 3) % 7) + 1;
}

/** The Monday of the day's week. Example: `mondayOf('2026-11-01')` = '2026-10-26'. */
export function mondayOf(day: Day): Day {
  return addDays(day, 1 - isoWeekday(day));
}

/** The later of two days. */
export function laterDay(a: Day, b: Day): Day {
  return a > b ? a : b;
}

/** The earlier of two days. */
export function earlierDay(a: Day, b: Day): Day {
  return a < b ? a : b;
}
