import type { AlertResponse } from '../../shared/contracts/alerts.ts';
import { todayIn } from '../../shared/domain/calendar/zone.ts';
import type { PaceBands } from '../../shared/domain/pacing/flight-pacing.ts';
import { pageOfRows, type Page } from '../db/pages.ts';
import { systemActor } from '../http/actor.ts';
import type { Announce } from '../live/live.ts';
import type { CampaignFigures } from '../pacing/campaign-figures.ts';
import { GUARD_NAME, hasGuardActed } from '../pacing/guard.ts';
import { notFound, refuse } from '../refusal.ts';
import type { StoredAlertSettings } from './alert-settings.model.ts';
import { toAlertResponse } from './alert-response.ts';
import { createAlertSettingsService, type AlertSettingsServiceInput, type By } from './alert-settings.service.ts';
import type { Alert, AlertsModel } from './alerts.model.ts';
import type { FeedFacts } from './causes/feed-findings.ts';
import { findCauses, type Upcoming } from './causes/find-causes.ts';
import type { Finding } from './causes/finding.ts';
import { isDigestTime, isQuiet } from './notices/notify.ts';

export type AlertsServiceInput = AlertSettingsServiceInput &
  Readonly<{
    model: AlertsModel;
    feeds(campaignId: string): Promise<readonly FeedFacts[]>;
    upcoming(campaignId: string): Promise<readonly Upcoming[]>;
    listCampaigns(): Promise<readonly string[]>;
    pauseFlight(flightId: string, by: string, note: string): Promise<unknown>;
    transaction<T>(work: () => Promise<T>): Promise<T>;
    announce: Announce;
    onError(error: unknown): void;
  }>;

/** From the least; an open alert only rises. */
const SEVERITIES: readonly Alert['severity'][] = ['info', 'warning', 'critical'];

/** Alerts: one per cause until it goes away, both ways of the projection, told to whom the settings say. */
export function createAlertsService(input: AlertsServiceInput) {
  const { model, clock, newId, announce } = input;
  const settingsService = createAlertSettingsService(input);

  const open = async (campaignId: string, finding: Finding, now: number): Promise<void> => {
    const { level: _level, ...what } = finding;
    const alert: Alert = {
      ...what,
      ...{ id: newId('alt'), rev: 1, campaignId, state: 'open', openedAt: now, lastSeenAt: now },
      ...{ resolvedAt: null, snoozedUntil: null, acknowledgedBy: null, note: null, notifiedAt: null },
    };
    if (await model.open(alert)) announce({ kind: 'alert', campaignId, id: alert.id });
  };

  /** A raised cause stays the same alert; a snooze that ran out opens it again, and so does a turn for the worse. */
  const seeAgain = async (alert: Alert, finding: Finding, now: number): Promise<void> => {
    const isAwake = alert.state === 'snoozed' && (alert.snoozedUntil ?? 0) <= now;
    const isWorse = SEVERITIES.indexOf(finding.severity) > SEVERITIES.indexOf(alert.severity);
    if (!isAwake && !isWorse && alert.message === finding.message) return;
    const woken = isAwake ? { snoozedUntil: null } : {};
    // What got worse is told again; who asked for quiet is left in quiet until then.
    const again =
      isAwake || (isWorse && alert.state !== 'snoozed') ? { state: 'open' as const, notifiedAt: null, ...woken } : {};
    const changed = await model.changeAtRev(alert.id, alert.rev, {
      message: finding.message,
      lastSeenAt: now,
      ...(isWorse ? { severity: finding.severity } : {}),
      ...again,
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
    const findings = findCauses({ figures, settings: stored.settings, feeds, upcoming });
    for (const finding of findings) {
      const alert = known.get(`${finding.rule} ${finding.subjectId}`);
      if (finding.level === 'raise' && !alert) await open(campaignId, finding, now);
      else if (finding.level === 'raise' && alert) await seeAgain(alert, finding, now);
      else if (finding.level === 'clear' && alert) await resolve(alert, now);
      if (finding.level === 'raise' && finding.rule === 'overspend_guard' && stored.settings.guard === 'pause')
        await guard(figures, finding, alert?.openedAt ?? now);
    }
    // What nobody looks for any more has gone away: a deadline that was met, a rule switched off, a flight no plan has.
    const looked = new Set(findings.map(({ rule, subjectId }) => `${rule} ${subjectId}`));
    for (const [key, alert] of known) if (!looked.has(key)) await resolve(alert, now);
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
    // Hints are worth a line in the digest, not a mail of their own.
    const others = untold.filter(
      ({ severity }) => severity === 'warning' || (severity === 'info' && settings.digest === 'daily'),
    );
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
    // Marked and written down together: told once, by one process, and never marked without a notice that will be sent.
    await input.transaction(async () => {
      const marked: Alert[] = [];
      for (const alert of alerts) {
        const mine = await model.changeAtRev(alert.id, alert.rev, { notifiedAt: now });
        if (mine) marked.push(mine);
      }
      await input.notices.add(campaign, settings, marked);
    });
    await input.notices.deliverDue();
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
      await input.notices.deliverDue();
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
    ...settingsService,
  };
}
export type AlertsService = ReturnType<typeof createAlertsService>;
