import {
  frontierAnswerSchema,
  frontierRequestSchema,
  scenarioAnswerSchema,
  whatIfRequestSchema,
} from '../../shared/contracts/scenarios.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { SolveScenarios } from './solve-scenarios.ts';

/** What-ifs and the efficient frontier over HTTP, on inputs that are sent; nothing is kept. */
export function scenarioCalculations({ solve, frontier }: SolveScenarios): readonly Endpoint[] {
  const tag = 'calculations';
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/calculations/what-if',
      summary: 'The best split if the total, a price, a week or the opponent’s spend were otherwise',
      tag,
      roles: may.look,
      body: whatIfRequestSchema,
      answer: scenarioAnswerSchema,
      async handle({ body }) {
        return { body: await solve(body.inputs, body.changes) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/calculations/frontier',
      summary: 'The best response by total: the efficient frontier',
      tag,
      roles: may.look,
      body: frontierRequestSchema,
      answer: frontierAnswerSchema,
      async handle({ body }) {
        const { inputs, changes, ...range } = body;
        return { body: await frontier({ inputs, changes }, range) };
      },
    }),
  ];
}
