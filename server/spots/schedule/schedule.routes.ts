import { idParamsSchema } from '../../../shared/contracts/common.ts';
import {
  rotateSpotsRequestSchema,
  rotateSpotsResponseSchema,
  scheduleSpotsRequestSchema,
  scheduleSpotsResponseSchema,
} from '../../../shared/contracts/spot-schedule.ts';
import { may } from '../../http/actor.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import type { ScheduleService } from './schedule.service.ts';

const tag = 'spots';

/** Scheduling the spots of the approved plan and rotating their copy, over HTTP. */
export function scheduleEndpoints(schedule: ScheduleService): readonly Endpoint[] {
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
  ];
}
