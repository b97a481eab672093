import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { expect } from 'chai';
import supertest from 'supertest';
import { createDoor, type Door, type DoorInput } from '../../server/webhooks/door/door.ts';
import type { IntakeResult } from '../../server/webhooks/door/intake.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { aRow, aSender, reported, standardHeaders, type Sender } from '../support/webhook-sender.ts';

/** What the real door does when posts come faster than they are taken, with an intake the test holds back. */
describe('The door under pressure', () => {
  let app: TestApp;
  let sender: Sender;
  before(async () => {
    app = await startTestApp();
    sender = await aSender(app);
  });
  after(() => app.stop());

  const doorWith = async (more: Partial<DoorInput>): Promise<Door> => {
    const source = await app.services.sources.get(sender.sourceId);
    const secrets = [{ bytes: Buffer.from(sender.secret.slice('whsec_'.length), 'base64'), expiresAt: null }];
    const found = { source, secrets, publicKeys: [] };
    return createDoor({
      sources: { find: (id) => Promise.resolve(id === source.id ? found : null), forget: () => undefined },
      intake: app.reporting.intake,
      takeNonce: () => Promise.resolve(true),
      keepRefused: () => undefined,
      backlog: () => 0,
      clock: app.clock,
      newId: app.newId,
      publicUrl: () => 'http://127.0.0.1:8080',
      randomBytes: (size) => new Uint8Array(size),
      count: () => undefined,
      onError: () => undefined,
      ...more,
    });
  };
  const serve = async (door: Door) => {
    const server = createServer((req, res) => void door.handle(req, res, req.url?.split('/').at(-1) ?? ''));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return {
      port,
      agent: supertest(server),
      stop: () => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      },
    };
  };
  const body = reported([aRow()]);
  const path = () => `/webhooks/${sender.sourceId}`;
  const headersOf = (id: string) => standardHeaders(sender.secret, id, body, app.clock.now());
  type Problem = { errors: { code: string }[] };

  /** A post as bytes, to be written to a socket that is connected already. */
  const rawPost = (id: string) => {
    const head = Object.entries(headersOf(id)).map(([name, value]) => `${name}: ${value}\r\n`);
    return `POST ${path()} HTTP/1.1\r\nhost: x\r\n${head.join('')}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
  const openSockets = (port: number, count: number) =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const socket = connect(port, '127.0.0.1');
        await new Promise<void>((resolve) => socket.once('connect', resolve));
        const answered = new Promise<string>((resolve) =>
          socket.once('data', (chunk: Buffer) => resolve(String(chunk))),
        );
        return { socket, answered };
      }),
    );

  it('tells an event whose first post takes too long 503 with Retry-After', async () => {
    const slow = await serve(
      await doorWith({ intake: { take: () => Promise.resolve({ kind: 'in_progress', attemptId: 'a' }) } }),
    );
    const answer = await slow.agent.post(path()).set(headersOf('evt_slow')).send(body);
    expect([answer.status, answer.headers['retry-after']]).to.deep.equal([503, '1']);
    expect((answer.body as Problem).errors[0]?.code).to.equal('in_progress');
    await slow.stop();
  });

  it('answers the same event, posted four times in one moment, the same each time, and counts it once', async () => {
    const served = await serve(await doorWith({}));
    const sockets = await openSockets(served.port, 4);
    for (const { socket } of sockets) socket.write(rawPost('evt_at_once'));
    const answers = await Promise.all(sockets.map(({ answered }) => answered));
    for (const answer of answers) expect(answer).to.match(/^HTTP\/1\.1 200 .*"received":1,"stored":1/s);
    for (const { socket } of sockets) socket.destroy();
    await app.reporting.settle();
    const days = await app.agent.get(`/api/v1/delivery-days?sourceId=${sender.sourceId}`).set(app.as('viewer'));
    expect(
      (days.body as { items: { spendMicros: number }[] }).items.map(({ spendMicros }) => spendMicros),
    ).to.deep.equal([3_000_000]);
    await served.stop();
  });

  it('takes 512 posts of a source at once and tells the next 429 with Retry-After; other sources are not held up', async () => {
    let letGo: (result: IntakeResult) => void = () => undefined;
    const held = new Promise<IntakeResult>((resolve) => (letGo = resolve));
    let taken = 0;
    const door = await doorWith({
      intake: {
        take: () => {
          taken += 1;
          return held;
        },
      },
    });
    const served = await serve(door);
    const sockets = await openSockets(served.port, 512);
    for (const { socket } of sockets) socket.write(rawPost('evt_many'));
    while (taken < 512) await new Promise((resolve) => setImmediate(resolve));
    const refused = await served.agent.post(path()).set(headersOf('evt_513')).send(body);
    expect([refused.status, refused.headers['retry-after']]).to.deep.equal([429, '1']);
    expect((refused.body as Problem).errors[0]?.code).to.equal('too_many_at_once');
    const other = await served.agent.post('/webhooks/src_other').set(headersOf('evt_other')).send(body);
    expect(other.status, 'unknown, but not too many').to.equal(401);
    const answer = { received: 1, stored: 1, duplicates: 0, quarantined: 0, dead: 0, rejected: [] };
    letGo({ kind: 'accepted', attemptId: 'a', answer });
    for (const line of await Promise.all(sockets.map(({ answered }) => answered)))
      expect(line).to.match(/^HTTP\/1\.1 200/);
    for (const { socket } of sockets) socket.destroy();
    const again = await served.agent.post(path()).set(headersOf('evt_514')).send(body);
    expect(again.status, 'room again').to.equal(200);
    await served.stop();
  });

  it('asks to come back while totals are being caught up, and when the store fails: 503 with Retry-After, nothing taken', async () => {
    const behind = await serve(await doorWith({ backlog: () => 200_001 }));
    const busy = await behind.agent.post(path()).set(headersOf('evt_busy')).send(body);
    expect([busy.status, busy.headers['retry-after']]).to.deep.equal([503, '2']);
    expect((busy.body as Problem).errors[0]?.code).to.equal('busy');
    await behind.stop();
    const errors: unknown[] = [];
    const broken = await serve(
      await doorWith({
        intake: { take: () => Promise.reject(new Error('The store is gone.')) },
        onError: (error) => errors.push(error),
      }),
    );
    const failed = await broken.agent.post(path()).set(headersOf('evt_failed')).send(body);
    expect([failed.status, failed.headers['retry-after']]).to.deep.equal([503, '2']);
    expect((failed.body as Problem).errors[0]?.code).to.equal('not_stored');
    expect(errors).to.have.length(1);
    await broken.stop();
  });

  it('tells a paused source’s platform to keep its report: 503 with Retry-After', async () => {
    const address = `/api/v1/webhook-sources/${sender.sourceId}`;
    const setStatus = (status: string) =>
      app.agent.patch(address).set(app.as('admin')).set('If-Match', '*').send({ status });
    await setStatus('paused');
    const paused = await app.agent.post(path()).set(headersOf('evt_paused')).send(body);
    expect([paused.status, paused.headers['retry-after']]).to.deep.equal([503, '300']);
    await setStatus('active');
    expect((await app.agent.post(path()).set(headersOf('evt_paused')).send(body)).status).to.equal(200);
  });
});
