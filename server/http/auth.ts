import MongoStore from 'connect-mongo';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import type { Connection } from 'mongoose';
import { scopesAllow } from '../../shared/contracts/key-scopes.ts';
import type { KeysService } from '../people/keys.service.ts';
import type { PeopleService } from '../people/people.service.ts';
import { refuse } from '../refusal.ts';
import type { Actor } from './actor.ts';
import type { Endpoint } from './endpoint.ts';

declare module 'express-session' {
  interface SessionData {
    personId: string;
  }
}

const TWELVE_HOURS_S = 12 * 60 * 60;

/** Cookie sessions kept in the database, so that every process knows them. */
export function createSessions(connection: Connection, secret: string, isSecure: boolean): RequestHandler {
  return session({
    name: 'flightboard',
    secret,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { httpOnly: true, sameSite: 'lax', secure: isSecure ? 'auto' : false, maxAge: TWELVE_HOURS_S * 1_000 },
    store: MongoStore.create({
      client: connection.getClient() as never,
      dbName: connection.name,
      collectionName: 'sessions',
      ttl: TWELVE_HOURS_S,
      touchAfter: 300,
      stringify: false,
    }),
  });
}

/** Finds who sends a request: `Authorization: Bearer KEY` first, else the session cookie. */
export function createWhoAsks({ keys, people }: { keys: KeysService; people: PeopleService }) {
  return async (req: Request): Promise<Actor | null> => {
    const header = req.get('authorization');
    if (header !== undefined) {
      const match = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(header);
      return match?.[1] ? keys.actorOf(match[1]) : null;
    }
    const personId = req.session?.personId;
    return personId ? people.actorOf(personId) : null;
  };
}

/** Lets a request through only for the roles an endpoint names. A cookie may change something only from our own pages. */
export function createAuthenticate(whoAsks: (req: Request) => Promise<Actor | null>) {
  return async (req: Request, { roles, tag, method }: Pick<Endpoint, 'roles' | 'tag' | 'method'>): Promise<Actor> => {
    if (roles === 'public') {
      refuseForeignPage(req);
      return { kind: 'system', id: 'nobody', name: 'nobody', role: 'viewer' };
    }
    const actor = await whoAsks(req);
    if (!actor)
      throw refuse(
        'unauthorized',
        'not_signed_in',
        'Send Authorization: Bearer KEY, or sign in. Make a key with `npm run -s flightboard -- keys create`.',
      );
    if (actor.kind === 'person') refuseForeignPage(req);
    if (!roles.includes(actor.role)) {
      throw refuse(
        'forbidden',
        'role_not_allowed',
        `${actor.name} is ${actor.role}; this needs ${roles.join(' or ')}.`,
      );
    }
    if (actor.scopes && !scopesAllow(actor.scopes, { tag, isRead: method === 'get' })) {
      throw refuse(
        'forbidden',
        'scope_not_allowed',
        `The key ${actor.name} has the scopes ${actor.scopes.join(', ')}; this call (${tag}) is none of them. Make a key with a wider scope.`,
      );
    }
    return actor;
  };
}

/** Cross-site request forgery: browsers say where a request comes from; anything but our own origin may not write. */
function refuseForeignPage(req: Request): void {
  if (req.method === 'GET' || req.method === 'HEAD') return;
  const site = req.get('sec-fetch-site');
  const origin = req.get('origin');
  const isForeign =
    site !== undefined
      ? site !== 'same-origin' && site !== 'none'
      : origin !== undefined && !isOwnOrigin(origin, req.get('host'));
  if (isForeign)
    throw refuse(
      'forbidden',
      'foreign_origin',
      'A page of another site sent this; changes are taken from our own pages only.',
    );
}

function isOwnOrigin(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
