import { createHash } from 'node:crypto';
import { EVENT_ID_PATTERN, failed, passed, verdict, type Dialect } from './dialect.ts';
import { matchesAnyHmac } from './hmac.ts';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

/**
 * The WebSub style of many older senders: `X-Hub-Signature-256: sha256=<hex>` over the raw body. There is no timestamp, so a
 * replay can't be told by age; it is told by its id: `X-Hub-Delivery` where sent, else the hash of the body.
 */
export const hubDialect: Dialect = {
  name: 'hub',
  secretBytes: (secret) => Buffer.from(secret, 'utf8'),
  verify(post) {
    const header = post.headers['x-hub-signature-256'];
    if (header === undefined) return verdict([failed('headers', 'X-Hub-Signature-256 is needed.')], null);
    const sent = post.headers['x-hub-delivery'];
    const eventId = sent ?? `sha256-${createHash('sha256').update(post.rawBody).digest('base64url')}`;
    const idStep = EVENT_ID_PATTERN.test(eventId)
      ? passed('id', sent === undefined ? 'No X-Hub-Delivery: the hash of the body is the id.' : eventId)
      : failed('id', 'X-Hub-Delivery must be 1 to 64 letters, digits, _ or -.');
    const hex = SIGNATURE.exec(header)?.[1];
    const signature = matchesAnyHmac(post.secrets, hex ? [Buffer.from(hex, 'hex')] : [], [post.rawBody])
      ? passed('signature', 'The signature matches an active secret.')
      : failed(
          'signature',
          'X-Hub-Signature-256 is not sha256=<hex> of HMAC-SHA256 over the raw body under an active secret.',
        );
    return verdict([passed('headers', 'The header is there.'), idStep, signature], eventId);
  },
};
