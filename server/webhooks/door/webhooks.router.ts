import type { IncomingMessage, ServerResponse } from 'node:http';
import { Router } from 'express';
import type { Door } from './door.ts';

/** The door on Express; to be mounted before anything that parses bodies. */
export function webhookRouter(door: Door): Router {
  const router = Router({ caseSensitive: true });
  router.post('/webhooks/:sourceId', (req, res) => door.handle(req, res, req.params.sourceId));
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
