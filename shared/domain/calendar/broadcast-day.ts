import { addDays, type Day } from './day.ts';
import { firstInstant, instantsOfWall, todayIn, type Instant } from './zone.ts';

/** The hour at which a broadcast day starts unless the market says otherwise. */
export const BROADCAST_START_HOUR = 5;

const MS_PER_HOUR = 3_600_000;

/** The instant at which a broadcast day starts (05:00 local). Example: '2026-10-31' in New York is 09:00Z. */
export function broadcastDayStart(day: Day, zone: string, startHour = BROADCAST_START_HOUR): Instant {
  return firstInstant(instantsOfWall(day, startHour * 60, zone));
}

/**
 * The broadcast day an instant belongs to: 04:59 local is still yesterday.
 * Example: 2026-11-02T09:59Z (04:59 in New York) is '2026-11-01'.
 */
export function broadcastDayOf(instant: Instant, zone: string, startHour = BROADCAST_START_HOUR): Day {
  const day = todayIn(instant, zone);
  return instant >= broadcastDayStart(day, zone, startHour) ? day : addDays(day, -1);
}

/** True hours of a broadcast day: 24, or 23 and 25 around the changes. Example: '2026-03-07' in New York has 23. */
export function hoursInBroadcastDay(day: Day, zone: string, startHour = BROADCAST_START_HOUR): number {
  const start = broadcastDayStart(day, zone, startHour);
  return (broadcastDayStart(addDays(day, 1), zone, startHour) - start) / MS_PER_HOUR;
}
