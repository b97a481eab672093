import { idParamsSchema } from '../../shared/contracts/common.ts';
import {
  solverRunListSchema,
  solverRunResponseSchema,
  startSolverRunRequestSchema,
} from '../../shared/contracts/solver-runs.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { toRunResponse, type SolverRunsService } from './solver-runs.service.ts';

const tag = 'solver runs';

/** Runs of the solvers over HTTP: start, follow, call off. Announcements of kind `solver_run` say when to read again. */
export function solverRunEndpoints(runs: SolverRunsService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/solver-runs',
      summary: 'Schedule, rotate or buy in the background',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: startSolverRunRequestSchema,
      answer: solverRunResponseSchema,
      status: 202,
      async handle({ params, body, actor, requestId }) {
        return { body: toRunResponse(await runs.start(params.id, body, { actor, requestId })) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/solver-runs',
      summary: 'The newest runs of a campaign',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: solverRunListSchema,
      async handle({ params }) {
        const items = (await runs.list(params.id)).map((run) => {
          const { schedule: _schedule, rotation: _rotation, buy: _buy, ...rest } = toRunResponse(run);
          return rest;
        });
        return { body: { items, nextCursor: null } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/solver-runs/:id',
      summary: 'How far a run is, and its answer once it is done',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: solverRunResponseSchema,
      async handle({ params }) {
        return { body: toRunResponse(await runs.get(params.id)) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/solver-runs/:id/cancel',
      summary: 'Call a run off',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      answer: solverRunResponseSchema,
      async handle({ params }) {
        return { body: toRunResponse(await runs.cancel(params.id)) };
      },
    }),
  ];
}
