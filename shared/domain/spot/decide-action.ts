import type { Instant } from '../calendar/zone.ts';
import type { Spot, SpotJob, SpotJobKind } from '../spot.ts';

/** What woke the job up: a kind and the instant it was planned for. It names no spot: the spot says whether it is meant. */
export type SpotTrigger = Readonly<{ kind: SpotJobKind; dueAt: Instant }>;

/**
 * What a trigger means for a spot right now. `superseded`: the spot was moved, settled or canceled since. `late` still
 * runs, and says so. `missed` is past the last moment at which running it makes sense.
 */
export type SpotDecision =
  | Readonly<{ kind: 'run' | 'late' | 'missed'; job: SpotJob; lateMs: number }>
  | Readonly<{ kind: 'superseded' }>
  | Readonly<{ kind: 'tooEarly'; waitMs: number }>;

/** A run that starts within this time of its due time is on time. */
export const ON_TIME_MS = 2_000;

/**
 * Decides a trigger from the spot alone: no clock, no store. Only a pending job with exactly the trigger's due time runs,
 * so a job that outlived a move does nothing.
 * Example: an air trigger for 20:00 on a spot moved to 21:00 → superseded.
 */
export function decideSpotJob(spot: Pick<Spot, 'actions'>, trigger: SpotTrigger, now: Instant): SpotDecision {
  const job = spot.actions.find((action) => action.kind === trigger.kind && action.status === 'pending');
  if (!job || job.dueAt !== trigger.dueAt) return { kind: 'superseded' };
  if (now < job.dueAt) return { kind: 'tooEarly', waitMs: job.dueAt - now };
  const lateMs = now - job.dueAt;
  if (now > job.missedAfter) return { kind: 'missed', job, lateMs };
  return { kind: lateMs > ON_TIME_MS ? 'late' : 'run', job, lateMs };
}

/** The pending job of a kind, if any. */
export function pendingJob(spot: Pick<Spot, 'actions'>, kind: SpotJobKind): SpotJob | undefined {
  return spot.actions.find((action) => action.kind === kind && action.status === 'pending');
}
