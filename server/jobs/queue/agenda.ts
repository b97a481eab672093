import { Agenda, type Job, type JobWithId } from 'agenda';
import type { JobDefinition, JobHandler, Trigger } from '../job-definition.ts';
import { triggerSchema } from '../job-definition.ts';
import { createFencingBackend } from './fencing-backend.ts';
import type { FencingJobRepository } from './fencing-repository.ts';

export type DefinedJob = Readonly<{ definition: JobDefinition; handle: JobHandler }>;
export type SchedulerInput = Readonly<{
  repository: FencingJobRepository;
  worker: string;
  jobs: readonly DefinedJob[];
  /** Throws while jobs must not fire (our clock and the database's disagree). */
  assertMayFire(): void;
  onError(error: unknown): void;
  /** A job whose tries are used up. */
  onExhausted(exhausted: Readonly<{ name: string; trigger: Trigger; attempts: number; error: Error }>): void;
}>;

const SETTINGS = {
  processEvery: 1_000,
  maxConcurrency: 200,
  lockLimit: 400,
  defaultLockLimit: 400,
  defaultLockLifetime: 120_000,
  removeOnComplete: true,
} as const;
const CONNECT_WITHIN_MS = 10_000;
const TOUCH_EVERY_MS = 30_000;

/** Agenda over the fencing repository: polls every second, listens to every error, gives up into the inbox. */
export async function startAgenda(input: SchedulerInput) {
  const agenda = new Agenda({ ...SETTINGS, name: input.worker, backend: createFencingBackend(input.repository) });
  const running = new Set<Promise<void>>();
  agenda.on('error', input.onError);
  agenda.on('fail', (error: Error | string) => input.onError(error));
  agenda.on('retry exhausted', (error: Error, job: JobWithId) => {
    const trigger = triggerSchema.safeParse(job.attrs.data);
    if (!trigger.success) return;
    const attempts = job.attrs.failCount ?? 1;
    input.onExhausted({ name: job.attrs.name, trigger: trigger.data, attempts, error });
  });
  for (const { definition, handle } of input.jobs) {
    const { concurrency, retryAfterMs } = definition;
    const run = async (job: Job): Promise<void> => {
      input.assertMayFire();
      const trigger = triggerSchema.parse(job.attrs.data);
      const attempt = (job.attrs.failCount ?? 0) + 1;
      const work = withTouch(
        job,
        waitUntil(trigger.until).then(() => handle(trigger, attempt)),
      );
      running.add(work);
      try {
        await work;
      } finally {
        running.delete(work);
      }
    };
    agenda.define(definition.name, run, {
      concurrency,
      lockLimit: 400,
      backoff: ({ attempt }) => retryAfterMs[attempt - 1] ?? null,
    });
  }
  await within(agenda.ready, CONNECT_WITHIN_MS);
  await agenda.start();
  return {
    agenda,
    /** Plans the recurring pacing check; cron with a zone, never at an hour daylight saving may skip. */
    async recur(name: string, cron: string, timeZone: string): Promise<void> {
      const data: Trigger = { key: name, rev: 1, after: 0, until: 0 };
      await agenda.every(cron, name, data, { timezone: timeZone, skipImmediate: true });
    },
    /** Takes no new job, gives back those not started, and waits for the running ones. */
    async stop(): Promise<void> {
      await agenda.stop(false);
      await Promise.allSettled(running);
    },
  };
}
export type RunningAgenda = Awaited<ReturnType<typeof startAgenda>>;

/** Waits for an instant of the system clock, which Agenda's poll goes by; a timer that rings early is set again. */
async function waitUntil(instant: number): Promise<void> {
  for (let left = instant - Date.now(); left > 0; left = instant - Date.now()) {
    await new Promise((resolve) => setTimeout(resolve, left));
  }
}

/** Keeps the lock of a long job fresh while it works. */
async function withTouch(job: Job, work: Promise<void>): Promise<void> {
  const timer = setInterval(() => void job.touch().catch(() => undefined), TOUCH_EVERY_MS);
  timer.unref();
  try {
    await work;
  } finally {
    clearInterval(timer);
  }
}

/** Agenda's `ready` stays pending when connecting fails; this does not. */
async function within(ready: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The job queue did not connect within ${milliseconds} ms. Check the database.`)),
      milliseconds,
    );
  });
  try {
    await Promise.race([ready, late]);
  } finally {
    clearTimeout(timer);
  }
}
