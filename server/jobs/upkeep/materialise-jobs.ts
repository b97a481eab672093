import { SPOT_JOB_KINDS } from '../../../shared/domain/spot.ts';
import { pendingJob } from '../../../shared/domain/spot/decide-action.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import type { RunningFlight } from '../../plans/flights.model.ts';
import type { SpotsModel } from '../../spots/spots.model.ts';
import { triggersFor, type PlannedJob } from '../queue/planned-job.ts';

/** Jobs exist only this far ahead; the documents hold the rest. */
export const HORIZON_MS = 48 * 3_600_000;
const MOST_FLIGHTS = 20_000;

export type MaterialiseInput = Readonly<{
  spots: Pick<SpotsModel, 'dueTimes'>;
  flights: Readonly<{ listDue(until: number, limit: number): Promise<readonly RunningFlight[]> }>;
  plan(jobs: readonly PlannedJob[]): Promise<number>;
}>;

/** Plans the triggers of everything due in (from, until] that has none, and tells how many were missing. */
export async function materialiseJobs(input: MaterialiseInput, from: number, until: number): Promise<number> {
  const jobs: PlannedJob[] = [];
  for (const kind of SPOT_JOB_KINDS)
    jobs.push(...triggersFor(`spot.${kind}`, await input.spots.dueTimes(kind, from, until)));
  const flights = await input.flights.listDue(until + 1, MOST_FLIGHTS);
  jobs.push(
    ...triggersFor(
      'flight.edge',
      flights.flatMap((flight) => edgesIn(flight, from, until)),
    ),
  );
  return input.plan(jobs);
}

function edgesIn(flight: RunningFlight, from: number, until: number): readonly number[] {
  return flight.actions
    .filter(({ status, dueAt }) => status === 'pending' && dueAt > from && dueAt <= until)
    .map(({ dueAt }) => dueAt);
}

/** The triggers of spots that were just saved, as far as the horizon reaches. */
export function triggersOfSpots(spots: readonly SpotRecord[], now: number): readonly PlannedJob[] {
  return SPOT_JOB_KINDS.flatMap((kind) => {
    const due = spots.flatMap((spot) => {
      const job = pendingJob(spot, kind);
      return job && job.dueAt <= now + HORIZON_MS ? [job.dueAt] : [];
    });
    return triggersFor(`spot.${kind}`, due);
  });
}
