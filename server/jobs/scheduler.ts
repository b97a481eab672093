import type { Connection } from 'mongoose';
import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import type { SpotJobKind } from '../../shared/domain/spot.ts';
import { sumCents } from '../../shared/domain/money.ts';
import type { Clock } from '../clock.ts';
import type { NewId } from '../ids.ts';
import type { FlightsModel, RunningFlight } from '../plans/flights.model.ts';
import type { SpotsModel } from '../spots/spots.model.ts';
import type { DeadLettersService } from './inbox/dead-letters.service.ts';
import { createRunDueFlights } from './flights/run-due-flights.ts';
import { createTurnFlightsHandler } from './flights/turn-flights.handler.ts';
import { turnFlightsJob } from './flights/turn-flights.job.ts';
import { createCheckPacingHandler } from './pacing/check-pacing.handler.ts';
import { checkPacingJob } from './pacing/check-pacing.job.ts';
import { startAgenda, type DefinedJob, type RunningAgenda } from './queue/agenda.ts';
import { FencingJobRepository } from './queue/fencing-repository.ts';
import { createAirSpotsHandler } from './spots/air-spots.handler.ts';
import { airSpotsJob } from './spots/air-spots.job.ts';
import { createExpectAsRunHandler } from './spots/expect-as-run.handler.ts';
import { expectAsRunJob } from './spots/expect-as-run.job.ts';
import { createRunDueSpots } from './spots/run-due-spots.ts';
import { createSendTrafficHandler } from './spots/send-traffic.handler.ts';
import { sendTrafficJob } from './spots/send-traffic.job.ts';
import { HORIZON_MS, materialiseJobs, triggersOfSpots } from './upkeep/materialise-jobs.ts';
import { runOverdue, type RecoveredItem } from './upkeep/run-overdue.ts';
import type { WorkersModel } from './upkeep/workers.model.ts';

export type SchedulerInput = Readonly<{
  connection: Connection;
  spots: SpotsModel;
  flights: FlightsModel;
  workers: WorkersModel;
  deadLetters: DeadLettersService;
  clock: Clock;
  newId: NewId;
  /** host:pid:uuid, told apart for ever. */
  worker: string;
  hasCopy(flight: RunningFlight): Promise<boolean>;
  afterSpots(kind: SpotJobKind, spots: readonly SpotRecord[]): Promise<void>;
  afterFlights(flights: readonly RunningFlight[]): Promise<void>;
  checkPacing(): Promise<void>;
  /** Sweeps that may wait and coalesce: outboxes, expired offers, searches for make-goods. Run every 15 s. */
  sweeps: readonly (() => Promise<void>)[];
  onError(error: unknown): void;
}>;

const HEARTBEAT_MS = 5_000;
/** A worker not seen for this long is gone. */
const GONE_AFTER_MS = 12_000;
const RECONCILE_EVERY_BEATS = 3;
const HORIZON_EVERY_BEATS = 60;
/** What Agenda gets as a head start before the sweep runs a due job itself. */
const SWEEP_LAG_MS = 3_000;
const NEAR_MS = 10 * 60_000;
const MOST_SKEW_MS = 2_000;
const OUTAGE_MS = 60_000;
const REPORTED_ITEMS = 500;
const FORGET_WORKERS_MS = 24 * 3_600_000;

/**
 * The scheduler of one process. The documents are the truth: Agenda's jobs are only alarm clocks, the reconciler makes
 * what is missing, runs what was overslept and frees what dead workers held. Dropping the job collection loses nothing.
 */
export function createScheduler(input: SchedulerInput) {
  const { clock, worker, workers, newId, onError } = input;
  const startedAt = clock.now();
  let agenda: RunningAgenda | null = null;
  let timer: NodeJS.Timeout | null = null;
  let beating: Promise<void> = Promise.resolve();
  let beats = 0;
  let skewMs: number | null = null;
  let reconciledAt: number | null = null;
  let repository: FencingJobRepository | null = null;

  const spots = createRunDueSpots({
    store: { findDue: input.spots.findDue, findByIds: input.spots.findByIds, saveManyAtRev: input.spots.saveRunsAtRev },
    clock,
    worker,
    afterRun: async (kind, settled) => input.afterSpots(kind, settled).catch(onError),
    onFailed: (failed) => input.deadLetters.putSpot(failed),
  });
  const flights = createRunDueFlights({
    store: input.flights,
    clock,
    hasCopy: input.hasCopy,
    afterRun: async (turned) => input.afterFlights(turned).catch(onError),
  });
  const jobs: readonly DefinedJob[] = [
    { definition: turnFlightsJob, handle: createTurnFlightsHandler(flights) },
    { definition: airSpotsJob, handle: createAirSpotsHandler(spots) },
    { definition: sendTrafficJob, handle: createSendTrafficHandler(spots) },
    { definition: expectAsRunJob, handle: createExpectAsRunHandler(spots) },
    { definition: checkPacingJob, handle: createCheckPacingHandler(input.checkPacing) },
  ];

  const queue = async (): Promise<FencingJobRepository> => {
    if (repository) return repository;
    const { db } = input.connection;
    if (!db) throw new Error('The database is not connected.');
    const made = new FencingJobRepository({ db: db as never, worker, newToken: () => newId('lck') });
    await made.connect();
    repository = made;
    return made;
  };

  const materialise = async (horizonMs: number): Promise<number> => {
    const now = clock.now();
    const { plan } = await queue().then((made) => ({ plan: made.plan.bind(made) }));
    return materialiseJobs({ spots: input.spots, flights: input.flights, plan }, now, now + horizonMs);
  };

  const sweep = async (): Promise<void> => {
    for (const run of input.sweeps) await run().catch(onError);
  };

  const measureSkew = async (): Promise<void> => {
    const before = clock.now();
    const databaseTime = await workers.databaseTime();
    const skew = databaseTime === null ? null : Math.round((before + clock.now()) / 2 - databaseTime);
    if (skew !== null && Math.abs(skew) > MOST_SKEW_MS) {
      onError(
        new Error(`Our clock is ${skew} ms off the database's; jobs wait until both agree within ${MOST_SKEW_MS} ms.`),
      );
    }
    skewMs = skew;
  };
  const mayFire = () => skewMs === null || Math.abs(skewMs) <= MOST_SKEW_MS;

  /** Frees the locks of workers without heartbeat, plans what is missing, forgets what is spent. */
  const reconcile = async (horizonMs: number): Promise<void> => {
    const now = clock.now();
    const made = await queue();
    const alive = new Set(
      (await workers.list()).filter(({ seenAt }) => seenAt >= now - GONE_AFTER_MS).map(({ name }) => name),
    );
    await made.releaseLocksOf((name) => !alive.has(name), now);
    await materialise(horizonMs);
    await made.removeSpent(now - OUTAGE_MS);
    await sweep();
    reconciledAt = now;
  };

  const beat = async (): Promise<void> => {
    beats += 1;
    await workers.beat(worker, startedAt, clock.now());
    await measureSkew();
    if (!mayFire()) return;
    await runOverdue({ flights, spots }, clock.now() - SWEEP_LAG_MS);
    if (beats % RECONCILE_EVERY_BEATS === 0) await reconcile(beats % HORIZON_EVERY_BEATS === 0 ? HORIZON_MS : NEAR_MS);
  };

  /** After an outage: runs what was overslept, stops first, and reports what it cost. */
  const recover = async (): Promise<readonly RecoveredItem[]> => {
    const seen = (await workers.list()).filter(({ name }) => name !== worker).map(({ seenAt }) => seenAt);
    const items = await runOverdue({ flights, spots }, clock.now());
    const outageFrom = seen.length > 0 ? Math.max(...seen) : null;
    const hurt = items.filter(({ outcome }) => outcome !== 'done');
    if (outageFrom !== null && clock.now() - outageFrom > OUTAGE_MS && hurt.length > 0) {
      const missed = hurt.filter(({ outcome }) => outcome === 'missed');
      await workers.insertReport({
        id: newId('rec'),
        outageFrom,
        outageTo: clock.now(),
        late: hurt.length - missed.length,
        missed: missed.length,
        moneyAtStakeCents: sumCents(missed.map(({ costCents }) => costCents)),
        items: hurt.slice(0, REPORTED_ITEMS),
      });
    }
    return items;
  };

  return {
    jobs,
    recover,
    materialise,
    reconcile,
    sweep,
    /** Runs everything due by the clock, straight from the documents. */
    pump: () => runOverdue({ flights, spots }, clock.now()),
    /** Plans the jobs of spots that were just saved. */
    async planSpots(saved: readonly SpotRecord[]): Promise<void> {
      if (!agenda) return;
      await (await queue()).plan(triggersOfSpots(saved, clock.now()));
    },
    async start(timeZone = 'America/New_York'): Promise<void> {
      const made = await queue();
      await measureSkew();
      if (mayFire()) await recover();
      await workers.beat(worker, startedAt, clock.now());
      await workers.forgetBefore(clock.now() - FORGET_WORKERS_MS);
      agenda = await startAgenda({
        repository: made,
        worker,
        jobs,
        onError,
        assertMayFire() {
          if (!mayFire())
            throw new Error(`Our clock is ${skewMs} ms off the database's: nothing fires until they agree.`);
        },
        onExhausted(exhausted) {
          input.deadLetters.putTrigger(exhausted).catch(onError);
        },
      });
      await agenda.recur(checkPacingJob.name, '*/10 * * * *', timeZone);
      await reconcile(HORIZON_MS);
      timer = setInterval(() => {
        beating = beating.then(beat).catch(onError);
      }, HEARTBEAT_MS);
      timer.unref();
    },
    async stop(): Promise<void> {
      if (timer) clearInterval(timer);
      timer = null;
      await beating;
      await agenda?.stop();
      agenda = null;
    },
    state: () => ({ skewMs, reconciledAt, worker, isRunning: agenda !== null }),
  };
}
export type Scheduler = ReturnType<typeof createScheduler>;
