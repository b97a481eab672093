import { broadcastDayStart } from '../../shared/domain/calendar/broadcast-day.ts';
import { dayStart } from '../../shared/domain/calendar/zone.ts';
import { flightStep, type Flight, type FlightAction } from '../../shared/domain/flight.ts';
import type { Line } from '../../shared/domain/plan.ts';
import type { Clock } from '../clock.ts';
import type { Announce } from '../live/live.ts';
import { notFound, Refusal } from '../refusal.ts';
import type { FlightJob, FlightsModel, RunningFlight } from './flights.model.ts';

/** A digital start may be this late before it counts as missed; a stop never does. */
const START_GRACE_MS = 60_000;

type ApprovedFlight = Readonly<{ flight: Flight; line: Line; planId: string; campaignId: string; timeZone: string }>;

/** When a flight starts and stops: TV on the broadcast day, everything else at midnight, both in the market's zone. */
export function flightJobs(
  flight: Pick<Flight, 'startDay' | 'endDay'>,
  channel: Line['channel'],
  timeZone: string,
): readonly FlightJob[] {
  const edge = channel === 'linear_tv' || channel === 'radio' ? broadcastDayStart : dayStart;
  const startAt = edge(flight.startDay, timeZone);
  const stopAt = edge(flight.endDay, timeZone);
  return [
    { kind: 'start', dueAt: startAt, missedAfter: Math.max(startAt + START_GRACE_MS, stopAt), status: 'pending' },
    { kind: 'stop', dueAt: stopAt, missedAfter: Number.MAX_SAFE_INTEGER / 2, status: 'pending' },
  ];
}

/** Running flights: made and revised by approvals, moved by jobs and people. */
export function createFlightsService(input: { model: FlightsModel; clock: Clock; announce: Announce }) {
  const { model, clock, announce } = input;

  const revise = async (before: RunningFlight, { flight, line, planId, timeZone }: ApprovedFlight): Promise<void> => {
    const moved = before.startDay !== flight.startDay || before.endDay !== flight.endDay;
    const isOver = before.status === 'canceled' || before.status === 'completed';
    const fresh = flightJobs(flight, line.channel, timeZone).map((job) =>
      job.kind === 'start' && before.status === 'active' ? { ...job, status: 'done' as const } : job,
    );
    const next: RunningFlight = {
      ...before,
      ...flight,
      planId,
      lineName: line.name,
      vendor: line.vendor,
      status: before.status,
      rev: before.rev + 1,
      actions: moved && !isOver ? fresh : before.actions,
      history: before.history,
    };
    if (!(await model.replaceAtRev(before.id, before.rev, next)))
      await revise(await get(before.id), { flight, line, planId, timeZone, campaignId: before.campaignId });
  };

  const get = async (id: string): Promise<RunningFlight> => {
    const flight = await model.findById(id);
    if (!flight) throw notFound('flight', id);
    return flight;
  };

  const step = async (id: string, action: FlightAction, by: string, note?: string): Promise<RunningFlight> => {
    for (;;) {
      const before = await get(id);
      const next = flightStep(before.status, action);
      if (next.kind === 'refused') throw new Refusal('conflict', [next.issue]);
      const settle: Partial<Record<FlightAction, FlightJob['kind'][]>> = {
        start: ['start'],
        complete: ['start', 'stop'],
        cancel: ['start', 'stop'],
      };
      const actions = before.actions.map((job) =>
        job.status === 'pending' && settle[action]?.includes(job.kind)
          ? { ...job, status: action === 'cancel' ? ('canceled' as const) : ('done' as const) }
          : job,
      );
      const event = {
        at: clock.now(),
        from: before.status,
        to: next.status,
        action,
        by,
        ...(note === undefined ? {} : { note }),
      };
      const after: RunningFlight = {
        ...before,
        status: next.status,
        rev: before.rev + 1,
        actions,
        history: [...before.history, event],
      };
      if (!(await model.replaceAtRev(id, before.rev, after))) continue;
      announce({ kind: 'plan', campaignId: after.campaignId, id: after.planId });
      return after;
    }
  };

  return {
    get,
    step,
    listByCampaign: model.listByCampaign,
    findByIds: model.findByIds,
    /** Makes, revises or cancels running flights so that they are those of the approved plan. Runs inside the approval's transaction. */
    async follow(approved: readonly ApprovedFlight[], campaignId: string, by: string): Promise<void> {
      const running = new Map((await model.listByCampaign(campaignId)).map((flight) => [flight.id, flight]));
      for (const item of approved) {
        const before = running.get(item.flight.id);
        running.delete(item.flight.id);
        if (before) await revise(before, item);
        else await model.insert(newRunningFlight(item, clock.now(), by));
      }
      for (const gone of running.values()) {
        if (gone.status !== 'canceled' && gone.status !== 'completed')
          await step(gone.id, 'cancel', by, 'The approved plan no longer has it.');
      }
    },
  };
}
export type FlightsService = ReturnType<typeof createFlightsService>;

function newRunningFlight(
  { flight, line, planId, campaignId, timeZone }: ApprovedFlight,
  at: number,
  by: string,
): RunningFlight {
  return {
    ...flight,
    status: 'pending_creatives',
    campaignId,
    planId,
    lineId: line.id,
    lineName: line.name,
    channel: line.channel,
    vendor: line.vendor,
    rev: 1,
    actions: flightJobs(flight, line.channel, timeZone),
    history: [{ at, from: 'draft', to: 'pending_creatives', action: 'approve', by }],
  };
}
