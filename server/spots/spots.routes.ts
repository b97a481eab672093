import { idParamsSchema } from '../../shared/contracts/common.ts';
import {
  addSpotRequestSchema,
  asAiredRequestSchema,
  assignCreativeRequestSchema,
  bulkSpotsRequestSchema,
  bulkSpotsResponseSchema,
  creditRequestSchema,
  fillSpotsRequestSchema,
  fillSpotsResponseSchema,
  moveCheckQuerySchema,
  moveCheckSchema,
  moveSpotRequestSchema,
  rotateSpotsRequestSchema,
  rotateSpotsResponseSchema,
  scheduleSpotsRequestSchema,
  scheduleSpotsResponseSchema,
  spotGridQuerySchema,
  spotGridSchema,
  spotListQuerySchema,
  spotListSchema,
  spotReasonRequestSchema,
  spotResponseSchema,
  spotStatusSchema,
  spotStepRequestSchema,
} from '../../shared/contracts/spots.ts';
import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { refuse } from '../refusal.ts';
import type { SpotGridReader } from './spot-grid.ts';
import { toSpotResponse } from './spot-view.ts';
import type { ScheduleService } from './schedule/schedule.service.ts';
import type { SpotFilter } from './spots.model.ts';
import type { SpotsService } from './spots.service.ts';

export type SpotEndpointsInput = Readonly<{ spots: SpotsService; schedule: ScheduleService; readGrid: SpotGridReader }>;
const tag = 'spots';

/** Spots over HTTP: schedule, list, grid, and each step of a spot's life. */
export function spotEndpoints(input: SpotEndpointsInput): readonly Endpoint[] {
  return [...scheduleCalls(input), ...listCalls(input), ...stepCalls(input.spots), ...editCalls(input.spots)];
}

/** A spot as an answer, with its creative's name and its revision as ETag. */
export async function spotAnswer(spots: SpotsService, spot: SpotRecord) {
  return { body: toSpotResponse(spot, await spots.names(spot.campaignId)), rev: spot.rev };
}

function scheduleCalls({ spots, schedule }: SpotEndpointsInput): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/spots/schedule',
      summary: 'Schedule the spots of the approved plan; again with nothing changed it changes nothing',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: scheduleSpotsRequestSchema,
      answer: scheduleSpotsResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return { body: await schedule.schedule(params.id, body, { actor, requestId }) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/spots/rotate',
      summary: 'Rotate the copy of coming spots anew',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: rotateSpotsRequestSchema,
      answer: rotateSpotsResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return { body: await schedule.rotate(params.id, body, { actor, requestId }) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/spots',
      summary: 'Add one spot by hand in a flight of the approved plan',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: addSpotRequestSchema,
      answer: spotResponseSchema,
      status: 201,
      async handle({ params, body, actor, requestId }) {
        return spotAnswer(spots, await spots.add(params.id, body, { actor, requestId }));
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/spots/fill',
      summary: 'Add one spot to each of these cells of the grid, or tell what stands against it',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: fillSpotsRequestSchema,
      answer: fillSpotsResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return { body: await spots.fill(params.id, body, { actor, requestId }) };
      },
    }),
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

const PLAIN_STEPS = [
  ['order', 'Note a spot as ordered from the station'],
  ['decline', 'Take an ordered spot back to planned: the station declined'],
  ['confirm', 'Note that the station confirmed a spot'],
  ['traffic', 'Note that the station has the instructions of a spot'],
  ['reinstate', 'The station puts a pre-empted spot back'],
  ['cancel', 'Cancel a spot'],
  ['miss', 'Note that a spot did not air'],
] as const;

function stepCalls(spots: SpotsService): readonly Endpoint[] {
  const plain = PLAIN_STEPS.map(([step, summary]) =>
    endpoint({
      method: 'post',
      path: `/api/v1/spots/:id/${step}`,
      summary,
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: spotStepRequestSchema,
      answer: spotResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return spotAnswer(spots, await spots.step(params.id, step, body.note, { actor, rev: null, requestId }));
      },
    }),
  );
  return [
    ...plain,
    endpoint({
      method: 'post',
      path: '/api/v1/spots/:id/preempt',
      summary: 'The station drops a confirmed spot',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: spotReasonRequestSchema,
      answer: spotResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return spotAnswer(spots, await spots.step(params.id, 'preempt', body.reason, { actor, rev: null, requestId }));
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/spots/:id/credit',
      summary: 'Take money back for a dropped spot',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: creditRequestSchema,
      answer: spotResponseSchema,
      async handle({ params, body, actor, requestId }) {
        const fields = { reason: body.reason, basisPoints: body.basisPoints ?? 10_000 };
        return spotAnswer(spots, await spots.credit(params.id, fields, { actor, rev: null, requestId }));
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/spots/:id/as-aired',
      summary: 'Note that a spot aired, by hand',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: asAiredRequestSchema,
      answer: spotResponseSchema,
      async handle({ params, body, actor, requestId }) {
        const fields = {
          note: body.note,
          ...(body.airedAt === undefined ? {} : { airedAt: Date.parse(body.airedAt) }),
        };
        return spotAnswer(spots, await spots.asAired(params.id, fields, { actor, rev: null, requestId }));
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/spots/bulk',
      summary: 'Take one step with many spots; each is taken or refused by itself',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: bulkSpotsRequestSchema,
      answer: bulkSpotsResponseSchema,
      async handle({ params, body, actor, requestId }) {
        const { changed, refused } = await spots.bulk(params.id, body, { actor, requestId });
        return { body: { changed: changed.map(({ id, status, rev }) => ({ id, status, rev })), refused } };
      },
    }),
  ];
}

function editCalls(spots: SpotsService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/spots/:id/move',
      summary: 'Move a spot to another time of its daypart',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: moveSpotRequestSchema,
      answer: spotResponseSchema,
      ifMatch: true,
      async handle({ params, body, actor, ifMatchRev, requestId }) {
        return spotAnswer(spots, await spots.move(params.id, body, { actor, rev: ifMatchRev, requestId }));
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/spots/:id/move-check',
      summary: 'What would stand against moving a spot there; nothing is changed',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: moveCheckQuerySchema,
      answer: moveCheckSchema,
      async handle({ params, query }) {
        return { body: { issues: [...(await spots.checkMove(params.id, query))] } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/spots/:id/creative',
      summary: 'Give a spot other copy, or none',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: assignCreativeRequestSchema,
      answer: spotResponseSchema,
      ifMatch: true,
      async handle({ params, body, actor, ifMatchRev, requestId }) {
        return spotAnswer(spots, await spots.assign(params.id, body.creativeId, { actor, rev: ifMatchRev, requestId }));
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
