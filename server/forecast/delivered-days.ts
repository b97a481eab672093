import type { Day } from '../../shared/domain/calendar/day.ts';
import { ZERO_METRICS, addMetrics, type Metrics } from '../../shared/domain/delivery/metrics.ts';
import type { DaysModel } from '../deliveries/days.model.ts';
import type { PlacementsModel } from '../deliveries/placements.model.ts';

export type DeliveredByDay = ReadonlyMap<Day, Metrics>;
/** What flights delivered, by flight and day, as it is known now; a flight nobody reported is not in it. */
export type ReadDeliveredDays = (flightIds: readonly string[]) => Promise<ReadonlyMap<string, DeliveredByDay>>;

/** Sums the day totals of the placements that are mapped to each flight. */
export function createDeliveredDays(input: {
  placements: Pick<PlacementsModel, 'listByFlights'>;
  days: Pick<DaysModel, 'listByPlacements'>;
}): ReadDeliveredDays {
  return async (flightIds) => {
    const mappings = await input.placements.listByFlights(flightIds);
    const states = await input.days.listByPlacements(
      mappings.map(({ key }) => key),
      {},
    );
    const flightOf = new Map(
      mappings.map(({ sourceId, placement, flightId }) => [`${sourceId} ${placement}`, flightId]),
    );
    const byFlight = new Map<string, Map<Day, Metrics>>();
    for (const { sourceId, placement, day, facts, totals } of states) {
      const flightId = flightOf.get(`${sourceId} ${placement}`);
      if (flightId === undefined || facts === 0) continue;
      const byDay = byFlight.get(flightId) ?? new Map<Day, Metrics>();
      byDay.set(day, addMetrics(byDay.get(day) ?? ZERO_METRICS, totals));
      byFlight.set(flightId, byDay);
    }
    return byFlight;
  };
}

/** A line's days before `today`: the sum of its flights'. */
export function closedDaysOfLine(
  flightIds: readonly string[],
  delivered: ReadonlyMap<string, DeliveredByDay>,
  today: Day,
): DeliveredByDay {
  const byDay = new Map<Day, Metrics>();
  for (const id of flightIds)
    for (const [day, metrics] of delivered.get(id) ?? [])
      if (day < today) byDay.set(day, addMetrics(byDay.get(day) ?? ZERO_METRICS, metrics));
  return byDay;
}
