import type { Occurrence } from '../calendar/broadcast-clock.ts';
import type { Day } from '../calendar/day.ts';
import type { Instant } from '../calendar/zone.ts';
import type { Issue } from '../issue.ts';
import { changeSpot, type SpotChange, type SpotJob } from '../spot.ts';
import { noteAiring, takeBackAiring } from './actions-run.ts';
import { spotJobs } from './spot-jobs.ts';
import type { SpotRecord } from './spot-record.ts';

export type SpotStepped = Readonly<{ kind: 'ok'; spot: SpotRecord }> | Readonly<{ kind: 'refused'; issue: Issue }>;

/**
 * Takes one step of a spot's life with all that follows from it: an airing is delivered, one that turns out wrong is taken
 * back. `airedAt` is when it aired, as scheduled when left out. Example: pre-empting an unverified aired spot takes its
 * delivery back.
 */
export function stepSpot(
  spot: SpotRecord,
  change: SpotChange & Readonly<{ airedAt?: Instant; verified?: boolean }>,
): SpotStepped {
  const { airedAt, verified, ...step } = change;
  const changed = changeSpot(spot, step);
  if (changed.kind === 'refused') return changed;
  const next: SpotRecord = { ...spot, ...changed.spot, updatedAt: change.at };
  if (step.action === 'air') {
    const aired = noteAiring(next, airedAt ?? spot.scheduledAt);
    return { kind: 'ok', spot: { ...aired, verified: verified ?? false } };
  }
  return { kind: 'ok', spot: spot.status === 'aired' ? takeBackAiring(next) : next };
}

/** Where a spot goes: its broadcast day, minute of the broadcast clock, instant, and which of two equal local times. */
export type AiringTime = Readonly<{ airDay: Day; minute: number; scheduledAt: Instant; occurrence: Occurrence | null }>;

/**
 * Moves a spot: its jobs are planned anew, so the old times mean nothing any more. A trafficked spot needs new
 * instructions. Refused once it aired or dropped out.
 */
export function moveSpot(spot: SpotRecord, to: AiringTime, change: Omit<SpotChange, 'action'>): SpotStepped {
  const stepped = stepSpot(spot, { ...change, action: 'move' });
  if (stepped.kind === 'refused') return stepped;
  const { airDay, scheduledAt } = to;
  const actions = spotJobs({ airDay, scheduledAt, timeZone: spot.timeZone, madeAt: change.at });
  return { kind: 'ok', spot: { ...stepped.spot, ...to, actions } };
}

/** Gives a spot other copy (or none): a trafficked spot needs new instructions, so its traffic job opens again. */
export function assignCreative(
  spot: SpotRecord,
  creativeId: string | undefined,
  change: Omit<SpotChange, 'action'>,
): SpotStepped {
  const stepped = stepSpot(spot, { ...change, action: 'assign' });
  if (stepped.kind === 'refused') return stepped;
  const reopen = (job: SpotJob): SpotJob => (job.kind === 'traffic' ? { ...job, status: 'pending' } : job);
  const actions = spot.status === 'trafficked' ? stepped.spot.actions.map(reopen) : stepped.spot.actions;
  return { kind: 'ok', spot: { ...stepped.spot, creativeId, actions } };
}

/**
 * Puts proof behind an airing that was taken for granted; a delivered rating restates its delivery. `rev` grows by one.
 */
export function verifyAiring(
  spot: SpotRecord,
  airedAt: number | null,
  proof: Readonly<{ at: number; deliveredHundredths?: number | null }>,
): SpotRecord {
  const actions = spot.actions.map((job) =>
    job.kind === 'asrun' && job.status === 'pending' ? { ...job, status: 'done' as const } : job,
  );
  const verified = { ...spot, airedAt, verified: true, actions, rev: spot.rev + 1, updatedAt: proof.at };
  const { deliveredHundredths = null } = proof;
  if (deliveredHundredths === null || deliveredHundredths === spot.ratingHundredths) return verified;
  return noteAiring({ ...verified, deliveredHundredths }, airedAt ?? spot.scheduledAt);
}
