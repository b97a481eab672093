import { idParamsSchema } from '../../shared/contracts/common.ts';
import {
  pacingQuerySchema,
  pacingResponseSchema,
  pacingSeriesQuerySchema,
  pacingSeriesResponseSchema,
} from '../../shared/contracts/pacing.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { PacingService } from './pacing.service.ts';

const instantOf = (value: string | undefined) => (value === undefined ? undefined : Date.parse(value));

/** Pacing over HTTP: the table and the chart. */
export function pacingEndpoints(pacing: PacingService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/pacing',
      summary: 'Delivery against the plan: campaign, group, line and flight rows',
      tag: 'pacing',
      roles: may.look,
      params: idParamsSchema,
      query: pacingQuerySchema,
      answer: pacingResponseSchema,
      async handle({ params, query }) {
        return { body: await pacing.read(params.id, { ...query, asOf: instantOf(query.asOf) }) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/pacing/series',
      summary: 'Plan curve, delivery and forecast by day, for the chart',
      tag: 'pacing',
      roles: may.look,
      params: idParamsSchema,
      query: pacingSeriesQuerySchema,
      answer: pacingSeriesResponseSchema,
      async handle({ params, query }) {
        return { body: await pacing.series(params.id, { ...query, asOf: instantOf(query.asOf) }) };
      },
    }),
  ];
}
