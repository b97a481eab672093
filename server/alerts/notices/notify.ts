import { createHmac } from 'node:crypto';
import type { AlertSettings } from '../../../shared/contracts/alerts.ts';
import { wallTimeOf } from '../../../shared/domain/calendar/zone.ts';
import type { SendMail } from '../../mail/send-mail.ts';
import { safeFetch } from '../../webhooks/other-ways/safe-fetch.ts';
import type { OutsideChannel, ToldAlert } from './notices.model.ts';

export type NotifyInput = Readonly<{
  /** Signs webhooks. */
  secret: string | null;
  campaignName: string;
  now: number;
  /** Stays the same over retries. */
  eventId: string;
  alerts: readonly ToldAlert[];
}>;
export type ChannelResult = Readonly<{ channel: string; ok: boolean; detail: string }>;

const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** True inside quiet hours, also when they span midnight. Example: 22:00 to 07:00 holds at 06:59. */
export function isQuiet(quietHours: AlertSettings['quietHours'], now: number, timeZone: string): boolean {
  if (!quietHours) return false;
  const minute = wallTimeOf(now, timeZone).minuteOfDay;
  const [from, to] = [minutesOf(quietHours.from), minutesOf(quietHours.to)];
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** True once the wall clock has reached the digest's time. */
export function isDigestTime(settings: AlertSettings, now: number, timeZone: string): boolean {
  return wallTimeOf(now, timeZone).minuteOfDay >= minutesOf(settings.digestAt);
}

/** Tells people outside the app, one try at a time: by mail, and by webhooks signed like the ones we take (Standard Webhooks). */
export function createSendThrough(input: { sendMail: SendMail | null; allowPrivate: boolean }) {
  const byMail = async (to: string, { campaignName, alerts }: NotifyInput): Promise<string> => {
    if (!input.sendMail) throw new Error('No mail server is set up. Set SMTP_URL.');
    const subject =
      alerts.length === 1
        ? `${campaignName}: ${alerts[0]?.message.slice(0, 120)}`
        : `${campaignName}: ${alerts.length} alerts`;
    await input.sendMail({
      to,
      subject,
      text: alerts.map(({ severity, message }) => `[${severity}] ${message}`).join('\n\n'),
    });
    return `Sent to ${to}.`;
  };

  const byWebhook = async (
    url: string,
    { secret, now, eventId, campaignName, alerts }: NotifyInput,
  ): Promise<string> => {
    const body = JSON.stringify({
      type: 'alert.opened',
      timestamp: new Date(now).toISOString(),
      data: { campaignName, alerts },
    });
    const seconds = Math.floor(now / 1_000);
    const key = Buffer.from((secret ?? '').replace(/^whsec_/, ''), 'base64');
    const signature = createHmac('sha256', key).update(`${eventId}.${seconds}.${body}`).digest('base64');
    const headers = {
      'content-type': 'application/json',
      'webhook-id': eventId,
      'webhook-timestamp': String(seconds),
      'webhook-signature': `v1,${signature}`,
    };
    const answer = await safeFetch({ url, method: 'POST', headers, body, allowPrivate: input.allowPrivate });
    if (answer.kind === 'refused') throw new Error(answer.reason);
    if (answer.status >= 300) throw new Error(`${new URL(url).host} answered ${answer.status}.`);
    return `${new URL(url).host} answered ${answer.status}.`;
  };

  return async (channel: OutsideChannel, notice: NotifyInput): Promise<ChannelResult> => {
    const name = channel.kind === 'mail' ? `mail ${channel.to}` : `webhook ${new URL(channel.url).host}`;
    try {
      const detail = channel.kind === 'mail' ? await byMail(channel.to, notice) : await byWebhook(channel.url, notice);
      return { channel: name, ok: true, detail };
    } catch (error) {
      return { channel: name, ok: false, detail: error instanceof Error ? error.message : 'It did not work.' };
    }
  };
}
export type SendThrough = ReturnType<typeof createSendThrough>;
