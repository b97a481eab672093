/** Names are few and fixed: Agenda polls once for each. */
export const JOB_NAMES = ['flight.edge', 'spot.traffic', 'spot.air', 'spot.asrun', 'pacing.check'] as const;
export type JobName = (typeof JOB_NAMES)[number];

/**
 * What a trigger carries: never what to do, only where to look. It means "everything of this kind due in (after, until]";
 * the documents say what that is. `rev` grows when a job is planned anew.
 */
export type TriggerData = Readonly<{ key: string; rev: number; after: number; until: number }>;
export type PlannedJob = Readonly<{ name: JobName; runAt: number; data: TriggerData }>;

/** Due times this close together share one trigger, so that 500 spots due in a second cost ten jobs, not 500. */
export const BUCKET_MS = 100;

/**
 * The trigger of a due time: it fires at the end of its tenth of a second, so that everything in it is due.
 * Example: `triggerFor('spot.air', 1_020)` fires at 1,100 for (1,000, 1,100].
 */
export function triggerFor(name: JobName, dueAt: number): PlannedJob {
  const until = Math.ceil(dueAt / BUCKET_MS) * BUCKET_MS;
  return { name, runAt: until, data: { key: `${name}@${until}`, rev: 1, after: until - BUCKET_MS, until } };
}

/** Triggers of many due times, each once. */
export function triggersFor(name: JobName, dueTimes: readonly number[]): readonly PlannedJob[] {
  const jobs = new Map<string, PlannedJob>();
  for (const dueAt of dueTimes) {
    const job = triggerFor(name, dueAt);
    jobs.set(job.data.key, job);
  }
  return [...jobs.values()];
}
