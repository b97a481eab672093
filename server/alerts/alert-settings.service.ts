import type { AlertNotice, AlertSettings } from '../../shared/contracts/alerts.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { Clock } from '../clock.ts';
import type { Actor } from '../http/actor.ts';
import type { NewId } from '../ids.ts';
import type { CampaignFigures } from '../pacing/campaign-figures.ts';
import { stale } from '../refusal.ts';
import type { SecretBox } from '../webhooks/sources/secrets.ts';
import type { AlertSettingsModel, StoredAlertSettings } from './alert-settings.model.ts';
import { toNoticeResponse } from './alert-response.ts';
import type { NoticesService } from './notices/notices.service.ts';
import type { ChannelResult, SendThrough } from './notices/notify.ts';

const SECRET_BYTES = 32;
const SECRET_START = 10;

export type By = Readonly<{ actor: Actor; requestId: string }>;

export type AlertSettingsServiceInput = Readonly<{
  settings: AlertSettingsModel;
  figures(campaignId: string): Promise<CampaignFigures>;
  send: SendThrough;
  notices: NoticesService;
  box: SecretBox;
  randomBytes(size: number): Uint8Array;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
}>;

/** Alert settings of a campaign: which rules, told to whom and when; the test of its channels, and what was told. */
export function createAlertSettingsService(input: AlertSettingsServiceInput) {
  const { clock, newId } = input;

  const secretOf = ({ sealedSecret }: StoredAlertSettings) =>
    sealedSecret === null ? null : input.box.open(sealedSecret);

  /** Settings as they are shown: with the first characters of the secret, to tell it from others. */
  const shown = (stored: StoredAlertSettings): AlertSettings => {
    const secretStart = secretOf(stored)?.slice(0, SECRET_START) ?? '';
    const channels = stored.settings.channels.map((channel) =>
      channel.kind === 'webhook' ? { ...channel, secretStart } : channel,
    );
    return { ...stored.settings, channels };
  };

  return {
    async readSettings(campaignId: string): Promise<{ settings: AlertSettings; rev: number }> {
      await input.figures(campaignId);
      const stored = await input.settings.find(campaignId);
      return { settings: shown(stored), rev: stored.rev };
    },
    /** Saves settings; the first webhook channel brings a signing secret, shown this once. */
    async saveSettings(
      campaignId: string,
      rev: number | null,
      request: AlertSettings,
      by: By,
    ): Promise<{ settings: AlertSettings; rev: number; webhookSecret: string | null }> {
      const before = await input.settings.find(campaignId);
      if (rev !== null && rev !== before.rev) throw stale('alert settings', rev, before.rev);
      const settings = withoutSecretStarts(request);
      const hasWebhook = settings.channels.some(({ kind }) => kind === 'webhook');
      const needsSecret = before.sealedSecret === null && hasWebhook;
      const secret = needsSecret ? `whsec_${Buffer.from(input.randomBytes(SECRET_BYTES)).toString('base64')}` : null;
      const next = {
        ...before,
        rev: before.rev + 1,
        settings,
        // Without any webhook its secret goes too: taking the channel out and in again makes a new one.
        sealedSecret: secret === null ? (hasWebhook ? before.sealedSecret : null) : input.box.seal(secret),
      };
      if (!(await input.settings.saveAtRev(before.rev, next)))
        throw stale('alert settings', before.rev, (await input.settings.find(campaignId)).rev);
      await input.audit({
        actor: by.actor,
        action: 'updated',
        noun: 'alert_settings',
        targetId: campaignId,
        campaignId,
        before: before.settings,
        after: settings,
        requestId: by.requestId,
      });
      return { settings: shown(next), rev: next.rev, webhookSecret: secret };
    },
    /** Sends a test through every channel and tells how each did. */
    async test(campaignId: string): Promise<readonly ChannelResult[]> {
      const stored = await input.settings.find(campaignId);
      const { campaign } = await input.figures(campaignId);
      const now = clock.now();
      const test = {
        ...({
          id: newId('alt'),
          rule: 'deadline_near',
          severity: 'info',
          state: 'open',
          subjectKind: 'campaign',
        } as const),
        ...{ subjectId: campaignId, subjectLabel: campaign.name },
        message: 'This is a test of the alert channels; nothing is wrong.',
      };
      const notice = { secret: secretOf(stored), campaignName: campaign.name, now, alerts: [test] };
      return Promise.all(
        stored.settings.channels.map(async (channel) =>
          channel.kind === 'in_app'
            ? { channel: 'in the app', ok: true, detail: 'Shown in the app.' }
            : input.send(channel, { ...notice, eventId: newId('ntf') }),
        ),
      );
    },
    /** What was told outside the app lately, newest first, and what is still being tried. */
    async listNotices(campaignId: string): Promise<readonly AlertNotice[]> {
      return (await input.notices.list(campaignId)).map(toNoticeResponse);
    },
  };
}

function withoutSecretStarts(settings: AlertSettings): AlertSettings {
  const channels = settings.channels.map((channel) =>
    channel.kind === 'webhook' ? { kind: channel.kind, url: channel.url } : channel,
  );
  return { ...settings, channels };
}
