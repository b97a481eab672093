import type { Day } from '../../shared/domain/calendar/day.ts';

/** What the list filters by; days are broadcast days, `to` exclusive; `after`/`before` are instants. */
export type SpotFilter = Readonly<{
  statuses?: readonly string[] | undefined;
  station?: string | undefined;
  daypart?: string | undefined;
  lineId?: string | undefined;
  flightId?: string | undefined;
  creativeId?: string | undefined;
  from?: Day | undefined;
  to?: Day | undefined;
  after?: number | undefined;
  before?: number | undefined;
}>;

/** The same as a query of the store. */
export function toSpotQuery(campaignId: string, filter: SpotFilter): Record<string, unknown> {
  const { statuses, station, daypart, lineId, flightId, creativeId, from, to, after, before } = filter;
  const range = (low: unknown, high: unknown) => ({
    ...(low === undefined ? {} : { $gte: low }),
    ...(high === undefined ? {} : { $lt: high }),
  });
  const days = range(from, to);
  const at = (instant: number | undefined) => (instant === undefined ? undefined : new Date(instant));
  const instants = range(at(after), at(before));
  const plain = { station, daypart, lineId, flightId, creativeId };
  return {
    campaignId,
    ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
    ...(statuses && statuses.length > 0 ? { status: { $in: [...statuses] } } : {}),
    ...(Object.keys(days).length > 0 ? { airDay: days } : {}),
    ...(Object.keys(instants).length > 0 ? { scheduledAt: instants } : {}),
  };
}
