import { idParamsSchema } from '../../shared/contracts/common.ts';
import {
  runningFlightResponseSchema,
  stepFlightRequestSchema,
  type RunningFlightResponse,
} from '../../shared/contracts/flights.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { isPausedByGuard } from '../pacing/guard.ts';
import type { RunningFlight } from './flights.model.ts';
import type { FlightsService } from './flights.service.ts';

const tag = 'flights';
const STEPS = [
  { action: 'pause', done: 'paused', summary: 'Stop a running flight until it is resumed; say why' },
  {
    action: 'resume',
    done: 'resumed',
    summary: 'Let a paused flight run again, also one the overspend guard stopped; say why',
  },
] as const;

/** Running flights over HTTP: how one stands, pausing and resuming it. */
export function flightEndpoints({
  flights,
  audit,
}: {
  flights: FlightsService;
  audit: RecordAudit;
}): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/flights/:id',
      summary: 'A flight as it runs, and what happened to it',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: runningFlightResponseSchema,
      async handle({ params }) {
        return { body: toResponse(await flights.get(params.id)) };
      },
    }),
    ...STEPS.map(({ action, done, summary }) =>
      endpoint({
        method: 'post',
        path: `/api/v1/flights/:id/${action}`,
        summary,
        tag,
        roles: may.editOrApprove,
        params: idParamsSchema,
        body: stepFlightRequestSchema,
        answer: runningFlightResponseSchema,
        async handle({ params, body, actor, requestId }) {
          const before = await flights.get(params.id);
          const after = await flights.step(params.id, action, actor.name, body.note);
          await audit({
            ...{ actor, action: done, noun: 'flight', targetId: after.id, campaignId: after.campaignId, requestId },
            before: { status: before.status },
            after: { status: after.status, note: body.note },
          });
          return { body: toResponse(after) };
        },
      }),
    ),
  ];
}

function toResponse(flight: RunningFlight): RunningFlightResponse {
  const { id, rev, campaignId, planId, lineId, lineName, channel, vendor } = flight;
  const { startDay, endDay, budgetCents, status } = flight;
  return {
    ...{ id, rev, campaignId, planId, lineId, lineName, channel, vendor, startDay, endDay, budgetCents, status },
    pausedByGuard: isPausedByGuard(flight),
    history: flight.history
      .map(({ at, from, to, action, by, note }) => ({
        ...{ at: new Date(at).toISOString(), from, to, action, by, note: note ?? null },
      }))
      .toReversed(),
  };
}
