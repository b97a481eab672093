import { daysBetween, type Day } from './calendar/day.ts';
import type { Cents } from './money.ts';
import { nextStatus, type Transition, type TransitionTable } from './transitions.ts';

export const FLIGHT_STATUSES = [
  'draft',
  'pending_creatives',
  'pending_start',
  'active',
  'paused',
  'completed',
  'canceled',
] as const;
export type FlightStatus = (typeof FLIGHT_STATUSES)[number];

/**
 * How a flight's budget lies over its days (each exact to the cent by largest remainder):
 * `even` the same every day; `front_loaded` falls in a straight line, the first day gets `ratio` (default 3) times the last;
 * `burst` `onDays` on, `offDays` off, again and again; `to_end` each day grows by `growthBasisPoints` on the one before;
 * `custom` weights, one per day, or one per Monday-to-Sunday week the flight touches (even inside the week).
 */
export type FlightPattern =
  | Readonly<{ kind: 'even' }>
  | Readonly<{ kind: 'front_loaded'; ratio?: number | undefined }>
  | Readonly<{ kind: 'burst'; onDays: number; offDays: number }>
  | Readonly<{ kind: 'to_end'; growthBasisPoints: number }>
  | Readonly<{ kind: 'custom'; by: 'day' | 'week'; weights: readonly number[] }>;

/**
 * A dated, budgeted run of a line; `endDay` is exclusive; `budgetCents` is gross. `hardStop`: the platform stops at the
 * budget, so delivery cannot exceed it.
 */
export type Flight = Readonly<{
  id: string;
  name?: string | undefined;
  startDay: Day;
  endDay: Day;
  budgetCents: Cents;
  pattern: FlightPattern;
  hardStop: boolean;
  status: FlightStatus;
}>;

export const FLIGHT_ACTIONS = [
  'approve',
  'creatives_ready',
  'creatives_missing',
  'start',
  'pause',
  'resume',
  'complete',
  'cancel',
] as const;
export type FlightAction = (typeof FLIGHT_ACTIONS)[number];

export const FLIGHT_TRANSITIONS: TransitionTable<FlightStatus, FlightAction> = {
  draft: { approve: 'pending_creatives', cancel: 'canceled' },
  pending_creatives: { creatives_ready: 'pending_start', cancel: 'canceled' },
  pending_start: { start: 'active', creatives_missing: 'pending_creatives', cancel: 'canceled' },
  active: { pause: 'paused', complete: 'completed', cancel: 'canceled' },
  paused: { resume: 'active', complete: 'completed', cancel: 'canceled' },
  completed: {},
  canceled: {},
};

/** The flight's next status, or why not. Example: `flightStep('pending_start', 'start')` gives 'active'. */
export function flightStep(status: FlightStatus, action: FlightAction): Transition<FlightStatus> {
  return nextStatus({ noun: 'flight', table: FLIGHT_TRANSITIONS, status, action });
}

/** Days of a flight. Example: 2026-10-26 to 2026-11-30 (exclusive) is 35. */
export function flightDays(flight: Pick<Flight, 'startDay' | 'endDay'>): number {
  return daysBetween(flight.startDay, flight.endDay);
}

/** True when two flights share a day; one may end on the day the other starts. */
export function flightsOverlap(
  a: Pick<Flight, 'startDay' | 'endDay'>,
  b: Pick<Flight, 'startDay' | 'endDay'>,
): boolean {
  return a.startDay < b.endDay && b.startDay < a.endDay;
}
