import type { RunningFlight } from '../plans/flights.model.ts';

/** Who pauses in the guard's name: in a flight's history and in the audit trail. */
export const GUARD_NAME = 'overspend guard';

type Flight = Pick<RunningFlight, 'status' | 'history'>;

/** True while the overspend guard holds a flight: it paused it, and nobody resumed it since. */
export function isPausedByGuard({ status, history }: Flight): boolean {
  return status === 'paused' && history.at(-1)?.by === GUARD_NAME;
}

/**
 * The guard pauses once for a cause: a person who resumes a flight has seen it, so the guard then only keeps its alert open
 * until the cause goes away. `since` is when the alert of the cause was opened.
 */
export function hasGuardActed({ history }: Pick<Flight, 'history'>, since: number): boolean {
  return history.some(({ by, action, at }) => by === GUARD_NAME && action === 'pause' && at >= since);
}

/** Who resumed a flight after the guard had paused it for a cause, if somebody did. */
export function resumedAfterGuard({ status, history }: Flight, since: number): string | null {
  const last = history.at(-1);
  return status === 'active' && last?.action === 'resume' && hasGuardActed({ history }, since) ? last.by : null;
}

/** Why the guard holds a flight, in its own words; null when it does not. */
export function guardNote(flight: Flight | undefined): string | null {
  return flight && isPausedByGuard(flight) ? (flight.history.at(-1)?.note ?? 'The overspend guard paused it.') : null;
}
