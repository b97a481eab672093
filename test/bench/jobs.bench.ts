import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedStore } from '../../server/db/embedded/server.ts';
import type { RunningFlight } from '../../server/plans/flights.model.ts';
import { seededRandom } from '../../shared/domain/rotation/seeded-random.ts';
import { spotJobs } from '../../shared/domain/spot/spot-jobs.ts';
import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import { aFlight } from '../support/plans.ts';
import { aSpotRecord } from '../support/memory-spots.ts';
import { openScheduler, type OpenScheduler } from './jobs-scheduler.ts';

const SECOND = 1_000;
const DAY = 86_400_000;
const LEAD_MS = 8 * SECOND;
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A cleared spot whose instructions are out, airing at an instant. */
function cleared(id: string, scheduledAt: number): SpotRecord {
  const airDay = new Date(scheduledAt).toISOString().slice(0, 10);
  const actions = spotJobs({ airDay, scheduledAt, timeZone: 'America/New_York' });
  const sent = actions.map((job) => (job.kind === 'traffic' ? { ...job, status: 'done' as const } : job));
  return aSpotRecord({ id, slotKey: id, airDay, scheduledAt, status: 'trafficked', actions: sent });
}

async function insert(open: OpenScheduler, spots: readonly SpotRecord[]): Promise<void> {
  for (let at = 0; at < spots.length; at += 1_000) await open.spots.insertMany(spots.slice(at, at + 1_000));
}

/** When each spot's airing ran, once all did or the time is up. */
async function airingsOf(
  open: OpenScheduler,
  ids: readonly string[],
  withinMs: number,
): Promise<readonly { lateMs: number; startedAt: number }[]> {
  for (const until = Date.now() + withinMs; ; await sleep(200)) {
    const spots = await open.spots.findByIds(ids);
    const runs = spots.flatMap(({ jobHistory }) => jobHistory.filter(({ action }) => action === 'air').slice(0, 1));
    if (runs.length === ids.length || Date.now() > until) return runs;
  }
}

const percentile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Infinity;

function overdueFlight(id: string, stoppedAt: number): RunningFlight {
  return {
    ...aFlight({ id, status: 'active' }),
    ...{
      campaignId: 'cmp_1',
      planId: 'pln_1',
      lineId: 'lin_1',
      lineName: 'CTV',
      channel: 'ctv',
      vendor: 'Streamhouse',
      rev: 1,
      history: [],
    },
    actions: [{ kind: 'stop', dueAt: stoppedAt, missedAfter: 4_102_444_800_000, status: 'pending' }],
  };
}

function startVictim(uri: string): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./jobs-worker.ts', import.meta.url)), [uri, 'host:0:victim'], {
    execArgv: ['--import=tsx'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`The worker did not start (exit ${String(code)}).`)));
  });
}

/** 500 spots due at random moments of one second, among 100,000 planned: how late each starts. */
async function lateness(open: OpenScheduler, random: () => number) {
  const dueFrom = Date.now() + LEAD_MS;
  const due = Array.from({ length: 500 }, (_, at) => cleared(`due_${at}`, dueFrom + Math.floor(random() * SECOND)));
  await insert(open, due);
  await open.scheduler.planSpots(due);
  await sleep(Math.max(0, dueFrom - Date.now()));
  const runs = await airingsOf(
    open,
    due.map(({ id }) => id),
    20 * SECOND,
  );
  const late = runs.map(({ lateMs }) => lateMs);
  return { aired: runs.length, p99LatenessMs: percentile(late, 0.99), maxLatenessMs: Math.max(...late) };
}

/** 5,000 airings and 100 stops slept through: how soon after the start the first and the last are run, stops before all. */
async function overdue(uri: string, seedIn: OpenScheduler, random: () => number) {
  const now = Date.now();
  const spots = Array.from({ length: 5_000 }, (_, at) =>
    cleared(`late_${at}`, now - SECOND - Math.floor(random() * 300 * SECOND)),
  );
  await insert(seedIn, spots);
  for (let at = 0; at < 100; at += 1) await seedIn.flights.insert(overdueFlight(`flt_late_${at}`, now - 60 * SECOND));
  let stopsAt = Infinity;
  const open = await openScheduler(uri, 'host:0:recovered', () => (stopsAt = Math.min(stopsAt, Date.now())));
  const startedAt = Date.now();
  await open.scheduler.start();
  const runs = await airingsOf(
    open,
    spots.map(({ id }) => id),
    60 * SECOND,
  );
  const starts = runs.map((run) => run.startedAt - startedAt);
  const firstSpotMs = starts.reduce((least, start) => Math.min(least, start), Infinity);
  return {
    open,
    figures: {
      overdueFirstMs: Math.min(firstSpotMs, stopsAt - startedAt),
      overdueAllMs: starts.reduce((most, start) => Math.max(most, start), 0),
      stopsFirst: stopsAt - startedAt <= firstSpotMs ? 1 : 0,
      overdueRun: runs.length,
    },
  };
}

/** A worker is killed as its spots come due: how long until the surviving worker has run them all. */
async function killedWorker(uri: string, survivor: OpenScheduler) {
  const victim = await startVictim(uri);
  const dueAt = Date.now() + 4 * SECOND;
  const spots = Array.from({ length: 50 }, (_, at) => cleared(`orphan_${at}`, dueAt + at * 10));
  await insert(survivor, spots);
  await survivor.scheduler.planSpots(spots);
  await sleep(dueAt - Date.now() - 200);
  const killedAt = Date.now();
  victim.kill('SIGKILL');
  const runs = await airingsOf(
    survivor,
    spots.map(({ id }) => id),
    40 * SECOND,
  );
  return { resumed: runs.length, resumedMs: Math.max(...runs.map(({ startedAt }) => startedAt)) - killedAt };
}

/** Lateness of jobs on the embedded store with 100,000 planned spots, after an outage, and after a worker is killed. */
export async function run(options: { seed?: number } = {}): Promise<Record<string, number>> {
  const random = seededRandom(options.seed ?? 1);
  const planned = Number(process.env['JOBS_BENCH_SPOTS'] ?? 100_000);
  const dir = mkdtempSync(join(tmpdir(), 'flightboard-jobs-'));
  const store = await startEmbeddedStore({ dataDir: join(dir, 'store') });
  const opened: OpenScheduler[] = [];
  try {
    const first = await openScheduler(store.uri, 'host:0:first');
    opened.push(first);
    await first.prepare();
    const from = Date.now() + DAY / 2;
    await insert(
      first,
      Array.from({ length: planned }, (_, at) =>
        cleared(`plan_${at}`, from + Math.floor((random() * 35 * DAY) / 60_000) * 60_000),
      ),
    );
    await first.scheduler.start();
    const late = await lateness(first, random);
    await first.scheduler.stop();
    const recovered = await overdue(store.uri, first, random);
    opened.push(recovered.open);
    const killed = await killedWorker(store.uri, recovered.open);
    await recovered.open.scheduler.stop();
    return { planned, ...late, ...recovered.figures, ...killed };
  } finally {
    for (const { connection } of opened) await connection.close();
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
