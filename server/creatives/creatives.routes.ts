import { idParamsSchema } from '../../shared/contracts/common.ts';
import {
  approvalRequestSchema,
  copyOutlookQuerySchema,
  copyOutlookSchema,
  createCreativeRequestSchema,
  creativeListQuerySchema,
  creativeListSchema,
  creativeResponseSchema,
  creativeRulesSchema,
  rotationSharesSchema,
  rotationWeightsRequestSchema,
  updateCreativeRequestSchema,
} from '../../shared/contracts/creatives.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { creativeAnswer, toCreativeResponse } from './creative-response.ts';
import type { CreativesService } from './creatives.service.ts';
import { releaseEndpoints } from './releases/releases.routes.ts';

const tag = 'creatives';

/** Creatives over HTTP. */
export function creativeEndpoints(creatives: CreativesService): readonly Endpoint[] {
  return [
    ...creativeCalls(creatives),
    ...approvalCalls(creatives),
    ...releaseEndpoints(creatives),
    ...rotationCalls(creatives),
  ];
}

function creativeCalls(creatives: CreativesService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/creatives',
      summary: 'Add a creative to a campaign',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: createCreativeRequestSchema,
      answer: creativeResponseSchema,
      status: 201,
      async handle({ params, body, actor, requestId }) {
        return creativeAnswer(await creatives.create(params.id, body, { actor, requestId }));
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/creatives',
      summary: 'List the creatives of a campaign',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: creativeListQuerySchema,
      answer: creativeListSchema,
      async handle({ params, query }) {
        const { limit, cursor, ...filter } = query;
        const page = await creatives.page(params.id, filter, { limit, ...(cursor === undefined ? {} : { cursor }) });
        return { body: { items: page.items.map(toCreativeResponse), nextCursor: page.nextCursor } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/creatives/:id',
      summary: 'Read a creative',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: creativeResponseSchema,
      async handle({ params }) {
        return creativeAnswer(await creatives.view(params.id));
      },
    }),
    endpoint({
      method: 'patch',
      path: '/api/v1/creatives/:id',
      summary: 'Edit a creative; a change of what airs takes its approval back',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: updateCreativeRequestSchema,
      answer: creativeResponseSchema,
      ifMatch: true,
      async handle({ params, body, actor, ifMatchRev, requestId }) {
        return creativeAnswer(await creatives.update(params.id, body, { actor, rev: ifMatchRev, requestId }));
      },
    }),
  ];
}

function approvalCalls(creatives: CreativesService): readonly Endpoint[] {
  const steps = [
    ['submit', 'Ask for approval of a creative', may.edit],
    ['approve', 'Approve a creative', may.approve],
    ['reject', 'Reject a creative', may.approve],
  ] as const;
  return steps.map(([step, summary, roles]) =>
    endpoint({
      method: 'post',
      path: `/api/v1/creatives/:id/${step}`,
      summary,
      tag,
      roles,
      params: idParamsSchema,
      body: approvalRequestSchema,
      answer: creativeResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return creativeAnswer(
          await creatives.step(params.id, step, body.note ?? null, { actor, rev: null, requestId }),
        );
      },
    }),
  );
}

function rotationCalls(creatives: CreativesService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/rotation-weights',
      summary: 'Shares of the rotation by length; each length adds up to 100 %',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: rotationSharesSchema,
      async handle({ params }) {
        return { body: await creatives.shares(params.id) };
      },
    }),
    endpoint({
      method: 'put',
      path: '/api/v1/campaigns/:id/rotation-weights',
      summary: 'Set the rotation weights of several creatives at once',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: rotationWeightsRequestSchema,
      answer: rotationSharesSchema,
      async handle({ params, body, actor, requestId }) {
        await creatives.setWeights(params.id, body.weights, { actor, requestId });
        return { body: await creatives.shares(params.id) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/creative-rules',
      summary: 'Which disclaimer the creatives of a campaign must carry',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: creativeRulesSchema,
      async handle({ params }) {
        return { body: await creatives.rules(params.id) };
      },
    }),
    endpoint({
      method: 'put',
      path: '/api/v1/campaigns/:id/creative-rules',
      summary: 'Set the disclaimer rule of a campaign; null checks for none',
      tag,
      roles: may.editOrApprove,
      params: idParamsSchema,
      body: creativeRulesSchema,
      answer: creativeRulesSchema,
      async handle({ params, body, actor, requestId }) {
        return { body: await creatives.setRules(params.id, body, { actor, requestId }) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/copy-outlook',
      summary: 'What would leave a spot without copy in the days ahead',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: copyOutlookQuerySchema,
      answer: copyOutlookSchema,
      async handle({ params, query }) {
        return { body: await creatives.outlook(params.id, query.days) };
      },
    }),
  ];
}
