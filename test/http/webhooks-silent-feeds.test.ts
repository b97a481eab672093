import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { aRow, aSender, reported, send, type Sender } from '../support/webhook-sender.ts';

const MINUTE = 60_000;
type AlertItem = Readonly<{ rule: string; state: string; message: string; subjectId: string }>;
type Attempt = Readonly<{ id: string; via: string; status: string; httpStatus: number | null; problem: string | null }>;

describe('A feed that falls silent', () => {
  let app: TestApp;
  let sender: Sender;
  /** What the platform answers to our pull, and how often it was asked. */
  let answer: { status: number; body: string } = { status: 503, body: '' };
  let asked = 0;
  const platform = createServer((_req, res) => {
    asked += 1;
    res.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });

  const setPull = async (sourceId: string, fields: Record<string, unknown>) => {
    const source = await app.agent.get(`/api/v1/webhook-sources/${sourceId}`).set(app.as('admin'));
    const saved = await app.agent
      .patch(`/api/v1/webhook-sources/${sourceId}`)
      .set(app.as('admin'))
      .set('If-Match', source.headers['etag'] ?? '')
      .send(fields);
    expect(saved.status).to.equal(200);
  };
  const check = async () => {
    const found = await post(app, `/api/v1/campaigns/${sender.campaignId}/alerts/check`, {}, { status: 200 });
    await app.reporting.settle();
    return (found['items'] as AlertItem[]).filter(({ rule }) => rule === 'silent_feed');
  };
  const pulls = async (sourceId = sender.sourceId) => {
    const found = await app.agent.get(`/api/v1/webhook-attempts?sourceId=${sourceId}`).set(app.as('viewer'));
    return (found.body as { items: Attempt[] }).items.filter(({ via }) => via === 'pull');
  };

  before(async () => {
    app = await startTestApp({ allowPrivateFetch: true });
    sender = await aSender(app);
    await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(platform.address() as AddressInfo).port}/report?token=hidden`;
    await setPull(sender.sourceId, { reportsEveryMinutes: 60, pull: { url, everyMinutes: 1_440 } });
    await send(app, sender, 'evt_first', reported([aRow({ day: '2026-10-27' })]));
    await app.reporting.settle();
  });
  after(async () => {
    platform.close();
    await app.stop();
  });

  it('is left alone while it reports, and while it is only late', async () => {
    expect(await check()).to.deep.equal([]);
    app.clock.advance(119 * MINUTE); // due after 60 minutes, silent after one report more
    expect(await check()).to.deep.equal([]);
    expect(asked).to.equal(0);
  });

  it('is asked for its report at once; a failed try is an attempt, and the alert says what it brought', async () => {
    app.clock.advance(2 * MINUTE);
    const [alert] = await check();
    expect(asked).to.equal(1);
    expect(alert).to.include({ state: 'open', subjectId: sender.sourceId });
    // Reported at 12:00, due at 13:00; asked at 14:01, and again ten minutes later.
    expect(alert?.message).to.equal(
      'Brightlake has not reported since it was due at Nov 1, 1:00 PM (America/New_York). What it delivers is unknown, not zero. ' +
        'Asked for its report at Nov 1, 2:01 PM (America/New_York): The platform answered 503. It is asked again from Nov 1, 2:11 PM (America/New_York).',
    );
    const [tried] = await pulls();
    expect(tried).to.include({ status: 'failed', httpStatus: 503, problem: 'The platform answered 503.' });
    const detail = await app.agent.get(`/api/v1/webhook-attempts/${tried?.id}`).set(app.as('viewer'));
    expect(detail.body.headers['x-pulled-from'], 'without its token').to.match(/\/report$/);
  });

  it('is asked again with growing pauses, not at every look', async () => {
    await check();
    expect(asked).to.equal(1);
    app.clock.advance(10 * MINUTE);
    await check();
    expect(asked).to.equal(2);
    app.clock.advance(10 * MINUTE);
    await check();
    expect(asked, 'the second pause is 20 minutes').to.equal(2);
    app.clock.advance(10 * MINUTE);
    answer = { status: 200, body: '{"no": "report"}' };
    const [alert] = await check();
    expect(asked).to.equal(3);
    expect(alert?.message).to.match(/What it answered is no report/);
    expect((await pulls())[0]).to.include({ status: 'invalid' });
  });

  it('counts what a try brings, says so, and is well once it reports by itself again', async () => {
    app.clock.advance(40 * MINUTE);
    answer = { status: 200, body: reported([aRow({ day: '2026-10-28' }), aRow({ rowId: 'r2', day: '2026-10-29' })]) };
    const [alert] = await check();
    expect(alert?.message).to.match(/It brought 2 rows, 2 of them new\.$/);
    const days = await app.agent.get(`/api/v1/delivery-days?sourceId=${sender.sourceId}`).set(app.as('viewer'));
    expect((days.body as { items: unknown[] }).items).to.have.length(3);
    expect((await pulls())[0]).to.include({ status: 'ok' });
    const [kept] = await check();
    expect(kept).to.include({ state: 'open' });
    expect(kept?.message).to.match(/^Brightlake does not report by itself\. Asked for its report/);
    expect(asked, 'what it delivers is known: it is not asked again').to.equal(4);
    app.clock.advance(MINUTE);
    await send(app, sender, 'evt_back', reported([aRow({ day: '2026-10-30' })]));
    await app.reporting.settle();
    expect((await check()).map(({ state }) => state)).to.deep.equal(['resolved']);
    const source = await app.agent.get(`/api/v1/webhook-sources/${sender.sourceId}`).set(app.as('viewer'));
    expect(source.body.lastPull).to.include({ reason: 'silent', isOk: true, received: 2, stored: 2 });
  });

  it('is asked by the pacing job too, by two processes once', async () => {
    app.clock.advance(121 * MINUTE);
    await Promise.all([app.services.otherWays.pullDue(), app.services.otherWays.pullDue()]);
    expect(asked).to.equal(5);
    expect(
      (await app.agent.get(`/api/v1/webhook-sources/${sender.sourceId}`).set(app.as('viewer'))).body.lastPull.detail,
    ).to.equal('It brought 2 rows, none of them new.');
  });

  it('with a missing sequence number is asked as soon as the gap shows', async () => {
    const made = await post(app, '/api/v1/webhook-sources', { name: 'Open Exchange', dialect: 'adcp' });
    const sendNumbered = async (number: number, day: string) => {
      const body = JSON.stringify({
        ...{
          idempotency_key: `key-${number}-0123456789`,
          operation_id: 'op',
          task_id: 't',
          task_type: 'media_buy_delivery',
        },
        ...{ status: 'completed', timestamp: new Date(app.clock.now()).toISOString() },
        result: {
          ...{ notification_type: 'scheduled', sequence_number: number, currency: 'USD' },
          reporting_period: { start: day, end: day },
          media_buy_deliveries: [{ media_buy_id: 'mb', by_package: [{ package_id: 'p', spend: 1, impressions: 10 }] }],
        },
      });
      const seconds = String(Math.floor(app.clock.now() / 1_000));
      const hmac = createHmac('sha256', String(made['secret'])).update(`${seconds}.${body}`).digest('hex');
      const sent = await app.agent
        .post(`/webhooks/${made.id}`)
        .set({ 'content-type': 'application/json', 'x-adcp-timestamp': seconds, 'x-adcp-signature': `sha256=${hmac}` })
        .send(body);
      expect(sent.status, JSON.stringify(sent.body)).to.equal(200);
      await app.reporting.settle();
    };
    const url = `http://127.0.0.1:${(platform.address() as AddressInfo).port}/numbered`;
    await setPull(made.id, { pull: { url, everyMinutes: 1_440 } });
    answer = { status: 503, body: '' };
    await sendNumbered(1, '2026-10-20');
    await app.services.otherWays.pullDue([made.id]);
    expect(await pulls(made.id)).to.deep.equal([]);
    await sendNumbered(4, '2026-10-23');
    await app.services.otherWays.pullDue([made.id]);
    expect(
      (await pulls(made.id)).map(({ status }) => status),
      'once for one gap',
    ).to.deep.equal(['failed']);
    const source = await app.agent.get(`/api/v1/webhook-sources/${made.id}`).set(app.as('viewer'));
    expect(source.body.missingSequences).to.deep.equal([2, 3]);
    expect(source.body.lastPull).to.include({ reason: 'gap', gap: '2 3', isOk: false });
    expect((source.body.issues as { code: string }[]).map(({ code }) => code)).to.include('missing_reports');
  });

  it('is not asked at an address in our own network unless the configuration allows it', async () => {
    const guarded = await startTestApp();
    const other = await aSender(guarded);
    await send(guarded, other, 'evt_1', reported([aRow()]));
    await guarded.reporting.settle();
    const source = await guarded.agent.get(`/api/v1/webhook-sources/${other.sourceId}`).set(guarded.as('admin'));
    const url = `http://127.0.0.1:${(platform.address() as AddressInfo).port}/report`;
    await guarded.agent
      .patch(`/api/v1/webhook-sources/${other.sourceId}`)
      .set(guarded.as('admin'))
      .set('If-Match', source.headers['etag'] ?? '')
      .send({ reportsEveryMinutes: 60, pull: { url, everyMinutes: 1_440 } });
    guarded.clock.advance(121 * MINUTE);
    const before = asked;
    const found = await post(guarded, `/api/v1/campaigns/${other.campaignId}/alerts/check`, {}, { status: 200 });
    const [alert] = (found['items'] as AlertItem[]).filter(({ rule }) => rule === 'silent_feed');
    expect(alert?.message).to.match(/127\.0\.0\.1, which is not on the public internet/);
    expect(asked).to.equal(before);
    await guarded.stop();
  });
});
