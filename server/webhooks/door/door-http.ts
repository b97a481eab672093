import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorIssue } from '../../../shared/domain/issue.ts';
import { MAX_WEBHOOK_BYTES, problem, tooLarge, type Answer } from './door-answers.ts';

/** What can be refused by its headers alone, before a byte of the body is read; null when nothing is wrong with them. */
export function refuseEarly(req: IncomingMessage, requestId: string): Answer | null {
  const type = (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(type)) {
    return problem({
      kind: 'unsupported_media',
      requestId,
      issues: [
        errorIssue(
          'unsupported_media_type',
          `The body is ${type === '' ? 'of no stated type' : type.slice(0, 100)}; send application/json.`,
        ),
      ],
    });
  }
  const encoding = req.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    return problem({
      kind: 'unsupported_media',
      requestId,
      issues: [errorIssue('unsupported_encoding', 'Send the body as it was signed, without content-encoding.')],
    });
  }
  return Number(req.headers['content-length'] ?? 0) > MAX_WEBHOOK_BYTES ? tooLarge(requestId) : null;
}

/** Express takes the mount path off `url`; the address that was signed is the original one. */
export function originalUrl(req: IncomingMessage): string {
  return (req as { originalUrl?: string }).originalUrl ?? req.url ?? '/';
}

/** Headers by name, several of one name joined. */
export function flatHeaders(req: IncomingMessage): Record<string, string | undefined> {
  // Node has joined them all but this one.
  const cookies = req.headers['set-cookie'];
  const flat: Record<string, string | string[] | undefined> = req.headers;
  return (cookies ? { ...flat, 'set-cookie': cookies.join(', ') } : flat) as Record<string, string | undefined>;
}

/** Writes the answer; a connection whose request was not read to its end is closed. */
export function send(req: IncomingMessage, res: ServerResponse, answer: Answer, requestId: string): void {
  if (res.headersSent || res.destroyed) return;
  // A body that was not read to its end leaves the connection unusable for the next request.
  const isUnread = !req.complete;
  res.writeHead(answer.status, {
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...(isUnread ? { connection: 'close' } : {}),
  });
  res.end(answer.body);
}
