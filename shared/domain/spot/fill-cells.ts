import { formatClock } from '../calendar/broadcast-clock.ts';
import { isoWeekday, type Day } from '../calendar/day.ts';
import type { Instant } from '../calendar/zone.ts';
import { isInDaypart, type Daypart } from '../daypart.ts';
import type { Flight } from '../flight.ts';
import { errorIssue, type Issue } from '../issue.ts';
import { formatCents, type Cents } from '../money.ts';
import { trueMinute } from './schedule/schedule-cells.ts';

/** One more spot, wanted at a time of a day, and everything that may stand against it. */
export type WantedAiring = Readonly<{
  airDay: Day;
  minute: number;
  scheduledAt: Instant;
  now: Instant;
  daypart: Daypart;
  weekdays?: readonly number[] | undefined;
  /** The flight that day; undefined when none runs. */
  flight: Pick<Flight, 'budgetCents'> | undefined;
  /** Spots the flight has bought already, and the price of one. */
  bought: number;
  spotCostCents: Cents;
  /** Our own spots on the station. */
  taken: readonly Instant[];
  separationMinutes: number;
}>;

/**
 * Everything against one more spot at this time, all at once; nothing means it may be added.
 * Example: 20:30 for a line bought in early news → `outside_daypart`.
 */
export function whyNotThere(wanted: WantedAiring): readonly Issue[] {
  const { airDay, minute, daypart, flight, spotCostCents, bought, separationMinutes } = wanted;
  const issues: Issue[] = [];
  if (!flight) issues.push(errorIssue('outside_flight', 'No flight of this line runs on that day.', 'airDay'));
  if (wanted.weekdays && !wanted.weekdays.includes(isoWeekday(airDay)))
    issues.push(errorIssue('wrong_weekday', 'The line does not air on that weekday.', 'airDay'));
  if (!isInDaypart(daypart, minute)) {
    const hours = `${formatClock(daypart.startMinute)} to ${formatClock(daypart.endMinute)}`;
    issues.push(errorIssue('outside_daypart', `${formatClock(minute)} is not in ${daypart.name}, ${hours}.`, 'clock'));
  }
  if (wanted.scheduledAt < wanted.now) issues.push(errorIssue('in_the_past', 'That time is past.', 'airDay'));
  const minuteOf = trueMinute(wanted.scheduledAt);
  if (wanted.taken.some((at) => Math.abs(trueMinute(at) - minuteOf) < separationMinutes)) {
    const message = `Another of our spots on the station airs within ${separationMinutes} minutes of it.`;
    issues.push(errorIssue('too_close', message, 'clock'));
  }
  if (flight && (bought + 1) * spotCostCents > flight.budgetCents) {
    const message = `The flight's ${formatCents(flight.budgetCents)} pays for ${bought} spots, which are scheduled. Cancel one first.`;
    issues.push(errorIssue('over_flight_budget', message, 'flightId'));
  }
  return issues;
}
