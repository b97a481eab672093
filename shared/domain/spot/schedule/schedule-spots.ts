import { findDaypart, type Daypart } from '../../daypart.ts';
import { errorIssue, infoIssue, warningIssue, type Issue } from '../../issue.ts';
import { formatCents, sumCents } from '../../money.ts';
import { placeSpots } from '../../placement/place-spots.ts';
import type { PlacementAnswer } from '../../placement/placement.ts';
import { holdsSlot, isSpotLive } from '../../spot.ts';
import { placeWanted } from './place-wanted.ts';
import type {
  FlightSchedule,
  PlacementTask,
  ScheduleAnswer,
  ScheduleFlight,
  ScheduleInput,
  WantedSpots,
} from './schedule.ts';
import type { SpotRecord } from '../spot-record.ts';

/**
 * Whole spots a flight's budget buys, and what is left over. Example: $4,100.00 at $400.00 → 10 spots, $100.00 left.
 */
export function spotsBought(flight: Pick<ScheduleFlight, 'budgetCents' | 'spotCostCents'>) {
  const spots = flight.spotCostCents > 0 ? Math.floor(flight.budgetCents / flight.spotCostCents) : 0;
  return { spots, leftoverCents: flight.budgetCents - spots * flight.spotCostCents };
}

/**
 * The schedule of the approved TV flights next to what is scheduled already: spots that fit are kept, planned ones no
 * longer bought are canceled, missing ones are placed week by week along the flight's pattern, apart from each other.
 * A schedule of an unchanged plan changes nothing. Example: a flight buying 10 with 8 kept adds 2.
 */
export function scheduleSpots(input: ScheduleInput): ScheduleAnswer {
  const steps = scheduleSteps(input);
  let step = steps.next();
  while (!step.done) step = steps.next(placeSpots(step.value.input));
  return step.value;
}

/**
 * The same, one station and week at a time: yields each week to be placed and goes on with the answer it is given, so that
 * somebody else may solve it, elsewhere and for as long as they like.
 * Example: `steps.next(placeSpots(steps.next().value.input))`.
 */
export function* scheduleSteps(input: ScheduleInput): Generator<PlacementTask, ScheduleAnswer, PlacementAnswer> {
  const issues: Issue[] = [];
  const cancel: string[] = [];
  const wanted: WantedSpots[] = [];
  const flightIds = new Set(input.flights.map(({ flightId }) => flightId));
  const existing = byFlight(input.existing);
  cancel.push(...input.existing.filter((spot) => !flightIds.has(spot.flightId) && isOpen(spot)).map(({ id }) => id));
  input.flights.forEach((flight, index) => {
    const daypart = findDaypart(input.dayparts, flight.daypart);
    if (!daypart) {
      issues.push(
        errorIssue(
          'unknown_daypart',
          `${flight.lineName}: the market has no daypart ${flight.daypart}.`,
          `flights.${index}`,
        ),
      );
      return;
    }
    const { keep, drop } = keepOf(flight, daypart, existing.get(flight.flightId) ?? []);
    cancel.push(...drop);
    wanted.push({ flight, daypart, kept: keep, missing: Math.max(0, spotsBought(flight).spots - keep.length) });
  });
  const canceled = new Set(cancel);
  const standing = input.existing.filter((spot) => isSpotLive(spot.status) && !canceled.has(spot.id));
  const { add, unplaced, weeks } = yield* placeWanted(input, wanted, standing);
  const fresh = new Map<string, number>();
  for (const { flightId } of add) fresh.set(flightId, (fresh.get(flightId) ?? 0) + 1);
  const flights = wanted.map((item) => {
    const { flightId } = item.flight;
    return summary(item, fresh.get(flightId) ?? 0, unplaced.get(flightId) ?? 0);
  });
  issues.push(...wanted.flatMap((item, index) => issuesOf(item, flights[index])));
  return { add, cancel, kept: sumCents(wanted.map(({ kept }) => kept.length)), flights, weeks, issues };
}

/** A spot nobody has agreed to yet. */
function isOpen(spot: SpotRecord): boolean {
  return spot.status === 'planned' || spot.status === 'ordered';
}

function byFlight(spots: readonly SpotRecord[]): ReadonlyMap<string, readonly SpotRecord[]> {
  const groups = new Map<string, SpotRecord[]>();
  for (const spot of spots) {
    const own = groups.get(spot.flightId);
    if (own) own.push(spot);
    else groups.set(spot.flightId, [spot]);
  }
  return groups;
}

function keepOf(flight: ScheduleFlight, daypart: Daypart, existing: readonly SpotRecord[]) {
  const own = existing.filter(holdsSlot);
  const fits = (spot: SpotRecord) =>
    spot.station === flight.station &&
    spot.lengthSeconds === flight.lengthSeconds &&
    spot.costCents === flight.spotCostCents &&
    spot.airDay >= flight.startDay &&
    spot.airDay < flight.endDay &&
    spot.minute >= daypart.startMinute &&
    spot.minute < daypart.endMinute;
  const fitting = own.filter((spot) => !isOpen(spot) || fits(spot));
  const over = Math.max(0, fitting.length - spotsBought(flight).spots);
  const surplus = fitting
    .filter(isOpen)
    .sort((a, b) => b.scheduledAt - a.scheduledAt)
    .slice(0, over);
  const [fit, tooMany] = [new Set(fitting), new Set(surplus)];
  const drop = [...own.filter((spot) => !fit.has(spot)), ...surplus].map(({ id }) => id);
  return { keep: fitting.filter((spot) => !tooMany.has(spot)), drop };
}

function summary({ flight, kept }: WantedSpots, fresh: number, unplaced: number): FlightSchedule {
  const costCents = sumCents([...kept.map((spot) => spot.costCents), fresh * flight.spotCostCents]);
  return {
    flightId: flight.flightId,
    spots: kept.length + fresh,
    costCents,
    leftoverCents: flight.budgetCents - costCents,
    unplaced,
  };
}

function issuesOf({ flight }: WantedSpots, schedule: FlightSchedule | undefined): readonly Issue[] {
  const path = `flights.${flight.flightId}`;
  const issues: Issue[] = [];
  const { spots, leftoverCents } = spotsBought(flight);
  if (spots === 0) {
    const message = `${flight.lineName}: ${formatCents(flight.budgetCents)} buys no spot at ${formatCents(flight.spotCostCents)}.`;
    issues.push(warningIssue('buys_no_spot', message, path));
  } else if (leftoverCents > 0) {
    const message = `${flight.lineName}: ${spots} spots at ${formatCents(flight.spotCostCents)} leave ${formatCents(leftoverCents)} of ${formatCents(flight.budgetCents)}.`;
    issues.push(infoIssue('budget_left_over', message, path));
  }
  if (schedule && schedule.unplaced > 0) {
    const message = `${flight.lineName}: ${schedule.unplaced} of ${spots} spots found no open time apart from the others. Widen the daypart or its days, lower the separation, or move money.`;
    issues.push(warningIssue('spots_unplaced', message, path));
  }
  if (schedule && schedule.costCents > flight.budgetCents) {
    const message = `${flight.lineName}: agreed spots cost ${formatCents(schedule.costCents)}, more than the flight's ${formatCents(flight.budgetCents)}. Cancel some with the station.`;
    issues.push(warningIssue('spots_over_budget', message, path));
  }
  return issues;
}
