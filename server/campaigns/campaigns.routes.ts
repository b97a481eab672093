import { z } from 'zod';
import {
  campaignListQuerySchema,
  campaignListSchema,
  campaignResponseSchema,
  createCampaignRequestSchema,
  updateCampaignRequestSchema,
  type CampaignResponse,
} from '../../shared/contracts/campaigns.ts';
import { idParamsSchema } from '../../shared/contracts/common.ts';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { peopleOfCampaign } from '../../shared/domain/market-people.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { StoredCampaign } from './campaigns.model.ts';
import type { CampaignsService } from './campaigns.service.ts';

/** A campaign as the wire shows it. */
export function toCampaignResponse(campaign: StoredCampaign): CampaignResponse {
  const {
    id,
    name,
    advertiser,
    market,
    timeZone,
    budgetCents,
    commissionBasisPoints,
    startDay,
    endDay,
    goal,
    status,
    rev,
  } = campaign;
  const { people, basis } = peopleOfCampaign(campaign);
  return {
    id,
    name,
    advertiser,
    market,
    timeZone,
    currency: 'USD',
    budgetCents,
    commissionBasisPoints,
    startDay,
    endDay,
    lastDay: addDays(endDay, -1),
    goal,
    peopleInMarket: people,
    peopleBasis: basis,
    status,
    rev,
    approvedPlanId: campaign.approvedPlanId,
    latestPlanId: campaign.latestPlanId,
    createdAt: new Date(campaign.createdAt).toISOString(),
    updatedAt: new Date(campaign.updatedAt).toISOString(),
  };
}

const answer = (campaign: StoredCampaign) => ({ body: toCampaignResponse(campaign), rev: campaign.rev });

/** Campaigns over HTTP. */
export function campaignEndpoints(campaigns: CampaignsService): readonly Endpoint[] {
  const tag = 'campaigns';
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns',
      summary: 'Create a campaign',
      tag,
      roles: may.edit,
      body: createCampaignRequestSchema,
      answer: campaignResponseSchema,
      status: 201,
      async handle({ body, actor, requestId }) {
        return answer(await campaigns.create(body, { actor, requestId }));
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns',
      summary: 'List campaigns',
      tag,
      roles: may.look,
      query: campaignListQuerySchema,
      answer: campaignListSchema,
      async handle({ query }) {
        const { limit, cursor, ...filter } = query;
        const page = await campaigns.list(filter, cursor, limit);
        return { body: { items: page.items.map(toCampaignResponse), nextCursor: page.nextCursor } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id',
      summary: 'Read a campaign',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: campaignResponseSchema,
      async handle({ params }) {
        return answer(await campaigns.get(params.id));
      },
    }),
    endpoint({
      method: 'patch',
      path: '/api/v1/campaigns/:id',
      summary: 'Edit a campaign',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: updateCampaignRequestSchema,
      answer: campaignResponseSchema,
      ifMatch: true,
      async handle({ params, body, actor, ifMatchRev, requestId }) {
        return answer(await campaigns.update(params.id, body, { actor, rev: ifMatchRev, requestId }));
      },
    }),
    ...(['pause', 'resume', 'complete', 'cancel'] as const).map((action) =>
      endpoint({
        method: 'post',
        path: `/api/v1/campaigns/:id/${action}`,
        summary: `${action[0]?.toUpperCase()}${action.slice(1)} a campaign`,
        tag,
        roles: may.editOrApprove,
        params: idParamsSchema,
        body: z.strictObject({}),
        answer: campaignResponseSchema,
        async handle({ params, actor, requestId }) {
          return answer(await campaigns.transition(params.id, action, { actor, rev: null, requestId }));
        },
      }),
    ),
  ];
}
