import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '../../shared/contracts/common.ts';
import type { KeyScope } from '../../shared/contracts/key-scopes.ts';
import type { Clock } from '../clock.ts';
import type { Actor } from '../http/actor.ts';
import type { NewId } from '../ids.ts';
import { notFound } from '../refusal.ts';
import type { ApiKey, KeysModel } from './keys.model.ts';

const TOUCH_EVERY_MS = 60_000;
/** A revoked key is refused within this time by every process. */
const REMEMBER_MS = 5_000;

export const hashKey = (key: string) => createHash('sha256').update(key).digest('hex');

/** API keys: made once and shown once, found by hash, revoked. */
export function createKeysService({ model, clock, newId }: { model: KeysModel; clock: Clock; newId: NewId }) {
  const remembered = new Map<string, { key: ApiKey; at: number }>();
  return {
    async create(input: {
      name: string;
      role: Role;
      scopes?: readonly KeyScope[] | null | undefined;
    }): Promise<{ key: string; record: ApiKey }> {
      const key = `fb_${randomBytes(24).toString('base64url')}`;
      const record: ApiKey = {
        id: newId('key'),
        hash: hashKey(key),
        start: key.slice(0, 7),
        name: input.name,
        role: input.role,
        scopes: input.scopes ?? null,
        createdAt: clock.now(),
        lastUsedAt: null,
        revokedAt: null,
      };
      await model.insert(record);
      return { key, record };
    },
    /** The actor behind a key, or null for a key that is unknown or revoked. */
    async actorOf(key: string): Promise<Actor | null> {
      const hash = hashKey(key);
      const now = clock.now();
      const known = remembered.get(hash);
      const record = known && Math.abs(now - known.at) < REMEMBER_MS ? known.key : await model.findByHash(hash);
      if (!record || record.revokedAt !== null) return null;
      if (record !== known?.key) {
        if (remembered.size > 10_000) remembered.clear();
        remembered.set(hash, { key: record, at: now });
        if (record.lastUsedAt === null || now - record.lastUsedAt > TOUCH_EVERY_MS) await model.touch(record.id, now);
      }
      const { id, name, role, scopes } = record;
      return { kind: 'key', id, name, role, ...(scopes === null ? {} : { scopes }) };
    },
    list: () => model.list(),
    async revoke(id: string): Promise<ApiKey> {
      const key = await model.revoke(id, clock.now());
      if (!key) throw notFound('key', id);
      remembered.delete(key.hash);
      return key;
    },
  };
}
export type KeysService = ReturnType<typeof createKeysService>;
