import type { Request } from 'express';
import { z } from 'zod';
import { idParamsSchema, pageOf } from '../../shared/contracts/common.ts';
import {
  createKeyRequestSchema,
  createPersonRequestSchema,
  createdKeyResponseSchema,
  keyResponseSchema,
  personResponseSchema,
  sessionResponseSchema,
  signInRequestSchema,
  type KeyResponse,
  type PersonResponse,
  type SessionResponse,
} from '../../shared/contracts/people.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import { may, type Actor } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { wireInstantOrNull } from '../http/wire-instant.ts';
import type { ApiKey } from './keys.model.ts';
import type { KeysService } from './keys.service.ts';
import type { Person } from './people.model.ts';
import type { PeopleService } from './people.service.ts';

type SampleAccounts = SessionResponse['sampleAccounts'];

function toPersonResponse(person: Person): PersonResponse {
  const { id, email, name, role } = person;
  return {
    id,
    email,
    name,
    role,
    createdAt: new Date(person.createdAt).toISOString(),
    lastSignInAt: wireInstantOrNull(person.lastSignInAt),
  };
}

function toKeyResponse(key: ApiKey): KeyResponse {
  const { id, name, role, scopes, start } = key;
  return {
    id,
    name,
    role,
    scopes: scopes && [...scopes],
    start,
    createdAt: new Date(key.createdAt).toISOString(),
    lastUsedAt: wireInstantOrNull(key.lastUsedAt),
    revokedAt: wireInstantOrNull(key.revokedAt),
  };
}

const shownActor = ({ kind, id, name, role }: Actor) => ({ kind, id, name, role });
const renewSession = (req: Request) =>
  new Promise<void>((resolve, reject) =>
    req.session.regenerate((error: unknown) => (error ? reject(error as Error) : resolve())),
  );
const endSession = (req: Request) =>
  new Promise<void>((resolve, reject) =>
    req.session.destroy((error: unknown) => (error ? reject(error as Error) : resolve())),
  );

/** Sign-in, people and keys. */
export function peopleEndpoints(input: {
  people: PeopleService;
  keys: KeysService;
  audit: RecordAudit;
  /** The sample's accounts, only where the server listens on loopback alone. */
  sampleAccounts: () => SampleAccounts;
  whoAsks: (req: Request) => Promise<Actor | null>;
}): readonly Endpoint[] {
  const { people, keys, audit } = input;
  const tag = 'people';
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/session',
      summary: 'Who is signed in',
      tag,
      roles: 'public',
      answer: sessionResponseSchema,
      async handle({ req }) {
        const actor = await input.whoAsks(req);
        return {
          body: { actor: actor && shownActor(actor), sampleAccounts: actor ? [] : input.sampleAccounts() },
          headers: { 'Cache-Control': 'no-store' },
        };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/session',
      summary: 'Sign in',
      tag,
      roles: 'public',
      body: signInRequestSchema,
      answer: sessionResponseSchema,
      async handle({ body, req, requestId }) {
        const person = await people.signIn(body.email, body.password);
        await renewSession(req);
        req.session.personId = person.id;
        const actor: Actor = { kind: 'person', id: person.id, name: person.name, role: person.role };
        await audit({ actor, action: 'signed_in', noun: 'person', targetId: person.id, requestId });
        return { body: { actor, sampleAccounts: [] } };
      },
    }),
    endpoint({
      method: 'delete',
      path: '/api/v1/session',
      summary: 'Sign out',
      tag,
      roles: 'public',
      async handle({ req }) {
        await endSession(req);
        return {};
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/people',
      summary: 'Everybody with an account',
      tag,
      roles: may.administer,
      answer: pageOf(personResponseSchema),
      async handle() {
        return { body: { items: (await people.list()).map(toPersonResponse), nextCursor: null } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/people',
      summary: 'Add a person',
      tag,
      roles: may.administer,
      body: createPersonRequestSchema,
      answer: personResponseSchema,
      status: 201,
      async handle({ body, actor, requestId }) {
        const person = await people.create(body);
        await audit({ actor, action: 'created', noun: 'person', targetId: person.id, requestId });
        return { body: toPersonResponse(person) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/keys',
      summary: 'API keys, without the keys themselves',
      tag,
      roles: may.administer,
      answer: pageOf(keyResponseSchema),
      async handle() {
        return { body: { items: (await keys.list()).map(toKeyResponse), nextCursor: null } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/keys',
      summary: 'Make an API key; the key is shown once',
      tag,
      roles: may.administer,
      body: createKeyRequestSchema,
      answer: createdKeyResponseSchema,
      status: 201,
      async handle({ body, actor, requestId }) {
        const { key, record } = await keys.create(body);
        await audit({ actor, action: 'created', noun: 'key', targetId: record.id, requestId });
        return { body: { ...toKeyResponse(record), key } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/keys/:id/revoke',
      summary: 'Revoke an API key',
      tag,
      roles: may.administer,
      params: idParamsSchema,
      body: z.strictObject({}),
      answer: keyResponseSchema,
      async handle({ params, actor, requestId }) {
        const key = await keys.revoke(params.id);
        await audit({ actor, action: 'revoked', noun: 'key', targetId: key.id, requestId });
        return { body: toKeyResponse(key) };
      },
    }),
  ];
}
