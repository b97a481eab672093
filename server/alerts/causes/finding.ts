import type { AlertResponse, AlertRule } from '../../../shared/contracts/alerts.ts';
import { wallTimeOf } from '../../../shared/domain/calendar/zone.ts';
import type { AlertSignal } from '../../../shared/domain/pacing/alerts.ts';

/** What one look says about one cause of one subject. `hold` leaves an open alert open and opens none. */
export type Finding = Readonly<{
  rule: AlertRule;
  level: AlertSignal['level'];
  severity: AlertResponse['severity'];
  subjectKind: AlertResponse['subjectKind'];
  subjectId: string;
  subjectLabel: string;
  message: string;
}>;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A moment in the market's own time, named. Example: `Nov 23, 5:00 PM (America/New_York)`. */
export function inMarketTime(instant: number, timeZone: string): string {
  const { day, minuteOfDay } = wallTimeOf(instant, timeZone);
  const [hour, minute] = [Math.floor(minuteOfDay / 60), Math.floor(minuteOfDay % 60)];
  const clock = `${hour % 12 || 12}:${String(minute).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`;
  return `${MONTHS[Number(day.slice(5, 7)) - 1] ?? ''} ${Number(day.slice(8))}, ${clock} (${timeZone})`;
}
