import { z } from 'zod';
import { idParamsSchema, pageQuerySchema } from '../../shared/contracts/common.ts';
import {
  createLineRequestSchema,
  createPlanRequestSchema,
  flightPatchSchema,
  flightRequestSchema,
  flowchartQuerySchema,
  flowchartResponseSchema,
  linePatchSchema,
  planComparisonSchema,
  planListSchema,
  planResponseSchema,
  updatePlanRequestSchema,
  type PlanEdit,
} from '../../shared/contracts/plans.ts';
import type { EditContext } from '../campaigns/campaigns.service.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { PlanReader } from './plan-reader.ts';
import type { StoredPlan } from './plans.model.ts';
import type { PlansService } from './plans.service.ts';

const lineParamsSchema = z.strictObject({ id: z.string().max(100), lineId: z.string().max(100) });
const flightParamsSchema = z.strictObject({ id: z.string().max(100), flightId: z.string().max(100) });
const nothing = z.strictObject({});

/** Plans, lines and flights over HTTP. Each edit answers with the whole plan: its totals and issues change with it. */
export function planEndpoints(plans: PlansService, read: PlanReader): readonly Endpoint[] {
  const tag = 'plans';
  const answer = async (plan: StoredPlan) => ({ body: await read(plan), rev: plan.rev });
  const edit = async (id: string, edits: readonly PlanEdit[], context: EditContext) =>
    answer(await plans.edit(id, { edits: [...edits] }, context));
  const editing = { tag, roles: may.edit, answer: planResponseSchema } as const;
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/plans',
      summary: 'Create a plan',
      ...editing,
      params: idParamsSchema,
      body: createPlanRequestSchema,
      status: 201,
      async handle({ params, body, actor, requestId }) {
        return answer(await plans.create(params.id, body, { actor, requestId }));
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/plans',
      summary: 'The plans of a campaign, without their lines',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: pageQuerySchema,
      answer: planListSchema,
      async handle({ params, query }) {
        const page = await plans.list(params.id, query.cursor, query.limit);
        const items = await Promise.all(page.items.map(read));
        return {
          body: {
            items: items.map(({ lines, issues: _issues, ...plan }) => ({ ...plan, lineCount: lines.length })),
            nextCursor: page.nextCursor,
          },
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/plans/:id',
      summary: 'Read a plan with its totals and issues',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: planResponseSchema,
      async handle({ params }) {
        return answer(await plans.get(params.id));
      },
    }),
    endpoint({
      method: 'patch',
      path: '/api/v1/plans/:id',
      summary: 'Apply a list of edits to a draft, all or none',
      ...editing,
      params: idParamsSchema,
      body: updatePlanRequestSchema,
      ifMatch: true,
      async handle({ params, body, actor, ifMatchRev, requestId }) {
        return answer(await plans.edit(params.id, body, { actor, rev: ifMatchRev, requestId }));
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/plans/:id/lines',
      summary: 'Add a line to a draft',
      ...editing,
      params: idParamsSchema,
      body: createLineRequestSchema,
      status: 201,
      async handle({ params, body, actor, requestId }) {
        return edit(params.id, [{ kind: 'add_line', line: body }], { actor, rev: null, requestId });
      },
    }),
    endpoint({
      method: 'patch',
      path: '/api/v1/plans/:id/lines/:lineId',
      summary: 'Edit a line of a draft',
      ...editing,
      params: lineParamsSchema,
      body: linePatchSchema,
      ifMatch: true,
      async handle({ params, body, actor, ifMatchRev, requestId }) {
        return edit(params.id, [{ kind: 'update_line', lineId: params.lineId, set: body }], {
          actor,
          rev: ifMatchRev,
          requestId,
        });
      },
    }),
    endpoint({
      method: 'delete',
      path: '/api/v1/plans/:id/lines/:lineId',
      summary: 'Remove a line from a draft',
      ...editing,
      params: lineParamsSchema,
      ifMatch: true,
      async handle({ params, actor, ifMatchRev, requestId }) {
        return edit(params.id, [{ kind: 'remove_line', lineId: params.lineId }], { actor, rev: ifMatchRev, requestId });
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/plans/:id/lines/:lineId/flights',
      summary: 'Add a flight to a line',
      ...editing,
      params: lineParamsSchema,
      body: flightRequestSchema,
      status: 201,
      async handle({ params, body, actor, requestId }) {
        return edit(params.id, [{ kind: 'add_flight', lineId: params.lineId, flight: body }], {
          actor,
          rev: null,
          requestId,
        });
      },
    }),
    endpoint({
      method: 'patch',
      path: '/api/v1/plans/:id/flights/:flightId',
      summary: 'Edit a flight of a draft',
      ...editing,
      params: flightParamsSchema,
      body: flightPatchSchema,
      ifMatch: true,
      async handle({ params, body, actor, ifMatchRev, requestId }) {
        return edit(params.id, [{ kind: 'update_flight', flightId: params.flightId, set: body }], {
          actor,
          rev: ifMatchRev,
          requestId,
        });
      },
    }),
    endpoint({
      method: 'delete',
      path: '/api/v1/plans/:id/flights/:flightId',
      summary: 'Remove a flight from a draft',
      ...editing,
      params: flightParamsSchema,
      ifMatch: true,
      async handle({ params, actor, ifMatchRev, requestId }) {
        return edit(params.id, [{ kind: 'remove_flight', flightId: params.flightId }], {
          actor,
          rev: ifMatchRev,
          requestId,
        });
      },
    }),
    ...planSteps(plans, answer),
    endpoint({
      method: 'get',
      path: '/api/v1/plans/:id/flowchart',
      summary: 'The plan by week or month; it foots in both directions',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: flowchartQuerySchema,
      answer: flowchartResponseSchema,
      async handle({ params, query }) {
        return { body: { planId: params.id, ...query, ...(await plans.flowchart(params.id, query)) } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/plans/:id/compare',
      summary: 'What changed since another version',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: z.strictObject({ with: z.string().min(1).max(100).describe('The earlier plan.') }),
      answer: planComparisonSchema,
      async handle({ params, query }) {
        return { body: { planId: params.id, withPlanId: query.with, ...(await plans.compare(params.id, query.with)) } };
      },
    }),
  ];
}

function planSteps(
  plans: PlansService,
  answer: (plan: StoredPlan) => Promise<{ body: unknown; rev: number }>,
): readonly Endpoint[] {
  const steps = [
    { path: 'submit', summary: 'Send a draft to review', roles: may.edit, run: plans.submit, status: 200 },
    {
      path: 'return',
      summary: 'Send a plan in review back to draft',
      roles: may.editOrApprove,
      run: plans.returnToDraft,
      status: 200,
    },
    {
      path: 'approve',
      summary: 'Approve a plan in review; it becomes immutable and hashed',
      roles: may.approve,
      run: plans.approve,
      status: 200,
    },
    {
      path: 'revise',
      summary: 'Make a new draft of an approved plan',
      roles: may.edit,
      run: plans.revise,
      status: 201,
    },
  ];
  return steps.map(({ path, summary, roles, run, status }) =>
    endpoint({
      method: 'post',
      path: `/api/v1/plans/:id/${path}`,
      summary,
      tag: 'plans',
      roles,
      params: idParamsSchema,
      body: nothing,
      answer: planResponseSchema,
      status,
      async handle({ params, actor, requestId }) {
        return answer(await run(params.id, { actor, rev: null, requestId }));
      },
    }),
  );
}
