import type { Day } from './calendar/day.ts';
import type { Instant } from './calendar/zone.ts';
import type { Cents } from './money.ts';
import type { Issue } from './issue.ts';
import { nextStatus, type Transition, type TransitionTable } from './transitions.ts';

export const SPOT_STATUSES = [
  'planned',
  'ordered',
  'confirmed',
  'trafficked',
  'aired',
  'preempted',
  'missed',
  'made_good',
  'credited',
  'canceled',
] as const;
export type SpotStatus = (typeof SPOT_STATUSES)[number];

export const SPOT_JOB_KINDS = ['traffic', 'air', 'asrun'] as const;
/** A thing to be done for a spot at a time: send instructions, air, expect the station's as-run. */
export type SpotJobKind = (typeof SPOT_JOB_KINDS)[number];
export type SpotJobStatus = 'pending' | 'done' | 'missed' | 'canceled';
export type SpotJob = Readonly<{ kind: SpotJobKind; dueAt: Instant; missedAfter: Instant; status: SpotJobStatus }>;

/** One change of a spot: when, from which status to which, by what step, who. */
export type SpotEvent = Readonly<{
  at: Instant;
  from: SpotStatus;
  to: SpotStatus;
  action: SpotAction;
  by: string;
  note?: string | undefined;
}>;

/**
 * One airing. `airDay` and minutes are on the broadcast clock; it must air inside [windowStartMinute, windowEndMinute).
 * `scheduledAt` is the instant of `minute`. `costCents` is gross. `rev` grows by one with each change.
 */
export type Spot = Readonly<{
  id: string;
  campaignId: string;
  lineId: string;
  flightId: string;
  station: string;
  daypart: string;
  airDay: Day;
  minute: number;
  windowStartMinute: number;
  windowEndMinute: number;
  scheduledAt: Instant;
  lengthSeconds: number;
  creativeId?: string | undefined;
  costCents: Cents;
  ratingHundredths: number;
  status: SpotStatus;
  rev: number;
  makegoodFor?: string | undefined;
  history: readonly SpotEvent[];
  actions: readonly SpotJob[];
}>;

export const SPOT_ACTIONS = [
  'order',
  'decline',
  'confirm',
  'traffic',
  'air',
  'preempt',
  'reinstate',
  'miss',
  'make_good',
  'credit',
  'cancel',
  'move',
  'assign',
] as const;
export type SpotAction = (typeof SPOT_ACTIONS)[number];

export const SPOT_TRANSITIONS: TransitionTable<SpotStatus, SpotAction> = {
  planned: { order: 'ordered', cancel: 'canceled', move: 'planned', assign: 'planned' },
  ordered: { confirm: 'confirmed', decline: 'planned', cancel: 'canceled', move: 'ordered', assign: 'ordered' },
  // A station may air an old cut without new instructions, so airing does not need traffic.
  confirmed: {
    traffic: 'trafficked',
    air: 'aired',
    preempt: 'preempted',
    miss: 'missed',
    cancel: 'canceled',
    move: 'confirmed',
    assign: 'confirmed',
  },
  // Another time or other copy needs new instructions.
  trafficked: {
    traffic: 'trafficked',
    air: 'aired',
    preempt: 'preempted',
    miss: 'missed',
    cancel: 'canceled',
    move: 'confirmed',
    assign: 'confirmed',
  },
  // An airing taken for granted is taken back when the as-run shows otherwise.
  aired: { preempt: 'preempted', miss: 'missed' },
  preempted: { reinstate: 'confirmed', make_good: 'made_good', credit: 'credited' },
  // The as-run may come late and show that a spot thought missed did air.
  missed: { air: 'aired', make_good: 'made_good', credit: 'credited' },
  made_good: {},
  credited: {},
  canceled: {},
};

/** The spot's next status, or why not. Example: `spotStep('confirmed', 'preempt')` gives 'preempted'. */
export function spotStep(status: SpotStatus, action: SpotAction): Transition<SpotStatus> {
  return nextStatus({ noun: 'spot', table: SPOT_TRANSITIONS, status, action });
}

/** What happens to a spot's open jobs at a step; a job not named stays as it is. */
const JOB_EFFECTS: Readonly<Partial<Record<SpotAction, Readonly<Partial<Record<SpotJobKind, SpotJobStatus>>>>>> = {
  traffic: { traffic: 'done' },
  air: { traffic: 'canceled', air: 'done', asrun: 'done' },
  preempt: { traffic: 'canceled', air: 'canceled', asrun: 'canceled' },
  miss: { traffic: 'canceled', air: 'missed', asrun: 'missed' },
  cancel: { traffic: 'canceled', air: 'canceled', asrun: 'canceled' },
};

export type SpotChange = Readonly<{ action: SpotAction; at: Instant; by: string; note?: string | undefined }>;
export type SpotChanged = Readonly<{ kind: 'ok'; spot: Spot }> | Readonly<{ kind: 'refused'; issue: Issue }>;

/**
 * Takes one step: the new status, one more event of history, the pending jobs settled, `rev` + 1. The given spot is
 * untouched. Example: preempting a confirmed spot cancels its pending air and as-run jobs.
 */
export function changeSpot(spot: Spot, change: SpotChange): SpotChanged {
  const next = spotStep(spot.status, change.action);
  if (next.kind === 'refused') return next;
  const actions = spot.actions.map((job) => ({ ...job, status: settledStatus(job, change.action) }));
  const event: SpotEvent = { ...change, from: spot.status, to: next.status };
  const history = [...spot.history, event];
  return { kind: 'ok', spot: { ...spot, status: next.status, rev: spot.rev + 1, history, actions } };
}

function settledStatus(job: SpotJob, action: SpotAction): SpotJobStatus {
  if (action === 'reinstate') return job.status === 'canceled' ? 'pending' : job.status;
  const settled = JOB_EFFECTS[action]?.[job.kind];
  if (settled === undefined) return job.status;
  // A missed job is mended only by the thing having happened after all.
  if (job.status === 'missed') return settled === 'done' ? 'done' : 'missed';
  // An airing taken back leaves nothing done but its instructions, so that a reinstated spot airs again.
  if (job.status === 'done') return takesBack(action, job.kind) ? settled : 'done';
  return job.status === 'pending' ? settled : job.status;
}

/** A station's word that it did not air is its as-run, so a miss keeps that job done. */
function takesBack(action: SpotAction, kind: SpotJobKind): boolean {
  return (action === 'preempt' && kind !== 'traffic') || (action === 'miss' && kind === 'air');
}

/** True while the spot is still meant to air, so it counts in separation, rotation and cost. */
export function isSpotLive(status: SpotStatus): boolean {
  return status === 'planned' || status === 'ordered' || status === 'confirmed' || status === 'trafficked';
}

/**
 * True while the spot takes one of the slots its flight buys: not when we canceled it, and not for a make-good, which is paid
 * for by the spot it stands in for. A dropped spot keeps its slot.
 */
export function holdsSlot(spot: Readonly<{ status: SpotStatus; makegoodFor?: string | null | undefined }>): boolean {
  return spot.status !== 'canceled' && (spot.makegoodFor === undefined || spot.makegoodFor === null);
}

/** True when somebody is owed something for it: a make-good or a credit is not yet agreed. */
export function isSpotOwed(status: SpotStatus): boolean {
  return status === 'preempted' || status === 'missed';
}
