import { createSession } from 'better-sse';
import { z } from 'zod';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { Live } from './live.ts';

/** Server-sent events: one `changed` event per announcement, so that screens read again what they show. */
export function liveEndpoints(live: Live): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/live',
      summary: 'Announcements of changes as server-sent events',
      tag: 'live',
      roles: [...may.look, 'platform'],
      query: z.strictObject({ campaignId: z.string().max(100).optional() }),
      async handle({ query, actor, req, res }) {
        const session = await createSession(req, res, { keepAlive: 15_000, retry: 2_000 });
        const unsubscribe = live.subscribe((announcement) => {
          // Ids of campaigns are no business of a platform's.
          if (actor.role === 'platform' && !announcement.kind.startsWith('webhook_')) return;
          if (query.campaignId && announcement.campaignId && announcement.campaignId !== query.campaignId) return;
          if (session.isConnected) session.push(announcement, 'changed');
        });
        session.once('disconnected', unsubscribe);
        return { handled: true };
      },
    }),
  ];
}
