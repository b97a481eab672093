import type { AlertSettings } from '../../../shared/contracts/alerts.ts';
import type { Clock } from '../../clock.ts';
import type { NewId } from '../../ids.ts';
import type { Alert } from '../alerts.model.ts';
import type { Notice, NoticesModel, OutsideChannel } from './notices.model.ts';
import type { SendThrough } from './notify.ts';

const MINUTE_MS = 60_000;
/** Waits after the first, second … try; after the last it is given up. */
const RETRY_AFTER_MS = [1, 5, 30, 120, 360].map((minutes) => minutes * MINUTE_MS);
const MOST_AT_ONCE = 100;
const MOST_SHOWN = 50;

export type NoticesServiceInput = Readonly<{
  model: NoticesModel;
  /** The channels of a campaign as they are now, and the secret its webhooks are signed with. */
  channelsOf(campaignId: string): Promise<Readonly<{ channels: AlertSettings['channels']; secret: string | null }>>;
  send: SendThrough;
  clock: Clock;
  newId: NewId;
  onError(error: unknown): void;
}>;

/**
 * Tells alerts outside the app until each channel took them: a try that fails is repeated after 1, 5, 30 minutes, 2 and 6
 * hours under the same id, so a receiver that got it twice can tell. What was given up stays to be seen.
 */
export function createNoticesService(input: NoticesServiceInput) {
  const { model, clock } = input;

  const tryOnce = async (notice: Notice): Promise<void> => {
    const now = clock.now();
    const wait = RETRY_AFTER_MS[notice.tries];
    if (!(await model.claim(notice, now, now + (wait ?? 0)))) return;
    const { channels, secret } = await input.channelsOf(notice.campaignId);
    if (!channels.some((channel) => isSame(channel, notice.channel))) {
      return model.note(notice.id, 'given_up', 'The channel was taken out of the settings.');
    }
    const { campaignName, alerts } = notice;
    const result = await input.send(notice.channel, { secret, campaignName, now, eventId: notice.id, alerts });
    if (result.ok) return model.note(notice.id, 'delivered', result.detail);
    await model.note(notice.id, wait === undefined ? 'given_up' : 'waiting', result.detail);
    input.onError(new Error(`Alerts were not told by ${result.channel}: ${result.detail}`));
  };

  return {
    /** One notice for each channel outside the app, to be sent by `deliverDue`. Joins the transaction it runs in. */
    async add(
      campaign: { id: string; name: string },
      settings: AlertSettings,
      alerts: readonly Alert[],
    ): Promise<void> {
      const now = clock.now();
      const told = alerts.map(({ id, rule, severity, state, subjectKind, subjectId, subjectLabel, message }) => ({
        ...{ id, rule, severity, state, subjectKind, subjectId, subjectLabel, message },
      }));
      const outside = settings.channels.filter((channel): channel is OutsideChannel => channel.kind !== 'in_app');
      if (outside.length === 0 || told.length === 0) return;
      await model.insert(
        outside.map((channel) => ({
          ...{ id: input.newId('ntf'), campaignId: campaign.id, campaignName: campaign.name, channel, alerts: told },
          ...{ createdAt: now, status: 'waiting', tries: 0, nextAt: now, lastTriedAt: null, detail: null },
        })),
      );
    },
    /** Sends what is due; trouble with one does not stop the others. */
    async deliverDue(): Promise<void> {
      const due = await model.listDue(clock.now(), MOST_AT_ONCE);
      await Promise.all(due.map((notice) => tryOnce(notice).catch(input.onError)));
    },
    list: (campaignId: string) => model.list(campaignId, MOST_SHOWN),
  };
}
export type NoticesService = ReturnType<typeof createNoticesService>;

function isSame(a: AlertSettings['channels'][number], b: OutsideChannel): boolean {
  if (a.kind === 'mail') return b.kind === 'mail' && a.to === b.to;
  return a.kind === 'webhook' && b.kind === 'webhook' && a.url === b.url;
}
