import { verify } from 'node:crypto';
import {
  EVENT_ID_PATTERN,
  failed,
  passed,
  timestampStep,
  verdict,
  type Dialect,
  type PublicKey,
  type SignedPost,
  type Verdict,
} from './dialect.ts';
import { matchesAnyHmac } from './hmac.ts';

const MAX_SIGNATURES = 5;

/**
 * Standard Webhooks (standardwebhooks.com): `webhook-id`, `webhook-timestamp`, and `webhook-signature` with up to five of
 * `v1,<base64 HMAC-SHA256>` or `v1a,<base64 ed25519>` over `id.timestamp.rawBody`. Secrets are `whsec_` + base64.
 */
export const standardDialect: Dialect = {
  name: 'standard',
  secretBytes: (secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'),
  verify(post) {
    const id = post.headers['webhook-id'];
    const timestamp = post.headers['webhook-timestamp'];
    const header = post.headers['webhook-signature'];
    if (id === undefined || timestamp === undefined || header === undefined) {
      return verdict([failed('headers', 'webhook-id, webhook-timestamp and webhook-signature are all needed.')], null);
    }
    const isId = EVENT_ID_PATTERN.test(id);
    const idStep = isId ? passed('id', id) : failed('id', 'webhook-id must be 1 to 64 letters, digits, _ or -.');
    const time = timestampStep(timestamp, post.nowSeconds);
    return verdict(
      [
        passed('headers', 'All three headers are there.'),
        idStep,
        time,
        signatureStep(post, header, `${id}.${timestamp}.`),
      ],
      isId ? id : null,
    );
  },
};

function signatureStep(post: SignedPost, header: string, prefix: string): Verdict['steps'][number] {
  const given = header.split(' ').filter((part) => part !== '');
  if (given.length > MAX_SIGNATURES)
    return failed('signature', `${given.length} signatures were sent; at most ${MAX_SIGNATURES} are looked at.`);
  const of = (version: string) =>
    given
      .filter((part) => part.startsWith(`${version},`))
      .map((part) => Buffer.from(part.slice(version.length + 1), 'base64'));
  const byHmac = matchesAnyHmac(post.secrets, of('v1'), [prefix, post.rawBody]);
  const byKey = matchesAnyKey(post.publicKeys, of('v1a'), prefix, post.rawBody);
  if (byHmac) return passed('signature', 'A v1 signature matches an active secret.');
  if (byKey) return passed('signature', 'A v1a signature matches a public key of this source.');
  return failed('signature', 'No signature matches an active secret or public key over id.timestamp.rawBody.');
}

function matchesAnyKey(
  keys: readonly PublicKey[],
  signatures: readonly Buffer[],
  prefix: string,
  rawBody: Buffer,
): boolean {
  if (signatures.length === 0) return false;
  const signed = Buffer.concat([Buffer.from(prefix), rawBody]);
  return keys
    .filter((key) => key.algorithm === 'ed25519')
    .some(({ key }) => signatures.some((signature) => verify(null, signed, key, signature)));
}
