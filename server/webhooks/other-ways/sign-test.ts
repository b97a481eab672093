import type { VerificationStep } from '../../../shared/contracts/webhooks.ts';
import { refuse } from '../../refusal.ts';
import { DIALECTS } from '../dialects/all-dialects.ts';
import { passed } from '../dialects/dialect.ts';
import { hmacSha256 } from '../dialects/hmac.ts';
import type { OpenSource } from '../sources/source-directory.ts';

type TestPost = Readonly<{ id: string; body: Buffer; now: number }>;

/** The headers a sender of the dialect would add, signed with its newest active secret. */
function signedHeaders(
  dialect: 'standard' | 'adcp' | 'hub',
  secret: Buffer,
  { id, body, now }: TestPost,
): Record<string, string> {
  const seconds = String(Math.floor(now / 1_000));
  switch (dialect) {
    case 'standard': {
      const signature = hmacSha256(secret, [`${id}.${seconds}.`, body]).toString('base64');
      return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` };
    }
    case 'adcp': {
      const signature = hmacSha256(secret, [`${seconds}.`, body]).toString('hex');
      return { 'x-adcp-timestamp': seconds, 'x-adcp-signature': `sha256=${signature}` };
    }
    case 'hub':
      return { 'x-hub-delivery': id, 'x-hub-signature-256': `sha256=${hmacSha256(secret, [body]).toString('hex')}` };
  }
}

/**
 * Signs a test event as the platform would and has the door's own dialect verify it, so a test says whether the secret on file
 * works. A dialect with key pairs can't be signed here: only the platform has the private half.
 * @throws Refusal when no secret is active.
 */
export function signTest(
  { source, secrets }: OpenSource,
  post: TestPost,
): { headers: Record<string, string>; steps: readonly VerificationStep[] } {
  const { dialect } = source;
  if (dialect === 'adcp-9421') {
    const detail =
      'Only the platform has the private key of this dialect, so the test goes on from behind the signature.';
    return { headers: {}, steps: [passed('signature', detail)] };
  }
  const active = secrets
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > post.now)
    .map(({ bytes }) => bytes);
  const newest = active.at(-1);
  if (!newest)
    throw refuse('conflict', 'no_active_secret', 'No secret of this source is active. Rotate it to get one.');
  const headers = signedHeaders(dialect, newest, post);
  const { steps } = DIALECTS[dialect].verify({
    ...{ headers, rawBody: post.body, method: 'POST', targetUris: [], nowSeconds: Math.floor(post.now / 1_000) },
    ...{ secrets: active, publicKeys: [] },
  });
  return { headers, steps };
}
