import { expect } from 'chai';
import { createMailer } from '../../server/cli/mailer.ts';
import type { TrafficResponse } from '../../shared/contracts/traffic.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { startMailCatcher, type MailCatcher } from '../support/mail-catcher.ts';
import { listSpots, scheduledCampaign, step } from '../support/spot-fixtures.ts';

describe('traffic instructions by mail', () => {
  let app: TestApp;
  let catcher: MailCatcher;
  before(async () => {
    catcher = await startMailCatcher();
    app = await startTestApp({ sendMail: createMailer(catcher.url) });
  });
  after(async () => {
    await app.stop();
    await catcher.stop();
  });
  beforeEach(() => {
    catcher.refuseWith(null);
    catcher.mails.length = 0;
  });

  const keep = async (target: TestApp, sendOnDeadline: boolean, email = 'traffic@wqpa.example') =>
    target.agent
      .put('/api/v1/stations/WQPA')
      .set(target.as('buyer'))
      .set('If-Match', '*')
      .send({ contacts: [{ name: 'Traffic desk', email }], sendOnDeadline, programs: [] })
      .expect(200);

  /** Instructions for the first spot, confirmed with the station. */
  const instructed = async (target: TestApp): Promise<{ campaignId: string; instruction: TrafficResponse }> => {
    const { campaignId } = await scheduledCampaign(target);
    const [spot] = await listSpots(target, campaignId);
    await step(target, spot?.id ?? '', 'order');
    await step(target, spot?.id ?? '', 'confirm');
    const { issued } = (await post(target, `/api/v1/campaigns/${campaignId}/traffic-instructions`, {})) as unknown as {
      issued: TrafficResponse[];
    };
    const [instruction] = issued;
    if (!instruction) throw new Error('Nothing was issued.');
    return { campaignId, instruction };
  };
  const send = (target: TestApp, id: string, body: object = {}) =>
    target.agent.post(`/api/v1/traffic-instructions/${id}/send`).set(target.as('buyer')).send(body);
  const read = async (id: string) =>
    (await app.agent.get(`/api/v1/traffic-instructions/${id}`).set(app.as('viewer'))).body as TrafficResponse;

  it('go to the station’s contacts as PDF, CSV and BXF, and the history says when and to whom', async () => {
    await keep(app, false);
    const { instruction } = await instructed(app);
    expect(instruction.deliveries).to.deep.equal([]);
    const sent = await send(app, instruction.id);
    expect(sent.status, sent.text).to.equal(200);
    const [mail] = catcher.mails;
    expect(catcher.mails).to.have.lengthOf(1);
    expect(mail?.to).to.deep.equal(['traffic@wqpa.example']);
    expect(mail?.message).to.match(/Subject: Traffic instructions WQPA, revision 1: Neighbors Forward/);
    for (const name of ['WQPA-traffic-R1.pdf', 'WQPA-traffic-R1.csv', 'WQPA-traffic-R1.xml']) {
      expect(mail?.message).to.contain(`filename=${name}`);
    }
    const [csv] = /text\/csv[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(mail?.message ?? '')?.slice(1) ?? [];
    expect(Buffer.from(csv ?? '', 'base64').toString()).to.contain('NFWD000000');
    const [delivery] = (await read(instruction.id)).deliveries;
    expect(delivery).to.include({ by: 'test buyer', error: null, at: new Date(app.clock.now()).toISOString() });
    expect(delivery?.to).to.deep.equal(['traffic@wqpa.example']);
    expect(mail?.message).to.contain(`Message-ID: ${delivery?.messageId}`);
  });

  it('are sent again on request, also to other addresses; each time is a line of the history', async () => {
    await keep(app, false);
    const { instruction } = await instructed(app);
    await send(app, instruction.id).expect(200);
    await send(app, instruction.id, { to: ['night@wqpa.example', 'desk@wqpa.example'] }).expect(200);
    expect(catcher.mails.map(({ to }) => to)).to.deep.equal([
      ['traffic@wqpa.example'],
      ['night@wqpa.example', 'desk@wqpa.example'],
    ]);
    expect((await read(instruction.id)).deliveries.map(({ to }) => to.length)).to.deep.equal([1, 2]);
  });

  it('note what the mail server says when it does not take them, and tell', async () => {
    await keep(app, false);
    const { instruction } = await instructed(app);
    catcher.refuseWith('No such desk here');
    const answer = await send(app, instruction.id);
    expect([answer.status, answer.body.errors[0].code]).to.deep.equal([503, 'mail_not_taken']);
    expect(answer.body.detail).to.contain('No such desk here');
    const [delivery] = (await read(instruction.id)).deliveries;
    expect(delivery?.messageId).to.equal(null);
    expect(delivery?.error).to.contain('No such desk here');
  });

  it('are not sent once superseded, nor to a station without contacts', async () => {
    await keep(app, false);
    const { campaignId, instruction } = await instructed(app);
    const [, next] = await listSpots(app, campaignId);
    await step(app, next?.id ?? '', 'order');
    await step(app, next?.id ?? '', 'confirm');
    await post(app, `/api/v1/campaigns/${campaignId}/traffic-instructions`, {});
    const old = await send(app, instruction.id);
    expect([old.status, old.body.errors[0].code]).to.deep.equal([409, 'superseded']);
    await app.agent
      .put('/api/v1/stations/WQPA')
      .set(app.as('buyer'))
      .set('If-Match', '*')
      .send({ contacts: [], sendOnDeadline: false, programs: [] });
    const list = await app.agent
      .get(`/api/v1/campaigns/${campaignId}/traffic-instructions?current=true`)
      .set(app.as('viewer'));
    const bare = await send(app, list.body.items[0].id);
    expect([bare.status, bare.body.errors[0].code]).to.deep.equal([409, 'no_contacts']);
    expect(catcher.mails).to.have.lengthOf(0);
  });

  it('go out by themselves at the deadline to stations that want it, once', async () => {
    await keep(app, true);
    const { campaignId } = await scheduledCampaign(app);
    const [spot] = await listSpots(app, campaignId);
    await step(app, spot?.id ?? '', 'order');
    await step(app, spot?.id ?? '', 'confirm');
    const dueAt = Date.parse(spot?.actions.find(({ kind }) => kind === 'traffic')?.dueAt ?? '');
    app.clock.set(Math.max(app.clock.now(), dueAt) + 1_000);
    await app.runDue();
    await app.runDue();
    expect(catcher.mails.map(({ to }) => to)).to.deep.equal([['traffic@wqpa.example']]);
    const list = await app.agent.get(`/api/v1/campaigns/${campaignId}/traffic-instructions`).set(app.as('viewer'));
    expect(list.body.items[0].deliveries.map(({ by }: { by: string }) => by)).to.deep.equal(['scheduler']);
  });

  it('say clearly that no mail server is set up', async () => {
    const bare = await startTestApp();
    try {
      await keep(bare, true);
      const { instruction } = await instructed(bare);
      const answer = await send(bare, instruction.id);
      expect([answer.status, answer.body.errors[0].code]).to.deep.equal([409, 'no_mail_server']);
      expect(answer.body.detail).to.contain('Set SMTP_URL');
      const stations = await bare.agent.get('/api/v1/stations').set(bare.as('viewer'));
      expect(stations.body.canMail).to.equal(false);
    } finally {
      await bare.stop();
    }
  });
});
