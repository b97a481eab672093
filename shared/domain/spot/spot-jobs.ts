import { localToInstant } from '../calendar/broadcast-clock.ts';
import { addDays, type Day } from '../calendar/day.ts';
import type { Instant } from '../calendar/zone.ts';
import type { SpotJob } from '../spot.ts';

/** When things are due around an airing. Minutes are on the broadcast clock of the market. */
export type SpotJobPolicy = Readonly<{
  /** Instructions must be with the station this many days before the air day, at this minute. */
  trafficDaysBefore: number;
  trafficMinute: number;
  /** How long after its time an airing may still be taken for granted; later it is unverified until the as-run. */
  airGraceMs: number;
  /** The station's as-run is expected this many days after the air day, at this minute. */
  asRunDaysAfter: number;
  asRunMinute: number;
}>;

export const SPOT_JOB_POLICY: SpotJobPolicy = {
  trafficDaysBefore: 2,
  trafficMinute: 1_020,
  airGraceMs: 600_000,
  asRunDaysAfter: 2,
  asRunMinute: 720,
};

/** A spot booked after its traffic deadline gets this long to be ordered, confirmed and instructed. */
const LATE_BOOKING_MS = 3_600_000;

/** A time that never comes: the job runs once, however late. */
export const NEVER: Instant = 4_102_444_800_000;

/**
 * The jobs of an airing: traffic deadline, air, as-run expected, all pending. Times that daylight saving skips move on,
 * the first of two is meant when a time comes twice. `madeAt` gives a late booking an hour.
 * Example: air day 2026-11-05 in New York → traffic 2026-11-03 17:00, air at the spot's instant, as-run 2026-11-07 12:00.
 */
export function spotJobs(
  airing: Readonly<{ airDay: Day; scheduledAt: Instant; timeZone: string; madeAt?: Instant }>,
  policy: SpotJobPolicy = SPOT_JOB_POLICY,
): readonly SpotJob[] {
  const at = (days: number, minute: number) => wallInstant(addDays(airing.airDay, days), minute, airing.timeZone);
  const deadline = at(-policy.trafficDaysBefore, policy.trafficMinute);
  const earliest = airing.madeAt === undefined ? deadline : airing.madeAt + LATE_BOOKING_MS;
  const trafficAt = Math.min(Math.max(deadline, earliest), airing.scheduledAt);
  const asRunAt = Math.max(at(policy.asRunDaysAfter, policy.asRunMinute), airing.scheduledAt);
  return [
    { kind: 'traffic', dueAt: trafficAt, missedAfter: NEVER, status: 'pending' },
    { kind: 'air', dueAt: airing.scheduledAt, missedAfter: airing.scheduledAt + policy.airGraceMs, status: 'pending' },
    { kind: 'asrun', dueAt: asRunAt, missedAfter: NEVER, status: 'pending' },
  ];
}

function wallInstant(day: Day, minute: number, zone: string): Instant {
  const found = localToInstant({ day, minute, zone, occurrence: 'first', missing: 'shift_forward' });
  if (found.kind === 'ok') return found.instant;
  return found.kind === 'ambiguous' ? found.first : found.shiftedTo;
}
