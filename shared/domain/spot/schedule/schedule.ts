import type { Day } from '../../calendar/day.ts';
import type { Instant } from '../../calendar/zone.ts';
import type { Daypart } from '../../daypart.ts';
import type { FlightPattern } from '../../flight.ts';
import type { Issue } from '../../issue.ts';
import type { Cents } from '../../money.ts';
import type { PlacementInput } from '../../placement/placement.ts';
import type { SolveStatus } from '../../rotation/rotation.ts';
import type { ScheduleCell, SoldOut } from './schedule-cells.ts';
import type { SpotRecord } from '../spot-record.ts';

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
  /** The program the line buys in, when it names one. */
  program?: string | undefined;
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
  /** Each station and week that was placed: how well, and what is proved. */
  weeks: readonly ScheduledWeek[];
  issues: readonly Issue[];
}>;

/** A flight, the spots it keeps and how many it still needs. */
export type WantedSpots = Readonly<{
  flight: ScheduleFlight;
  daypart: Daypart;
  kept: readonly SpotRecord[];
  missing: number;
}>;

/** One station's week to be placed. */
export type PlacementTask = Readonly<{ station: string; weekStart: Day; input: PlacementInput }>;

/**
 * How a station's week was placed: new spots, spots that found no place, its cost and the proved lower bound of that cost
 * (prices of `PLACEMENT_COSTS`). A week placed twice, because spots of other weeks came to it, tells its last cost.
 */
export type ScheduledWeek = Readonly<{
  station: string;
  weekStart: Day;
  spots: number;
  missed: number;
  cost: number;
  lowerBound: number;
  status: SolveStatus;
}>;
