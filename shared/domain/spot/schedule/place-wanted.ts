import { daysBetween, type Day } from '../../calendar/day.ts';
import { flightDayCents } from '../../flight-pattern.ts';
import { apportion } from '../../money.ts';
import type { HeldSpot, PlacementAnswer, PlacementInput } from '../../placement/placement.ts';
import { scheduleCells, trueMinute, weeksOf, type ScheduleCell } from './schedule-cells.ts';
import type {
  NewAiring,
  PlacementTask,
  ScheduledWeek,
  ScheduleFlight,
  ScheduleInput,
  WantedSpots,
} from './schedule.ts';
import type { SpotRecord } from '../spot-record.ts';

export type PlacedWanted = Readonly<{
  add: readonly NewAiring[];
  unplaced: ReadonlyMap<string, number>;
  weeks: readonly ScheduledWeek[];
}>;

/** Most places that may be asked for: each station and week, twice. Example: 2 stations of 5 weeks each → 20. */
export function mostTasks(flights: readonly Pick<ScheduleFlight, 'station' | 'startDay' | 'endDay'>[]): number {
  const weeks = new Set(
    flights.flatMap(({ station, startDay, endDay }) => weeksOf(startDay, endDay).map((week) => `${station} ${week}`)),
  );
  return 2 * weeks.size;
}

/**
 * Places the missing spots station by station and week by week along each flight's pattern, apart from each other and from
 * what stands; a second round takes what found no room in its own week to the others.
 */
export function* placeWanted(
  input: ScheduleInput,
  wanted: readonly WantedSpots[],
  standing: readonly SpotRecord[],
): Generator<PlacementTask, PlacedWanted, PlacementAnswer> {
  const add: NewAiring[] = [];
  const left = new Map(wanted.map(({ flight, missing }) => [flight.flightId, missing]));
  const told = new Map<string, ScheduledWeek>();
  const cells = new CellsOfWeeks(input);
  for (const [station, group] of byStation(wanted)) {
    const weeks = [...new Set(group.flatMap(({ flight }) => weeksOf(flight.startDay, flight.endDay)))].sort();
    const shares = new Map(group.map((item) => [item.flight.flightId, weekNeeds(item, cells)]));
    const held: HeldAiring[] = standing.filter((spot) => spot.station === station).map(heldSpot);
    for (const round of [1, 2]) {
      for (const weekStart of weeks) {
        const demands = group.flatMap((item) => {
          const open = left.get(item.flight.flightId) ?? 0;
          const share = round === 1 ? (shares.get(item.flight.flightId)?.get(weekStart) ?? 0) : open;
          const spots = Math.min(open, share);
          return spots > 0 ? [{ item, spots, cells: cells.of(item, weekStart) }] : [];
        });
        if (demands.every((demand) => demand.cells.length === 0)) continue;
        const week = weekInput(weekStart, demands, held, input.separationMinutes);
        const answer: PlacementAnswer = yield { station, weekStart, input: week };
        const placed = airingsOf(demands, answer);
        for (const airing of placed) {
          add.push(airing);
          held.push(heldSpot({ ...airing.cell, flightId: airing.flightId }));
          left.set(airing.flightId, (left.get(airing.flightId) ?? 0) - 1);
        }
        const key = `${station} ${weekStart}`;
        told.set(key, tell(told.get(key), { station, weekStart, placed: placed.length, answer }));
      }
    }
  }
  return { add, unplaced: left, weeks: [...told.values()] };
}

type HeldAiring = Pick<SpotRecord, 'flightId' | 'airDay' | 'minute' | 'scheduledAt'>;
type Demand = Readonly<{ item: WantedSpots; spots: number; cells: readonly ScheduleCell[] }>;

function heldSpot({ flightId, airDay, minute, scheduledAt }: HeldAiring): HeldAiring {
  return { flightId, airDay, minute, scheduledAt };
}

function tell(
  before: ScheduledWeek | undefined,
  now: Readonly<{ station: string; weekStart: Day; placed: number; answer: PlacementAnswer }>,
): ScheduledWeek {
  const { station, weekStart, placed, answer } = now;
  return {
    station,
    weekStart,
    spots: (before?.spots ?? 0) + placed,
    missed: answer.missed.reduce((sum, { spots }) => sum + spots, 0),
    cost: answer.cost,
    lowerBound: answer.lowerBound,
    status: before?.status === 'best_found' ? 'best_found' : answer.status,
  };
}

/** Half hours of a flight's weeks, worked out once. */
class CellsOfWeeks {
  readonly #input: ScheduleInput;
  readonly #known = new Map<string, readonly ScheduleCell[]>();

  constructor(input: ScheduleInput) {
    this.#input = input;
  }

  of({ flight, daypart }: WantedSpots, weekStart: Day): readonly ScheduleCell[] {
    const key = `${flight.flightId} ${weekStart}`;
    const known = this.#known.get(key);
    if (known) return known;
    const { timeZone, soldOut, notBefore } = this.#input;
    const cells = scheduleCells({ ...flight, weekStart, daypart, timeZone, soldOut, notBefore });
    this.#known.set(key, cells);
    return cells;
  }
}

function weekInput(
  weekStart: Day,
  demands: readonly Demand[],
  held: readonly HeldAiring[],
  separationMinutes: number,
): PlacementInput {
  const cells = new Map(demands.flatMap(({ cells: own }) => own.map((cell) => [cell.key, cell] as const)));
  return {
    cells: [...cells.values()].map((cell) => ({
      key: cell.key,
      day: daysBetween(weekStart, cell.airDay),
      halfHour: Math.floor(cell.minute / 30),
      minute: trueMinute(cell.scheduledAt),
    })),
    demands: demands.map(({ item, spots, cells: own }) => ({
      key: item.flight.flightId,
      spots: Math.min(spots, own.length),
      cellKeys: own.map(({ key }) => key),
    })),
    separationMinutes,
    held: held.flatMap((spot) => heldInWeek(spot, weekStart)),
  };
}

/** A standing spot as the placement sees it; one of the week next door counts for separation only. */
function heldInWeek(spot: HeldAiring, weekStart: Day): readonly HeldSpot[] {
  const day = daysBetween(weekStart, spot.airDay);
  const minute = trueMinute(spot.scheduledAt);
  if (day >= 0 && day < 7) return [{ minute, day, halfHour: Math.floor(spot.minute / 30), demandKey: spot.flightId }];
  return day === -1 || day === 7 ? [{ minute }] : [];
}

function airingsOf(demands: readonly Demand[], answer: PlacementAnswer): readonly NewAiring[] {
  const cells = new Map(demands.flatMap(({ cells: own }) => own.map((cell) => [cell.key, cell] as const)));
  const windows = new Map(demands.map(({ item }) => [item.flight.flightId, item.daypart]));
  return answer.placed.flatMap(({ demandKey, cellKey }) => {
    const cell = cells.get(cellKey);
    const window = windows.get(demandKey);
    if (!cell || !window) return [];
    return [{ flightId: demandKey, cell, windowStartMinute: window.startMinute, windowEndMinute: window.endMinute }];
  });
}

/** How many of a flight's missing spots each week takes: its spots lie over the weeks as its money does. */
function weekNeeds(item: WantedSpots, cells: CellsOfWeeks): ReadonlyMap<Day, number> {
  const { flight, kept, missing } = item;
  if (missing === 0) return new Map();
  const days = flightDayCents(flight, flight.weekdays);
  const weeks = weeksOf(flight.startDay, flight.endDay).filter((week) => cells.of(item, week).length > 0);
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

function byStation(wanted: readonly WantedSpots[]): ReadonlyMap<string, readonly WantedSpots[]> {
  const groups = new Map<string, WantedSpots[]>();
  for (const item of wanted) groups.set(item.flight.station, [...(groups.get(item.flight.station) ?? []), item]);
  return groups;
}
