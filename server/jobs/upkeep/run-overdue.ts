import type { SpotJobKind } from '../../../shared/domain/spot.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import type { RunDueFlights, TurnedFlight } from '../flights/run-due-flights.ts';
import type { RunDueSpots } from '../spots/run-due-spots.ts';

/** Airings first, then what is owed to stations, then what may wait. Flights' stops come before all of them. */
const ORDER: readonly SpotJobKind[] = ['air', 'traffic', 'asrun'];

/** One thing that ran late or not at all. */
export type RecoveredItem = Readonly<{
  kind: 'spot' | 'flight';
  id: string;
  campaignId: string;
  action: string;
  scheduledFor: number;
  outcome: 'done' | 'late' | 'missed';
  costCents: number;
}>;

/**
 * Runs everything due up to an instant straight from the documents, without any job: what makes the schedule right even
 * when the job collection is gone. Stops of flights come first. Returns what it settled.
 */
export async function runOverdue(
  input: Readonly<{ flights: RunDueFlights; spots: RunDueSpots }>,
  until: number,
): Promise<readonly RecoveredItem[]> {
  const items: RecoveredItem[] = (await input.flights(until)).map(fromFlight);
  for (const kind of ORDER) {
    const settled = await input.spots({ kind, after: null, until });
    items.push(...settled.map((spot) => fromSpot(spot, kind)));
  }
  return items;
}

function fromFlight({ flight, edge, dueAt, outcome }: TurnedFlight): RecoveredItem {
  const { id, campaignId, budgetCents } = flight;
  return { kind: 'flight', id, campaignId, action: edge, scheduledFor: dueAt, outcome, costCents: budgetCents };
}

function fromSpot(spot: SpotRecord, kind: SpotJobKind): RecoveredItem {
  const run = spot.jobHistory.at(-1);
  const outcome = run?.outcome === 'failed' ? 'missed' : (run?.outcome ?? 'done');
  const { id, campaignId, costCents } = spot;
  return {
    kind: 'spot',
    id,
    campaignId,
    action: kind,
    scheduledFor: run?.scheduledFor ?? spot.scheduledAt,
    outcome,
    costCents,
  };
}
