import { formatClock } from '../calendar/broadcast-clock.ts';
import { isoWeekday } from '../calendar/day.ts';
import type { Instant } from '../calendar/zone.ts';
import { errorIssue, type Issue } from '../issue.ts';
import type { Line } from '../plan.ts';
import { trueMinute } from './schedule/schedule-cells.ts';
import type { SpotRecord } from './spot-record.ts';
import type { AiringTime } from './spot-steps.ts';

/** A spot about to move, and everything that may stand against its new time. */
export type WantedMove = Readonly<{
  spot: Pick<SpotRecord, 'airDay' | 'flightId' | 'makegoodFor' | 'windowStartMinute' | 'windowEndMinute'>;
  to: AiringTime;
  now: Instant;
  daypartName: string;
  /** The spot's line in the approved plan; undefined when it is no longer there. */
  line: Pick<Line, 'flights' | 'tv'> | undefined;
  /** Our other live spots on the station. */
  taken: readonly Instant[];
  separationMinutes: number;
}>;

/**
 * Everything against a spot's new time, all at once; nothing means it may move. A make-good is bound by what was agreed, not
 * by the days of the flight it came from. Example: a day after the flight's stop date → `outside_flight`.
 */
export function whyNotMoved(wanted: WantedMove): readonly Issue[] {
  const { spot, to, separationMinutes } = wanted;
  const issues: Issue[] = [];
  if (to.scheduledAt < wanted.now)
    issues.push(errorIssue('in_the_past', 'That time is past. Choose one still to come.', 'airDay'));
  if (to.minute < spot.windowStartMinute || to.minute >= spot.windowEndMinute) {
    const hours = `${formatClock(spot.windowStartMinute)} to ${formatClock(spot.windowEndMinute)}`;
    const message = `The spot is bought in ${wanted.daypartName}, ${hours}; choose a time inside it.`;
    issues.push(errorIssue('outside_daypart', message, 'clock'));
  }
  if (spot.makegoodFor === undefined && to.airDay !== spot.airDay) issues.push(...dayIssues(wanted));
  const minuteOf = trueMinute(to.scheduledAt);
  if (wanted.taken.some((at) => Math.abs(trueMinute(at) - minuteOf) < separationMinutes)) {
    const message = `Another of our spots on the station airs within ${separationMinutes} minutes of it. Choose a time further away.`;
    issues.push(errorIssue('too_close', message, 'clock'));
  }
  return issues;
}

function dayIssues({ spot, to, line }: WantedMove): readonly Issue[] {
  const issues: Issue[] = [];
  const flight = line?.flights.find(({ id }) => id === spot.flightId);
  if (flight && (to.airDay < flight.startDay || to.airDay >= flight.endDay)) {
    const message = `${to.airDay} is outside the flight, ${flight.startDay} up to ${flight.endDay}. Choose a day in it.`;
    issues.push(errorIssue('outside_flight', message, 'airDay'));
  }
  if (line?.tv?.weekdays && !line.tv.weekdays.includes(isoWeekday(to.airDay)))
    issues.push(errorIssue('wrong_weekday', 'The line does not air on that weekday.', 'airDay'));
  return issues;
}
