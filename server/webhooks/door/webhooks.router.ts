import type { IncomingMessage, ServerResponse } from 'node:http';
import { Router } from 'express';
import { errorIssue } from '../../../shared/domain/issue.ts';
import { problem } from './door-answers.ts';
import { send } from './door-http.ts';
import type { Door } from './door.ts';

/** The door on Express; to be mounted before anything that parses bodies. */
export function webhookRouter(door: Door): Router {
  const router = Router({ caseSensitive: true });
  router.post('/webhooks/:sourceId', (req, res) => door.handle(req, res, req.params.sourceId));
  router.all('/webhooks/:sourceId', (req, res) => {
    const message = `${req.method} says nothing here: reports are sent by POST, signed as the source's page shows.`;
    const requestId = String((req as { id?: unknown }).id ?? '');
    const answer = problem({ kind: 'invalid', status: 405, requestId, issues: [errorIssue('method', message)] });
    send(req, res, { ...answer, headers: { ...answer.headers, allow: 'POST' } }, requestId);
  });
  return router;
}

const ADDRESS = /^\/webhooks\/([\w-]{1,100})(?:\?|$)/;

/** The door in front of Express on the same server: posts to it skip the middlewares, all else goes on. */
export function frontDoor(door: Door, next: (req: IncomingMessage, res: ServerResponse) => void) {
  return (req: IncomingMessage, res: ServerResponse): void => {
    const sourceId = req.method === 'POST' ? ADDRESS.exec(req.url ?? '')?.[1] : undefined;
    if (sourceId === undefined) next(req, res);
    else void door.handle(req, res, sourceId);
  };
}
