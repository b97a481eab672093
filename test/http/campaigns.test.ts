import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { campaignRequest, post } from '../support/campaign-fixtures.ts';

describe('campaigns over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  it('creates a campaign and reads it back with an ETag', async () => {
    const created = await app.agent.post('/api/v1/campaigns').set(app.as('buyer')).send(campaignRequest);
    expect(created.status).to.equal(201);
    expect(created.body).to.include({
      status: 'draft',
      budgetCents: 5_000_000,
      lastDay: '2026-11-29',
      commissionBasisPoints: 1500,
      approvedPlanId: null,
    });
    const read = await app.agent.get(`/api/v1/campaigns/${created.body.id}`).set(app.as('viewer'));
    expect(read.headers['etag']).to.equal('"1"');
    expect(read.body).to.deep.equal(created.body);
  });

  it('names every problem at once, with its path', async () => {
    const answer = await app.agent
      .post('/api/v1/campaigns')
      .set(app.as('buyer'))
      .send({ ...campaignRequest, budgetCents: 12.5, startDay: '2026-13-01', budget: 1 });
    expect(answer.status).to.equal(400);
    expect(answer.headers['content-type']).to.match(/^application\/problem\+json/);
    expect(answer.body.errors.map((error: { path: string }) => error.path)).to.have.members([
      'budgetCents',
      'startDay',
      'budget',
    ]);
    expect(answer.body.requestId).to.equal(answer.headers['x-request-id']);
  });

  it('refuses a zone nobody knows and an end before the start', async () => {
    const answer = await app.agent
      .post('/api/v1/campaigns')
      .set(app.as('buyer'))
      .send({ ...campaignRequest, timeZone: 'America/Philadelphia', endDay: '2026-10-26' });
    expect(answer.status).to.equal(400);
    expect(answer.body.errors.map((error: { code: string }) => error.code)).to.have.members([
      'unknown_zone',
      'ends_before_start',
    ]);
  });

  it('needs If-Match for an edit: 428 without, 412 when stale, 200 with the ETag', async () => {
    const { id } = await post(app, '/api/v1/campaigns', campaignRequest);
    const patch = (etag?: string) => {
      const request = app.agent.patch(`/api/v1/campaigns/${id}`).set(app.as('buyer'));
      return (etag ? request.set('If-Match', etag) : request).send({ name: 'Late fall testimonials' });
    };
    expect((await patch()).status).to.equal(428);
    const done = await patch('"1"');
    expect([done.status, done.headers['etag'], done.body.name]).to.deep.equal([200, '"2"', 'Late fall testimonials']);
    const late = await patch('"1"');
    expect(late.status).to.equal(412);
    expect(late.body.detail).to.contain('revision 1').and.to.contain('revision 2');
  });

  it('lets exactly one of twenty edits of the same revision through', async () => {
    const { id } = await post(app, '/api/v1/campaigns', campaignRequest);
    const edits = Array.from({ length: 20 }, (_, index) =>
      app.agent
        .patch(`/api/v1/campaigns/${id}`)
        .set(app.as('buyer'))
        .set('If-Match', '"1"')
        .send({ name: `Edit ${index}` }),
    );
    const statuses = (await Promise.all(edits)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).to.have.length(1);
    expect(statuses.filter((status) => status === 412)).to.have.length(19);
  });

  it('walks a list by cursor without losing or repeating any', async () => {
    for (let index = 0; index < 5; index += 1) await post(app, '/api/v1/campaigns', campaignRequest);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await app.agent
        .get('/api/v1/campaigns')
        .query({ limit: 2, ...(cursor ? { cursor } : {}) })
        .set(app.as('viewer'));
      expect(page.body.items.length).to.be.at.most(2);
      seen.push(...page.body.items.map((item: { id: string }) => item.id));
      cursor = page.body.nextCursor as string | null;
    }
    const all = await app.agent.get('/api/v1/campaigns').query({ limit: 500 }).set(app.as('viewer'));
    expect(seen).to.deep.equal(all.body.items.map((item: { id: string }) => item.id));
    expect(new Set(seen).size).to.equal(seen.length);
  });

  describe('Idempotency-Key', () => {
    const create = (key: string, body: object) =>
      app.agent.post('/api/v1/campaigns').set(app.as('buyer')).set('Idempotency-Key', key).send(body);

    it('answers a repeat with the first answer and creates nothing', async () => {
      const first = await create('order-1', campaignRequest);
      const again = await create('order-1', campaignRequest);
      expect(again.status).to.equal(201);
      expect(again.body).to.deep.equal(first.body);
      expect(again.headers['idempotent-replayed']).to.equal('true');
    });

    it('refuses the same key for another body with 409', async () => {
      await create('order-2', campaignRequest);
      const other = await create('order-2', { ...campaignRequest, name: 'Another' });
      expect([other.status, other.body.errors[0].code]).to.deep.equal([409, 'idempotency_key_reused']);
    });

    it('keeps no answer of a request that was refused, so it can be mended and sent again', async () => {
      expect((await create('order-3', { ...campaignRequest, endDay: '2026-01-01' })).status).to.equal(400);
      expect((await create('order-3', { ...campaignRequest, name: 'Mended' })).status).to.equal(201);
    });

    it('creates one campaign out of ten equal posts sent together', async () => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => create('order-4', { ...campaignRequest, name: 'Together' })),
      );
      const created = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id as string));
      expect(created.size).to.equal(1);
      expect(answers.every(({ status }) => status === 201 || status === 409)).to.equal(true);
    });
  });
});
