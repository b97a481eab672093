import { z } from 'zod';
import type { JobName } from './queue/planned-job.ts';

/** The payload of every trigger, parsed before a handler sees it. */
export const triggerSchema = z.object({ key: z.string(), rev: z.int(), after: z.number(), until: z.number() });
export type Trigger = z.infer<typeof triggerSchema>;

/** What a job is called, what it does in words, and how Agenda runs it. */
export type JobDefinition = Readonly<{
  name: JobName;
  words: string;
  concurrency: number;
  /** Waits before the tries after the first; when they are used up the job goes to the inbox. */
  retryAfterMs: readonly number[];
}>;
/** Runs one trigger; `attempt` counts from 1. Running it again does nothing more. */
export type JobHandler = (trigger: Trigger, attempt: number) => Promise<void>;
