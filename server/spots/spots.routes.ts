import { idParamsSchema } from '../../shared/contracts/common.ts';
import {
  spotGridQuerySchema,
  spotGridSchema,
  spotListQuerySchema,
  spotListSchema,
  spotResponseSchema,
  spotStatusSchema,
} from '../../shared/contracts/spots.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { refuse } from '../refusal.ts';
import { spotEditEndpoints } from './edit/edit.routes.ts';
import { scheduleEndpoints } from './schedule/schedule.routes.ts';
import type { ScheduleService } from './schedule/schedule.service.ts';
import type { SpotFilter } from './spot-filter.ts';
import type { SpotGridReader } from './spot-grid.ts';
import { spotAnswer, toSpotResponse } from './spot-view.ts';
import type { SpotsService } from './spots.service.ts';
import { spotStepEndpoints } from './steps/steps.routes.ts';

export type SpotEndpointsInput = Readonly<{ spots: SpotsService; schedule: ScheduleService; readGrid: SpotGridReader }>;
const tag = 'spots';

/** Spots over HTTP: schedule, list, grid, and each step of a spot's life. */
export function spotEndpoints(input: SpotEndpointsInput): readonly Endpoint[] {
  return [
    ...scheduleEndpoints(input.schedule),
    ...listCalls(input),
    ...spotStepEndpoints(input.spots),
    ...spotEditEndpoints(input.spots),
  ];
}

function listCalls({ spots, readGrid }: SpotEndpointsInput): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/spots',
      summary: 'Spots of a campaign in the order they air',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: spotListQuerySchema,
      answer: spotListSchema,
      async handle({ params, query }) {
        const { limit, cursor, status, after, before, ...filter } = query;
        const page = await spots.page(
          params.id,
          { ...filter, ...spanOf(after, before), statuses: statusesOf(status) },
          { limit, ...(cursor === undefined ? {} : { cursor }) },
        );
        const names = await spots.names(params.id);
        return { body: { items: page.items.map((spot) => toSpotResponse(spot, names)), nextCursor: page.nextCursor } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/spots/grid',
      summary: 'Spots counted by station and daypart, day by day',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: spotGridQuerySchema,
      answer: spotGridSchema,
      async handle({ params, query }) {
        return { body: await readGrid(params.id, query) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/spots/:id',
      summary: 'Read a spot with its life and the history of its jobs',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: spotResponseSchema,
      async handle({ params }) {
        return spotAnswer(spots, await spots.get(params.id));
      },
    }),
  ];
}

function statusesOf(text: string | undefined): SpotFilter['statuses'] {
  if (text === undefined) return undefined;
  return text.split(',').map((status) => {
    const parsed = spotStatusSchema.safeParse(status.trim());
    if (parsed.success) return parsed.data;
    throw refuse(
      'invalid',
      'unknown_status',
      `${status} is not a status of a spot; use ${spotStatusSchema.options.join(', ')}.`,
      'query.status',
    );
  });
}

function spanOf(after: string | undefined, before: string | undefined) {
  return {
    ...(after === undefined ? {} : { after: Date.parse(after) }),
    ...(before === undefined ? {} : { before: Date.parse(before) }),
  };
}
