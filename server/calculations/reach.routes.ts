import { reachAnswerSchema, reachRequestSchema } from '../../shared/contracts/reach.ts';
import { calculateReach } from '../../shared/domain/reach/calculate-reach.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { Refusal } from '../refusal.ts';

/** Reach and frequency over HTTP, by a named model. */
export function reachEndpoints(): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/calculations/reach',
      summary: 'Reach, frequency and their distribution by a named model',
      tag: 'calculations',
      roles: may.look,
      body: reachRequestSchema,
      answer: reachAnswerSchema,
      async handle({ body }) {
        const result = calculateReach(body);
        if (result.kind === 'refused') throw new Refusal('infeasible', result.issues);
        const { kind: _kind, ...answer } = result;
        return { body: answer };
      },
    }),
  ];
}
