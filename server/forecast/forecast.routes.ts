import { idParamsSchema } from '../../shared/contracts/common.ts';
import {
  planCurvesQuerySchema,
  planCurvesResponseSchema,
  type PlanCurvesResponse,
} from '../../shared/contracts/forecast.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { CurvesService, PlanForecast } from './curves.service.ts';

/** Learned response curves over HTTP. */
export function forecastEndpoints(curves: CurvesService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/plans/:id/curves',
      summary: 'Response curves of a plan’s lines, learned from what was delivered, with how sure they are',
      tag: 'plans',
      roles: may.look,
      params: idParamsSchema,
      query: planCurvesQuerySchema,
      answer: planCurvesResponseSchema,
      async handle({ params, query }) {
        const forecast = await curves.read(params.id, {
          unit: query.unit,
          people: query.people,
          isEstimating: query.estimate === undefined ? undefined : query.estimate === 'true',
          asOf: query.asOf === undefined ? undefined : Date.parse(query.asOf),
        });
        return { body: toResponse(forecast) };
      },
    }),
  ];
}

function toResponse({
  plan,
  campaign,
  unit,
  market,
  isEstimating,
  dataThrough,
  curves,
}: PlanForecast): PlanCurvesResponse {
  return {
    planId: plan.id,
    campaignId: campaign.id,
    unit,
    people: market.people,
    peopleBasis: market.basis,
    isEstimating,
    dataThrough,
    lines: curves.lines.map(({ facts, ...line }) => ({
      ...line,
      facts: { ...facts, setAside: [...facts.setAside] },
    })),
    without: [...curves.without],
  };
}
