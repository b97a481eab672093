import { broadcastCalendarQuerySchema, broadcastCalendarResponseSchema } from '../../shared/contracts/calendar.ts';
import { broadcastWeek } from '../../shared/domain/calendar/broadcast-week.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';

/** The broadcast calendar over HTTP. */
export function calendarEndpoints(): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/calendar/broadcast',
      summary: 'The broadcast week, month, quarter and year of a day',
      tag: 'calendar',
      roles: [...may.look, 'platform'],
      query: broadcastCalendarQuerySchema,
      answer: broadcastCalendarResponseSchema,
      async handle({ query }) {
        return { body: broadcastWeek(query.day) };
      },
    }),
  ];
}
