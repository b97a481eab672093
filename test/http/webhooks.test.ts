import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { aRow, aSender, reported, send, standardHeaders, type Sender } from '../support/webhook-sender.ts';

describe('The door for webhooks', () => {
  let app: TestApp;
  let sender: Sender;
  before(async () => {
    app = await startTestApp();
    sender = await aSender(app);
  });
  after(() => app.stop());

  const days = async (query: string) => {
    await app.reporting.settle();
    const answer = await app.agent.get(`/api/v1/delivery-days?${query}`).set(app.as('viewer'));
    return (
      answer.body as {
        items: { day: string; placement: string; flightId: string | null; spendMicros: number; impressions: number }[];
      }
    ).items;
  };

  it('takes a signed report and shows it on its flight', async () => {
    const answer = await send(app, sender, 'evt_1', reported([aRow()]));
    expect(answer.status).to.equal(200);
    expect(answer.body).to.deep.equal({ received: 1, stored: 1, duplicates: 0, quarantined: 0, dead: 0, rejected: [] });
    const [day] = await days(`flightId=${sender.flightIds[0]}&from=2026-10-27&to=2026-10-28`);
    expect(day).to.include({ spendMicros: 3_000_000, impressions: 1_000, flightId: sender.flightIds[0] });
  });

  it('answers the same post again the same, and counts it once', async () => {
    const body = reported([aRow({ day: '2026-10-28' }), aRow({ day: 'tomorrow' })]);
    const first = await send(app, sender, 'evt_again', body);
    const second = await send(app, sender, 'evt_again', body);
    expect(second.status).to.equal(200);
    expect(second.body).to.deep.equal(first.body);
    expect(first.body).to.include({ received: 2, stored: 1 });
    const [day] = await days(`flightId=${sender.flightIds[0]}&from=2026-10-28&to=2026-10-29`);
    expect(day?.spendMicros).to.equal(3_000_000);
  });

  it('refuses another body under a known event id with 409', async () => {
    await send(app, sender, 'evt_reused', reported([aRow({ day: '2026-10-29' })]));
    const answer = await send(app, sender, 'evt_reused', reported([aRow({ day: '2026-10-30' })]));
    expect(answer.status).to.equal(409);
    expect(await days(`flightId=${sender.flightIds[0]}&from=2026-10-30&to=2026-10-31`)).to.deep.equal([]);
  });

  it('names bad rows by their index and keeps the good ones', async () => {
    const rows = [
      aRow({ day: '2026-10-26', rowId: 'a' }),
      aRow({ spendMicros: 1.5 }),
      aRow({ colour: 'blue' }),
      aRow({ day: '2026-10-31', rowId: 'd' }),
    ];
    const answer = await send(app, sender, 'evt_mixed', reported(rows));
    expect(answer.body.stored).to.equal(2);
    expect(answer.body.rejected.map(({ index, path }: { index: number; path: string }) => [index, path])).to.deep.equal(
      [
        [1, 'spendMicros'],
        [2, 'colour'],
      ],
    );
  });

  it('lets the higher revision and the later window win, whatever the order', async () => {
    const row = (window: string, revision: number, spendMicros: number) =>
      aRow({ placement: 'ctv-1', day: '2026-10-20', window, revision, spendMicros });
    for (const [index, sent] of [
      row('live', 2, 900),
      row('live', 1, 800),
      row('final', 0, 700),
      row('c3', 9, 600),
    ].entries()) {
      await send(app, sender, `evt_order_${index}`, reported([sent]));
      // Posts that come close together may be applied as one adjustment; here each is to show its own.
      await app.reporting.settle();
    }
    const [day] = await days(`flightId=${sender.flightIds[0]}&from=2026-10-20&to=2026-10-21`);
    expect(day?.spendMicros).to.equal(700);
    const adjustments = await app.agent
      .get(`/api/v1/delivery-adjustments?sourceId=${sender.sourceId}&placement=ctv-1&from=2026-10-20&to=2026-10-21`)
      .set(app.as('viewer'));
    const changes = (adjustments.body as { items: { spendMicros: number }[] }).items.map(
      ({ spendMicros }) => spendMicros,
    );
    // 900, then nothing (revision 1 is older), then 700 − 900, then nothing (c3 is less mature than final).
    expect(changes.filter((change) => change !== 0)).to.deep.equal([900, -200]);
  });

  it('quarantines the same revision with other numbers and can book it later', async () => {
    await send(app, sender, 'evt_q1', reported([aRow({ day: '2026-10-21', revision: 4, spendMicros: 100 })]));
    const answer = await send(
      app,
      sender,
      'evt_q2',
      reported([aRow({ day: '2026-10-21', revision: 4, spendMicros: 120 })]),
    );
    expect(answer.body).to.include({ received: 1, stored: 0, quarantined: 1 });
    const held = await app.agent.get('/api/v1/held-rows?kind=quarantine&state=waiting').set(app.as('buyer'));
    const [row] = (held.body as { items: { id: string; code: string }[] }).items;
    expect(row?.code).to.equal('contradicts_stored');
    await post(
      app,
      `/api/v1/held-rows/${row?.id}/resolve`,
      { action: 'accept', note: 'The platform confirmed it.' },
      { status: 200 },
    );
    const [day] = await days(`flightId=${sender.flightIds[0]}&from=2026-10-21&to=2026-10-22`);
    expect(day?.spendMicros).to.equal(120);
  });

  it('lets one of two people settle a row, and tells the other', async () => {
    const twice = (event: string, spendMicros: number) =>
      send(app, sender, event, reported([aRow({ day: '2026-10-09', revision: 4, spendMicros })]));
    await twice('evt_r1', 100);
    await twice('evt_r2', 130);
    const held = await app.agent.get('/api/v1/held-rows?kind=quarantine&state=waiting').set(app.as('buyer'));
    const [row] = (held.body as { items: { id: string }[] }).items;
    const settle = () =>
      app.agent
        .post(`/api/v1/held-rows/${row?.id}/resolve`)
        .set(app.as('buyer'))
        .send({ action: 'drop', note: 'Twice the same.' });
    const answers = await Promise.all([settle(), settle(), settle()]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).to.deep.equal([200, 409, 409]);
    for (const { status, text } of answers) if (status === 409) expect(text).to.include('already_settled');
  });

  it('adds deltas once per row id, also across posts', async () => {
    const delta = (rowId: string, conversions: number) =>
      aRow({ kind: 'delta', rowId, day: '2026-10-22', spendMicros: 0, impressions: 0, conversions });
    await send(app, sender, 'evt_d1', reported([delta('x', 2), delta('y', 3)]));
    const again = await send(app, sender, 'evt_d2', reported([delta('y', 3), delta('z', -1)]));
    expect(again.body).to.include({ stored: 1, duplicates: 1 });
    const [day] = await days(`flightId=${sender.flightIds[0]}&from=2026-10-22&to=2026-10-23`);
    expect(day).to.include({ conversions: 4, facts: 3 });
  });

  it('keeps facts of an unmapped placement and applies them when it is mapped', async () => {
    await send(
      app,
      sender,
      'evt_unmapped',
      reported([aRow({ placement: 'new one', day: '2026-10-27', spendMicros: 5_000_000 })]),
    );
    await app.reporting.settle();
    const before = await app.agent.get(`/api/v1/webhook-sources/${sender.sourceId}`).set(app.as('admin'));
    expect(before.body.unmapped).to.deep.equal([
      {
        placement: 'new one',
        days: 1,
        spendMicros: 5_000_000,
        impressions: 1_000,
        firstDay: '2026-10-27',
        lastDay: '2026-10-27',
      },
    ]);
    await post(
      app,
      `/api/v1/webhook-sources/${sender.sourceId}/placements`,
      { placement: 'new one', flightId: sender.flightIds[1] },
      { status: 200 },
    );
    const [day] = await days(`flightId=${sender.flightIds[1]}`);
    expect(day).to.include({ placement: 'new one', spendMicros: 5_000_000 });
  });

  it('holds a day that has not happened as a dead letter', async () => {
    const answer = await send(app, sender, 'evt_future', reported([aRow({ day: '2027-10-27' })]));
    expect(answer.body).to.include({ received: 1, stored: 0, dead: 1 });
  });

  const refusals: readonly [string, Record<string, string>, number][] = [
    ['a forged signature', { 'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}` }, 401],
    ['no signature', { 'webhook-signature': '' }, 401],
    ['a timestamp with letters', { 'webhook-timestamp': '17e8' }, 401],
    ['an id with a dot', { 'webhook-id': 'a.b' }, 401],
    ['six signatures', { 'webhook-signature': Array.from({ length: 6 }, () => 'v1,aaaa').join(' ') }, 401],
    ['text instead of JSON', { 'content-type': 'text/plain' }, 415],
    ['a compressed body', { 'content-encoding': 'gzip' }, 415],
  ];
  for (const [name, headers, status] of refusals) {
    it(`refuses ${name} with ${status}`, async () => {
      const answer = await send(app, sender, 'evt_bad', reported([aRow({ day: '2026-11-01' })]), headers);
      expect(answer.status).to.equal(status);
      expect(answer.headers['content-type']).to.match(/application\/problem\+json/);
    });
  }

  it('refuses a post signed more than five minutes ago', async () => {
    const body = reported([aRow()]);
    const stale = standardHeaders(sender.secret, 'evt_old', body, app.clock.now() - 301_000);
    expect((await app.agent.post(`/webhooks/${sender.sourceId}`).set(stale).send(body)).status).to.equal(401);
    const justInTime = standardHeaders(sender.secret, 'evt_old', body, app.clock.now() - 299_000);
    expect((await app.agent.post(`/webhooks/${sender.sourceId}`).set(justInTime).send(body)).status).to.equal(200);
  });

  it('gives an unknown source the answer of a wrong secret', async () => {
    const body = reported([aRow()]);
    const wrong = await send(
      app,
      { ...sender, secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` },
      'evt_w',
      body,
    );
    const unknown = await send(app, { ...sender, sourceId: 'src_nobodyknowsthisone0' }, 'evt_w', body);
    const plain = (value: { body: Record<string, unknown> }) => ({ ...value.body, requestId: '' });
    expect(unknown.status).to.equal(401);
    expect(plain(unknown)).to.deep.equal(plain(wrong));
  });

  it('refuses a body over 1 MB before it is read to the end', async () => {
    const body = reported([aRow({ rowId: 'x'.repeat(1_100_000) })]);
    expect((await send(app, sender, 'evt_large', body)).status).to.equal(413);
  });

  it('refuses a megabyte of brackets at once, also when it is signed', async () => {
    const answer = await send(app, sender, 'evt_deep', '['.repeat(1_000_000));
    expect(answer.status).to.equal(400);
    expect(answer.body.errors[0].code).to.equal('too_deep');
  });

  it('says what is wrong with a body that is no report', async () => {
    const answer = await send(app, sender, 'evt_shape', JSON.stringify({ type: 'something.else' }));
    expect(answer.status).to.equal(400);
    expect(answer.body.errors.length).to.be.greaterThan(1);
  });

  it('lets a platform see the sources it made or was given, and no others', async () => {
    const platform = app.as('platform');
    const list = async () =>
      ((await app.agent.get('/api/v1/webhook-sources').set(platform)).body as { items: { id: string }[] }).items;
    const attempts = async () =>
      ((await app.agent.get('/api/v1/webhook-attempts').set(platform)).body as { items: unknown[] }).items;
    expect([await list(), await attempts()]).to.deep.equal([[], []]);
    const path = `/api/v1/webhook-sources/${sender.sourceId}`;
    const refused = await Promise.all([
      app.agent.get(path).set(platform),
      app.agent.post(`${path}/rotate-secret`).set(platform).send({}),
      app.agent.post(`${path}/test`).set(platform),
      app.agent.post(`${path}/pull`).set(platform),
      app.agent.post(`${path}/uploads`).set(platform).send({ fileName: 'a', csv: 'a' }),
      app.agent.post(`${path}/placements`).set(platform).send({ placement: 'x', flightId: null }),
      app.agent.get(`/api/v1/webhook-attempts/${sender.sourceId}.evt_1`).set(platform),
      app.agent.post(`/api/v1/webhook-attempts/${sender.sourceId}.evt_1/reprocess`).set(platform).send({}),
    ]);
    expect(refused.map(({ status }) => status)).to.deep.equal(refused.map(() => 404));
    const own = await app.agent.post('/api/v1/webhook-sources').set(platform).send({ name: 'Own' });
    expect((await list()).map(({ id }) => id)).to.deep.equal([own.body.id]);
    // Giving is for buyers and admins; a platform can neither take nor give.
    const etag = String((await app.agent.get(path).set(app.as('admin'))).headers['etag']);
    const keys = (await app.agent.get('/api/v1/keys').set(app.as('admin'))).body as {
      items: { id: string; role: string }[];
    };
    const platforms = keys.items.filter(({ role }) => role === 'platform').map(({ id }) => id);
    const ownPath = `/api/v1/webhook-sources/${own.body.id}`;
    const give = (address: string, role: 'admin' | 'platform', match: string) =>
      app.agent.patch(address).set(app.as(role)).set('If-Match', match).send({ platforms });
    expect((await give(ownPath, 'platform', '*')).status).to.equal(403);
    expect((await give(path, 'admin', etag)).status).to.equal(200);
    expect((await list()).map(({ id }) => id)).to.have.members([own.body.id, sender.sourceId]);
    expect((await attempts()).length).to.be.greaterThan(0);
  });

  it('keeps what was refused, with its steps, and never a whole signature', async () => {
    await app.reporting.settle();
    const list = await app.agent
      .get(`/api/v1/webhook-attempts?sourceId=${sender.sourceId}&status=bad_signature`)
      .set(app.as('platform'));
    const [attempt] = (list.body as { items: { id: string }[] }).items;
    const detail = await app.agent.get(`/api/v1/webhook-attempts/${attempt?.id}`).set(app.as('platform'));
    expect(detail.body.steps.some(({ ok }: { ok: boolean }) => !ok)).to.equal(true);
    expect(JSON.stringify(detail.body.headers)).to.match(/redacted/);
    expect(JSON.parse(String(detail.body.refusal))).to.include({ status: 401, title: 'The post was not taken' });
  });

  it('says to whoever looks at the address that reports are posted', async () => {
    const answer = await app.agent.get(`/webhooks/${sender.sourceId}`);
    expect(answer.status).to.equal(405);
    expect(answer.headers['allow']).to.equal('POST');
    expect(answer.body.detail).to.match(/sent by POST/);
  });

  it('shows an accepted attempt with its raw body and what it changed', async () => {
    const detail = await app.agent.get(`/api/v1/webhook-attempts/${sender.sourceId}.evt_1`).set(app.as('platform'));
    expect(detail.body).to.include({ status: 'ok', eventId: 'evt_1', rawBody: reported([aRow()]) });
    expect(detail.body.changes).to.deep.equal([
      {
        placement: 'ctv-1',
        day: '2026-10-27',
        flightId: sender.flightIds[0],
        spendMicros: 3_000_000,
        impressions: 1_000,
        clicks: 0,
        completedViews: 0,
        conversions: 0,
      },
    ]);
  });

  it('counts a rotated secret and the old one until the overlap ends', async () => {
    const rotated = await post(app, `/api/v1/webhook-sources/${sender.sourceId}/rotate-secret`, { overlapHours: 1 });
    const fresh = { ...sender, secret: String(rotated['secret']) };
    expect((await send(app, fresh, 'evt_new_secret', reported([aRow()]))).status).to.equal(200);
    expect((await send(app, sender, 'evt_old_secret', reported([aRow()]))).status).to.equal(200);
    app.clock.advance(3_600_001);
    expect((await send(app, sender, 'evt_ended_secret', reported([aRow()]))).status).to.equal(401);
    expect((await send(app, fresh, 'evt_still_good', reported([aRow()]))).status).to.equal(200);
    expect(JSON.stringify((await app.agent.get('/api/v1/webhook-sources').set(app.as('admin'))).body)).not.to.contain(
      fresh.secret,
    );
  });

  it('lists facts with the attempt that brought them', async () => {
    const answer = await app.agent
      .get(`/api/v1/deliveries?flightId=${sender.flightIds[0]}&from=2026-10-20&to=2026-10-21`)
      .set(app.as('viewer'));
    const facts = (answer.body as { items: { window: string; counts: boolean; attemptId: string }[] }).items;
    expect(facts.map(({ window, counts }) => [window, counts])).to.deep.equal([
      ['live', false],
      ['live', false],
      ['c3', false],
      ['final', true],
    ]);
    expect(facts[3]?.attemptId).to.equal(`${sender.sourceId}.evt_order_2`);
  });

  it('recounts to exactly what is stored', async () => {
    await app.reporting.settle();
    const answer = await app.agent.post('/api/v1/deliveries/recompute').set(app.as('buyer')).send({});
    expect(answer.body).to.include({ repaired: 0, adjustmentMismatches: 0 });
    expect(answer.body.facts).to.be.greaterThan(10);
  });

  it('takes a CSV file once', async () => {
    const csv = 'Date,Placement,Spend,Impressions\n2026-10-23,ctv-1,"$1,234.56","10,000"\n2026-10-24,ctv-1,1.10,20\n';
    const first = await post(
      app,
      `/api/v1/webhook-sources/${sender.sourceId}/uploads`,
      { fileName: 'october.csv', csv },
      { status: 200 },
    );
    expect(first).to.include({ received: 2, stored: 2 });
    const second = await post(
      app,
      `/api/v1/webhook-sources/${sender.sourceId}/uploads`,
      { fileName: 'october.csv', csv },
      { status: 200 },
    );
    expect(second).to.include({ received: 2, stored: 2 });
    const [day] = await days(`flightId=${sender.flightIds[0]}&from=2026-10-23&to=2026-10-24`);
    expect(day).to.include({ spendMicros: 1_234_560_000, impressions: 10_000, facts: 1 });
  });
});
