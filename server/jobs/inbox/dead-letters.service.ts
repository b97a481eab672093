import { pendingJob } from '../../../shared/domain/spot/decide-action.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import { SPOT_JOB_KINDS, type SpotJobKind } from '../../../shared/domain/spot.ts';
import type { RecordAudit } from '../../audit/audit.service.ts';
import type { Clock } from '../../clock.ts';
import { pageById } from '../../db/pages.ts';
import type { Actor } from '../../http/actor.ts';
import type { NewId } from '../../ids.ts';
import { notFound, refuse } from '../../refusal.ts';
import type { SpotsModel } from '../../spots/spots.model.ts';
import type { Trigger } from '../job-definition.ts';
import type { FailedSpot } from '../spots/run-due-spots.ts';
import type { DeadLetter, DeadLettersModel, DeadLetterStatus } from './dead-letters.model.ts';

export type DeadLettersInput = Readonly<{
  model: DeadLettersModel;
  spots: Pick<SpotsModel, 'findById' | 'saveAtRev'>;
  worker: string;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
}>;
type Context = Readonly<{ actor: Actor; requestId?: string }>;

/** The inbox: what gave up waits here until somebody tries it again, calls it done, or drops it with a reason. */
export function createDeadLettersService(input: DeadLettersInput) {
  const { model, spots, clock, newId, audit } = input;

  const settle = async (
    id: string,
    status: Exclude<DeadLetterStatus, 'open'>,
    note: string | null,
    context: Context,
  ): Promise<DeadLetter> => {
    const letter = await model.findById(id);
    if (!letter) throw notFound('dead_letter', id);
    const { actor, requestId } = context;
    if (!(await model.settle(id, status, { name: actor.name, at: clock.now(), note }))) {
      throw refuse('conflict', 'already_settled', `This dead letter is ${letter.status} already.`, 'status');
    }
    await audit({ actor, action: status, noun: 'dead_letter', targetId: id, campaignId: letter.campaignId, requestId });
    return { ...letter, status, settledBy: actor.name, settledAt: clock.now(), note };
  };

  return {
    /** Settles a spot whose job could not be decided, so that it is not tried for ever, and keeps it for a person. */
    async putSpot(failed: FailedSpot): Promise<void> {
      const { spot, kind, dueAt, attempt, error } = failed;
      if (!(await spots.saveAtRev({ id: spot.id, rev: spot.rev, next: failedSpot(failed, clock.now(), input.worker) })))
        return;
      await model.insert({
        ...newLetter(newId('ded'), clock.now(), error),
        job: `spot.${kind}`,
        campaignId: spot.campaignId,
        spotIds: [spot.id],
        scheduledFor: dueAt,
        attempts: attempt,
      });
    },
    /** Keeps a trigger whose tries are used up. The documents still hold what it was for. */
    async putTrigger(
      exhausted: Readonly<{ name: string; trigger: Trigger; attempts: number; error: Error }>,
    ): Promise<void> {
      const { name, trigger, attempts, error } = exhausted;
      await model.insert({
        ...newLetter(newId('ded'), clock.now(), error),
        job: name,
        scheduledFor: trigger.until,
        attempts,
      });
    },
    /** Opens the job of its spots again; the next sweep, seconds away, runs it. */
    async retry(id: string, note: string | null, context: Context): Promise<DeadLetter> {
      const letter = await settle(id, 'retried', note, context);
      const kind = SPOT_JOB_KINDS.find((one) => letter.job === `spot.${one}`);
      if (kind) for (const spotId of letter.spotIds) await reopen(spotId, kind);
      return letter;
    },
    done: (id: string, note: string | null, context: Context) => settle(id, 'done', note, context),
    drop: (id: string, reason: string, context: Context) => settle(id, 'dropped', reason, context),
    countOpen: model.countOpen,
    async page(filter: { status?: DeadLetterStatus }, cursor: string | undefined, limit: number) {
      const rows = await model.list(filter, cursor, limit + 1);
      return pageById(rows, limit);
    },
  };

  async function reopen(spotId: string, kind: SpotJobKind): Promise<void> {
    for (;;) {
      const spot = await spots.findById(spotId);
      if (!spot || pendingJob(spot, kind)) return;
      const actions = spot.actions.map((job) => (job.kind === kind ? { ...job, status: 'pending' as const } : job));
      const next = { ...spot, actions, rev: spot.rev + 1, updatedAt: clock.now() };
      if (await spots.saveAtRev({ id: spotId, rev: spot.rev, next })) return;
    }
  }
}
export type DeadLettersService = ReturnType<typeof createDeadLettersService>;

function newLetter(id: string, failedAt: number, error: unknown) {
  const message = error instanceof Error ? error.message : String(error);
  return {
    id,
    failedAt,
    error: message.slice(0, 2_000),
    campaignId: null,
    spotIds: [],
    flightId: null,
    status: 'open' as const,
    settledBy: null,
    settledAt: null,
    note: null,
  };
}

function failedSpot({ spot, kind, dueAt, attempt }: FailedSpot, at: number, worker: string): SpotRecord {
  const run = {
    action: kind,
    scheduledFor: dueAt,
    startedAt: at,
    lateMs: at - dueAt,
    attempt,
    outcome: 'failed' as const,
    worker,
  };
  const actions = spot.actions.map((job) =>
    job.kind === kind && job.status === 'pending' ? { ...job, status: 'missed' as const } : job,
  );
  return { ...spot, actions, jobHistory: [...spot.jobHistory, run], rev: spot.rev + 1, updatedAt: at };
}
