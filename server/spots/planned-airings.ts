import type { PlannedAiring } from '../../shared/domain/plan-curve.ts';
import type { SpotsModel } from './spots.model.ts';

/**
 * When each flight's spots were bought to air. A pre-empted spot stays in the plan and its make-good is not added, so what was
 * planned is not moved by what happened; a spot we canceled ourselves is taken out.
 */
export function createPlannedAirings(model: Pick<SpotsModel, 'listAirings'>) {
  return async (campaignId: string): Promise<ReadonlyMap<string, readonly PlannedAiring[]>> => {
    const byFlight = new Map<string, PlannedAiring[]>();
    for (const spot of await model.listAirings(campaignId)) {
      const airing = { day: spot.airDay, at: spot.scheduledAt, cents: spot.costCents };
      const known = byFlight.get(spot.flightId);
      if (known) known.push(airing);
      else byFlight.set(spot.flightId, [airing]);
    }
    return byFlight;
  };
}
