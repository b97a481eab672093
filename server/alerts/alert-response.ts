import type { AlertNotice, AlertResponse } from '../../shared/contracts/alerts.ts';
import type { Alert } from './alerts.model.ts';
import type { Notice } from './notices/notices.model.ts';
import { wireInstant, wireInstantOrNull } from '../http/wire-instant.ts';

/** An alert as the wire shows it. */
export function toAlertResponse({ notifiedAt: _notifiedAt, ...alert }: Alert): AlertResponse {
  return {
    ...alert,
    openedAt: wireInstant(alert.openedAt),
    lastSeenAt: wireInstant(alert.lastSeenAt),
    resolvedAt: wireInstantOrNull(alert.resolvedAt),
    snoozedUntil: wireInstantOrNull(alert.snoozedUntil),
  };
}

/** A notice as the wire shows it; the address of a webhook is its host alone, since its path may hold a token. */
export function toNoticeResponse(notice: Notice): AlertNotice {
  const { id, channel, alerts, status, tries, detail } = notice;
  return {
    ...{ id, status, tries, detail, alertCount: alerts.length },
    channel: channel.kind === 'mail' ? `mail ${channel.to}` : `webhook ${new URL(channel.url).host}`,
    message: alerts[0]?.message ?? '',
    createdAt: wireInstant(notice.createdAt),
    lastTriedAt: wireInstantOrNull(notice.lastTriedAt),
    nextAt: status === 'waiting' ? wireInstant(notice.nextAt) : null,
  };
}
