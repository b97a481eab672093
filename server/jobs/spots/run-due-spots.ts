import { runSpotJob } from '../../../shared/domain/spot/actions-run.ts';
import { pendingJob } from '../../../shared/domain/spot/decide-action.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import type { SpotJobKind } from '../../../shared/domain/spot.ts';
import type { Clock } from '../../clock.ts';
import type { DueQuery, SpotSave } from '../../spots/spots.model.ts';

/** The part of the spots' store that jobs work on; an in-memory one stands in for it in tests. */
export type DueSpotsStore = Readonly<{
  findDue(query: DueQuery): Promise<readonly SpotRecord[]>;
  findByIds(ids: readonly string[]): Promise<readonly SpotRecord[]>;
  saveManyAtRev(saves: readonly SpotSave[]): Promise<number>;
}>;
/** A spot whose job could not even be decided: it is settled as failed and put into the inbox. */
export type FailedSpot = Readonly<{
  spot: SpotRecord;
  kind: SpotJobKind;
  dueAt: number;
  attempt: number;
  error: unknown;
}>;

export type RunDueSpotsInput = Readonly<{
  store: DueSpotsStore;
  clock: Clock;
  worker: string;
  /** What follows from spots that were saved: delivery, instructions, screens. Runs at least once. */
  afterRun(kind: SpotJobKind, spots: readonly SpotRecord[]): Promise<void>;
  onFailed(failed: FailedSpot): Promise<void>;
}>;
/** What to run: pending jobs of a kind due in (after, until], and on which attempt. */
export type DueRange = Readonly<{ kind: SpotJobKind; after: number | null; until: number; attempt?: number }>;

/** Spots settled in one round trip. */
const BATCH = 500;

/**
 * Runs every pending job of a kind in a range of due times: load, decide, save all by compare-and-set, tell. Whoever saves
 * a spot first has run its job; anybody later finds nothing pending. Returns the spots this call settled.
 */
export function createRunDueSpots(input: RunDueSpotsInput) {
  const { store, clock } = input;
  let runs = 0;

  const settle = (spot: SpotRecord, { kind, attempt = 1 }: DueRange, worker: string): SpotSave | FailedSpot | null => {
    const job = pendingJob(spot, kind);
    if (!job) return null;
    try {
      const trigger = { kind, dueAt: job.dueAt };
      const result = runSpotJob({ spot, trigger, now: clock.now(), worker, attempt });
      return result.kind === 'settled' ? { id: spot.id, rev: spot.rev, next: result.spot } : null;
    } catch (error) {
      return { spot, kind, dueAt: job.dueAt, attempt, error };
    }
  };

  /** Which of the saves held: all of them, or those that the store shows as written by this very run. */
  const heldOf = async (
    saves: readonly SpotSave[],
    matched: number,
    worker: string,
  ): Promise<readonly SpotRecord[]> => {
    if (matched === saves.length) return saves.map(({ next }) => next);
    const stored = new Map((await store.findByIds(saves.map(({ id }) => id))).map((spot) => [spot.id, spot]));
    return saves.flatMap(({ id, rev, next }) => {
      const run = stored.get(id)?.jobHistory.at(next.jobHistory.length - 1);
      const ours = next.jobHistory.at(-1);
      const isOurs =
        (stored.get(id)?.rev ?? 0) > rev &&
        run?.worker === worker &&
        run.startedAt === ours?.startedAt &&
        run.action === ours.action;
      return isOurs ? [next] : [];
    });
  };

  return async (range: DueRange): Promise<readonly SpotRecord[]> => {
    const { kind, after } = range;
    // A worker may run the same range twice at once (a trigger and the sweep); the number tells the two apart.
    runs += 1;
    const worker = `${input.worker}/${runs}`;
    const settled: SpotRecord[] = [];
    for (;;) {
      const until = Math.min(range.until, clock.now());
      const due = await store.findDue({ kind, after, until, limit: BATCH });
      const decided = due.map((spot) => settle(spot, range, worker)).filter((one) => one !== null);
      const saves = decided.filter((one): one is SpotSave => 'next' in one);
      const failed = decided.filter((one): one is FailedSpot => 'error' in one);
      if (decided.length === 0) return settled;
      const held = await heldOf(saves, await store.saveManyAtRev(saves), worker);
      settled.push(...held);
      if (held.length > 0) await input.afterRun(kind, held);
      for (const one of failed) await input.onFailed(one);
      if (due.length < BATCH && held.length + failed.length === due.length) return settled;
    }
  };
}
export type RunDueSpots = ReturnType<typeof createRunDueSpots>;
