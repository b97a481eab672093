import type { Instant } from './calendar/zone.ts';
import { flightStep, type FlightAction, type FlightStatus } from './flight.ts';

/** What a running flight waits for. A stop is never too late: money must stop. */
export type FlightEdge = Readonly<{
  kind: 'start' | 'stop';
  dueAt: Instant;
  missedAfter: Instant;
  status: 'pending' | 'done' | 'missed' | 'canceled';
}>;
export type FlightDecision =
  | Readonly<{ kind: 'run'; edge: FlightEdge; steps: readonly FlightAction[]; lateMs: number }>
  | Readonly<{ kind: 'missed'; edge: FlightEdge; lateMs: number }>
  | Readonly<{ kind: 'waiting'; why: 'too_early' | 'no_copy' }>
  | Readonly<{ kind: 'nothing' }>;

type EdgedFlight = Readonly<{ status: FlightStatus; actions: readonly FlightEdge[] }>;

/**
 * What is due on a flight now: a stop before a start. A start waits for copy until the flight is over; a flight that never
 * started is canceled by its stop.
 * Example: an active flight at its end → run, steps ['complete'].
 */
export function decideFlightJob(flight: EdgedFlight, now: Instant, hasCopy: boolean): FlightDecision {
  const pending = flight.actions.filter(({ status }) => status === 'pending');
  const due = pending.filter(({ dueAt }) => dueAt <= now);
  const edge = due.find(({ kind }) => kind === 'stop') ?? due.find(({ kind }) => kind === 'start');
  if (!edge) return pending.length > 0 ? { kind: 'waiting', why: 'too_early' } : { kind: 'nothing' };
  const lateMs = now - edge.dueAt;
  if (edge.kind === 'stop') return { kind: 'run', edge, lateMs, steps: stopSteps(flight.status) };
  if (now > edge.missedAfter) return { kind: 'missed', edge, lateMs };
  if (flight.status === 'pending_creatives' && !hasCopy) return { kind: 'waiting', why: 'no_copy' };
  return { kind: 'run', edge, lateMs, steps: startSteps(flight.status) };
}

function stopSteps(status: FlightStatus): readonly FlightAction[] {
  if (flightStep(status, 'complete').kind === 'ok') return ['complete'];
  return flightStep(status, 'cancel').kind === 'ok' ? ['cancel'] : [];
}

function startSteps(status: FlightStatus): readonly FlightAction[] {
  if (status === 'pending_creatives') return ['creatives_ready', 'start'];
  return flightStep(status, 'start').kind === 'ok' ? ['start'] : [];
}
