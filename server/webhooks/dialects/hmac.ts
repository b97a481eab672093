import { createHmac, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA256 of the parts in order. */
export function hmacSha256(secret: Buffer, parts: readonly (string | Buffer)[]): Buffer {
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/**
 * True when one of the given signatures is the HMAC under one of the secrets. Every pair is compared, each in constant time,
 * so the time taken tells nothing about which one matched.
 */
export function matchesAnyHmac(
  secrets: readonly Buffer[],
  signatures: readonly Buffer[],
  parts: readonly (string | Buffer)[],
): boolean {
  let matches = false;
  for (const secret of secrets) {
    const expected = hmacSha256(secret, parts);
    for (const signature of signatures) {
      if (signature.length === expected.length && timingSafeEqual(signature, expected)) matches = true;
    }
  }
  return matches;
}
