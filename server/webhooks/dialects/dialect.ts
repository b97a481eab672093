import type { KeyObject } from 'node:crypto';
import type { VerificationStep, WebhookDialect } from '../../../shared/contracts/webhooks.ts';

export type PublicKey = Readonly<{ keyId: string; algorithm: 'ed25519' | 'ecdsa-p256-sha256'; key: KeyObject }>;

/** Everything a dialect may look at to decide whether the sender knows a secret. Header names are in lower case. */
export type SignedPost = Readonly<{
  headers: Readonly<Record<string, string | undefined>>;
  rawBody: Buffer;
  method: string;
  /** Addresses the sender may have used: by the Host header, and by PUBLIC_URL behind a proxy. */
  targetUris: readonly string[];
  nowSeconds: number;
  secrets: readonly Buffer[];
  publicKeys: readonly PublicKey[];
}>;

/** `eventId` null: the dialect carries it in the body. `nonce`: to be remembered until `expiresSeconds`, and refused if known. */
export type Verdict = Readonly<{
  ok: boolean;
  eventId: string | null;
  nonce: Readonly<{ value: string; expiresSeconds: number }> | null;
  steps: readonly VerificationStep[];
}>;

export type Dialect = Readonly<{
  name: WebhookDialect;
  /** How the text of a secret becomes key bytes. */
  secretBytes(secret: string): Buffer;
  verify(post: SignedPost): Verdict;
}>;

export const MAX_CLOCK_SKEW_SECONDS = 300;
export const EVENT_ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

export const passed = (step: VerificationStep['step'], detail: string): VerificationStep => ({
  step,
  ok: true,
  detail,
});
export const failed = (step: VerificationStep['step'], detail: string): VerificationStep => ({
  step,
  ok: false,
  detail,
});

/** Judges a Unix timestamp in seconds: 10 or 11 digits and at most five minutes off. */
export function timestampStep(value: string | undefined, nowSeconds: number): VerificationStep {
  if (value === undefined || !/^\d{10,11}$/.test(value))
    return failed('timestamp', 'The timestamp is not 10 or 11 digits of Unix seconds.');
  const off = Number(value) - nowSeconds;
  if (Math.abs(off) > MAX_CLOCK_SKEW_SECONDS) {
    return failed(
      'timestamp',
      `The timestamp is ${Math.abs(off)} s ${off < 0 ? 'old' : 'ahead'}; at most ${MAX_CLOCK_SKEW_SECONDS} s are allowed.`,
    );
  }
  return passed('timestamp', `${Math.abs(off)} s ${off <= 0 ? 'old' : 'ahead'}.`);
}

/** Sums steps up: all must hold. */
export function verdict(
  steps: readonly VerificationStep[],
  eventId: string | null,
  nonce: Verdict['nonce'] = null,
): Verdict {
  return { ok: steps.every((step) => step.ok), eventId, nonce, steps };
}
