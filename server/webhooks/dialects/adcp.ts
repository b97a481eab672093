import { failed, passed, timestampStep, verdict, type Dialect } from './dialect.ts';
import { matchesAnyHmac } from './hmac.ts';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

/** AdCP's HMAC: `X-ADCP-Signature: sha256=<hex>` over `{timestamp}.{rawBody}`; the event id is `idempotency_key` in the body. */
export const adcpDialect: Dialect = {
  name: 'adcp',
  secretBytes: (secret) => Buffer.from(secret, 'utf8'),
  verify(post) {
    const timestamp = post.headers['x-adcp-timestamp'];
    const header = post.headers['x-adcp-signature'];
    if (timestamp === undefined || header === undefined) {
      return verdict([failed('headers', 'X-ADCP-Timestamp and X-ADCP-Signature are both needed.')], null);
    }
    const time = timestampStep(timestamp, post.nowSeconds);
    const hex = SIGNATURE.exec(header)?.[1];
    const matches = matchesAnyHmac(post.secrets, hex ? [Buffer.from(hex, 'hex')] : [], [`${timestamp}.`, post.rawBody]);
    const signature = matches
      ? passed('signature', 'The signature matches an active secret.')
      : failed(
          'signature',
          'X-ADCP-Signature is not sha256=<hex> of HMAC-SHA256 over timestamp.rawBody under an active secret.',
        );
    return verdict([passed('headers', 'Both headers are there.'), time, signature], null);
  },
};
