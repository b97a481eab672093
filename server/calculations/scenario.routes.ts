import {
  frontierAnswerSchema,
  frontierRequestSchema,
  scenarioAnswerSchema,
  whatIfRequestSchema,
} from '../../shared/contracts/scenarios.ts';
import { heldCents } from '../../shared/domain/allocation/scenarios/scenario.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { refuse } from '../refusal.ts';
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
        const { inputs, changes, points } = body;
        const { budgetCents } = inputs.request;
        const fromCents = body.fromCents ?? Math.round((budgetCents ?? 0) / 4);
        const toCents = body.toCents ?? (budgetCents ?? 0) * 2;
        if (toCents <= fromCents) {
          const message = `The frontier would run from ${fromCents} to ${toCents} cents; give toCents above fromCents, or a budget.`;
          throw refuse('invalid', 'empty_range', message, 'toCents');
        }
        const found = await frontier({ inputs, changes, fromCents, toCents, points });
        return { body: { heldCents: heldCents(inputs), points: found.points, leftOut: found.leftOut } };
      },
    }),
  ];
}
