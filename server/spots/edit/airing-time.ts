import { localToInstant, parseClock, type Occurrence } from '../../../shared/domain/calendar/broadcast-clock.ts';
import type { Day } from '../../../shared/domain/calendar/day.ts';
import type { AiringTime } from '../../../shared/domain/spot/spot-steps.ts';
import { refuse } from '../../refusal.ts';

/**
 * The instant of a broadcast time somebody typed. A time daylight saving skips is refused; one that comes twice asks
 * which is meant.
 * @throws Refusal naming the field. Example: 25:30 of 2026-10-31 in New York without `occurrence` is refused.
 */
export function airingTime(
  typed: Readonly<{ airDay: Day; clock: string; occurrence?: Occurrence | undefined }>,
  timeZone: string,
): AiringTime {
  const minute = parseClock(typed.clock);
  if (minute === undefined) {
    throw refuse('invalid', 'bad_clock', `${typed.clock} is not on the broadcast clock; give 05:00 to 28:59.`, 'clock');
  }
  const { airDay, occurrence } = typed;
  const found = localToInstant({ day: airDay, minute, zone: timeZone, occurrence, missing: 'reject' });
  switch (found.kind) {
    case 'ok':
      return {
        airDay,
        minute,
        scheduledAt: found.instant,
        occurrence: found.occurrences === 2 ? (occurrence ?? null) : null,
      };
    case 'ambiguous': {
      const message = `${typed.clock} of ${airDay} comes twice in ${timeZone}: the clocks go back. Say which with occurrence "first" or "second".`;
      throw refuse('invalid', 'ambiguous_time', message, 'occurrence');
    }
    case 'missing': {
      const message = `${typed.clock} of ${airDay} does not exist in ${timeZone}: the clocks go forward. Choose an hour later.`;
      throw refuse('invalid', 'missing_time', message, 'clock');
    }
  }
}
