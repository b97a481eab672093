import type { Day } from '../../shared/domain/calendar/day.ts';
import { dayStart } from '../../shared/domain/calendar/zone.ts';
import type { Upcoming } from './find-causes.ts';

const HOUR_MS = 3_600_000;
const CREATIVE_LEAD_MS = 72 * HOUR_MS;
const DEADLINE_LEAD_MS = 24 * HOUR_MS;

type CreativeDates = Readonly<{ id: string; adId: string; endDay: Day | null }>;
type SpotDeadlines = Readonly<{
  flightId: string;
  station: string;
  actions: readonly Readonly<{ kind: string; dueAt: number; status: string }>[];
}>;

/** What is about to run out: creatives by their last day, and per flight the next traffic deadline still open. */
export function findUpcoming(input: {
  creatives: readonly CreativeDates[];
  spots: readonly SpotDeadlines[];
  timeZone: string;
}): readonly Upcoming[] {
  const expiring = input.creatives.flatMap(({ id, adId, endDay }): Upcoming[] =>
    endDay === null
      ? []
      : [
          {
            cause: 'creative_expiring',
            subjectKind: 'creative',
            subjectId: id,
            subjectLabel: `Creative ${adId}`,
            dueAt: dayStart(endDay, input.timeZone),
            leadMs: CREATIVE_LEAD_MS,
          },
        ],
  );
  const next = new Map<string, { dueAt: number; station: string }>();
  for (const { flightId, station, actions } of input.spots) {
    for (const { kind, dueAt, status } of actions) {
      const known = next.get(flightId);
      if (kind === 'traffic' && status === 'pending' && (!known || dueAt < known.dueAt))
        next.set(flightId, { dueAt, station });
    }
  }
  const deadlines = [...next].map(([flightId, { dueAt, station }]): Upcoming => ({
    cause: 'deadline_near',
    subjectKind: 'flight',
    subjectId: flightId,
    subjectLabel: `Traffic instructions for ${station}`,
    dueAt,
    leadMs: DEADLINE_LEAD_MS,
  }));
  return [...expiring, ...deadlines];
}
