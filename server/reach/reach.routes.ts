import { idParamsSchema } from '../../shared/contracts/common.ts';
import {
  measuredFlowchartQuerySchema,
  measuredFlowchartResponseSchema,
  scheduleReachQuerySchema,
  scheduleReachResponseSchema,
} from '../../shared/contracts/reach.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { ReachService } from './reach.service.ts';

/** Reach of plans and campaigns over HTTP, and the flowchart in other measures than money. */
export function scheduleReachEndpoints(reach: ReachService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/plans/:id/reach',
      summary: 'Rating points, reach and frequency that a plan buys, model named',
      tag: 'plans',
      roles: may.look,
      params: idParamsSchema,
      query: scheduleReachQuerySchema,
      answer: scheduleReachResponseSchema,
      async handle({ params, query }) {
        return { body: await reach.planned(params.id, query) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/reach',
      summary: 'Rating points, reach and frequency aired so far, model named',
      tag: 'pacing',
      roles: may.look,
      params: idParamsSchema,
      query: scheduleReachQuerySchema,
      answer: scheduleReachResponseSchema,
      async handle({ params, query }) {
        return { body: await reach.aired(params.id, query) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/plans/:id/flowchart/measured',
      summary: 'The plan by week or month in rating points, impressions or spots; it foots in both directions',
      tag: 'plans',
      roles: may.look,
      params: idParamsSchema,
      query: measuredFlowchartQuerySchema,
      answer: measuredFlowchartResponseSchema,
      async handle({ params, query }) {
        const { chart, measured, people } = await reach.measured(params.id, query);
        const { calendar, by } = query;
        const { measure, columnTotals, total, notes } = measured;
        const rows = chart.rows.map(({ kind, key, label }, index) => ({
          ...{ kind, key, label },
          cells: measured.rows[index]?.cells ?? [],
          total: measured.rows[index]?.total ?? 0,
        }));
        return {
          body: {
            planId: params.id,
            calendar,
            by,
            measure,
            people,
            columns: chart.columns,
            rows,
            columnTotals,
            total,
            notes,
          },
        };
      },
    }),
  ];
}
