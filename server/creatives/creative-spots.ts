import type { Clock } from '../clock.ts';
import { isSpotLive } from '../../shared/domain/spot.ts';
import type { SpotsModel } from '../spots/spots.model.ts';
import type { CreativeSpots, CreativeUse } from './creative-view.ts';

/** Where creatives are used, read from the spots. */
export function createCreativeSpots(
  model: Pick<SpotsModel, 'creativeUses' | 'listByCampaign'>,
  clock: Clock,
): CreativeSpots {
  return {
    async useOfCreatives(campaignId) {
      const now = clock.now();
      const uses = new Map<string, CreativeUse>();
      for (const { creativeId, status, scheduledAt } of await model.creativeUses(campaignId)) {
        const use = uses.get(creativeId) ?? { coming: 0, aired: 0, nextAirAt: null };
        const isComing = isSpotLive(status) && scheduledAt >= now;
        uses.set(creativeId, {
          coming: use.coming + (isComing ? 1 : 0),
          aired: use.aired + (status === 'aired' ? 1 : 0),
          nextAirAt: isComing ? Math.min(use.nextAirAt ?? Infinity, scheduledAt) : use.nextAirAt,
        });
      }
      return uses;
    },
    async coming(campaignId, fromDay, toDay) {
      const spots = await model.listByCampaign(campaignId, { from: fromDay, to: toDay });
      return spots.filter(({ status }) => isSpotLive(status));
    },
  };
}
