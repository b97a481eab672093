import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { createAlertsModel, type Alert } from '../../server/alerts/alerts.model.ts';
import { createNotify, isDigestTime, isQuiet } from '../../server/alerts/notify.ts';
import { alertSettingsRequestSchema } from '../../shared/contracts/alerts.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

const ZONE = 'America/New_York';
const at = (instant: string) => Date.parse(instant);

function anAlert(fields: Partial<Alert> = {}): Alert {
  return {
    ...{
      id: 'alt_1',
      rev: 1,
      campaignId: 'cmp_1',
      rule: 'stalled',
      severity: 'critical',
      state: 'open',
      subjectKind: 'flight',
      subjectId: 'flt_1',
      subjectLabel: 'CTV',
    },
    ...{
      message: 'CTV stands still.',
      openedAt: 1,
      lastSeenAt: 1,
      resolvedAt: null,
      snoozedUntil: null,
      acknowledgedBy: null,
      note: null,
      notifiedAt: null,
    },
    ...fields,
  };
}

describe('Alerts outside the app', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  it('keep quiet over midnight by the wall clock, also on the night the clocks go back', () => {
    const hours = { from: '22:00', to: '07:00' };
    // 2026-11-01: 06:59 is standard time already, 11:59Z.
    const cases: readonly [string, boolean][] = [
      ['2026-11-01T01:59:00Z', false],
      ['2026-11-01T02:00:00Z', true],
      ['2026-11-01T11:59:00Z', true],
      ['2026-11-01T12:00:00Z', false],
    ];
    for (const [instant, quiet] of cases) expect(isQuiet(hours, at(instant), ZONE), instant).to.equal(quiet);
    expect(isQuiet(null, at('2026-11-01T02:00:00Z'), ZONE)).to.equal(false);
    expect(
      isDigestTime(alertSettingsRequestSchema.parse({ digestAt: '08:00' }), at('2026-11-01T13:00:00Z'), ZONE),
    ).to.equal(true);
  });

  it('are posted signed, so that the receiver can verify them with any Standard Webhooks library', async () => {
    const received: { headers: IncomingHttpHeaders; body: string }[] = [];
    const receiver = createServer((req, res) => {
      let body = '';
      req.on('data', (chunk: Buffer) => (body += String(chunk)));
      req.on('end', () => {
        received.push({ headers: req.headers, body });
        res.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
    const mails: string[] = [];
    const settings = alertSettingsRequestSchema.parse({
      channels: [{ kind: 'webhook', url }, { kind: 'mail', to: 'buyer@example.org' }, { kind: 'in_app' }],
    });
    const notice = { settings, secret, campaignName: 'Fall', now: Date.now(), eventId: 'ntf_1', alerts: [anAlert()] };
    const notify = createNotify({ allowPrivate: true, sendMail: ({ to }) => Promise.resolve(void mails.push(to)) });
    expect((await notify(notice)).map(({ ok }) => ok)).to.deep.equal([true, true, true]);
    expect(mails).to.deep.equal(['buyer@example.org']);
    const [post] = received;
    const verified = new Webhook(secret).verify(post?.body ?? '', post?.headers as Record<string, string>) as {
      data: { alerts: { message: string }[] };
    };
    expect(verified.data.alerts[0]?.message).to.equal('CTV stands still.');
    const guarded = await createNotify({ allowPrivate: false, sendMail: null })(notice);
    expect(
      guarded.map(({ ok }) => ok),
      'neither a private address nor mail without a server',
    ).to.deep.equal([false, false, true]);
    receiver.close();
  });

  it('are one per cause while it lasts, and a new one when it comes back', async () => {
    const model = createAlertsModel(app.connection);
    expect(await model.open(anAlert())).to.equal(true);
    expect(await model.open(anAlert({ id: 'alt_2' }))).to.equal(false);
    await model.changeAtRev('alt_1', 1, { state: 'resolved', resolvedAt: 5 });
    expect(await model.open(anAlert({ id: 'alt_3' }))).to.equal(true);
    expect((await model.listOpen('cmp_1')).map(({ id }) => id)).to.deep.equal(['alt_3']);
  });

  it('are snoozed until a moment that is still to come', async () => {
    const answer = await app.agent
      .post('/api/v1/alerts/alt_3/snooze')
      .set(app.as('buyer'))
      .send({ until: '2026-10-31T00:00:00Z' });
    expect([answer.status, answer.body.errors[0].code]).to.deep.equal([400, 'snooze_in_past']);
    const snoozed = await app.agent
      .post('/api/v1/alerts/alt_3/snooze')
      .set(app.as('buyer'))
      .send({ until: '2026-11-02T00:00:00Z' });
    expect(snoozed.body).to.include({ state: 'snoozed', snoozedUntil: '2026-11-02T00:00:00.000Z' });
    expect(
      (
        await app.agent
          .post('/api/v1/alerts/alt_3/snooze')
          .set(app.as('viewer'))
          .send({ until: '2026-11-02T00:00:00Z' })
      ).status,
    ).to.equal(403);
  });
});
