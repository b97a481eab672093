import type { AlertResponse, AlertRule } from '../../shared/contracts/alerts.ts';
import { wallTimeOf } from '../../shared/domain/calendar/zone.ts';
import type { AlertSignal } from '../../shared/domain/pacing/alerts.ts';

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

/** A moment in the market's own time, named. Example: `2026-11-23 17:00 (America/New_York)`. */
export function inMarketTime(instant: number, timeZone: string): string {
  const { day, minuteOfDay } = wallTimeOf(instant, timeZone);
  const part = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${day} ${part(minuteOfDay / 60)}:${part(minuteOfDay % 60)} (${timeZone})`;
}
