import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { LineResponse, PlanEdit } from '../../../shared/contracts/plans.ts';
import { addDays, daysBetween } from '../../../shared/domain/calendar/day.ts';
import { redateFlight } from '../../../shared/domain/flight-dates.ts';
import { flightsOverlap } from '../../../shared/domain/flight.ts';
import { count, money, period } from '../../words/format.ts';
import type { FlightDays } from './bar-geometry.ts';

type Flight = LineResponse['flights'][number];
export type Redated =
  | Readonly<{ kind: 'same' }>
  | Readonly<{ kind: 'refused'; reason: string }>
  | Readonly<{ kind: 'ok'; label: string; edits: readonly PlanEdit[] }>;
type Frame = Pick<CampaignResponse, 'startDay' | 'endDay'>;

/** True while a flight's dates may still change. */
export function isDatable({ status }: Pick<Flight, 'status'>): boolean {
  return status !== 'canceled' && status !== 'completed';
}

/** A flight on other dates as an edit of the plan, or why it can't be: it ends before it starts, leaves the campaign or overlaps. */
export function redate(line: LineResponse, flight: Flight, days: FlightDays, campaign: Frame): Redated {
  const { startDay, endDay } = days;
  if (startDay === flight.startDay && endDay === flight.endDay) return { kind: 'same' };
  const reason = whyNot(line, flight, days, campaign);
  if (reason !== null) return { kind: 'refused', reason };
  const dates = redateFlight(flight, days, line.tv?.weekdays);
  const isSamePattern = JSON.stringify(dates.pattern) === JSON.stringify(flight.pattern);
  const pattern = dates.pattern as Flight['pattern'];
  const set = { startDay, endDay, ...(isSamePattern ? {} : { pattern }) };
  const label = `Dates of ${line.name}: ${period(startDay, endDay)}`;
  return { kind: 'ok', label, edits: [{ kind: 'update_flight', flightId: flight.id, set }] };
}

function whyNot(line: LineResponse, flight: Flight, days: FlightDays, campaign: Frame): string | null {
  if (days.endDay <= days.startDay) return 'The last day is before the first.';
  if (days.startDay < campaign.startDay || days.endDay > campaign.endDay)
    return `The campaign runs ${period(campaign.startDay, campaign.endDay)}: keep the flight inside.`;
  const other = line.flights.find(
    (each) => each.id !== flight.id && each.status !== 'canceled' && flightsOverlap(each, days),
  );
  return other ? `It would overlap the flight ${period(other.startDay, other.endDay)} of this line.` : null;
}

/** A flight's dates, length and cost in words: "Nov 2 – Nov 15 · 14 days · $7,000.00, $500.00 a day". */
export function datesWords(flight: Pick<Flight, 'budgetCents'>, { startDay, endDay }: FlightDays): string {
  const days = Math.max(1, daysBetween(startDay, endDay));
  // A rounded mean to read, not money that is kept.
  const perDay = money(Math.round(flight.budgetCents / days));
  return `${period(startDay, endDay)} · ${count(days)} ${days === 1 ? 'day' : 'days'} · ${money(flight.budgetCents)}, ${perDay} a day`;
}

/** The flight that keys mean: the one under the column, else the line's only one. */
export function flightAt(line: LineResponse, column: FlightDays | undefined): Flight | undefined {
  const open = line.flights.filter(isDatable);
  return open.find((flight) => column && flightsOverlap(flight, column)) ?? (open.length === 1 ? open[0] : undefined);
}

/** Days moved whole, or the last day alone. */
export function steppedDays(flight: FlightDays, kind: 'move' | 'end', by: number): FlightDays {
  const endDay = addDays(flight.endDay, by);
  return kind === 'end' ? { startDay: flight.startDay, endDay } : { startDay: addDays(flight.startDay, by), endDay };
}
