import type { VerificationStep, WebhookDialect } from '../../../shared/contracts/webhooks.ts';
import { duplicateJsonKey, isNestedDeeper } from '../../../shared/domain/webhook/json-scan.ts';
import type { Via } from '../attempts/attempts.model.ts';
import { readAdcpBody } from './adcp-body.ts';
import type { ReadBody } from './body.ts';
import { readReportedBody } from './reported-body.ts';

const EVENT_ID = /^[A-Za-z0-9_.:-]{1,255}$/;

/** Bytes whose sender is known, and what is needed to understand them. `eventId` null: the body carries it. */
export type BodyToRead = Readonly<{
  rawBody: Buffer;
  dialect: WebhookDialect;
  timeZone: string;
  receivedAt: number;
  eventId: string | null;
}>;

/** The dialect a kept body is written in: files, tests and our own parts use our shape whatever the source speaks. */
export function bodyDialect(via: Via, dialect: WebhookDialect): WebhookDialect {
  return via === 'webhook' || via === 'pull' ? dialect : 'standard';
}

/** Reads verified bytes as a report: nesting first, then JSON, then the dialect's shape. */
export function readBody(post: BodyToRead): ReadBody & { failedStep?: VerificationStep['step'] } {
  const trouble = (step: VerificationStep['step'], code: string, message: string) => ({
    kind: 'invalid' as const,
    issues: [{ severity: 'error' as const, code, message, path: '' }],
    failedStep: step,
  });
  if (isNestedDeeper(post.rawBody)) return trouble('nesting', 'too_deep', 'The JSON nests deeper than 32 levels.');
  const text = post.rawBody.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return trouble('json', 'malformed_json', 'The body is not valid JSON.');
  }
  const isAdcp = post.dialect === 'adcp' || post.dialect === 'adcp-9421';
  if (isAdcp) {
    const twice = duplicateJsonKey(text);
    if (twice !== null)
      return trouble(
        'json',
        'duplicate_key',
        `The key ${JSON.stringify(twice.slice(0, 100))} comes twice in one object; two readers could disagree on which counts.`,
      );
  }
  const body = isAdcp ? readAdcpBody(value, post) : readReportedBody(value, post);
  if (body.kind === 'invalid') return { ...body, failedStep: 'shape' };
  const eventId = post.eventId ?? body.eventId;
  if (eventId === null || !EVENT_ID.test(eventId))
    return trouble('id', 'malformed_event_id', 'The event has no usable id.');
  return { ...body, eventId };
}
