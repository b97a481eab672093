import type { Occurrence } from '../../../shared/domain/calendar/broadcast-clock.ts';
import type { Day } from '../../../shared/domain/calendar/day.ts';
import { whyNotEligible } from '../../../shared/domain/creative/eligible-creatives.ts';
import { findDaypart } from '../../../shared/domain/daypart.ts';
import { lineSpotCostCents } from '../../../shared/domain/plan.ts';
import { whyNotThere } from '../../../shared/domain/spot/fill-cells.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import { holdsSlot, isSpotLive } from '../../../shared/domain/spot.ts';
import type { EditContext } from '../../campaigns/campaigns.service.ts';
import { isDuplicateKey } from '../../db/errors.ts';
import { notFound, Refusal, refuse } from '../../refusal.ts';
import { airingTime } from './airing-time.ts';
import { spotByHand } from '../new-spots.ts';
import type { SpotsServiceInput } from '../spots-input.ts';

export type AddSpotInput = Pick<
  SpotsServiceInput,
  'model' | 'campaigns' | 'plans' | 'creatives' | 'dayparts' | 'stations' | 'clock' | 'newId' | 'audit'
> &
  Readonly<{
    separationMinutes: number;
    publish(spots: readonly SpotRecord[]): Promise<void>;
  }>;

/** Adds one spot more in a flight of the approved plan, while its budget pays for it. */
export function createAddSpot(input: AddSpotInput) {
  const { model, campaigns, clock, newId, audit, publish } = input;
  const refuseUnfit = async (spot: SpotRecord): Promise<void> => {
    if (spot.creativeId === undefined) return;
    const { creatives, rules } = await input.creatives.forCampaign(spot.campaignId);
    const creative = creatives.find(({ id }) => id === spot.creativeId);
    if (!creative) throw notFound('creative', spot.creativeId);
    const reasons = whyNotEligible(creative, spot, rules);
    if (reasons.length > 0) throw new Refusal('conflict', reasons);
  };
  return async (
    campaignId: string,
    typed: Readonly<{
      flightId: string;
      airDay: Day;
      clock: string;
      occurrence?: Occurrence | undefined;
      creativeId?: string | undefined;
    }>,
    context: Omit<EditContext, 'rev'>,
  ): Promise<SpotRecord> => {
    const campaign = await campaigns.get(campaignId);
    const plan = await input.plans.approvedOf(campaignId);
    const line = plan?.lines.find(({ flights }) => flights.some(({ id }) => id === typed.flightId));
    const flight = line?.flights.find(({ id }) => id === typed.flightId);
    if (!plan || !line?.tv || !flight) {
      throw refuse(
        'not_found',
        'flight_not_found',
        `The approved plan has no TV flight ${typed.flightId}.`,
        'flightId',
      );
    }
    const time = airingTime(typed, campaign.timeZone);
    const daypart = findDaypart(await input.dayparts.of(campaign), line.tv.daypart);
    const costCents = lineSpotCostCents(line, campaign.commissionBasisPoints);
    if (!daypart || costCents === undefined)
      throw refuse('conflict', 'not_spot_priced', `${line.name} is not bought by the spot.`, 'flightId');
    const existing = await model.listByFlight(flight.id);
    const now = clock.now();
    const near = input.separationMinutes * 60_000;
    const span = { station: line.tv.station, after: time.scheduledAt - near, before: time.scheduledAt + near };
    const issues = whyNotThere({
      ...time,
      now,
      daypart,
      weekdays: line.tv.weekdays,
      flight: typed.airDay >= flight.startDay && typed.airDay < flight.endDay ? flight : undefined,
      bought: existing.filter(holdsSlot).length,
      spotCostCents: costCents,
      taken: (await model.listByCampaign(campaignId, span))
        .filter(({ status }) => isSpotLive(status))
        .map(({ scheduledAt }) => scheduledAt),
      separationMinutes: input.separationMinutes,
    });
    if (issues.length > 0) throw new Refusal('conflict', issues);
    const guide = (await input.stations.programs([line.tv.station])).get(line.tv.station) ?? [];
    const made = { id: newId('spt'), now, campaign, planId: plan.id, line, tv: line.tv, flightId: flight.id };
    const spot: SpotRecord = {
      ...spotByHand({ ...made, ofFlight: existing, daypart, time, costCents, guide }),
      creativeId: typed.creativeId,
    };
    await refuseUnfit(spot);
    try {
      await model.insertMany([spot]);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw refuse('conflict', 'slot_taken', 'Somebody added a spot to this flight at the same moment. Try again.');
    }
    await audit({ ...context, action: 'added', noun: 'spot', targetId: spot.id, campaignId });
    await publish([spot]);
    return spot;
  };
}
