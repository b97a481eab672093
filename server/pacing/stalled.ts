import { stalledSignal } from '../../shared/domain/pacing/alerts.ts';
import type { FlightFigures } from './flight-figures.ts';

/** The last two reported days of plan and delivery say whether a flight stands still. */
export function isStalled({ spend, flight, dataThroughDay }: FlightFigures, today: string): boolean {
  if (flight.status !== 'active' || spend.pacing.kind !== 'measured' || dataThroughDay === null) return false;
  const past = spend.curve.days.filter(({ day }) => day < today).slice(-2);
  return (
    stalledSignal(past.map(({ day, cents }) => ({ planned: cents, delivered: spend.byDay.get(day) ?? 0 }))).level ===
    'raise'
  );
}
