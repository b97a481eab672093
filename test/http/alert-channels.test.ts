import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { createMailer } from '../../server/cli/mailer.ts';
import type { AlertNotice, AlertResponse } from '../../shared/contracts/alerts.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { startMailCatcher, type MailCatcher } from '../support/mail-catcher.ts';
import { AFTER_TEN_DAYS, TEN_DAYS, rowOf, workedCase } from '../support/pacing-fixtures.ts';
import { reported, send } from '../support/webhook-sender.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('Alerts told by mail and webhook', () => {
  let app: TestApp;
  let mail: MailCatcher;
  let campaign: Awaited<ReturnType<typeof workedCase>>;
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  let status = 204;
  const receiver = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += String(chunk)));
    req.on('end', () => {
      received.push({ headers: req.headers, body });
      res.writeHead(status).end();
    });
  });
  let url = '';
  let secret = '';

  before(async () => {
    mail = await startMailCatcher();
    app = await startTestApp({ at: AFTER_TEN_DAYS, allowPrivateFetch: true, sendMail: createMailer(mail.url) });
    campaign = await workedCase(app, { hardStop: true });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?token=hidden`;
  });
  after(async () => {
    receiver.close();
    await mail.stop();
    await app.stop();
  });

  const settingsPath = () => `/api/v1/campaigns/${campaign.campaignId}/alert-settings`;
  const save = async (body: Record<string, unknown>) => {
    const saved = await app.agent.put(settingsPath()).set(app.as('buyer')).set('If-Match', '*').send(body);
    expect(saved.status, JSON.stringify(saved.body)).to.equal(200);
    return saved.body as { webhookSecret: string | null; channels: { kind: string; secretStart?: string }[] };
  };
  const check = async () => {
    await app.reporting.settle();
    const found = await post(app, `/api/v1/campaigns/${campaign.campaignId}/alerts/check`, {}, { status: 200 });
    return found['items'] as AlertResponse[];
  };
  const notices = async () => {
    const path = `/api/v1/campaigns/${campaign.campaignId}/alert-notices`;
    return ((await app.agent.get(path).set(app.as('viewer'))).body as { items: AlertNotice[] }).items;
  };
  /** Every day so many dollars against a plan of $400: 310 is under, 400 on plan. */
  const report = async (dollars: number, revision: number) => {
    const rows = TEN_DAYS.map((_, index) => rowOf(dollars, index, { revision }));
    await send(app, campaign.sender, `evt_${revision}`, reported(rows));
  };
  const webhookOnly = () => ({ rules: ['projected_under'], channels: [{ kind: 'webhook', url }] });

  it('show the signing secret once, and only its start from then on', async () => {
    const saved = await save(webhookOnly());
    secret = saved.webhookSecret ?? '';
    expect(secret).to.match(/^whsec_/);
    const again = await save(webhookOnly());
    expect(again.webhookSecret).to.equal(null);
    expect(again.channels[0]?.secretStart).to.equal(secret.slice(0, 10));
  });

  it('are posted signed, so that anybody can verify them: the published library, and four lines of our own', async () => {
    await report(310, 0);
    await check();
    expect(received).to.have.length(1);
    const { headers, body } = received[0] ?? { headers: {}, body: '' };
    const signed = { timestamp: String(headers['webhook-timestamp']), signature: headers['webhook-signature'] };
    // The clock of this test stands in October, which the library's own age check would refuse: so it signs, and we compare.
    const id = String(headers['webhook-id']);
    const at = new Date(Number(signed.timestamp) * 1_000);
    expect(new Webhook(secret).sign(id, at, body)).to.equal(signed.signature);
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const own = createHmac('sha256', key).update(`${id}.${signed.timestamp}.${body}`).digest('base64');
    expect(signed.signature).to.equal(`v1,${own}`);
    expect(new Webhook(secret).sign(id, at, `${body} `), 'one byte more').not.to.equal(signed.signature);
    const { data } = JSON.parse(body) as {
      data: { campaignName: string; alerts: { rule: string; message: string }[] };
    };
    expect(data.campaignName).to.equal('Worked case');
    expect(data.alerts.map(({ rule }) => rule)).to.deep.equal(['projected_under']);
    expect((await notices())[0]).to.include({ status: 'delivered', tries: 1, alertCount: 1 });
    expect(JSON.stringify(await notices()), 'without its token').not.to.include('hidden');
  });

  it('are told once for one cause', async () => {
    await check();
    await app.services.alerts.checkAll();
    expect(received).to.have.length(1);
  });

  it('are tried again with growing pauses under the same id, and given up in the end', async () => {
    await report(400, 1);
    await check();
    status = 503;
    await report(310, 2);
    await check();
    expect(received).to.have.length(2);
    expect((await notices())[0]).to.include({ status: 'waiting', tries: 1 });
    // After 1, 5, 30 minutes, 2 and 6 hours; never before.
    for (const [index, wait] of [1, 5, 30, 120, 360].entries()) {
      app.clock.advance(wait * MINUTE - 1);
      await app.services.alerts.checkAll();
      expect(received, `before ${wait} minutes`).to.have.length(2 + index);
      app.clock.advance(1);
      await app.services.alerts.checkAll();
      expect(received, `after ${wait} minutes`).to.have.length(3 + index);
    }
    expect((await notices())[0]).to.include({ status: 'given_up', tries: 6 });
    app.clock.advance(24 * HOUR);
    await app.services.alerts.checkAll();
    const tries = received.slice(1);
    expect(tries).to.have.length(6);
    expect(new Set(tries.map(({ headers }) => headers['webhook-id'])).size).to.equal(1);
    expect(
      new Set(tries.map(({ headers }) => headers['webhook-signature'])).size,
      'each signed at its own time',
    ).to.equal(6);
  });

  it('get through when the receiver is back, and are dropped when their channel is taken out', async () => {
    const open = (await check()).find(({ state }) => state === 'open');
    const snooze = async () => {
      const until = new Date(app.clock.now() + MINUTE).toISOString();
      await post(app, `/api/v1/alerts/${open?.id}/snooze`, { until, note: 'A minute.' }, { status: 200 });
      app.clock.advance(2 * MINUTE);
      await check();
    };
    await snooze();
    expect((await notices())[0], 'woken from its snooze it is told again').to.include({ status: 'waiting', tries: 1 });
    status = 204;
    app.clock.advance(MINUTE);
    await app.services.alerts.checkAll();
    expect((await notices())[0]).to.include({ status: 'delivered', tries: 2 });
    status = 500;
    await snooze();
    await save({ rules: ['projected_under'], channels: [{ kind: 'in_app' }] });
    app.clock.advance(MINUTE);
    await app.services.alerts.checkAll();
    expect((await notices())[0]).to.include({
      status: 'given_up',
      detail: 'The channel was taken out of the settings.',
    });
    status = 204;
  });

  it('come by mail, and by mail again when the mail server refused the first time', async () => {
    await save({ rules: ['projected_under'], channels: [{ kind: 'mail', to: 'buyer@neighborsforward.example' }] });
    await report(400, 3);
    await check();
    mail.refuseWith('Mailbox full');
    await report(310, 4);
    await check();
    expect(mail.mails).to.deep.equal([]);
    expect((await notices())[0]).to.include({ status: 'waiting', tries: 1 });
    mail.refuseWith(null);
    app.clock.advance(MINUTE);
    await app.services.alerts.checkAll();
    expect(mail.mails.map(({ to }) => to)).to.deep.equal([['buyer@neighborsforward.example']]);
    expect(mail.mails[0]?.message).to.match(/Subject: Worked case: .*on its way to/s);
  });

  it('wait for the end of quiet hours, but for critical ones', async () => {
    // The clock stands at 00:01 and some hours; quiet from 22:00 to 07:00 in New York.
    const channels = [{ kind: 'mail', to: 'buyer@neighborsforward.example' }];
    const quiet = { channels, quietHours: { from: '22:00', to: '07:00' } };
    app.clock.set(Date.parse('2026-10-14T03:00:00Z')); // 23:00 on the 13th: nothing on the 11th and 12th
    await save({ ...quiet, rules: ['projected_under'] });
    await report(400, 5);
    await check();
    mail.mails.length = 0;
    await save({ ...quiet, rules: ['projected_under', 'stalled'] });
    // The last two days without delivery: under, a warning; and standing still, critical.
    const rows = TEN_DAYS.map((_, index) => rowOf(310, index, { revision: 6 }));
    await send(app, campaign.sender, 'evt_6', reported(rows));
    await check();
    const told = () => mail.mails.map(({ message }) => /\[(\w+)\]/.exec(message)?.[1]);
    expect(told()).to.deep.equal(['critical']);
    app.clock.set(Date.parse('2026-10-14T10:59:00Z')); // 06:59
    await app.services.alerts.checkAll();
    expect(told()).to.deep.equal(['critical']);
    app.clock.set(Date.parse('2026-10-14T11:00:00Z')); // 07:00
    await app.services.alerts.checkAll();
    expect(told()).to.deep.equal(['critical', 'warning']);
  });

  it('are gathered into one digest a day at its hour, also when several processes look', async () => {
    const channels = [{ kind: 'mail', to: 'buyer@neighborsforward.example' }];
    await save({ channels, digest: 'daily', digestAt: '08:00', rules: ['projected_under', 'unmapped_placements'] });
    await report(400, 7);
    await check();
    mail.mails.length = 0;
    app.clock.set(Date.parse('2026-10-14T11:30:00Z')); // 07:30
    await report(310, 8);
    const stray = [rowOf(1, 0, { rowId: 'stray', placement: 'nobody-knows', revision: 0 })];
    await send(app, campaign.sender, 'evt_stray', reported(stray));
    expect((await check()).filter(({ state }) => state === 'open').map(({ rule }) => rule)).to.have.members([
      'projected_under',
      'unmapped_placements',
    ]);
    expect(mail.mails, 'before its hour').to.deep.equal([]);
    app.clock.set(Date.parse('2026-10-14T12:00:00Z')); // 08:00
    await Promise.all([app.services.alerts.check(campaign.campaignId), app.services.alerts.check(campaign.campaignId)]);
    expect(mail.mails).to.have.length(1);
    expect(mail.mails[0]?.message).to.match(/Subject: Worked case: 2 alerts/);
    // The next one waits for the next day's digest.
    await report(400, 9);
    await check();
    await report(310, 10);
    app.clock.advance(HOUR);
    await check();
    expect(mail.mails).to.have.length(1);
    app.clock.set(Date.parse('2026-10-15T12:00:00Z'));
    await app.services.alerts.checkAll();
    expect(mail.mails).to.have.length(2);
  });

  it('are tried by the test button through every channel, with what each said', async () => {
    await save({ channels: [{ kind: 'in_app' }, { kind: 'webhook', url }, { kind: 'mail', to: 'a@b.example' }] });
    mail.refuseWith('No such user');
    const { results } = (await post(app, `${settingsPath()}/test`, {}, { status: 200 })) as unknown as {
      results: { channel: string; ok: boolean; detail: string }[];
    };
    expect(results.map(({ ok }) => ok)).to.deep.equal([true, true, false]);
    expect(results[1]?.detail).to.match(/answered 204/);
    expect(results[2]?.detail).to.match(/No such user/);
    mail.refuseWith(null);
  });
});
