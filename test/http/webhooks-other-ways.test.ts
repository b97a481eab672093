import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { createCheckpointsModel } from '../../server/deliveries/checkpoints.model.ts';
import { createAttemptsModel, type Attempt } from '../../server/webhooks/attempts/attempts.model.ts';
import { createPulls } from '../../server/webhooks/other-ways/pulls.ts';
import { createRecovery } from '../../server/webhooks/door/recovery.ts';
import { isPrivateAddress, safeFetch } from '../../server/webhooks/other-ways/safe-fetch.ts';
import { createSecretBox } from '../../server/webhooks/sources/secrets.ts';
import { createSourcesModel } from '../../server/webhooks/sources/sources.model.ts';
import { randomBytes } from 'node:crypto';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { aRow, aSender, reported, send, type Sender } from '../support/webhook-sender.ts';

describe('Ways into the ledger besides a post', () => {
  let app: TestApp;
  let sender: Sender;
  const platform = createServer((req, res) => {
    if (req.url === '/elsewhere') res.writeHead(302, { location: 'http://127.0.0.1/secret' }).end();
    else res.setHeader('content-type', 'application/json').end(reported([aRow({ day: '2026-10-12' })]));
  });
  let address = '';
  before(async () => {
    app = await startTestApp();
    sender = await aSender(app);
    await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
  });
  after(async () => {
    platform.close();
    await app.stop();
  });

  const spendOf = async (day: string) => {
    await app.reporting.settle();
    const answer = await app.agent.get(`/api/v1/delivery-days?sourceId=${sender.sourceId}`).set(app.as('viewer'));
    return (answer.body as { items: { day: string; spendMicros: number }[] }).items
      .filter((item) => item.day === day)
      .map(({ spendMicros }) => spendMicros);
  };

  it('does not fetch from our own network unless it is allowed to', async () => {
    for (const bad of [
      '127.0.0.1',
      '10.1.2.3',
      '172.20.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '0.0.0.0',
      '::1',
      'fd00::1',
      'fe80::1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      'nonsense',
    ]) {
      expect(isPrivateAddress(bad), bad).to.equal(true);
    }
    for (const good of ['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'])
      expect(isPrivateAddress(good), good).to.equal(false);
    expect(await safeFetch({ url: address, allowPrivate: false })).to.include({ kind: 'refused' });
    expect(await safeFetch({ url: 'http://localhost:1/', allowPrivate: false })).to.include({ kind: 'refused' });
    expect(await safeFetch({ url: 'file:///etc/passwd', allowPrivate: true })).to.include({ kind: 'refused' });
    const source = await app.agent.get(`/api/v1/webhook-sources/${sender.sourceId}`).set(app.as('admin'));
    await app.agent
      .patch(`/api/v1/webhook-sources/${sender.sourceId}`)
      .set(app.as('admin'))
      .set('If-Match', source.headers['etag'] ?? '')
      .send({ pull: { url: address, everyMinutes: 60 } });
    const refused = await app.agent.post(`/api/v1/webhook-sources/${sender.sourceId}/pull`).set(app.as('admin'));
    expect([refused.status, refused.body.errors[0].code]).to.deep.equal([409, 'pull_refused']);
  });

  it('pulls a report once, and does not follow where it is sent', async () => {
    const ways = createPulls({
      model: createSourcesModel(app.connection),
      attempts: createAttemptsModel(app.connection),
      ...{ intake: app.reporting.intake, clock: app.clock, newId: app.newId },
      announce: () => undefined,
      allowPrivate: true,
      onError: (error) => expect.fail(String(error)),
    });
    expect(await ways.pull(sender.sourceId)).to.include({ received: 1, stored: 1 });
    await ways.pull(sender.sourceId);
    expect(await spendOf('2026-10-12')).to.deep.equal([3_000_000]);
    expect(await safeFetch({ url: `${address}/elsewhere`, allowPrivate: true })).to.include({
      kind: 'answered',
      status: 302,
    });
  });

  it('makes good what a crash cut short after the attempt was kept', async () => {
    const attempts = createAttemptsModel(app.connection);
    const checkpoints = createCheckpointsModel(app.connection);
    const body = Buffer.from(reported([aRow({ day: '2026-10-13', spendMicros: 7_000_000 })]));
    const now = app.clock.now();
    const cutShort: Attempt = {
      ...{
        id: `${sender.sourceId}.evt_cut`,
        sourceId: sender.sourceId,
        eventId: 'evt_cut',
        bodyHash: 'x',
        receivedAt: now,
        status: 'ok',
        httpStatus: 200,
      },
      ...{
        byteCount: body.length,
        rowCount: 1,
        durationMs: 0,
        via: 'webhook',
        problem: null,
        headers: {},
        rawBody: body,
        steps: [],
        answer: null,
        reprocessedAt: null,
      },
    };
    await attempts.insert([cutShort]);
    expect(await spendOf('2026-10-13')).to.deep.equal([]);
    for (const round of ['first', 'again']) {
      await checkpoints.save({ processId: `prc_dead_${round}`, pendingSince: now - 1_000, heartbeatAt: now });
      const recover = createRecovery({
        checkpoints,
        sources: createSourcesModel(app.connection),
        attempts,
        intake: app.reporting.intake,
        clock: app.clock,
        processId: 'prc_new',
      });
      expect((await recover()).attempts, round).to.be.at.least(1);
      expect(await spendOf('2026-10-13'), round).to.deep.equal([7_000_000]);
    }
  });

  it('goes on where it was when a crash cuts the making good itself short', async () => {
    const attempts = createAttemptsModel(app.connection);
    const checkpoints = createCheckpointsModel(app.connection);
    const from = app.clock.now() - 500_000;
    const [template] = await collect(attempts.inOrder({ sourceId: sender.sourceId, eventId: 'evt_cut' }));
    if (!template) throw new Error('The attempt of the test before is gone.');
    const ids = Array.from(
      { length: 500 },
      (_, index) => `${sender.sourceId}.evt_row_${String(index).padStart(3, '0')}`,
    );
    await attempts.insert(
      ids.map((id, index) => ({
        ...template,
        ...{ id, eventId: id.slice(id.indexOf('.') + 1), receivedAt: from + index * 1_000 },
      })),
    );
    await checkpoints.save({ processId: 'prc_cut', pendingSince: from, heartbeatAt: from });
    const seen: string[] = [];
    const recover = (most: number) =>
      createRecovery({
        checkpoints,
        sources: createSourcesModel(app.connection),
        attempts,
        intake: {
          reapply: async ({ id }) => {
            if (seen.length >= most) throw new Error('cut');
            seen.push(id);
            return null;
          },
        },
        clock: app.clock,
        processId: 'prc_new',
      })();
    expect(await recover(430).catch((error: Error) => error.message)).to.equal('cut');
    const [kept] = (await checkpoints.list()).filter(({ processId }) => processId === 'prc_cut');
    // Two batches of 200 were done: the 400th came 399 s in, five seconds are kept in hand.
    expect(kept?.pendingSince).to.equal(from + 399_000 - 5_000);
    const before = new Set(seen);
    seen.length = 0;
    await recover(Infinity);
    expect(seen.filter((id) => before.has(id)).length).to.be.within(34, 38);
    expect(ids.every((id) => before.has(id) || seen.includes(id))).to.equal(true);
    expect((await checkpoints.list()).some(({ processId }) => processId === 'prc_cut')).to.equal(false);
  });

  it('books our own rows by revision and maps them to their flight', async () => {
    const row = {
      placement: 'spt_1',
      flightId: sender.flightIds[1] ?? '',
      campaignId: sender.campaignId,
      day: '2026-10-30',
      impressions: 0,
      grpHundredths: 800,
    };
    const { deliveries } = app.services;
    await deliveries.recordInternal({ source: 'spots', rows: [{ ...row, revision: 1, spendMicros: 400_000_000 }] });
    await deliveries.recordInternal({ source: 'spots', rows: [{ ...row, revision: 1, spendMicros: 400_000_000 }] });
    await deliveries.recordInternal({ source: 'spots', rows: [{ ...row, revision: 2, spendMicros: 0 }] });
    await app.reporting.settle();
    const answer = await app.agent.get(`/api/v1/delivery-days?flightId=${sender.flightIds[1]}`).set(app.as('viewer'));
    expect(answer.body.items[0]).to.include({ spendMicros: 0, grpHundredths: 800, placement: 'spt_1' });
  });

  it('takes failed posts up again from a moment on and tells how far it is', async () => {
    await send(app, sender, 'evt_nowhere', reported([aRow({ placement: 'lost and found' })]));
    await app.reporting.settle();
    await post(
      app,
      `/api/v1/webhook-sources/${sender.sourceId}/placements`,
      { placement: 'lost and found', flightId: sender.flightIds[0] },
      { status: 200 },
    );
    const started = await post(
      app,
      '/api/v1/webhook-reprocesses',
      { sourceId: sender.sourceId, since: new Date(app.clock.now() - 1_000).toISOString() },
      { status: 202 },
    );
    expect(started).to.include({ total: 1 });
    let progress = started;
    while (progress['status'] !== 'done')
      progress = (await app.agent.get(`/api/v1/webhook-reprocesses/${started.id}`).set(app.as('admin'))).body;
    expect(progress).to.include({ done: 1, recovered: 1, stillFailing: 0 });
  });

  it('seals secrets so that neither the text nor a changed seal opens them', () => {
    const box = createSecretBox('a master secret of 32 characters or so', randomBytes);
    const sealed = box.seal('whsec_abc');
    expect(sealed).not.to.contain('whsec_abc');
    expect(box.seal('whsec_abc')).not.to.equal(sealed);
    expect(box.open(sealed)).to.equal('whsec_abc');
    expect(() => box.open(`${sealed.slice(0, -3)}AAA`)).to.throw();
    expect(() => createSecretBox('another master secret, also long enough', randomBytes).open(sealed)).to.throw();
  });
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}
