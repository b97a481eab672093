import type { z } from 'zod';
import { idParamsSchema } from '../../../shared/contracts/common.ts';
import {
  addEvidenceRequestSchema,
  answerDisputeRequestSchema,
  creditsResponseSchema,
  discrepancyListSchema,
  discrepancyQuerySchema,
  disputeListSchema,
  disputeResponseSchema,
  openDisputeRequestSchema,
  settleDisputeRequestSchema,
  type DisputeResponse,
} from '../../../shared/contracts/disputes.ts';
import { may } from '../../http/actor.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import type { StoredDispute } from './disputes.model.ts';
import type { DisputesService } from './disputes.service.ts';

const tag = 'reconciliation';

function toResponse(dispute: StoredDispute): DisputeResponse {
  return {
    ...dispute,
    evidence: [...dispute.evidence],
    history: dispute.history.map((event) => ({ ...event, at: new Date(event.at).toISOString() })),
    createdAt: new Date(dispute.createdAt).toISOString(),
  };
}
const answer = (dispute: StoredDispute) => ({ body: toResponse(dispute), rev: dispute.rev });

/** Discrepancies, disputes and credits over HTTP. */
export function disputeEndpoints(disputes: DisputesService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/discrepancies',
      summary: 'Where order, as-run, invoice and posting differ, beyond a tolerance',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: discrepancyQuerySchema,
      answer: discrepancyListSchema,
      async handle({ params, query }) {
        return { body: await disputes.discrepancies(params.id, query.toleranceCents) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/credits',
      summary: 'Money stations owe: agreed, claimed, and not yet claimed',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: creditsResponseSchema,
      async handle({ params }) {
        return { body: await disputes.credits(params.id) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/disputes',
      summary: 'Disputes with stations, newest first',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: disputeListSchema,
      async handle({ params }) {
        return { body: { items: (await disputes.list(params.id)).map(toResponse), nextCursor: null } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/disputes',
      summary: 'Open a dispute on a discrepancy, with a note and evidence',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: openDisputeRequestSchema,
      answer: disputeResponseSchema,
      status: 201,
      async handle({ params, body, actor, requestId }) {
        return answer(await disputes.open(params.id, body, { actor, requestId }));
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/disputes/:id',
      summary: 'Read a dispute',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: disputeResponseSchema,
      async handle({ params }) {
        return answer(await disputes.get(params.id));
      },
    }),
    step(disputes, 'evidence', 'Add evidence to a dispute', addEvidenceRequestSchema, (body) => ({
      action: 'evidence',
      ...body,
    })),
    step(disputes, 'answer', 'Note what the station answers', answerDisputeRequestSchema, (body) => ({
      action: 'answered',
      ...body,
    })),
    step(disputes, 'settle', 'Settle a dispute, with the credit agreed', settleDisputeRequestSchema, (body) => ({
      action: 'settled',
      ...body,
    })),
    step(disputes, 'reopen', 'Reopen a dispute', answerDisputeRequestSchema, (body) => ({
      action: 'reopened',
      ...body,
    })),
  ];
}

type StepRequest = Parameters<DisputesService['step']>[1];

function step<Body extends z.ZodType>(
  disputes: DisputesService,
  name: string,
  summary: string,
  body: Body,
  toStep: (body: z.infer<Body>) => StepRequest,
): Endpoint {
  return endpoint({
    method: 'post',
    path: `/api/v1/disputes/:id/${name}`,
    summary,
    tag,
    roles: may.edit,
    params: idParamsSchema,
    body,
    answer: disputeResponseSchema,
    ifMatch: true,
    async handle({ params, body: sent, actor, ifMatchRev, requestId }) {
      return answer(
        await disputes.step(params.id, toStep(sent as z.infer<Body>), { actor, rev: ifMatchRev, requestId }),
      );
    },
  });
}
