import { sumCents, type Cents } from '../money.ts';
import { DEFAULT_BANDS, type FlightPacing, type PaceBands, type PacingStatus } from './flight-pacing.ts';
import { combineProjections, type Projection } from './projection.ts';

/**
 * Several flights together. `plannedToDateCents`, `deliveredCents` and `pace` are of the measured flights alone, so both
 * sides speak of the same flights; `budgetCents` is of all. `unknownFlights` says how many report nothing though they run.
 */
export type GroupPacing = Readonly<{
  status: PacingStatus;
  budgetCents: Cents;
  plannedToDateCents: Cents;
  deliveredCents: Cents | null;
  pace: number | null;
  varianceCents: Cents | null;
  neededPerDayCents: Cents | null;
  dataThrough: number | null;
  measuredFlights: number;
  unknownFlights: number;
  projection: Projection | null;
}>;

/**
 * Adds flights up to a group or a campaign. A group of which nothing is measured is unknown when a flight is, otherwise
 * not applicable. `dataThrough` is the oldest of its measured flights: up to there all of them have reported.
 * Example: $100 of $100 planned and $50 of $100 planned is pace 0.75, `under`.
 */
export function paceGroup(flights: readonly FlightPacing[], bands: PaceBands = DEFAULT_BANDS): GroupPacing {
  const measured = flights.filter((flight) => flight.kind === 'measured');
  const plannedToDateCents = sumCents(measured.map((flight) => flight.plannedToDateCents));
  const reported = flights.flatMap(({ deliveredCents }) => (deliveredCents === null ? [] : [deliveredCents]));
  const measuredCents = sumCents(measured.map(({ deliveredCents }) => deliveredCents));
  const pace = plannedToDateCents > 0 ? measuredCents / plannedToDateCents : null;
  const needed = measured.flatMap(({ measure }) =>
    measure.neededPerDayCents === null ? [] : [measure.neededPerDayCents],
  );
  const projections = flights.flatMap(({ projection }) => (projection === null ? [] : [projection]));
  const moments = measured.flatMap(({ dataThrough }) => (dataThrough === null ? [] : [dataThrough]));
  return {
    status: groupStatus(flights, pace, bands),
    budgetCents: sumCents(flights.map(({ budgetCents }) => budgetCents)),
    plannedToDateCents,
    deliveredCents: reported.length > 0 ? sumCents(reported) : null,
    pace,
    varianceCents: measured.length > 0 ? sumCents([measuredCents, -plannedToDateCents]) : null,
    neededPerDayCents: needed.length > 0 ? sumCents(needed) : null,
    dataThrough: moments.length > 0 ? Math.min(...moments) : null,
    measuredFlights: measured.length,
    unknownFlights: flights.filter(({ kind }) => kind === 'unknown').length,
    projection: projections.length > 0 ? combineProjections(projections) : null,
  };
}

const REASONS = ['not_started', 'paused', 'canceled', 'no_plan'] as const;

function groupStatus(flights: readonly FlightPacing[], pace: number | null, bands: PaceBands): PacingStatus {
  if (flights.some(({ kind }) => kind === 'measured')) {
    if (pace === null) return flights.some(({ status }) => status === 'over') ? 'over' : 'on';
    if (pace < bands.underBelow) return 'under';
    return pace > bands.overAbove ? 'over' : 'on';
  }
  if (flights.some(({ kind }) => kind === 'unknown')) return 'unknown';
  return REASONS.find((reason) => flights.some(({ status }) => status === reason)) ?? 'no_plan';
}
