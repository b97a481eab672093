import { whyNotOnDay, whyNotReady } from '../../shared/domain/creative/eligible-creatives.ts';
import { broadcastDayOf } from '../../shared/domain/calendar/broadcast-day.ts';
import type { Channel } from '../../shared/domain/plan.ts';
import type { CampaignsService } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import type { RunningFlight } from '../plans/flights.model.ts';
import type { PlansService } from '../plans/plans.service.ts';
import type { CreativesService } from './creatives.service.ts';

/** Channels whose copy is a commercial kept here; the others' copy is kept by their platform. */
const VIDEO: readonly Channel[] = ['linear_tv', 'ctv', 'olv'];

/** Tells whether a flight has copy that may run today: for video an eligible creative, for TV one of the line's length. */
export function createFlightCopy(
  input: Readonly<{
    campaigns: CampaignsService;
    plans: Pick<PlansService, 'approvedOf'>;
    creatives: CreativesService;
    clock: Clock;
  }>,
) {
  return async (flight: RunningFlight): Promise<boolean> => {
    if (!VIDEO.includes(flight.channel)) return true;
    const { timeZone } = await input.campaigns.get(flight.campaignId);
    const { creatives, rules } = await input.creatives.forCampaign(flight.campaignId);
    const today = broadcastDayOf(input.clock.now(), timeZone);
    const plan = flight.channel === 'linear_tv' ? await input.plans.approvedOf(flight.campaignId) : null;
    const lengthSeconds = plan?.lines.find(({ id }) => id === flight.lineId)?.tv?.lengthSeconds;
    return creatives.some(
      (creative) =>
        (lengthSeconds === undefined || creative.lengthSeconds === lengthSeconds) &&
        whyNotReady(creative, rules).length === 0 &&
        whyNotOnDay(creative, today).length === 0,
    );
  };
}
