import { createHash } from 'node:crypto';
import diff from 'microdiff';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../db/errors.ts';
import type { NewId } from '../ids.ts';
import type { Actor } from '../http/actor.ts';
import type { AuditEntry, AuditModel } from './audit.model.ts';

/** What a service tells the audit trail. `before` and `after` are compared; leave them out for things that only happen. */
export type AuditRecord = Readonly<{
  actor: Actor;
  action: string;
  noun: string;
  targetId: string;
  campaignId?: string | null;
  before?: object;
  after?: object;
  requestId?: string;
}>;
export type RecordAudit = (record: AuditRecord) => Promise<void>;

const START_OF_CHAIN = '0'.repeat(64);
const MOST_CHANGES = 200;

/** The hash of an entry covers everything in it and the hash before it, so no entry can be changed or left out unseen. */
export function hashAuditEntry(entry: Omit<AuditEntry, 'hash'>): string {
  const { id, at, actorId, actorName, action, noun, targetId, campaignId, changes, requestId, sequence, previousHash } =
    entry;
  const text = JSON.stringify([
    previousHash,
    sequence,
    id,
    at,
    actorId,
    actorName,
    action,
    noun,
    targetId,
    campaignId,
    changes,
    requestId,
  ]);
  return createHash('sha256').update(text).digest('hex');
}

/** The audit trail: append, list, verify. Appends of one process go one after another; processes meet at the unique sequence. */
export function createAuditService({ model, clock, newId }: { model: AuditModel; clock: Clock; newId: NewId }) {
  let queue: Promise<void> = Promise.resolve();

  const append = async (record: AuditRecord): Promise<void> => {
    for (;;) {
      const last = await model.last();
      const entry = {
        id: newId('aud'),
        at: clock.now(),
        actorId: record.actor.id,
        actorName: record.actor.name,
        action: record.action,
        noun: record.noun,
        targetId: record.targetId,
        campaignId: record.campaignId ?? null,
        changes: record.before && record.after ? changesBetween(record.before, record.after) : [],
        requestId: record.requestId ?? null,
        sequence: (last?.sequence ?? 0) + 1,
        previousHash: last?.hash ?? START_OF_CHAIN,
      };
      try {
        return await model.append({ ...entry, hash: hashAuditEntry(entry) });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
  };

  return {
    record(record: AuditRecord): Promise<void> {
      const appended = queue.then(() => append(record));
      queue = appended.catch(() => undefined);
      return appended;
    },
    list: model.list,
    /** Walks the whole chain. Returns the first broken sequence number, or null when every link holds. */
    async verify(): Promise<{ entries: number; brokenAt: number | null }> {
      let previousHash = START_OF_CHAIN;
      let entries = 0;
      for await (const { hash, ...entry } of model.inOrder()) {
        entries += 1;
        const isWhole =
          entry.sequence === entries && entry.previousHash === previousHash && hashAuditEntry(entry) === hash;
        if (!isWhole) return { entries, brokenAt: entry.sequence };
        previousHash = hash;
      }
      return { entries, brokenAt: null };
    },
  };
}
export type AuditService = ReturnType<typeof createAuditService>;

function changesBetween(before: object, after: object): AuditEntry['changes'] {
  const plain = (value: object) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
  return diff(plain(before), plain(after))
    .slice(0, MOST_CHANGES)
    .map((change) => ({
      path: change.path.join('.'),
      from: change.type === 'CREATE' ? null : (change.oldValue as unknown),
      to: change.type === 'REMOVE' ? null : (change.value as unknown),
    }));
}
