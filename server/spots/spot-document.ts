import { pendingJob } from '../../shared/domain/spot/decide-action.ts';
import type { SpotDelivery, SpotJobRun, SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import type { SpotEvent, SpotJob, SpotJobKind } from '../../shared/domain/spot.ts';

type Dated<T, Keys extends keyof T> = Omit<T, Keys> & { [K in Keys]: Date };
/** A spot as it is stored: instants are dates, and what is looked up by has fields of its own. */
export type SpotDocument = Omit<
  SpotRecord,
  | 'id'
  | 'creativeId'
  | 'program'
  | 'makegoodFor'
  | 'scheduledAt'
  | 'airedAt'
  | 'createdAt'
  | 'updatedAt'
  | 'actions'
  | 'history'
  | 'jobHistory'
  | 'outbox'
> & {
  _id: string;
  creativeId: string | null;
  program: string | null;
  makegoodFor: string | null;
  scheduledAt: Date;
  airedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  actions: Dated<SpotJob, 'dueAt' | 'missedAfter'>[];
  history: Dated<SpotEvent, 'at'>[];
  jobHistory: Dated<SpotJobRun, 'scheduledFor' | 'startedAt'>[];
  outbox: Dated<SpotDelivery, 'at'>[];
  /** When each pending job is due: what the scheduler looks up. Null when it is settled. */
  due: Record<SpotJobKind, Date | null>;
  /** The last delivery still to be told, or null: what the outbox sweep looks up. */
  outboxMark: string | null;
};

/** A spot as it is stored, with when each of its pending jobs is due. */
export function toSpotDocument(spot: SpotRecord): SpotDocument {
  const { id, creativeId, program, makegoodFor, ...rest } = spot;
  const dueAt = (kind: SpotJobKind) => {
    const job = pendingJob(spot, kind);
    return job ? new Date(job.dueAt) : null;
  };
  return {
    ...rest,
    _id: id,
    creativeId: creativeId ?? null,
    program: program ?? null,
    makegoodFor: makegoodFor ?? null,
    scheduledAt: new Date(spot.scheduledAt),
    airedAt: spot.airedAt === null ? null : new Date(spot.airedAt),
    createdAt: new Date(spot.createdAt),
    updatedAt: new Date(spot.updatedAt),
    actions: spot.actions.map((job) => ({
      ...job,
      dueAt: new Date(job.dueAt),
      missedAfter: new Date(job.missedAfter),
    })),
    history: spot.history.map((event) => ({ ...event, at: new Date(event.at) })),
    jobHistory: spot.jobHistory.map((run) => ({
      ...run,
      scheduledFor: new Date(run.scheduledFor),
      startedAt: new Date(run.startedAt),
    })),
    outbox: spot.outbox.map((delivery) => ({ ...delivery, at: new Date(delivery.at) })),
    due: { traffic: dueAt('traffic'), air: dueAt('air'), asrun: dueAt('asrun') },
    outboxMark: spot.outbox.at(-1)?.rowId ?? null,
  };
}

/** The fields a run of a job may change. */
export function standingOf(document: SpotDocument) {
  const { status, rev, updatedAt, airedAt, verified, actions, history, jobHistory, outbox, outboxMark, due } = document;
  return { status, rev, updatedAt, airedAt, verified, actions, history, jobHistory, outbox, outboxMark, due };
}

/** A stored spot as the domain knows it. */
export function toSpot(document: SpotDocument): SpotRecord {
  const { _id, creativeId, program, makegoodFor, due: _due, outboxMark: _mark, ...rest } = document;
  return {
    ...rest,
    id: _id,
    creativeId: creativeId ?? undefined,
    program: program ?? undefined,
    makegoodFor: makegoodFor ?? undefined,
    scheduledAt: document.scheduledAt.getTime(),
    airedAt: document.airedAt?.getTime() ?? null,
    createdAt: document.createdAt.getTime(),
    updatedAt: document.updatedAt.getTime(),
    actions: document.actions.map((job) => ({
      ...job,
      dueAt: job.dueAt.getTime(),
      missedAfter: job.missedAfter.getTime(),
    })),
    history: document.history.map((event) => ({ ...event, at: event.at.getTime() })),
    jobHistory: document.jobHistory.map((run) => ({
      ...run,
      scheduledFor: run.scheduledFor.getTime(),
      startedAt: run.startedAt.getTime(),
    })),
    outbox: document.outbox.map((delivery) => ({ ...delivery, at: delivery.at.getTime() })),
  };
}
