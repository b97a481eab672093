import { rotationRequestSchema, rotationResponseSchema } from '../../shared/contracts/rotation.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { Refusal } from '../refusal.ts';
import { solving } from './solving.ts';
import type { SolverPool } from '../solvers/solver-pool.ts';

/** Rotation over HTTP: the most even sequence of creatives on a station, with its proof. */
export function rotationEndpoints(solvers: Pick<SolverPool, 'rotate'>): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/calculations/rotation',
      summary: 'The most even sequence of creatives',
      tag: 'calculations',
      roles: may.look,
      body: rotationRequestSchema,
      answer: rotationResponseSchema,
      async handle({ body }) {
        const { timeLimitMs, ...problem } = body;
        const result = await solving(() => solvers.rotate(problem, timeLimitMs === undefined ? {} : { timeLimitMs }));
        if (result.kind === 'refused') throw new Refusal('infeasible', result.issues);
        const { sequence, unevenness, lowerBound, status } = result.answer;
        return { body: { sequence, unevenness, lowerBound, status } };
      },
    }),
  ];
}
