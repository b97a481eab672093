import type { Connection } from 'mongoose';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { Clock } from '../clock.ts';
import type { Actor } from '../http/actor.ts';
import type { DeadLettersService } from './inbox/dead-letters.service.ts';
import { JOBS_COLLECTION } from './queue/fencing-repository.ts';
import { JOB_NAMES } from './queue/planned-job.ts';
import type { Scheduler } from './scheduler.ts';
import type { WorkersModel } from './upkeep/workers.model.ts';

const ALIVE_MS = 12_000;
type JobRow = { name: string; nextRunAt: Date | null; lockedAt: Date | null };

export type JobsServiceInput = Readonly<{
  connection: Connection;
  scheduler: Scheduler;
  workers: WorkersModel;
  inbox: DeadLettersService;
  clock: Clock;
  audit: RecordAudit;
  checkPacing(): Promise<void>;
}>;

/** Jobs for people: what each does, what waits, who works, what gave up. */
export function createJobsService(input: JobsServiceInput) {
  const { scheduler, workers, clock } = input;

  const waitingOf = async (name: string) => {
    const jobs = input.connection.collection(JOBS_COLLECTION);
    const next = (await jobs
      .find({ name, nextRunAt: { $gt: new Date(0) } })
      .sort({ nextRunAt: 1 })
      .limit(1)
      .toArray()) as unknown as JobRow[];
    const [waiting, running] = await Promise.all([
      jobs.countDocuments({ name, nextRunAt: { $gt: new Date(0) } }),
      jobs.countDocuments({ name, lockedAt: { $gt: new Date(0) }, nextRunAt: null }),
    ]);
    return { waiting, running, nextRunAt: next[0]?.nextRunAt?.toISOString() ?? null };
  };

  return {
    inbox: input.inbox,
    recoveryReports: workers.listReports,
    async overview() {
      const now = clock.now();
      const { skewMs, reconciledAt } = scheduler.state();
      const kinds = await Promise.all(
        JOB_NAMES.map(async (name) => {
          const words = scheduler.jobs.find(({ definition }) => definition.name === name)?.definition.words ?? name;
          return { name, words, ...(await waitingOf(name)) };
        }),
      );
      const seen = (await workers.list()).map(({ name, startedAt, seenAt }) => ({
        name,
        startedAt: new Date(startedAt).toISOString(),
        seenAt: new Date(seenAt).toISOString(),
        isAlive: seenAt >= now - ALIVE_MS,
      }));
      return {
        kinds,
        workers: seen,
        deadLetters: await input.inbox.countOpen(),
        lastReconciledAt: reconciledAt === null ? null : new Date(reconciledAt).toISOString(),
        clockSkewMs: skewMs,
      };
    },
    async runNow(
      name: 'plan.reconcile' | 'pacing.check',
      context: Readonly<{ actor: Actor; requestId?: string }>,
    ): Promise<void> {
      await input.audit({ ...context, action: 'run', noun: 'job', targetId: name });
      if (name === 'pacing.check') return input.checkPacing();
      await scheduler.pump();
      await scheduler.reconcile(0);
    },
  };
}
export type JobsService = ReturnType<typeof createJobsService>;
