import { expect } from 'chai';
import { KEY_AREAS } from '../../shared/contracts/key-scopes.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { campaignRequest } from '../support/campaign-fixtures.ts';

describe('the door of the API', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  it('answers health, metrics, docs and the OpenAPI document without a key', async () => {
    expect((await app.agent.get('/livez')).status).to.equal(200);
    expect((await app.agent.get('/readyz')).status).to.equal(200);
    expect((await app.agent.get('/metrics')).text).to.contain('flightboard_http_request_seconds');
    expect((await app.agent.get('/docs')).text).to.contain('swagger-ui');
    const document = (await app.agent.get('/openapi.json')).body;
    expect(document.openapi).to.equal('3.1.0');
    expect(document.paths).to.include.keys(
      '/api/v1/campaigns',
      '/api/v1/plans/{id}/flowchart',
      '/api/v1/calculations/allocation',
    );
  });

  it('asks for a key, says how to get one, and refuses an unknown one', async () => {
    const none = await app.agent.get('/api/v1/campaigns');
    expect([none.status, none.headers['www-authenticate']]).to.deep.equal([401, 'Bearer realm="flightboard"']);
    expect(none.body.detail).to.contain('keys create');
    expect((await app.agent.get('/api/v1/campaigns').set('Authorization', 'Bearer fb_nonsense')).status).to.equal(401);
  });

  it('lets a viewer look but not create, and a buyer not approve', async () => {
    expect((await app.agent.post('/api/v1/campaigns').set(app.as('viewer')).send(campaignRequest)).status).to.equal(
      403,
    );
    expect((await app.agent.post('/api/v1/plans/pln_x/approve').set(app.as('buyer')).send({})).status).to.equal(403);
  });

  it('limits a key to its scopes, which never widen its role', async () => {
    const make = async (role: string, scopes: readonly string[] | null) =>
      (
        await app.agent
          .post('/api/v1/keys')
          .set(app.as('admin'))
          .send({ name: `${role} narrowed`, role, scopes })
      ).body as {
        key: string;
        scopes: readonly string[] | null;
      };
    const with_ = ({ key }: { key: string }) => ({ Authorization: `Bearer ${key}` });
    const status = async (key: { key: string }, method: 'get' | 'post', path: string) =>
      (
        await app.agent[method](path)
          .set(with_(key))
          .send(method === 'post' ? {} : undefined)
      ).status;
    const reader = await make('admin', ['planning:read', 'delivery:read']);
    expect(reader.scopes).to.deep.equal(['planning:read', 'delivery:read']);
    expect(await status(reader, 'get', '/api/v1/campaigns')).to.equal(200);
    expect(await status(reader, 'get', '/api/v1/alerts')).to.equal(200);
    expect(await status(reader, 'post', '/api/v1/campaigns')).to.equal(403);
    expect(await status(reader, 'get', '/api/v1/webhook-sources')).to.equal(403);
    expect(await status(reader, 'get', '/api/v1/keys')).to.equal(403);
    const writer = await make('buyer', ['webhooks:write']);
    expect(await status(writer, 'get', '/api/v1/webhook-sources'), 'write includes read').to.equal(200);
    expect(await status(writer, 'post', '/api/v1/webhook-sources'), 'a bad body, but allowed').to.equal(400);
    expect(await status(writer, 'get', '/api/v1/campaigns')).to.equal(403);
    const all = await make('viewer', ['all:write']);
    expect(await status(all, 'get', '/api/v1/campaigns')).to.equal(200);
    expect(await status(all, 'post', '/api/v1/campaigns'), 'the role of a viewer').to.equal(403);
    const refused = await app.agent.get('/api/v1/campaigns').set(with_(writer));
    expect(refused.body.errors[0]).to.include({ code: 'scope_not_allowed' });
    const bad = await app.agent
      .post('/api/v1/keys')
      .set(app.as('admin'))
      .send({ name: 'x', role: 'viewer', scopes: ['x'] });
    expect(bad.status).to.equal(400);
    const listed = (await app.agent.get('/api/v1/keys').set(app.as('admin'))).body as {
      items: { scopes: unknown; lastUsedAt: unknown }[];
    };
    expect(listed.items.find(({ scopes }) => JSON.stringify(scopes) === '["webhooks:write"]')?.lastUsedAt).to.be.a(
      'string',
    );
  });

  it('knows the area of every call', async () => {
    const known = new Set<string>(Object.values(KEY_AREAS).flat());
    const described = (await app.agent.get('/openapi.json')).body as {
      paths: Record<string, Record<string, { tags?: string[] }>>;
    };
    const tags = Object.values(described.paths).flatMap((methods) =>
      Object.values(methods).flatMap(({ tags: own = [] }) => own),
    );
    expect([...new Set(tags)].filter((tag) => !known.has(tag) && tag !== 'live')).to.deep.equal([]);
  });

  it('stops taking a key once it is revoked', async () => {
    const made = await app.agent
      .post('/api/v1/keys')
      .set(app.as('admin'))
      .send({ name: 'short-lived', role: 'viewer' });
    const read = () => app.agent.get('/api/v1/campaigns').set('Authorization', `Bearer ${made.body.key}`);
    expect((await read()).status).to.equal(200);
    await app.agent.post(`/api/v1/keys/${made.body.id}/revoke`).set(app.as('admin')).send({});
    expect((await read()).status).to.equal(401);
  });

  it('signs a person in by cookie, and refuses their changes from a foreign page', async () => {
    await app.services.people.create({
      email: 'buyer@example.test',
      name: 'A buyer',
      role: 'buyer',
      password: 'correct horse battery',
    });
    const wrong = await app.agent.post('/api/v1/session').send({ email: 'buyer@example.test', password: 'wrong' });
    expect(wrong.status).to.equal(401);
    const signedIn = await app.agent
      .post('/api/v1/session')
      .send({ email: 'Buyer@example.test', password: 'correct horse battery' });
    expect(signedIn.body.actor).to.include({ name: 'A buyer', role: 'buyer' });
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
    expect((await app.agent.get('/api/v1/campaigns').set('Cookie', cookie)).status).to.equal(200);
    const foreign = await app.agent
      .post('/api/v1/campaigns')
      .set('Cookie', cookie)
      .set('Sec-Fetch-Site', 'cross-site')
      .send(campaignRequest);
    expect([foreign.status, foreign.body.errors[0].code]).to.deep.equal([403, 'foreign_origin']);
    const own = await app.agent
      .post('/api/v1/campaigns')
      .set('Cookie', cookie)
      .set('Sec-Fetch-Site', 'same-origin')
      .send(campaignRequest);
    expect(own.status).to.equal(201);
  });

  for (const [what, type, body, status, code] of [
    ['malformed JSON', 'application/json', '{"name": ', 400, 'malformed_json'],
    [
      'a body over the limit',
      'application/json',
      JSON.stringify({ name: 'x'.repeat(1_100_000) }),
      413,
      'body_too_large',
    ],
    ['another content type', 'text/xml', '<a/>', 415, 'unsupported_media_type'],
  ] as const) {
    it(`answers ${what} with ${status} and says what is allowed`, async () => {
      const answer = await app.agent
        .post('/api/v1/campaigns')
        .set(app.as('buyer'))
        .set('Content-Type', type)
        .send(body);
      expect([answer.status, answer.body.errors[0].code]).to.deep.equal([status, code]);
      expect(answer.text).not.to.contain('xxxxxxxx');
    });
  }

  it('answers unknown paths and bad percent-encoding with a problem, not a page', async () => {
    expect((await app.agent.get('/api/v1/nothing').set(app.as('admin'))).body.errors[0].code).to.equal('unknown_path');
    expect((await app.agent.get('/api/v1/campaigns/%E0%A4%A').set(app.as('admin'))).status).to.equal(400);
  });

  it('keeps a chained audit trail that verifies, and notices a changed entry', async () => {
    expect((await app.agent.post('/api/v1/audit/verify').set(app.as('admin')).send({})).body.brokenAt).to.equal(null);
    await app.connection.collection('audit').updateOne({ sequence: 2 }, { $set: { actorName: 'somebody else' } });
    expect((await app.agent.post('/api/v1/audit/verify').set(app.as('admin')).send({})).body.brokenAt).to.equal(2);
  });
});
