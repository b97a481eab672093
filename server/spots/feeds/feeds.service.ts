import { createHash } from 'node:crypto';
import { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import ical from 'ical-generator';
import { formatCents } from '../../../shared/domain/money.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import type { RecordAudit } from '../../audit/audit.service.ts';
import type { CampaignsService, EditContext } from '../../campaigns/campaigns.service.ts';
import type { Clock } from '../../clock.ts';
import type { NewId } from '../../ids.ts';
import { notFound, refuse } from '../../refusal.ts';
import type { CreativeNames } from '../spot-view.ts';
import type { SpotsService } from '../spots.service.ts';
import type { CalendarFeed, FeedsModel } from './feeds.model.ts';

export type FeedsServiceInput = Readonly<{
  model: FeedsModel;
  spots: Pick<SpotsService, 'listByCampaign' | 'names'>;
  campaigns: CampaignsService;
  clock: Clock;
  newId: NewId;
  randomBytes: (size: number) => Uint8Array;
  audit: RecordAudit;
}>;

const SHOWN: readonly SpotRecord['status'][] = [
  'ordered',
  'confirmed',
  'trafficked',
  'aired',
  'preempted',
  'missed',
  'made_good',
  'planned',
];
const DROPPED: readonly SpotRecord['status'][] = ['preempted', 'missed', 'made_good'];
const REFRESH_SECONDS = 15 * 60;

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** Calendar feeds of spots: a secret address anybody may subscribe to until it is revoked. */
export function createFeedsService(input: FeedsServiceInput) {
  const { model, campaigns, clock } = input;
  return {
    async create(
      campaignId: string,
      request: Readonly<{ name: string; station?: string | undefined }>,
      context: Omit<EditContext, 'rev'>,
    ) {
      await campaigns.get(campaignId);
      const token = Buffer.from(input.randomBytes(24)).toString('base64url');
      const feed: CalendarFeed = {
        id: input.newId('fed'),
        campaignId,
        name: request.name,
        station: request.station ?? null,
        tokenHash: hashOf(token),
        createdBy: context.actor.name,
        createdAt: clock.now(),
        lastReadAt: null,
        revokedAt: null,
      };
      await model.insert(feed);
      await input.audit({ ...context, action: 'created', noun: 'calendar_feed', targetId: feed.id, campaignId });
      return { feed, path: `/feeds/${token}.ics` };
    },
    async list(campaignId: string): Promise<readonly CalendarFeed[]> {
      await campaigns.get(campaignId);
      return model.listByCampaign(campaignId);
    },
    async revoke(id: string, context: Omit<EditContext, 'rev'>): Promise<CalendarFeed> {
      const feed = await model.revoke(id, clock.now());
      if (!feed) throw notFound('calendar_feed', id);
      await input.audit({
        ...context,
        action: 'revoked',
        noun: 'calendar_feed',
        targetId: id,
        campaignId: feed.campaignId,
      });
      return feed;
    },
    /** The calendar behind a secret address; a revoked or unknown one answers the same. */
    async read(token: string): Promise<Readonly<{ name: string; text: string }>> {
      const feed = await model.findByHash(hashOf(token));
      if (!feed || feed.revokedAt !== null)
        throw refuse(
          'not_found',
          'feed_not_found',
          'There is no calendar at this address, or it was revoked. Ask for a new one.',
        );
      const campaign = await campaigns.get(feed.campaignId);
      const filter = { statuses: SHOWN, ...(feed.station === null ? {} : { station: feed.station }) };
      const [spots, names] = await Promise.all([
        input.spots.listByCampaign(feed.campaignId, filter),
        input.spots.names(feed.campaignId),
      ]);
      await model.noteRead(feed.id, clock.now());
      return { name: feed.name, text: calendarOf({ feed, campaign, spots, names, now: clock.now() }) };
    },
  };
}
export type FeedsService = ReturnType<typeof createFeedsService>;

type CalendarInput = Readonly<{
  feed: CalendarFeed;
  campaign: Readonly<{ name: string; timeZone: string }>;
  spots: readonly SpotRecord[];
  names: CreativeNames;
  now: number;
}>;

function calendarOf({ feed, campaign, spots, names, now }: CalendarInput): string {
  const calendar = ical({
    name: `${campaign.name}: ${feed.name}`,
    prodId: { company: 'Flightboard', product: 'Spots', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: REFRESH_SECONDS,
  });
  for (const spot of spots) {
    const creative = spot.creativeId === undefined ? undefined : names.get(spot.creativeId);
    const start = spot.airedAt ?? spot.scheduledAt;
    calendar.createEvent({
      id: `${spot.id}@flightboard`,
      sequence: spot.rev,
      stamp: new Date(now),
      start: new Date(start),
      end: new Date(start + spot.lengthSeconds * 1_000),
      summary: `${spot.station} :${spot.lengthSeconds} ${creative?.adId ?? 'no copy yet'} (${spot.status.replace('_', ' ')})`,
      description: `${spot.lineName}, ${spot.daypart.replaceAll('_', ' ')}. ${creative?.title ?? ''} ${formatCents(spot.costCents)}.`,
      status: DROPPED.includes(spot.status)
        ? ICalEventStatus.CANCELLED
        : spot.status === 'planned'
          ? ICalEventStatus.TENTATIVE
          : ICalEventStatus.CONFIRMED,
    });
  }
  return calendar.toString();
}
