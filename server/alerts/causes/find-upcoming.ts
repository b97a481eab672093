import type { Day } from '../../../shared/domain/calendar/day.ts';
import { dayStart } from '../../../shared/domain/calendar/zone.ts';
import type { Upcoming } from './find-causes.ts';

const HOUR_MS = 3_600_000;
const CREATIVE_LEAD_MS = 72 * HOUR_MS;
const DEADLINE_LEAD_MS = 24 * HOUR_MS;

type CreativeDates = Readonly<{ id: string; adId: string; endDay: Day | null }>;
type SpotDeadlines = Readonly<{
  station: string;
  actions: readonly Readonly<{ kind: string; dueAt: number; status: string }>[];
}>;

/** What is about to run out: creatives by their last day, and per station the next traffic deadline still open. */
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
            what: 'expires',
          },
        ],
  );
  return [...expiring, ...stationDeadlines(input.spots)];
}

/** One for each station: its next traffic deadline still open, and how many of its spots wait for it. */
function stationDeadlines(spots: readonly SpotDeadlines[]): readonly Upcoming[] {
  const open = spots.flatMap(({ station, actions }) =>
    actions
      .filter(({ kind, status }) => kind === 'traffic' && status === 'pending')
      .map(({ dueAt }) => ({ station, dueAt })),
  );
  return [...new Set(open.map(({ station }) => station))].toSorted().map((station): Upcoming => {
    const ofStation = open.filter((one) => one.station === station).map(({ dueAt }) => dueAt);
    const dueAt = Math.min(...ofStation);
    const count = ofStation.filter((at) => at === dueAt).length;
    return {
      ...{ cause: 'deadline_near', subjectKind: 'campaign', subjectId: station, dueAt, leadMs: DEADLINE_LEAD_MS },
      subjectLabel: `Traffic instructions for ${station}`,
      what: `for ${count} ${count === 1 ? 'spot' : 'spots'} are due`,
    };
  });
}
