import { expect } from 'chai';
import { createAlertsModel, type Alert } from '../../server/alerts/alerts.model.ts';
import { createSendThrough, isDigestTime, isQuiet } from '../../server/alerts/notices/notify.ts';
import { alertSettingsRequestSchema } from '../../shared/contracts/alerts.ts';
import { startTestApp, TEST_NOW, type TestApp } from '../support/app.ts';

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

  it('are not sent to our own network unless it is allowed to, nor by mail without a mail server', async () => {
    const send = createSendThrough({ allowPrivate: false, sendMail: null });
    const notice = { secret: null, campaignName: 'Fall', now: TEST_NOW, eventId: 'ntf_1', alerts: [anAlert()] };
    const byWebhook = await send({ kind: 'webhook', url: 'http://127.0.0.1:9/hook' }, notice);
    expect([byWebhook.ok, byWebhook.detail]).to.deep.equal([
      false,
      '127.0.0.1 is at 127.0.0.1, which is not on the public internet.',
    ]);
    expect(await send({ kind: 'mail', to: 'buyer@example.org' }, notice)).to.deep.include({
      ok: false,
      detail: 'No mail server is set up. Set SMTP_URL.',
    });
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
