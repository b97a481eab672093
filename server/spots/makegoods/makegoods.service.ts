import type { MakegoodOfferResponse } from '../../../shared/contracts/spots.ts';
import { formatClock } from '../../../shared/domain/calendar/broadcast-clock.ts';
import { broadcastDayOf } from '../../../shared/domain/calendar/broadcast-day.ts';
import { addDays, laterDay } from '../../../shared/domain/calendar/day.ts';
import { EASTERN_DAYPARTS } from '../../../shared/domain/daypart.ts';
import { warningIssue, type Issue } from '../../../shared/domain/issue.ts';
import { formatCents } from '../../../shared/domain/money.ts';
import { lineSpotCostCents } from '../../../shared/domain/plan.ts';
import { makegoodTimes, type MakegoodTime } from '../../../shared/domain/spot/makegood-times.ts';
import { spotJobs } from '../../../shared/domain/spot/spot-jobs.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import { stepSpot } from '../../../shared/domain/spot/spot-steps.ts';
import { isSpotLive, isSpotOwed } from '../../../shared/domain/spot.ts';
import type { RecordAudit } from '../../audit/audit.service.ts';
import type { CampaignsService, EditContext } from '../../campaigns/campaigns.service.ts';
import type { Clock } from '../../clock.ts';
import { pageOfRows } from '../../db/pages.ts';
import { systemActor } from '../../http/actor.ts';
import type { NewId } from '../../ids.ts';
import type { Announce } from '../../live/live.ts';
import type { PlansService } from '../../plans/plans.service.ts';
import { notFound, Refusal, refuse } from '../../refusal.ts';
import { newSpotFields } from '../new-spots.ts';
import type { SpotsModel } from '../spots.model.ts';
import { SEPARATION_MINUTES, type SpotsService } from '../spots.service.ts';
import type { MakegoodsModel, OfferStatus, StoredOffer } from './makegoods.model.ts';

export type MakegoodsServiceInput = Readonly<{
  model: MakegoodsModel;
  spots: Pick<SpotsService, 'get' | 'publish'>;
  spotsModel: SpotsModel;
  campaigns: CampaignsService;
  plans: Pick<PlansService, 'approvedOf'>;
  transaction: <T>(work: () => Promise<T>) => Promise<T>;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
}>;
export type SearchTerms = Readonly<{
  withinDays?: number | undefined;
  otherDayparts?: boolean | undefined;
  limit?: number | undefined;
}>;

const WITHIN_DAYS = 14;
const OFFERS = 3;
const OFFER_STANDS_MS = 3 * 24 * 3_600_000;
/** An offer is answered at the latest this long before it would air. */
const ANSWER_BEFORE_MS = 3_600_000;
const scheduler = systemActor('scheduler');

/** Make-goods: open times for dropped spots, offered, approved by the buyer, linked to what they replace. */
export function createMakegoodsService(input: MakegoodsServiceInput) {
  const { model, spots, spotsModel, clock, newId, audit, announce } = input;

  const search = async (spot: SpotRecord, terms: SearchTerms): Promise<readonly MakegoodTime[]> => {
    const now = clock.now();
    const campaign = await input.campaigns.get(spot.campaignId);
    const plan = await input.plans.approvedOf(spot.campaignId);
    const fromDay = laterDay(addDays(broadcastDayOf(now, spot.timeZone), 1), spot.airDay);
    const toDay = addDays(spot.airDay, (terms.withinDays ?? WITHIN_DAYS) + 1);
    const station = await spotsModel.listByCampaign(spot.campaignId, { station: spot.station, after: now });
    const offers = (await model.listOpen(spot.campaignId)).filter((offer) => offer.station === spot.station);
    return makegoodTimes({
      spot,
      taken: [...station.filter(({ status }) => isSpotLive(status)), ...offers].map(({ scheduledAt }) => scheduledAt),
      dayparts: EASTERN_DAYPARTS,
      separationMinutes: SEPARATION_MINUTES,
      fromDay,
      toDay,
      notBefore: now,
      otherDayparts: terms.otherDayparts ?? false,
      limit: terms.limit ?? OFFERS,
      priceIn(daypart) {
        const line = plan?.lines.find(
          ({ tv }) => tv?.station === spot.station && tv.daypart === daypart && tv.lengthSeconds === spot.lengthSeconds,
        );
        const costCents = line && lineSpotCostCents(line, campaign.commissionBasisPoints);
        return line?.tv && costCents !== undefined
          ? { ratingHundredths: line.tv.ratingHundredths, costCents }
          : undefined;
      },
    });
  };

  const offer = async (spot: SpotRecord, terms: SearchTerms, context: Omit<EditContext, 'rev'>) => {
    const now = clock.now();
    const times = await search(spot, terms);
    const offers = times.map((time) => newOffer(spot, time, { id: newId('mkg'), now }));
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
      return offer(spot, terms, context);
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
        const replacement = replacementFor(spot, found, { id: newId('spt'), at: clock.now(), by: context.actor.name });
        const stepped = stepSpot(spot, {
          action: 'make_good',
          at: clock.now(),
          by: context.actor.name,
          note: `Made good by ${replacement.id}.`,
        });
        if (stepped.kind === 'refused') throw new Refusal('conflict', [stepped.issue]);
        if (found.expiresAt <= clock.now() || !(await model.answer(offerId, 'accepted', replacement.id)))
          throw closed(found);
        const made = { ...stepped.spot, makegoodId: replacement.id };
        if (!(await spotsModel.saveAtRev({ id: spot.id, rev: spot.rev, next: made }))) throw closed(found);
        await spotsModel.insertMany([replacement]);
        return { spot: made, replacement };
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

    async decline(offerId: string, context: Omit<EditContext, 'rev'>): Promise<StoredOffer> {
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
      return pageOfRows(
        rows,
        paging.limit,
        (row) => [row.id],
        (row) => row,
      );
    },

    /** Suggests make-goods for spots that have just dropped out; one that has offers already gets none. */
    async suggest(dropped: readonly SpotRecord[]): Promise<void> {
      for (const spot of dropped) {
        if (!isSpotOwed(spot.status)) continue;
        const open = (await model.listOpen(spot.campaignId)).some(({ spotId }) => spotId === spot.id);
        if (!open) await offer(spot, {}, { actor: scheduler });
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

function closed(offer: StoredOffer): Refusal {
  return refuse(
    'conflict',
    'offer_closed',
    `This offer is not open any more (${offer.status === 'offered' ? 'expired or changed' : offer.status}). Search again.`,
    'status',
  );
}

function newOffer(spot: SpotRecord, time: MakegoodTime, made: Readonly<{ id: string; now: number }>): StoredOffer {
  const { cell, daypart, tier } = time;
  const saved = spot.costCents - time.costCents;
  return {
    id: made.id,
    campaignId: spot.campaignId,
    spotId: spot.id,
    status: 'offered',
    rev: 1,
    tier,
    station: spot.station,
    daypart: daypart.id,
    airDay: cell.airDay,
    minute: cell.minute,
    scheduledAt: cell.scheduledAt,
    lengthSeconds: spot.lengthSeconds,
    ratingHundredths: time.ratingHundredths,
    lostRatingHundredths: spot.ratingHundredths,
    costCents: time.costCents,
    lostCents: spot.costCents,
    reasons: [
      tier === 'other_daypart'
        ? `Another daypart of the station: ${daypart.name}.`
        : `The same daypart, ${daypart.name}.`,
      `Delivers ${(time.ratingHundredths / 100).toFixed(2)} points for ${(spot.ratingHundredths / 100).toFixed(2)} lost.`,
      saved > 0 ? `Costs ${formatCents(saved)} less than was lost.` : 'Costs what was lost.',
    ],
    expiresAt: Math.min(made.now + OFFER_STANDS_MS, cell.scheduledAt - ANSWER_BEFORE_MS),
    replacementId: null,
    createdAt: made.now,
  };
}

/** The spot that stands in: confirmed with the station, linked to what it replaces, already paid for by it. */
function replacementFor(
  spot: SpotRecord,
  offer: StoredOffer,
  made: Readonly<{ id: string; at: number; by: string }>,
): SpotRecord {
  const window = EASTERN_DAYPARTS.find(({ id }) => id === offer.daypart);
  const { airDay, minute, scheduledAt } = offer;
  const note = `Makes good ${spot.id}.`;
  return {
    ...spot,
    ...newSpotFields(made.at),
    id: made.id,
    slotKey: `${spot.flightId}#makegood-${spot.id}`,
    makegoodFor: spot.id,
    daypart: offer.daypart,
    airDay,
    minute,
    scheduledAt,
    windowStartMinute: window?.startMinute ?? spot.windowStartMinute,
    windowEndMinute: window?.endMinute ?? spot.windowEndMinute,
    ratingHundredths: offer.ratingHundredths,
    costCents: offer.costCents,
    status: 'confirmed',
    history: [
      { at: made.at, from: 'planned', to: 'ordered', action: 'order', by: made.by, note },
      { at: made.at, from: 'ordered', to: 'confirmed', action: 'confirm', by: made.by, note },
    ],
    rev: 3,
    actions: spotJobs({ airDay, scheduledAt, timeZone: spot.timeZone, madeAt: made.at }),
  };
}

/** An offer as the wire shows it. */
export function toOfferResponse(offer: StoredOffer): MakegoodOfferResponse {
  const { minute, scheduledAt, expiresAt, createdAt, reasons, ...rest } = offer;
  return {
    ...rest,
    reasons: [...reasons],
    clock: formatClock(minute),
    scheduledAt: new Date(scheduledAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
  };
}
