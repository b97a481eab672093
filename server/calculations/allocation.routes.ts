import { allocationAnswerSchema, allocationRequestSchema } from '../../shared/contracts/allocation.ts';
import { allocate } from '../../shared/domain/allocation/allocate.ts';
import type { AllocationResult } from '../../shared/domain/allocation/request.ts';
import { errorIssue, type Issue } from '../../shared/domain/issue.ts';
import type { Clock } from '../clock.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { Refusal } from '../refusal.ts';

/** A split that is not proved by then is answered with its bound. */
const TIME_LIMIT_MS = 250;

/** The constraints that clash, then the least change of each that would make room. */
function explained({ issues, relaxation }: Extract<AllocationResult, { kind: 'infeasible' }>): readonly Issue[] {
  const ways = relaxation.map(({ path, message }) => errorIssue('least_relaxation', message, path));
  return [...issues, ...ways];
}

/** The budget split over HTTP. Infeasible requests are answered with the constraints that clash and the least relaxation. */
export function allocationEndpoints({ clock }: { clock: Clock }): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/calculations/allocation',
      summary: 'Split a budget over lines, to the cent, with a proof',
      tag: 'calculations',
      roles: may.look,
      body: allocationRequestSchema,
      answer: allocationAnswerSchema,
      async handle({ body }) {
        const result = allocate(body, { now: () => clock.now(), timeLimitMs: TIME_LIMIT_MS });
        if (result.kind === 'infeasible') throw new Refusal('infeasible', explained(result));
        const { allocations, totalCents, response, shadowPricePerDollar, proof } = result;
        return { body: { allocations, totalCents, response, shadowPricePerDollar, proof } };
      },
    }),
  ];
}
