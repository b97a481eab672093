import type { AlertResponse, AlertSettings } from '../../shared/contracts/alerts.ts';
import { todayIn } from '../../shared/domain/calendar/zone.ts';
import type { PaceBands } from '../../shared/domain/pacing/flight-pacing.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { Clock } from '../clock.ts';
import { pageOfRows, type Page } from '../db/pages.ts';
import { systemActor, type Actor } from '../http/actor.ts';
import type { NewId } from '../ids.ts';
import type { Announce } from '../live/live.ts';
import type { CampaignFigures } from '../pacing/campaign-figures.ts';
import { GUARD_NAME, hasGuardActed } from '../pacing/guard.ts';
import { notFound, refuse, stale } from '../refusal.ts';
import type { SecretBox } from '../webhooks/secrets.ts';
import type { AlertSettingsModel, StoredAlertSettings } from './alert-settings.model.ts';
import type { Alert, AlertsModel } from './alerts.model.ts';
import type { FeedFacts } from './feed-findings.ts';
import { findCauses, type Upcoming } from './find-causes.ts';
import type { Finding } from './finding.ts';
import { isDigestTime, isQuiet, type ChannelResult, type Notify } from './notify.ts';

const SECRET_BYTES = 32;
const SECRET_START = 10;
type By = Readonly<{ actor: Actor; requestId: string }>;

export type AlertsServiceInput = Readonly<{
  model: AlertsModel;
  settings: AlertSettingsModel;
  figures(campaignId: string): Promise<CampaignFigures>;
  feeds(campaignId: string): Promise<readonly FeedFacts[]>;
  upcoming(campaignId: string): Promise<readonly Upcoming[]>;
  listCampaigns(): Promise<readonly string[]>;
  pauseFlight(flightId: string, by: string, note: string): Promise<unknown>;
  notify: Notify;
  box: SecretBox;
  randomBytes(size: number): Uint8Array;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
  onError(error: unknown): void;
}>;

/** Alerts: one per cause until it goes away, both ways of the projection, told to whom the settings say. */
export function createAlertsService(input: AlertsServiceInput) {
  const { model, clock, newId, announce } = input;

  const open = async (campaignId: string, finding: Finding, now: number): Promise<void> => {
    const { level: _level, ...what } = finding;
    const alert: Alert = {
      ...what,
      ...{ id: newId('alt'), rev: 1, campaignId, state: 'open', openedAt: now, lastSeenAt: now },
      ...{ resolvedAt: null, snoozedUntil: null, acknowledgedBy: null, note: null, notifiedAt: null },
    };
    if (await model.open(alert)) announce({ kind: 'alert', campaignId, id: alert.id });
  };

  /** A raised cause stays the same alert; a snooze that ran out opens it again. */
  const seeAgain = async (alert: Alert, finding: Finding, now: number): Promise<void> => {
    const isAwake = alert.state === 'snoozed' && (alert.snoozedUntil ?? 0) <= now;
    if (!isAwake && alert.message === finding.message) return;
    const woken = isAwake ? { state: 'open' as const, snoozedUntil: null, notifiedAt: null } : {};
    const changed = await model.changeAtRev(alert.id, alert.rev, {
      message: finding.message,
      lastSeenAt: now,
      ...woken,
    });
    if (changed) announce({ kind: 'alert', campaignId: alert.campaignId, id: alert.id });
  };

  const resolve = async (alert: Alert, now: number): Promise<void> => {
    const changed = await model.changeAtRev(alert.id, alert.rev, { state: 'resolved', resolvedAt: now });
    if (changed) announce({ kind: 'alert', campaignId: alert.campaignId, id: alert.id });
  };

  /** The guard's deed, once for a cause: pause, say so in the flight's history, the audit trail and the alert. */
  const guard = async (figures: CampaignFigures, finding: Finding, since: number): Promise<void> => {
    const flight = figures.running.get(finding.subjectId);
    if (flight?.status !== 'active' || hasGuardActed(flight, since)) return;
    const note = `Paused by the overspend guard: ${finding.message}`;
    await input.pauseFlight(finding.subjectId, GUARD_NAME, note);
    await input.audit({
      ...{ actor: systemActor(GUARD_NAME), action: 'paused', noun: 'flight', targetId: finding.subjectId },
      campaignId: figures.campaign.id,
      before: { status: flight.status },
      after: { status: 'paused', note },
    });
    announce({ kind: 'pacing', campaignId: figures.campaign.id, id: finding.subjectId });
  };

  const check = async (campaignId: string): Promise<void> => {
    const [figures, stored, feeds, upcoming] = await Promise.all([
      input.figures(campaignId),
      input.settings.find(campaignId),
      input.feeds(campaignId),
      input.upcoming(campaignId),
    ]);
    const now = clock.now();
    const known = new Map(
      (await model.listOpen(campaignId)).map((alert) => [`${alert.rule} ${alert.subjectId}`, alert]),
    );
    for (const finding of findCauses({ figures, settings: stored.settings, feeds, upcoming })) {
      const alert = known.get(`${finding.rule} ${finding.subjectId}`);
      if (finding.level === 'raise' && !alert) await open(campaignId, finding, now);
      else if (finding.level === 'raise' && alert) await seeAgain(alert, finding, now);
      else if (finding.level === 'clear' && alert) await resolve(alert, now);
      if (finding.level === 'raise' && finding.rule === 'overspend_guard' && stored.settings.guard === 'pause')
        await guard(figures, finding, alert?.openedAt ?? now);
    }
    await tell(figures, stored, now);
  };

  /** Tells about alerts nobody was told of: at once, after quiet hours, or in the day's digest. Critical ones never wait. */
  const tell = async (figures: CampaignFigures, stored: StoredAlertSettings, now: number): Promise<void> => {
    const { campaign } = figures;
    const { settings } = stored;
    if (settings.channels.every(({ kind }) => kind === 'in_app')) return;
    const untold = (await model.listOpen(campaign.id)).filter(
      ({ notifiedAt, state }) => notifiedAt === null && state === 'open',
    );
    const critical = untold.filter(({ severity }) => severity === 'critical');
    const others = untold.filter(({ severity }) => severity !== 'critical');
    const today = todayIn(now, campaign.timeZone);
    const othersNow =
      others.length > 0 &&
      !isQuiet(settings.quietHours, now, campaign.timeZone) &&
      (settings.digest === 'off' ||
        (stored.lastDigestDay !== today &&
          isDigestTime(settings, now, campaign.timeZone) &&
          (await input.settings.claimDigest(campaign.id, today))));
    const alerts = [...critical, ...(othersNow ? others : [])];
    if (alerts.length === 0) return;
    // Marked before sending, so that two processes do not both send; a failed channel is reported, not repeated.
    const marked = await Promise.all(
      alerts.map((alert) => model.changeAtRev(alert.id, alert.rev, { notifiedAt: now })),
    );
    const mine = marked.flatMap((alert) => alert ?? []);
    if (mine.length === 0) return;
    const results = await input.notify({
      settings,
      secret: secretOf(stored),
      campaignName: campaign.name,
      now,
      eventId: newId('ntf'),
      alerts: mine,
    });
    for (const { ok, channel, detail } of results)
      if (!ok) input.onError(new Error(`Alerts were not told by ${channel}: ${detail}`));
  };

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

  const act = async (
    id: string,
    by: By,
    action: string,
    change: (alert: Alert) => Parameters<AlertsModel['changeAtRev']>[2],
  ): Promise<AlertResponse> => {
    for (;;) {
      const alert = await model.findById(id);
      if (!alert) throw notFound('alert', id);
      if (alert.state === 'resolved')
        throw refuse(
          'conflict',
          'already_resolved',
          'The cause of this alert has gone away; there is nothing left to do.',
        );
      const after = await model.changeAtRev(id, alert.rev, change(alert));
      if (!after) continue;
      await input.audit({
        actor: by.actor,
        action,
        noun: 'alert',
        targetId: id,
        campaignId: alert.campaignId,
        before: { state: alert.state },
        after: { state: after.state, note: after.note },
        requestId: by.requestId,
      });
      announce({ kind: 'alert', campaignId: alert.campaignId, id });
      return toAlertResponse(after);
    }
  };

  return {
    check,
    /** Looks at every campaign; trouble with one does not keep the others waiting. */
    async checkAll(): Promise<void> {
      for (const campaignId of await input.listCampaigns()) await check(campaignId).catch(input.onError);
    },
    async bandsOf(campaignId: string): Promise<PaceBands> {
      const { settings } = await input.settings.find(campaignId);
      return { underBelow: settings.underBandBasisPoints / 10_000, overAbove: settings.overBandBasisPoints / 10_000 };
    },
    async list(
      filter: Parameters<AlertsModel['list']>[0],
      cursor: string | undefined,
      limit: number,
    ): Promise<Page<AlertResponse>> {
      return pageOfRows(await model.list(filter, cursor, limit + 1), limit, ({ id }) => [id], toAlertResponse);
    },
    acknowledge: (id: string, note: string, by: By) =>
      act(id, by, 'acknowledged', () => ({ state: 'acknowledged', note, acknowledgedBy: by.actor.name })),
    async snooze(id: string, until: number, note: string | undefined, by: By): Promise<AlertResponse> {
      if (until <= clock.now())
        throw refuse('invalid', 'snooze_in_past', 'Snooze until a moment that is still to come.', 'until');
      return act(id, by, 'snoozed', (alert) => ({ state: 'snoozed', snoozedUntil: until, note: note ?? alert.note }));
    },
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
      const alert: Alert = {
        ...{
          id: newId('alt'),
          rev: 0,
          campaignId,
          rule: 'deadline_near',
          severity: 'info',
          state: 'open',
          subjectKind: 'campaign',
          subjectId: campaignId,
          subjectLabel: campaign.name,
        },
        ...{
          message: 'This is a test of the alert channels; nothing is wrong.',
          openedAt: now,
          lastSeenAt: now,
          resolvedAt: null,
          snoozedUntil: null,
          acknowledgedBy: null,
          note: null,
          notifiedAt: null,
        },
      };
      return input.notify({
        settings: stored.settings,
        secret: secretOf(stored),
        campaignName: campaign.name,
        now,
        eventId: newId('ntf'),
        alerts: [alert],
      });
    },
  };
}
export type AlertsService = ReturnType<typeof createAlertsService>;

function withoutSecretStarts(settings: AlertSettings): AlertSettings {
  const channels = settings.channels.map((channel) =>
    channel.kind === 'webhook' ? { kind: channel.kind, url: channel.url } : channel,
  );
  return { ...settings, channels };
}

const isoOrNull = (at: number | null) => (at === null ? null : new Date(at).toISOString());

function toAlertResponse({ notifiedAt: _notifiedAt, ...alert }: Alert): AlertResponse {
  return {
    ...alert,
    openedAt: new Date(alert.openedAt).toISOString(),
    lastSeenAt: new Date(alert.lastSeenAt).toISOString(),
    resolvedAt: isoOrNull(alert.resolvedAt),
    snoozedUntil: isoOrNull(alert.snoozedUntil),
  };
}
