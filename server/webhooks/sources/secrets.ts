import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

/** Seals secrets for the database with AES-256-GCM under a key derived from FLIGHTBOARD_SECRET. */
export type SecretBox = Readonly<{ seal(secret: string): string; open(sealed: string): string }>;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Makes the box. What it seals carries a version, a fresh nonce and the tag: `v1.<base64url>`.
 * @throws Error on opening text that was changed or sealed under another key.
 */
export function createSecretBox(masterSecret: string, randomBytes: (size: number) => Uint8Array): SecretBox {
  const key = Buffer.from(hkdfSync('sha256', masterSecret, 'flightboard', 'webhook secrets v1', 32));
  return {
    seal(secret) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `v1.${sealed.toString('base64url')}`;
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.replace(/^v1\./, ''), 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}
