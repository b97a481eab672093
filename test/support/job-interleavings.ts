import { createRunDueSpots, type RunDueSpots } from '../../server/jobs/spots/run-due-spots.ts';
import { pendingJob } from '../../shared/domain/spot/decide-action.ts';
import { seededRandom } from '../../shared/domain/rotation/seeded-random.ts';
import { moveSpot } from '../../shared/domain/spot/spot-steps.ts';
import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import { SPOT_JOB_KINDS, type SpotJobKind } from '../../shared/domain/spot.ts';
import { aSpotRecord, createMemorySpots, type WriteHook } from './memory-spots.ts';

const MINUTE = 60_000;
const BASE = Date.parse('2026-11-05T23:00:00Z');

/** What went wrong in a run: spots acted on for a time they no longer have, and state changes made twice. */
export type JobFaults = Readonly<{ stale: number; doubled: number; forgotten: number }>;

class Crash extends Error {}

function spotAt(id: string, scheduledAt: number): SpotRecord {
  return aSpotRecord({ id, slotKey: `flt_tv#${id}`, scheduledAt });
}

function movedTo(spot: SpotRecord, scheduledAt: number, at: number): SpotRecord | null {
  const moved = moveSpot(
    spot,
    { airDay: spot.airDay, minute: spot.minute, scheduledAt, occurrence: null },
    { at, by: 'mover' },
  );
  return moved.kind === 'ok' ? moved.spot : null;
}

type Told = Map<string, number>;

function createWorker(
  store: Parameters<typeof createRunDueSpots>[0]['store'],
  clock: { now(): number },
  worker: string,
  told: Told,
): RunDueSpots {
  return createRunDueSpots({
    store,
    clock,
    worker,
    async afterRun(kind, spots) {
      for (const { id, rev } of spots) {
        const key = `${id} ${kind} ${rev}`;
        told.set(key, (told.get(key) ?? 0) + 1);
      }
    },
    async onFailed({ error }) {
      throw error;
    },
  });
}

/**
 * One random interleaving: two workers, a mover, triggers of old and new times, all at once over one store whose every
 * call may be overtaken. Afterwards everything due is swept and each spot is looked at.
 */
export async function interleave(seed: number): Promise<JobFaults> {
  const random = seededRandom(seed);
  const yields: WriteHook = async () => {
    for (let left = Math.floor(random() * 4); left > 0; left -= 1) await Promise.resolve();
  };
  const count = 1 + Math.floor(random() * 3);
  const initial = Array.from({ length: count }, (_, at) =>
    spotAt(`spt_${at}`, BASE + Math.floor(random() * 5) * MINUTE),
  );
  const { store, spots } = createMemorySpots(initial, yields);
  let now = BASE;
  const clock = { now: () => now };
  const told: Told = new Map();
  const workers = ['a', 'b'].map((name) => createWorker(store, clock, name, told));
  const triggers = initial.map(({ scheduledAt }) => scheduledAt);

  const fire = async (worker: RunDueSpots | undefined): Promise<void> => {
    const dueAt = triggers[Math.floor(random() * triggers.length)] ?? BASE;
    await yields('before');
    // An alarm clock set for a time rings at that time or later, never before.
    if (dueAt <= now) await worker?.({ kind: 'air', after: dueAt - 100, until: dueAt });
  };
  const move = async (): Promise<void> => {
    const id = `spt_${Math.floor(random() * count)}`;
    const spot = await store.findById(id);
    if (!spot) return;
    const scheduledAt = BASE + Math.floor(random() * 10) * MINUTE;
    await yields('before');
    const next = movedTo(spot, scheduledAt, now);
    if (next && (await store.saveAtRev({ id, rev: spot.rev, next }))) triggers.push(scheduledAt);
  };

  for (let round = 0; round < 6; round += 1) {
    now += Math.floor(random() * 2.5) * MINUTE;
    const acts = Array.from({ length: 2 + Math.floor(random() * 4) }, async () => {
      const dice = random();
      if (dice < 0.35) {
        await move();
        return;
      }
      if (dice < 0.5) {
        await workers[round % 2]?.({ kind: 'air', after: null, until: now });
        return;
      }
      await fire(workers[dice < 0.75 ? 0 : 1]);
    });
    await Promise.all(acts);
  }
  now = BASE + 11 * MINUTE;
  await workers[0]?.({ kind: 'air', after: null, until: now });
  return faultsOf([...spots.values()], told, now);
}

/**
 * Stops one worker before or after a write chosen by the seed, at any write of its work, then lets another take over.
 * Returns the faults, and whether the crash was reached at all.
 */
export async function crashAndRecover(seed: number): Promise<JobFaults & Readonly<{ crashed: boolean }>> {
  const random = seededRandom(seed);
  const crashAt = 1 + Math.floor(random() * 8);
  const crashWhen = random() < 0.5 ? 'before' : 'after';
  let calls = 0;
  let isDead = false;
  const initial = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, at) =>
    spotAt(`spt_${at}`, BASE + at * MINUTE),
  );
  const hook: WriteHook = (when) => {
    if (isDead) return;
    if (when === crashWhen) calls += 1;
    if (calls !== crashAt) return;
    isDead = true;
    throw new Crash();
  };
  const { store, spots } = createMemorySpots(initial, hook);
  let now = BASE;
  const clock = { now: () => now };
  const told: Told = new Map();
  const sweep = async (worker: RunDueSpots) => {
    for (const kind of SPOT_JOB_KINDS) await worker({ kind, after: null, until: now });
  };
  const first = createWorker(store, clock, 'first', told);
  try {
    for (let minute = 0; minute < 6; minute += 1) {
      now = BASE + minute * MINUTE;
      await sweep(first);
    }
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
  const crashed = isDead;
  isDead = true;
  now = BASE + 6 * MINUTE;
  await sweep(createWorker(store, clock, 'second', told));
  return { ...faultsOf([...spots.values()], told, now), crashed };
}

function faultsOf(spots: readonly SpotRecord[], told: Told, now: number): JobFaults {
  let [stale, doubled, forgotten] = [0, 0, 0];
  for (const spot of spots) {
    const done = (kind: SpotJobKind) => spot.jobHistory.filter(({ action }) => action === kind);
    const airings = spot.history.filter(({ action }) => action === 'air').length;
    stale += done('air').filter(
      ({ scheduledFor, startedAt }) => scheduledFor !== spot.scheduledAt || startedAt < spot.scheduledAt,
    ).length;
    doubled += Math.max(0, airings - 1) + Math.max(0, done('air').length - 1) + Math.max(0, spot.outbox.length - 1);
    const open = pendingJob(spot, 'air');
    if (open && open.dueAt <= now) forgotten += 1;
  }
  doubled += [...told.values()].filter((times) => times > 1).length;
  return { stale, doubled, forgotten };
}
