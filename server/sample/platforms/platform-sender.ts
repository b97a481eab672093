import { createHmac } from 'node:crypto';
import type { ReportRow } from './simulated-platform.ts';

/** Where and how a simulated platform posts. */
export type Sender = Readonly<{ url: string; dialect: 'standard' | 'hub'; secret: string }>;
export type SentPost = Readonly<{ eventId: string; body: string; timestampSeconds: number }>;
export type PostResult = Readonly<{ status: number; body: string }>;

/** The text of a report, as our own body. */
export function reportBody(rows: readonly ReportRow[], at: number): string {
  return JSON.stringify({ type: 'delivery.reported', timestamp: new Date(at).toISOString(), data: { rows } });
}

/** The headers that sign a post in the sender's dialect. */
export function signedHeaders(
  { dialect, secret }: Pick<Sender, 'dialect' | 'secret'>,
  post: SentPost,
): Record<string, string> {
  if (dialect === 'hub') {
    return {
      'X-Hub-Signature-256': `sha256=${createHmac('sha256', secret).update(post.body).digest('hex')}`,
      'X-Hub-Delivery': post.eventId,
    };
  }
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key)
    .update(`${post.eventId}.${post.timestampSeconds}.${post.body}`)
    .digest('base64');
  return {
    'webhook-id': post.eventId,
    'webhook-timestamp': String(post.timestampSeconds),
    'webhook-signature': `v1,${signature}`,
  };
}

/** Posts one signed report over HTTP and gives the answer. */
export async function sendPost(sender: Sender, post: SentPost): Promise<PostResult> {
  const answer = await fetch(sender.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...signedHeaders(sender, post) },
    body: post.body,
    signal: AbortSignal.timeout(10_000),
  });
  return { status: answer.status, body: await answer.text() };
}
