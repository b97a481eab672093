import type { WebhookSourceResponse } from '../../../shared/contracts/webhooks.ts';
import { errorIssue } from '../../../shared/domain/issue.ts';
import type { RecordAudit } from '../../audit/audit.service.ts';
import type { Clock } from '../../clock.ts';
import type { PlacementsModel } from '../../deliveries/placements.model.ts';
import type { Announce } from '../../live/live.ts';
import { Refusal } from '../../refusal.ts';
import type { ReadSource } from './read-source.ts';
import type { By, SourceEdits } from './source-edits.ts';

export type FlightPlace = Readonly<{ id: string; campaignId: string }>;

export type PlacementFlightsInput = Readonly<{
  edits: Pick<SourceEdits, 'get'>;
  read: ReadSource;
  placements: Pick<PlacementsModel, 'map' | 'unmap'>;
  /** Running flights by id. */
  findFlights(ids: readonly string[]): Promise<readonly FlightPlace[]>;
  onMapped(
    mapping: Readonly<{ sourceId: string; placement: string; flightId: string | null; campaignId: string | null }>,
  ): void;
  clock: Clock;
  audit: RecordAudit;
  announce: Announce;
}>;

/** Which flight each placement of a source is. */
export function createPlacementFlights(input: PlacementFlightsInput) {
  const { edits, read, clock, audit, announce } = input;

  const mapAll = async (
    sourceId: string,
    placements: readonly { placement: string; flightId: string }[],
  ): Promise<void> => {
    const flights = new Map(
      (await input.findFlights([...new Set(placements.map(({ flightId }) => flightId))])).map((flight) => [
        flight.id,
        flight,
      ]),
    );
    const issues = placements.flatMap(({ flightId }, index) =>
      flights.has(flightId)
        ? []
        : [
            errorIssue(
              'flight_not_found',
              `There is no running flight ${flightId}. Flights run once their plan is approved.`,
              `placements.${index}.flightId`,
            ),
          ],
    );
    if (issues.length > 0) throw new Refusal('invalid', issues);
    for (const { placement, flightId } of placements) {
      const campaignId = flights.get(flightId)?.campaignId ?? '';
      await input.placements.map({ sourceId, placement, flightId, campaignId, mappedAt: clock.now() });
      input.onMapped({ sourceId, placement, flightId, campaignId });
    }
  };

  return {
    mapAll,
    /** Maps a placement, or takes its mapping back. What was received before follows at once: facts know no flight. */
    async mapPlacement(
      id: string,
      mapping: { placement: string; flightId: string | null },
      by: By,
    ): Promise<WebhookSourceResponse> {
      const source = await edits.get(id);
      const { placement, flightId } = mapping;
      if (flightId === null) {
        await input.placements.unmap(id, placement);
        input.onMapped({ sourceId: id, placement, flightId, campaignId: null });
      } else await mapAll(id, [{ placement, flightId }]);
      await audit({
        actor: by.actor,
        action: flightId === null ? 'unmapped' : 'mapped',
        noun: 'webhook_source',
        targetId: id,
        before: {},
        after: mapping,
        requestId: by.requestId,
      });
      announce({ kind: 'webhook_source', campaignId: null, id });
      return read(source);
    },
  };
}
