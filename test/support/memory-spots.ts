import { pendingJob } from '../../shared/domain/spot/decide-action.ts';
import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import { spotJobs } from '../../shared/domain/spot/spot-jobs.ts';
import type { DueSpotsStore } from '../../server/jobs/spots/run-due-spots.ts';
import type { SpotSave } from '../../server/spots/spots.model.ts';
import { aSpot } from './plans.ts';

/** A spot as kept, confirmed with copy, airing at an instant of New York. */
export function aSpotRecord(fields: Partial<SpotRecord> = {}): SpotRecord {
  const scheduledAt = fields.scheduledAt ?? Date.parse('2026-11-05T23:30:00Z');
  const airDay = fields.airDay ?? '2026-11-05';
  return {
    ...aSpot(),
    planId: 'pln_1',
    lineName: 'Prime',
    vendor: 'WPHL',
    timeZone: 'America/New_York',
    occurrence: null,
    slotKey: `flt_tv#${fields.id ?? '0001'}`,
    airedAt: null,
    verified: false,
    deliveredHundredths: null,
    invoicedCents: null,
    creditCents: 0,
    makegoodId: null,
    jobHistory: [],
    outbox: [],
    createdAt: 0,
    updatedAt: 0,
    status: 'confirmed',
    creativeId: 'crv_1',
    airDay,
    scheduledAt,
    actions: spotJobs({ airDay, scheduledAt, timeZone: 'America/New_York' }),
    ...fields,
  };
}

/** What happens around a write: a test may stop the world before or after it. */
export type WriteHook = (when: 'before' | 'after') => Promise<void> | void;

/** Spots in memory with the store's promises: compare-and-set on (id, rev), due times looked up by kind. */
export function createMemorySpots(initial: readonly SpotRecord[] = [], hook: WriteHook = () => undefined) {
  const spots = new Map(initial.map((spot) => [spot.id, spot]));
  const compareAndSet = ({ id, rev, next }: SpotSave): boolean => {
    if (spots.get(id)?.rev !== rev) return false;
    spots.set(id, next);
    return true;
  };
  const store: DueSpotsStore & {
    saveAtRev(save: SpotSave): Promise<boolean>;
    findById(id: string): Promise<SpotRecord | null>;
  } = {
    async findDue({ kind, after, until, limit }) {
      await hook('before');
      return [...spots.values()]
        .filter((spot) => {
          const dueAt = pendingJob(spot, kind)?.dueAt;
          return dueAt !== undefined && dueAt <= until && dueAt > (after ?? 0);
        })
        .sort((a, b) => (pendingJob(a, kind)?.dueAt ?? 0) - (pendingJob(b, kind)?.dueAt ?? 0))
        .slice(0, limit);
    },
    async findByIds(ids) {
      return ids.flatMap((id) => spots.get(id) ?? []);
    },
    async findById(id) {
      return spots.get(id) ?? null;
    },
    async saveManyAtRev(saves) {
      await hook('before');
      const matched = saves.filter(compareAndSet).length;
      await hook('after');
      return matched;
    },
    async saveAtRev(save) {
      await hook('before');
      const held = compareAndSet(save);
      await hook('after');
      return held;
    },
  };
  return { store, spots };
}
