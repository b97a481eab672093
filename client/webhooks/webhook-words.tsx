import { IconAlertTriangle, IconCheck, IconCircleDashed, IconPlayerPause, IconX } from '@tabler/icons-react';
import type { AttemptStatus, WebhookDialect, WebhookSourceResponse } from '../../shared/contracts/webhooks.ts';
import { Chip, StatusChip, type Tone } from '../parts/chips/status-chip.tsx';
import { words } from '../words/format.ts';

export const DIALECT_WORDS: Readonly<Record<WebhookDialect, string>> = {
  standard: 'Standard Webhooks',
  adcp: 'AdCP, HMAC',
  'adcp-9421': 'AdCP, HTTP message signatures',
  hub: 'X-Hub-Signature-256',
};

/** What a sender of each dialect signs, in one sentence. */
export const DIALECT_NOTES: Readonly<Record<WebhookDialect, string>> = {
  standard: 'webhook-id, webhook-timestamp and webhook-signature: HMAC-SHA256 over id.timestamp.body.',
  adcp: 'X-ADCP-Timestamp and X-ADCP-Signature: HMAC-SHA256 over timestamp.body.',
  'adcp-9421': 'Signature-Input, Signature and Content-Digest (RFC 9421) with a key pair; we keep the public half.',
  hub: 'X-Hub-Signature-256: HMAC-SHA256 over the body.',
};

const FEEDS = {
  ok: ['on', IconCheck, 'Feed on time'],
  late: ['over', IconAlertTriangle, 'Feed late'],
  silent: ['bad', IconX, 'Feed silent'],
  never: ['neutral', IconCircleDashed, 'Nothing accepted yet'],
} as const satisfies Record<WebhookSourceResponse['feed'], readonly [Tone, typeof IconCheck, string]>;

/** How a feed does, in a word. */
export function FeedChip({ source }: { source: Pick<WebhookSourceResponse, 'feed' | 'status'> }) {
  if (source.status === 'paused') {
    return (
      <Chip tone="neutral" icon={IconPlayerPause}>
        Paused
      </Chip>
    );
  }
  const [tone, icon, word] = FEEDS[source.feed];
  return (
    <Chip tone={tone} icon={icon}>
      {word}
    </Chip>
  );
}

const ATTEMPT_LOOKS: Readonly<Record<AttemptStatus, readonly [string, string?]>> = {
  processing: ['pending_start', 'In progress'],
  ok: ['ok', 'Accepted'],
  duplicate: ['duplicate'],
  bad_signature: ['bad_signature'],
  invalid: ['invalid'],
  conflict: ['failed', 'Conflict'],
  unmatched: ['unmatched', 'Unmapped'],
  failed: ['failed'],
};

/** How a post was taken. */
export function AttemptChip({ status }: { status: AttemptStatus }) {
  const [look, word] = ATTEMPT_LOOKS[status];
  return <StatusChip status={look} word={word} />;
}

/** A status of posts as filters say it. */
export function attemptWord(status: AttemptStatus): string {
  return ATTEMPT_LOOKS[status][1] ?? words(status);
}
