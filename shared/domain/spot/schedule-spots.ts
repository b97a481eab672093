import { daysBetween, type Day } from '../calendar/day.ts';
import type { Instant } from '../calendar/zone.ts';
import { findDaypart, type Daypart } from '../daypart.ts';
import { flightDayCents } from '../flight-pattern.ts';
import type { FlightPattern } from '../flight.ts';
import { errorIssue, infoIssue, warningIssue, type Issue } from '../issue.ts';
import { apportion, formatCents, sumCents, type Cents } from '../money.ts';
import { placeSpots } from '../placement/place-spots.ts';
import type { HeldSpot } from '../placement/placement.ts';
import { isSpotLive } from '../spot.ts';
import { scheduleCells, trueMinute, weeksOf, type ScheduleCell, type SoldOut } from './schedule-cells.ts';
import type { SpotRecord } from './spot-record.ts';

/** A TV flight of the approved plan, priced: what one spot costs gross, and what the flight may spend. */
export type ScheduleFlight = Readonly<{
  flightId: string;
  lineId: string;
  lineName: string;
  station: string;
  daypart: string;
  lengthSeconds: number;
  ratingHundredths: number;
  weekdays?: readonly number[] | undefined;
  startDay: Day;
  endDay: Day;
  budgetCents: Cents;
  spotCostCents: Cents;
  pattern: FlightPattern;
}>;

export type ScheduleInput = Readonly<{
  flights: readonly ScheduleFlight[];
  existing: readonly SpotRecord[];
  dayparts: readonly Daypart[];
  timeZone: string;
  separationMinutes: number;
  soldOut: readonly SoldOut[];
  notBefore: Instant;
}>;

/** A spot to be made. */
export type NewAiring = Readonly<{
  flightId: string;
  cell: ScheduleCell;
  windowStartMinute: number;
  windowEndMinute: number;
}>;
export type FlightSchedule = Readonly<{
  flightId: string;
  spots: number;
  costCents: Cents;
  leftoverCents: Cents;
  unplaced: number;
}>;
export type ScheduleAnswer = Readonly<{
  add: readonly NewAiring[];
  cancel: readonly string[];
  kept: number;
  flights: readonly FlightSchedule[];
  issues: readonly Issue[];
}>;

type Wanted = Readonly<{ flight: ScheduleFlight; daypart: Daypart; kept: readonly SpotRecord[]; missing: number }>;

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
  const issues: Issue[] = [];
  const cancel: string[] = [];
  const wanted: Wanted[] = [];
  const flightIds = new Set(input.flights.map(({ flightId }) => flightId));
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
    const { keep, drop } = keepOf(flight, daypart, input.existing);
    cancel.push(...drop);
    wanted.push({ flight, daypart, kept: keep, missing: Math.max(0, spotsBought(flight).spots - keep.length) });
  });
  const canceled = new Set(cancel);
  const standing = input.existing.filter((spot) => isSpotLive(spot.status) && !canceled.has(spot.id));
  const { add, unplaced } = placeAll(input, wanted, standing);
  const flights = wanted.map((item) => summary(item, add, unplaced.get(item.flight.flightId) ?? 0));
  issues.push(...wanted.flatMap((item, index) => issuesOf(item, flights[index])));
  return { add, cancel, kept: sumCents(wanted.map(({ kept }) => kept.length)), flights, issues };
}

/** A spot nobody has agreed to yet. */
function isOpen(spot: SpotRecord): boolean {
  return spot.status === 'planned' || spot.status === 'ordered';
}

function keepOf(flight: ScheduleFlight, daypart: Daypart, existing: readonly SpotRecord[]) {
  const own = existing.filter(
    (spot) => spot.flightId === flight.flightId && spot.status !== 'canceled' && spot.makegoodFor === undefined,
  );
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
  const drop = [...own.filter((spot) => !fitting.includes(spot)), ...surplus].map(({ id }) => id);
  return { keep: fitting.filter((spot) => !surplus.includes(spot)), drop };
}

function placeAll(input: ScheduleInput, wanted: readonly Wanted[], standing: readonly SpotRecord[]) {
  const add: NewAiring[] = [];
  const left = new Map(wanted.map(({ flight, missing }) => [flight.flightId, missing]));
  for (const [station, group] of byStation(wanted)) {
    const weeks = [...new Set(group.flatMap(({ flight }) => weeksOf(flight.startDay, flight.endDay)))].sort();
    const shares = new Map(group.map((item) => [item.flight.flightId, weekNeeds(item, input)]));
    const held: HeldAiring[] = standing.filter((spot) => spot.station === station).map(heldSpot);
    // A second round takes what found no room in its own week to the others.
    for (const round of [1, 2]) {
      for (const weekStart of weeks) {
        const demands = group.map((item) => {
          const open = left.get(item.flight.flightId) ?? 0;
          const share = round === 1 ? (shares.get(item.flight.flightId)?.get(weekStart) ?? 0) : open;
          return { item, spots: Math.min(open, share) };
        });
        const placed = placeWeek(input, weekStart, demands, held);
        for (const airing of placed) {
          add.push(airing);
          held.push({
            flightId: airing.flightId,
            airDay: airing.cell.airDay,
            minute: airing.cell.minute,
            scheduledAt: airing.cell.scheduledAt,
          });
          left.set(airing.flightId, (left.get(airing.flightId) ?? 0) - 1);
        }
      }
    }
  }
  return { add, unplaced: left };
}

type HeldAiring = Pick<SpotRecord, 'flightId' | 'airDay' | 'minute' | 'scheduledAt'>;

function heldSpot({ flightId, airDay, minute, scheduledAt }: SpotRecord): HeldAiring {
  return { flightId, airDay, minute, scheduledAt };
}

function placeWeek(
  input: ScheduleInput,
  weekStart: Day,
  demands: readonly Readonly<{ item: Wanted; spots: number }>[],
  held: readonly HeldAiring[],
): readonly NewAiring[] {
  const open = demands
    .filter(({ spots }) => spots > 0)
    .map((demand) => ({ ...demand, cells: cellsOf(input, demand.item, weekStart) }));
  if (open.every(({ cells }) => cells.length === 0)) return [];
  const cells = new Map(open.flatMap(({ cells: own }) => own.map((cell) => [cell.key, cell] as const)));
  const answer = placeSpots({
    cells: [...cells.values()].map((cell) => ({
      key: cell.key,
      day: daysBetween(weekStart, cell.airDay),
      halfHour: Math.floor(cell.minute / 30),
      minute: trueMinute(cell.scheduledAt),
    })),
    demands: open.map(({ item, spots, cells: own }) => ({
      key: item.flight.flightId,
      spots: Math.min(spots, own.length),
      cellKeys: own.map(({ key }) => key),
    })),
    separationMinutes: input.separationMinutes,
    held: held.flatMap((spot) => heldInWeek(spot, weekStart)),
  });
  const windows = new Map(demands.map(({ item }) => [item.flight.flightId, item.daypart]));
  return answer.placed.flatMap(({ demandKey, cellKey }) => {
    const cell = cells.get(cellKey);
    const window = windows.get(demandKey);
    if (!cell || !window) return [];
    return [{ flightId: demandKey, cell, windowStartMinute: window.startMinute, windowEndMinute: window.endMinute }];
  });
}

/** A standing spot as the placement sees it; one of the week next door counts for separation only. */
function heldInWeek(spot: HeldAiring, weekStart: Day): readonly HeldSpot[] {
  const day = daysBetween(weekStart, spot.airDay);
  const minute = trueMinute(spot.scheduledAt);
  if (day >= 0 && day < 7) return [{ minute, day, halfHour: Math.floor(spot.minute / 30), demandKey: spot.flightId }];
  return day === -1 || day === 7 ? [{ minute }] : [];
}

function cellsOf(input: ScheduleInput, { flight, daypart }: Wanted, weekStart: Day): readonly ScheduleCell[] {
  const { timeZone, soldOut, notBefore } = input;
  return scheduleCells({ ...flight, weekStart, daypart, timeZone, soldOut, notBefore });
}

/** How many of a flight's missing spots each week takes: its spots lie over the weeks as its money does. */
function weekNeeds(item: Wanted, input: ScheduleInput): ReadonlyMap<Day, number> {
  const { flight, kept, missing } = item;
  if (missing === 0) return new Map();
  const days = flightDayCents(flight, flight.weekdays);
  const weeks = weeksOf(flight.startDay, flight.endDay).filter((week) => cellsOf(input, item, week).length > 0);
  if (weeks.length === 0) return new Map();
  const weight = (week: Day) =>
    days
      .filter(({ day }) => daysBetween(week, day) >= 0 && daysBetween(week, day) < 7)
      .reduce((sum, { cents }) => sum + cents, 0);
  const inWeek = (week: Day) =>
    kept.filter((spot) => daysBetween(week, spot.airDay) >= 0 && daysBetween(week, spot.airDay) < 7).length;
  const keptInWeeks = weeks.reduce((sum, week) => sum + inWeek(week), 0);
  const parts = apportion(
    missing + keptInWeeks,
    weeks.map((week) => ({ key: week, weight: weight(week) })),
  );
  let open = missing;
  return new Map(
    parts.map(({ key, cents }) => {
      const need = Math.min(open, Math.max(0, cents - inWeek(key)));
      open -= need;
      return [key, need];
    }),
  );
}

function byStation(wanted: readonly Wanted[]): ReadonlyMap<string, readonly Wanted[]> {
  const groups = new Map<string, Wanted[]>();
  for (const item of wanted) groups.set(item.flight.station, [...(groups.get(item.flight.station) ?? []), item]);
  return groups;
}

function summary({ flight, kept }: Wanted, add: readonly NewAiring[], unplaced: number): FlightSchedule {
  const fresh = add.filter(({ flightId }) => flightId === flight.flightId).length;
  const costCents = sumCents([...kept.map((spot) => spot.costCents), fresh * flight.spotCostCents]);
  return {
    flightId: flight.flightId,
    spots: kept.length + fresh,
    costCents,
    leftoverCents: flight.budgetCents - costCents,
    unplaced,
  };
}

function issuesOf({ flight }: Wanted, schedule: FlightSchedule | undefined): readonly Issue[] {
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
