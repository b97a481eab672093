import { idParamsSchema, pageQuerySchema } from '../../shared/contracts/common.ts';
import {
  approveReplanRequestSchema,
  createReplanRequestSchema,
  rejectReplanRequestSchema,
  replanDetailSchema,
  replanListSchema,
  replanResponseSchema,
  type ReplanResponse,
} from '../../shared/contracts/replans.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { wireInstant, wireInstantOrNull } from '../http/wire-instant.ts';
import type { StoredReplan } from './replans.model.ts';
import type { ReplansService } from './replans.service.ts';

function toResponse(replan: StoredReplan): ReplanResponse {
  const {
    basis: _basis,
    claim: _claim,
    asOf,
    proposedAt,
    decidedAt,
    lines,
    moves,
    issues,
    appliedMoveIds,
    ...rest
  } = replan;
  return {
    ...rest,
    asOf: wireInstant(asOf),
    proposedAt: wireInstant(proposedAt),
    decidedAt: wireInstantOrNull(decidedAt),
    lines: [...lines],
    moves: [...moves],
    issues: [...issues],
    appliedMoveIds: [...appliedMoveIds],
  };
}

const answer = (replan: StoredReplan) => ({ body: toResponse(replan), rev: replan.rev });

/** Re-plans in flight over HTTP: propose, look, approve or reject. */
export function replanEndpoints(replans: ReplansService): readonly Endpoint[] {
  const tag = 'replans';
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/replans',
      summary: 'Propose a re-split of the approved plan from what was delivered',
      tag,
      roles: may.editOrApprove,
      params: idParamsSchema,
      body: createReplanRequestSchema,
      answer: replanResponseSchema,
      status: 201,
      async handle({ params, body, actor, requestId }) {
        const asOf = body.asOf === undefined ? undefined : Date.parse(body.asOf);
        return answer(await replans.propose(params.id, { ...body, asOf }, { actor, requestId }));
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/replans',
      summary: 'The proposals of a campaign, newest first',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: pageQuerySchema,
      answer: replanListSchema,
      async handle({ params, query }) {
        const page = await replans.list(params.id, query.cursor, query.limit);
        return { body: { items: page.items.map(toResponse), nextCursor: page.nextCursor } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/replans/:id',
      summary: 'Read a proposal and what has changed since it was made',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: replanDetailSchema,
      async handle({ params }) {
        const { changes, ...replan } = await replans.detail(params.id);
        return { body: { ...toResponse(replan), changes: [...changes] }, rev: replan.rev };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/replans/:id/approve',
      summary:
        'Carry out all moves or some as an approved revision of the plan; refused when anything has changed since',
      tag,
      roles: may.approve,
      params: idParamsSchema,
      body: approveReplanRequestSchema,
      answer: replanResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return answer(await replans.approve(params.id, body, { actor, requestId }));
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/replans/:id/reject',
      summary: 'Turn a proposal down, with a note',
      tag,
      roles: may.editOrApprove,
      params: idParamsSchema,
      body: rejectReplanRequestSchema,
      answer: replanResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return answer(await replans.reject(params.id, body.note, { actor, requestId }));
      },
    }),
  ];
}
