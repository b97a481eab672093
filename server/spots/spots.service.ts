import { whyNotEligible } from '../../shared/domain/creative/eligible-creatives.ts';
import { assignCreative } from '../../shared/domain/spot/spot-steps.ts';
import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import { creditSpot, noteAsAired, stepByHand, type HandStep } from '../../shared/domain/spot/steps-by-hand.ts';
import type { EditContext } from '../campaigns/campaigns.service.ts';
import { pageOfRows, type Page } from '../db/pages.ts';
import { notFound, Refusal } from '../refusal.ts';
import { createAddSpot } from './edit/add-spot.ts';
import { createFillSpots } from './edit/fill-spots.ts';
import { createMoveSpot } from './edit/move-spot.ts';
import type { SpotFilter } from './spot-filter.ts';
import type { CreativeNames } from './spot-view.ts';
import type { SpotsServiceInput } from './spots-input.ts';
import { createChangeSpot, type DecideSpot } from './steps/change-spot.ts';
import { createStepMany } from './steps/step-many.ts';

/** Least true time between two of our spots on a station, unless a schedule says otherwise. */
export const SEPARATION_MINUTES = 15;

/** Spots: read, step through their life, move, give copy. Scheduling, traffic and make-goods build on it. */
export function createSpotsService(input: SpotsServiceInput) {
  const { model, campaigns, clock } = input;
  const { get, change, publish } = createChangeSpot(input);
  const editing = { ...input, separationMinutes: SEPARATION_MINUTES, get, change, publish };
  const moving = createMoveSpot(editing);
  const by = (context: EditContext) => ({ at: clock.now(), by: context.actor.name });

  return {
    get,
    change,
    publish,
    /** Names of a campaign's creatives, for views. */
    async names(campaignId: string): Promise<CreativeNames> {
      const { stored } = await input.creatives.forCampaign(campaignId);
      return new Map(stored.map(({ id, adId, title }) => [id, { id, adId, title }]));
    },
    async page(
      campaignId: string,
      filter: SpotFilter,
      paging: { cursor?: string; limit: number },
    ): Promise<Page<SpotRecord>> {
      await campaigns.get(campaignId);
      const rows = await model.page(campaignId, filter, paging.cursor, paging.limit + 1);
      return pageOfRows(
        rows,
        paging.limit,
        (row) => [row.scheduledAt, row.id],
        (row) => row,
      );
    },
    listByCampaign: model.listByCampaign,

    step: (id: string, action: HandStep, note: string | undefined, context: EditContext) =>
      change(id, action, (spot) => stepByHand(spot, { action, ...by(context), note }), context),

    asAired: (id: string, fields: Readonly<{ airedAt?: number; note?: string | undefined }>, context: EditContext) =>
      change(id, 'as_aired', (spot) => noteAsAired(spot, { ...by(context), ...fields }), context),

    credit: (id: string, fields: Readonly<{ reason: string; basisPoints: number }>, context: EditContext) =>
      change(id, 'credited', (spot) => creditSpot(spot, fields, by(context)), context),

    move: moving.move,
    checkMove: moving.check,

    /** Gives a spot other copy that may air in it, or none. */
    async assign(id: string, creativeId: string | null, context: EditContext): Promise<SpotRecord> {
      const spot = await get(id);
      if (creativeId !== null) {
        const { creatives, rules } = await input.creatives.forCampaign(spot.campaignId);
        const creative = creatives.find((one) => one.id === creativeId);
        if (!creative) throw notFound('creative', creativeId);
        const reasons = whyNotEligible(creative, spot, rules);
        if (reasons.length > 0) throw new Refusal('conflict', reasons);
      }
      const decide: DecideSpot = (now) => assignCreative(now, creativeId ?? undefined, by(context));
      return change(id, 'assigned', decide, context);
    },

    add: createAddSpot(editing),
    fill: createFillSpots(editing),
    ...createStepMany(editing),
  };
}
export type SpotsService = ReturnType<typeof createSpotsService>;
