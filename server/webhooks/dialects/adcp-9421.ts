import { createHash, timingSafeEqual, verify } from 'node:crypto';
import {
  parseDictionary,
  type BareItem,
  type DictionaryMember,
} from '../../../shared/domain/webhook/structured-field.ts';
import {
  MAX_CLOCK_SKEW_SECONDS,
  failed,
  passed,
  verdict,
  type Dialect,
  type PublicKey,
  type SignedPost,
  type Verdict,
} from './dialect.ts';

export const ADCP_SIGNATURE_TAG = 'adcp/webhook-signing/v1';
const NEEDED_COMPONENTS = ['@method', '@target-uri', 'content-type', 'content-digest'];
const NONCE = /^[A-Za-z0-9_+/=-]{16,255}$/;

type SignatureList = Extract<DictionaryMember, { kind: 'list' }>;
type Step = Verdict['steps'][number];

/**
 * AdCP's profile of HTTP Message Signatures (RFC 9421): tag `adcp/webhook-signing/v1`, ed25519 or ecdsa-p256-sha256, created
 * and expires at most 300 s apart, a nonce, and a Content-Digest (RFC 9530) of the raw body among the signed components.
 */
export const adcp9421Dialect: Dialect = {
  name: 'adcp-9421',
  secretBytes: (secret) => Buffer.from(secret, 'utf8'),
  verify(post) {
    const input = signatureInput(post);
    if (!input)
      return verdict(
        [
          failed(
            'headers',
            `Signature-Input and Signature with one signature tagged ${ADCP_SIGNATURE_TAG} are needed.`,
          ),
        ],
        null,
      );
    const { list, signature } = input;
    const nonce = textOf(list, 'nonce');
    const expires = integerOf(list, 'expires');
    const nonceStep =
      nonce !== null && NONCE.test(nonce)
        ? passed('nonce', 'A nonce is there.')
        : failed('nonce', 'A nonce of 16 to 255 base64 characters is needed.');
    const steps = [
      passed('headers', 'The signature headers are there.'),
      timeStep(list, post.nowSeconds),
      digestStep(post),
      nonceStep,
      signatureStep(post, list, signature),
    ];
    return verdict(
      steps,
      null,
      nonce !== null && expires !== null
        ? { value: `${textOf(list, 'keyid')} ${nonce}`, expiresSeconds: expires }
        : null,
    );
  },
};

const parameter = (list: SignatureList, name: string): BareItem | undefined =>
  list.params.find(([key]) => key === name)?.[1];

function textOf(list: SignatureList, name: string): string | null {
  const item = parameter(list, name);
  return item?.kind === 'string' ? item.value : null;
}

function integerOf(list: SignatureList, name: string): number | null {
  const item = parameter(list, name);
  return item?.kind === 'integer' ? item.value : null;
}

function signatureInput(post: SignedPost): { list: SignatureList; signature: Buffer } | null {
  const inputs = parseDictionary(post.headers['signature-input'] ?? '') ?? [];
  const tagged = inputs.filter(
    (member): member is SignatureList => member.kind === 'list' && textOf(member, 'tag') === ADCP_SIGNATURE_TAG,
  );
  const [list] = tagged;
  if (!list || tagged.length > 1) return null;
  const found = parseDictionary(post.headers['signature'] ?? '')?.find((member) => member.key === list.key);
  if (found?.kind !== 'item' || found.item.kind !== 'bytes') return null;
  return { list, signature: Buffer.from(found.item.value, 'base64') };
}

function timeStep(list: SignatureList, nowSeconds: number): Step {
  const created = integerOf(list, 'created');
  const expires = integerOf(list, 'expires');
  if (created === null || expires === null)
    return failed('timestamp', 'The parameters created and expires are both needed.');
  if (expires <= created || expires - created > MAX_CLOCK_SKEW_SECONDS) {
    return failed('timestamp', `expires must be 1 to ${MAX_CLOCK_SKEW_SECONDS} s after created.`);
  }
  const isNow = created <= nowSeconds + 60 && expires >= nowSeconds && nowSeconds - created <= MAX_CLOCK_SKEW_SECONDS;
  return isNow
    ? passed('timestamp', `Valid for ${expires - nowSeconds} s more.`)
    : failed('timestamp', 'The signature is not valid at this moment.');
}

function digestStep(post: SignedPost): Step {
  const member = parseDictionary(post.headers['content-digest'] ?? '')?.find(({ key }) => key === 'sha-256');
  if (member?.kind !== 'item' || member.item.kind !== 'bytes')
    return failed('digest', 'Content-Digest with sha-256=:…: is needed.');
  const given = Buffer.from(member.item.value, 'base64');
  const expected = createHash('sha256').update(post.rawBody).digest();
  const isSame = given.length === expected.length && timingSafeEqual(given, expected);
  return isSame
    ? passed('digest', 'Content-Digest is of these bytes.')
    : failed('digest', 'Content-Digest is of other bytes.');
}

function signatureStep(post: SignedPost, list: SignatureList, signature: Buffer): Step {
  const names = list.items.map(({ value }) => value);
  const missing = NEEDED_COMPONENTS.filter((name) => !names.includes(name));
  if (missing.length > 0) return failed('signature', `The signature must cover ${missing.join(', ')} too.`);
  if (new Set(names).size !== names.length || list.items.some(({ params }) => params.length > 0)) {
    return failed('signature', 'Covered components must be plain and named once.');
  }
  const keyId = textOf(list, 'keyid');
  const algorithm = textOf(list, 'alg');
  const key = post.publicKeys.find((known) => known.keyId === keyId);
  if (!key) return failed('signature', `No public key ${JSON.stringify(keyId)} is known for this source.`);
  if (algorithm !== null && algorithm !== key.algorithm)
    return failed('signature', `alg says ${algorithm}, the key is ${key.algorithm}.`);
  const matches = post.targetUris.some((uri) => {
    const base = signatureBase(post, list, uri);
    return base !== null && verifyWith(key, Buffer.from(base), signature);
  });
  return matches
    ? passed('signature', `The signature matches key ${keyId}.`)
    : failed('signature', `The signature does not match key ${keyId}.`);
}

function verifyWith({ algorithm, key }: PublicKey, signed: Buffer, signature: Buffer): boolean {
  return algorithm === 'ed25519'
    ? verify(null, signed, key, signature)
    : verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

/** The text that is signed (RFC 9421, section 2.5), or null when a covered component is not there. */
export function signatureBase(
  post: Pick<SignedPost, 'headers' | 'method'>,
  list: Pick<SignatureList, 'items' | 'source'>,
  targetUri: string,
): string | null {
  const url = new URL(targetUri);
  const derived: Readonly<Record<string, string>> = {
    '@method': post.method.toUpperCase(),
    '@target-uri': targetUri,
    '@authority': url.host,
    '@scheme': url.protocol.slice(0, -1),
    '@path': url.pathname,
    '@query': url.search === '' ? '?' : url.search,
    '@request-target': url.pathname + url.search,
  };
  const lines: string[] = [];
  for (const { value: name } of list.items) {
    const value = name.startsWith('@') ? derived[name] : post.headers[name]?.trim();
    if (value === undefined) return null;
    lines.push(`"${name}": ${value}`);
  }
  return [...lines, `"@signature-params": ${list.source}`].join('\n');
}
