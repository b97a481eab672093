import { findDaypart } from '../../../shared/domain/daypart.ts';
import { warningIssue, type Issue } from '../../../shared/domain/issue.ts';
import { formatCents } from '../../../shared/domain/money.ts';
import type { OfferStatus } from '../../../shared/domain/makegood/makegood.ts';
import { newOffer, replacementFor, type OfferRecord } from '../../../shared/domain/spot/makegoods/makegood-offer.ts';
import type { MakegoodTime } from '../../../shared/domain/spot/makegoods/makegood-times.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import { stepSpot } from '../../../shared/domain/spot/spot-steps.ts';
import { isSpotOwed } from '../../../shared/domain/spot.ts';
import type { RecordAudit } from '../../audit/audit.service.ts';
import type { CampaignsService, EditContext } from '../../campaigns/campaigns.service.ts';
import type { Clock } from '../../clock.ts';
import type { DaypartsService } from '../../dayparts/dayparts.service.ts';
import { pageById } from '../../db/pages.ts';
import { systemActor } from '../../http/actor.ts';
import type { NewId } from '../../ids.ts';
import type { Announce } from '../../live/live.ts';
import type { PlansService } from '../../plans/plans.service.ts';
import { notFound, Refusal, refuse } from '../../refusal.ts';
import type { SolverPool } from '../../solvers/solver-pool.ts';
import type { StationsService } from '../../stations/stations.service.ts';
import type { SpotsModel } from '../spots.model.ts';
import type { SpotsService } from '../spots.service.ts';
import { createFindTimes, type SearchTerms } from './find-times.ts';
import type { MakegoodsModel } from './makegoods.model.ts';

export type MakegoodsServiceInput = Readonly<{
  model: MakegoodsModel;
  spots: Pick<SpotsService, 'get' | 'publish'>;
  spotsModel: SpotsModel;
  campaigns: CampaignsService;
  plans: Pick<PlansService, 'approvedOf'>;
  dayparts: Pick<DaypartsService, 'of' | 'forCampaign'>;
  stations: Pick<StationsService, 'programs'>;
  solvers: Pick<SolverPool, 'makeGood'>;
  transaction: <T>(work: () => Promise<T>) => Promise<T>;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
}>;
const scheduler = systemActor('scheduler');

/** Make-goods: open times for dropped spots, offered, approved by the buyer, linked to what they replace. */
export function createMakegoodsService(input: MakegoodsServiceInput) {
  const { model, spots, spotsModel, clock, newId, audit, announce } = input;

  const times = createFindTimes(input);

  const offer = async (spot: SpotRecord, found: readonly MakegoodTime[], context: Omit<EditContext, 'rev'>) => {
    const now = clock.now();
    const offers = found.map((time) => newOffer(spot, time, { id: newId('mkg'), now }));
    await model.insertMany(offers);
    const { campaignId, id } = spot;
    if (offers.length > 0) {
      await audit({ ...context, action: 'makegoods_offered', noun: 'spot', targetId: id, campaignId });
      announce({ kind: 'spot', campaignId, id });
    }
    const credit = `Take a credit of ${formatCents(spot.costCents)}, or search longer or in other dayparts.`;
    const issues: readonly Issue[] =
      offers.length > 0
        ? []
        : [
            warningIssue(
              'no_makegood',
              `${spot.station} has no open time that makes this spot good. ${credit}`,
              `spots.${id}`,
            ),
          ];
    return { offers, issues };
  };

  return {
    /** Searches and offers open times for a dropped spot. */
    async offerFor(spotId: string, terms: SearchTerms, context: Omit<EditContext, 'rev'>) {
      const spot = await spots.get(spotId);
      if (!isSpotOwed(spot.status)) {
        throw refuse(
          'conflict',
          'not_dropped',
          `This spot is ${spot.status.replace('_', ' ')}; make-goods are for pre-empted or missed spots.`,
          'status',
        );
      }
      return offer(spot, await times.forOne(spot, terms), context);
    },

    /** The buyer takes an offer: the replacement is confirmed and the dropped spot is made good, both or neither. */
    async accept(
      offerId: string,
      context: Omit<EditContext, 'rev'>,
    ): Promise<Readonly<{ spot: SpotRecord; replacement: SpotRecord }>> {
      const found = await model.findById(offerId);
      if (!found) throw notFound('makegood_offer', offerId);
      const pair = await input.transaction(async () => {
        const spot = await spots.get(found.spotId);
        const window = findDaypart(await input.dayparts.forCampaign(spot.campaignId), found.daypart);
        const made = { id: newId('spt'), at: clock.now(), by: context.actor.name };
        const replacement = replacementFor(spot, found, window, made);
        const stepped = stepSpot(spot, {
          action: 'make_good',
          at: clock.now(),
          by: context.actor.name,
          note: `Made good by ${replacement.id}.`,
        });
        if (stepped.kind === 'refused') throw new Refusal('conflict', [stepped.issue]);
        if (found.expiresAt <= clock.now() || !(await model.answer(offerId, 'accepted', replacement.id)))
          throw closed(found);
        const good = { ...stepped.spot, makegoodId: replacement.id };
        if (!(await spotsModel.saveAtRev({ id: spot.id, rev: spot.rev, next: good }))) throw closed(found);
        await spotsModel.insertMany([replacement]);
        return { spot: good, replacement };
      });
      await model.closeOthers(found.spotId, offerId);
      await audit({
        ...context,
        action: 'makegood_accepted',
        noun: 'spot',
        targetId: found.spotId,
        campaignId: found.campaignId,
      });
      await spots.publish([pair.spot, pair.replacement]);
      return pair;
    },

    async decline(offerId: string, context: Omit<EditContext, 'rev'>): Promise<OfferRecord> {
      const found = await model.findById(offerId);
      if (!found) throw notFound('makegood_offer', offerId);
      if (!(await model.answer(offerId, 'declined', null))) throw closed(found);
      await audit({
        ...context,
        action: 'makegood_declined',
        noun: 'spot',
        targetId: found.spotId,
        campaignId: found.campaignId,
      });
      announce({ kind: 'spot', campaignId: found.campaignId, id: found.spotId });
      return { ...found, status: 'declined', rev: found.rev + 1 };
    },

    async page(
      campaignId: string,
      filter: { spotId?: string; status?: OfferStatus },
      paging: { cursor?: string; limit: number },
    ) {
      await input.campaigns.get(campaignId);
      const rows = await model.page({ campaignId, ...filter }, paging.cursor, paging.limit + 1);
      return pageById(rows, paging.limit);
    },

    /** Suggests make-goods for spots that have just dropped out; one that has offers already gets none. */
    async suggest(dropped: readonly SpotRecord[]): Promise<void> {
      const owed = dropped.filter(({ status }) => isSpotOwed(status));
      const offered = new Set<string>();
      for (const campaignId of new Set(owed.map((spot) => spot.campaignId))) {
        for (const { spotId } of await model.listOpen(campaignId)) offered.add(spotId);
      }
      const byStation = new Map<string, SpotRecord[]>();
      for (const spot of owed) {
        if (offered.has(spot.id)) continue;
        const key = `${spot.campaignId} ${spot.station}`;
        byStation.set(key, [...(byStation.get(key) ?? []), spot]);
      }
      for (const spots of byStation.values()) {
        const [first] = spots;
        if (first && spots.length === 1) await offer(first, await times.forOne(first, {}), { actor: scheduler });
        else {
          const found = await times.forMany(spots);
          for (const spot of spots) await offer(spot, found.get(spot.id) ?? [], { actor: scheduler });
        }
      }
    },

    /** Closes offers nobody answered in time. */
    async expire(): Promise<void> {
      for (const { id, campaignId, spotId } of await model.expired(clock.now(), 500)) {
        if (await model.answer(id, 'expired', null)) announce({ kind: 'spot', campaignId, id: spotId });
      }
    },
  };
}
export type MakegoodsService = ReturnType<typeof createMakegoodsService>;

function closed(offer: OfferRecord): Refusal {
  return refuse(
    'conflict',
    'offer_closed',
    `This offer is not open any more (${offer.status === 'offered' ? 'expired or changed' : offer.status}). Search again.`,
    'status',
  );
}
