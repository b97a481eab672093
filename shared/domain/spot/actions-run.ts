import type { Instant } from '../calendar/zone.ts';
import { changeSpot, type SpotAction, type SpotJobKind, type SpotJobStatus } from '../spot.ts';
import { decideSpotJob, type SpotDecision, type SpotTrigger } from './decide-action.ts';
import type { SpotDelivery, SpotJobRun, SpotRecord } from './spot-record.ts';

export type RunSpotJobInput = Readonly<{
  spot: SpotRecord;
  trigger: SpotTrigger;
  now: Instant;
  worker: string;
  attempt: number;
}>;
/** `settled`: the next version of the spot, to be saved if it is still at the old `rev`. */
export type SpotJobResult =
  | Readonly<{ kind: 'settled'; decision: SpotDecision; spot: SpotRecord }>
  | Readonly<{ kind: 'nothing'; decision: SpotDecision }>;

/**
 * Runs a job on a spot as a value: one new revision, one line of job history, at most one step of its life.
 * Traffic sends a confirmed spot with copy; air takes a cleared spot for aired, unverified; as-run expected gives up on
 * a spot nobody saw. Running it again on the result does nothing. Example: air at 20:00 on a trafficked spot → aired.
 */
export function runSpotJob(input: RunSpotJobInput): SpotJobResult {
  const { spot, trigger, now } = input;
  const decision = decideSpotJob(spot, trigger, now);
  if (decision.kind === 'superseded' || decision.kind === 'tooEarly') return { kind: 'nothing', decision };
  const settlement = settle(spot, trigger.kind, decision.kind);
  const run: SpotJobRun = {
    action: trigger.kind,
    scheduledFor: trigger.dueAt,
    startedAt: now,
    lateMs: decision.lateMs,
    attempt: input.attempt,
    outcome: settlement.done ? (decision.kind === 'late' ? 'late' : 'done') : 'missed',
    worker: input.worker,
  };
  const stepped = settlement.step ? takeStep(spot, settlement.step, { at: now, note: settlement.note }) : spot;
  const actions = settleJob(stepped.actions, trigger.kind, settlement.done ? 'done' : 'missed', spot.actions);
  const settled: SpotRecord = {
    ...stepped,
    rev: spot.rev + 1,
    updatedAt: now,
    actions,
    jobHistory: [...spot.jobHistory, run],
  };
  return {
    kind: 'settled',
    decision,
    spot: settlement.step === 'air' ? noteAiring(settled, spot.scheduledAt) : settled,
  };
}

type Settlement = Readonly<{ step?: SpotAction; done: boolean; note?: string }>;

function settle(spot: SpotRecord, kind: SpotJobKind, decision: 'run' | 'late' | 'missed'): Settlement {
  const isCleared = spot.status === 'confirmed' || spot.status === 'trafficked';
  switch (kind) {
    case 'traffic':
      if (spot.status === 'trafficked') return { done: true };
      return isCleared && spot.creativeId !== undefined
        ? { step: 'traffic', done: true, note: 'Sent at the traffic deadline.' }
        : { done: false };
    case 'air':
      if (spot.status === 'aired') return { done: true };
      return isCleared && decision !== 'missed'
        ? { step: 'air', done: true, note: 'Expected to air; the as-run will tell.' }
        : { done: false };
    case 'asrun':
      if (spot.status === 'aired') return { done: spot.verified };
      return isCleared ? { step: 'miss', done: false, note: 'No as-run of it came in time.' } : { done: false };
  }
}

function takeStep(
  spot: SpotRecord,
  action: SpotAction,
  change: Readonly<{ at: Instant; note?: string | undefined }>,
): SpotRecord {
  const changed = changeSpot(spot, { ...change, action, by: 'scheduler' });
  // Every step asked for here is in the transition table for the status it is asked in.
  if (changed.kind === 'refused') throw new Error(changed.issue.message);
  return { ...spot, ...changed.spot };
}

/** Settles the job that ran; an expected airing leaves the as-run waiting, whatever the step did to it. */
function settleJob(
  actions: SpotRecord['actions'],
  kind: SpotJobKind,
  status: SpotJobStatus,
  before: SpotRecord['actions'],
): SpotRecord['actions'] {
  return actions.map((job, at) => {
    if (job.kind === kind && before[at]?.status === 'pending') return { ...job, status };
    if (kind === 'air' && job.kind === 'asrun') return before[at] ?? job;
    return job;
  });
}

/** Notes when a spot aired and puts its delivery in the outbox. `spot.rev` must be the new revision. */
export function noteAiring(spot: SpotRecord, airedAt: Instant): SpotRecord {
  return { ...spot, airedAt, outbox: [...spot.outbox, deliveryOf(spot, 1)] };
}

/** Takes an airing back that turned out not to have been one. `spot.rev` must be the new revision. */
export function takeBackAiring(spot: SpotRecord): SpotRecord {
  return { ...spot, airedAt: null, verified: false, outbox: [...spot.outbox, deliveryOf(spot, 0)] };
}

function deliveryOf(spot: SpotRecord, spots: 0 | 1): SpotDelivery {
  return {
    rowId: `${spot.id}.${spot.rev}`,
    spotId: spot.id,
    campaignId: spot.campaignId,
    flightId: spot.flightId,
    day: spot.airDay,
    at: spot.scheduledAt,
    revision: spot.rev,
    spots,
    // A pre-empted spot never aired and costs nothing; its make-good is paid in its place, so the money counts once.
    spendCents: spots === 1 ? spot.costCents : 0,
    ratingHundredths: spots === 1 ? (spot.deliveredHundredths ?? spot.ratingHundredths) : 0,
  };
}
