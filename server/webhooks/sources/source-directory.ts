import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { createRecentMap } from '../../recent-map.ts';
import { DIALECTS } from '../dialects/all-dialects.ts';
import type { PublicKey } from '../dialects/dialect.ts';
import type { SecretBox } from './secrets.ts';
import type { Source, SourcesModel } from './sources.model.ts';

/** A source ready to verify with: secrets opened, keys parsed. */
export type OpenSource = Readonly<{
  source: Source;
  secrets: readonly Readonly<{ bytes: Buffer; expiresAt: number | null }>[];
  publicKeys: readonly PublicKey[];
}>;

export type SourceDirectory = Readonly<{
  find(id: string): Promise<OpenSource | null>;
  /** To be called after a change here; other processes notice within two seconds. */
  forget(id: string): void;
}>;

const REMEMBER_MS = 2_000;
const MOST_REMEMBERED = 2_000;
const RAW_ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** A public key from PEM, or from the 32 raw bytes of ed25519 in base64 (with or without `whpk_`). @throws on anything else. */
export function readPublicKey(text: string): KeyObject {
  if (text.includes('-----BEGIN')) return createPublicKey(text);
  const raw = Buffer.from(text.replace(/^whpk_/, ''), 'base64');
  if (raw.length !== 32) throw new Error(`An ed25519 key has 32 bytes, this has ${raw.length}.`);
  return createPublicKey({ key: Buffer.concat([RAW_ED25519_PREFIX, raw]), format: 'der', type: 'spki' });
}

/** Finds sources for the door and remembers them for two seconds, also that one does not exist. */
export function createSourceDirectory(input: { model: SourcesModel; box: SecretBox; clock: Clock }): SourceDirectory {
  const remembered = createRecentMap<string, { found: Promise<OpenSource | null>; until: number }>(MOST_REMEMBERED);

  const open = async (id: string): Promise<OpenSource | null> => {
    const source = await input.model.findById(id);
    if (!source || source.internal) return null;
    const { secretBytes } = DIALECTS[source.dialect];
    return {
      source,
      secrets: source.secrets.map(({ sealed, expiresAt }) => ({
        bytes: secretBytes(input.box.open(sealed)),
        expiresAt,
      })),
      publicKeys: source.publicKeys.map(({ keyId, algorithm, key }) => ({ keyId, algorithm, key: readPublicKey(key) })),
    };
  };

  return {
    find(id) {
      const now = performance.now();
      const known = remembered.get(id);
      if (known && known.until > now) return known.found;
      const found = open(id);
      remembered.set(id, { found, until: now + REMEMBER_MS });
      found.catch(() => remembered.delete(id));
      return found;
    },
    forget: remembered.delete,
  };
}
