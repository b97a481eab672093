import type { CreatedWebhookSourceResponse, WebhookDialect } from '../../../shared/contracts/webhooks.ts';
import type { Clock } from '../../clock.ts';
import type { NewId } from '../../ids.ts';
import { refuse } from '../../refusal.ts';
import type { ReadSource } from './read-source.ts';
import type { SecretBox } from './secrets.ts';
import type { By, SourceEdits } from './source-edits.ts';
import type { SourceSecret } from './sources.model.ts';

const HOUR_MS = 3_600_000;
const SECRET_BYTES = 32;
const MOST_LIVE_SECRETS = 5;

export type SourceSecretsInput = Readonly<{
  edits: SourceEdits;
  read: ReadSource;
  box: Pick<SecretBox, 'seal'>;
  randomBytes(size: number): Uint8Array;
  clock: Clock;
  newId: NewId;
}>;

/** The shared secrets of a source: made, sealed, and rotated with an overlap. */
export function createSourceSecrets(input: SourceSecretsInput) {
  const { edits, read, clock, newId } = input;

  const sealed = (secret: string, createdAt: number): SourceSecret => ({
    id: newId('sec'),
    sealed: input.box.seal(secret),
    start: secret.slice(0, 10),
    createdAt,
    expiresAt: null,
  });

  const make = (dialect: WebhookDialect): string => newSecret(dialect, input.randomBytes);

  return {
    sealed,
    make,
    /** A new secret beside the old, which counts for `overlapHours` more. */
    async rotateSecret(id: string, overlapHours: number, by: By): Promise<CreatedWebhookSourceResponse> {
      const { dialect } = await edits.get(id);
      if (dialect === 'adcp-9421')
        throw refuse(
          'conflict',
          'no_shared_secret',
          'Dialect adcp-9421 has public keys, not a secret. Change publicKeys instead.',
        );
      const now = clock.now();
      const secret = make(dialect);
      const source = await edits.change(
        id,
        null,
        (before) => {
          const live = before.secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
          const ending = live.map((old) => ({
            ...old,
            expiresAt: Math.min(old.expiresAt ?? Infinity, now + overlapHours * HOUR_MS),
          }));
          return {
            secrets: [...ending.filter(({ expiresAt }) => expiresAt > now), sealed(secret, now)].slice(
              -MOST_LIVE_SECRETS,
            ),
          };
        },
        { ...by, action: 'rotated_secret' },
      );
      return { ...(await read(source)), secret };
    },
  };
}

function newSecret(dialect: WebhookDialect, randomBytes: (size: number) => Uint8Array): string {
  const bytes = Buffer.from(randomBytes(SECRET_BYTES));
  return dialect === 'standard' ? `whsec_${bytes.toString('base64')}` : bytes.toString('base64url');
}
