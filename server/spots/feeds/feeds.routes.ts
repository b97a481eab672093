import { z } from 'zod';
import { idParamsSchema } from '../../../shared/contracts/common.ts';
import {
  createdFeedResponseSchema,
  createFeedRequestSchema,
  feedListSchema,
  feedResponseSchema,
  type FeedResponse,
} from '../../../shared/contracts/traffic.ts';
import { may } from '../../http/actor.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { wireInstantOrNull } from '../../http/wire-instant.ts';
import type { CalendarFeed } from './feeds.model.ts';
import type { FeedsService } from './feeds.service.ts';

function toFeedResponse({ tokenHash: _secret, ...feed }: CalendarFeed): FeedResponse {
  return {
    ...feed,
    createdAt: new Date(feed.createdAt).toISOString(),
    lastReadAt: wireInstantOrNull(feed.lastReadAt),
    revokedAt: wireInstantOrNull(feed.revokedAt),
  };
}

const tag = 'calendar feeds';

/** Calendar feeds over HTTP: made, listed, revoked; read without sign-in by their secret address. */
export function feedEndpoints(feeds: FeedsService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/calendar-feeds',
      summary: 'Make a calendar subscription to the spots of a campaign; the address is shown once',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: createFeedRequestSchema,
      answer: createdFeedResponseSchema,
      status: 201,
      async handle({ params, body, actor, requestId }) {
        const { feed, path } = await feeds.create(params.id, body, { actor, requestId });
        return { body: { ...toFeedResponse(feed), path } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/calendar-feeds',
      summary: 'Calendar subscriptions of a campaign',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: feedListSchema,
      async handle({ params }) {
        return { body: { items: (await feeds.list(params.id)).map(toFeedResponse), nextCursor: null } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/calendar-feeds/:id/revoke',
      summary: 'End a calendar subscription',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: z.strictObject({}),
      answer: feedResponseSchema,
      async handle({ params, actor, requestId }) {
        return { body: toFeedResponse(await feeds.revoke(params.id, { actor, requestId })) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/feeds/:file',
      summary: 'The calendar itself (iCalendar)',
      tag,
      roles: 'public',
      params: z.strictObject({ file: z.string().regex(/^[\w-]{20,60}\.ics$/) }),
      async handle({ params }) {
        const { name, text } = await feeds.read(params.file.slice(0, -'.ics'.length));
        return {
          file: { name: `${name}.ics`, type: 'text/calendar; charset=utf-8', data: text },
          headers: { 'Cache-Control': 'private, no-cache' },
        };
      },
    }),
  ];
}
