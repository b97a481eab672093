import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { uploadOf } from '../../server/reconciliation/import/upload.ts';
import { createStageModel } from '../../server/reconciliation/import/stage.model.ts';
import type { Refusal } from '../../server/refusal.ts';
import type { AsRunImportResponse } from '../../shared/contracts/reconciliation.ts';
import type { SpotResponse } from '../../shared/contracts/spots.ts';
import { asRunFile } from '../bench/as-run-file.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { listSpots, scheduledCampaign } from '../support/spot-fixtures.ts';

const AFTER_THE_FLIGHTS = Date.parse('2026-12-01T12:00:00Z');
const HEADER = 'Station,Air Date,Air Time,ISCI,Length,Status\n';

/** Asks until it holds; the server works on by itself. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('It did not come to hold.');
}

describe('as-run files as they come in', function () {
  this.timeout(60_000);
  let app: TestApp;
  let server: Server;
  let campaignId: string;
  let spots: readonly SpotResponse[];

  beforeEach(async () => {
    app = await startTestApp();
    ({ campaignId } = await scheduledCampaign(app));
    const spotIds = (await listSpots(app, campaignId)).map(({ id }) => id);
    for (const step of ['order', 'confirm'])
      await post(app, `/api/v1/campaigns/${campaignId}/spots/bulk`, { spotIds, step }, { status: 200 });
    app.clock.set(AFTER_THE_FLIGHTS);
    spots = await listSpots(app, campaignId);
    server = createServer(app.app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await app.stop();
  });

  const start = (type: string, headers: Record<string, string> = {}) =>
    request({
      ...{ host: '127.0.0.1', port: (server.address() as AddressInfo).port, method: 'POST' },
      path: `/api/v1/campaigns/${campaignId}/as-run-imports`,
      headers: { ...app.as('buyer'), 'Content-Type': type, ...headers },
    });
  const answerTo = (sent: ReturnType<typeof request>) =>
    new Promise<{ status: number; body: AsRunImportResponse & { detail?: string; errors?: { code: string }[] } }>(
      (resolve, reject) => {
        sent.on('error', reject);
        sent.on('response', (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (part: string) => (text += part));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
        });
      },
    );
  const imports = async () =>
    (await app.agent.get(`/api/v1/campaigns/${campaignId}/as-run-imports`).set(app.as('viewer'))).body
      .items as AsRunImportResponse[];
  const staged = () => app.connection.collection('as_run_stage').countDocuments({});
  const proved = async () => (await listSpots(app, campaignId)).filter(({ verified }) => verified).length;
  const rowCount = () => app.connection.collection('as_run_rows').countDocuments({});

  for (const format of ['csv', 'bxf'] as const) {
    it(`matches our spots among everything a station aired, in a ${format} of two megabytes that streams in`, async () => {
      const sent = start(format === 'csv' ? 'text/csv' : 'application/xml');
      const answer = answerTo(sent);
      for await (const chunk of asRunFile({ format, bytes: 2_000_000, spots, startDay: '2026-01-05' }))
        if (!sent.write(chunk)) await new Promise((resolve) => sent.once('drain', resolve));
      sent.end();
      const { status, body } = await answer;
      expect(status, body.detail).to.equal(201);
      // 100 bytes a row of CSV, 414 of XML.
      expect(body.rows).to.be.greaterThan(format === 'csv' ? 19_000 : 4_500);
      expect(body).to.include({ format, status: 'done', matched: spots.length });
      expect(body.matched + body.unmatched).to.equal(body.rows);
      expect(await rowCount()).to.equal(body.rows);
      expect(await proved()).to.equal(spots.length);
      expect(await staged()).to.equal(0);
    });
  }

  it('applies nothing of an upload that is broken off, and says so', async () => {
    const sent = start('text/csv');
    sent.on('error', () => undefined);
    sent.write(HEADER + rowsOf(spots));
    await until(async () => (await imports()).length === 1);
    sent.destroy();
    await until(async () => (await imports())[0]?.status === 'failed');
    expect((await imports())[0]?.failure).to.match(/broke off after \d+ bytes. Nothing of it was applied/);
    expect([await proved(), await rowCount(), await staged()]).to.deep.equal([0, 0, 0]);
  });

  it('refuses XML that ends too early, and applies nothing of it', async () => {
    const parts: Buffer[] = [];
    for await (const chunk of asRunFile({ format: 'bxf', bytes: 100_000, spots, startDay: '2026-01-05' }))
      parts.push(chunk);
    const sent = start('application/xml');
    const answer = answerTo(sent);
    sent.end(Buffer.concat(parts).subarray(0, 60_000));
    const { status, body } = await answer;
    expect([status, body.errors?.[0]?.code]).to.deep.equal([400, 'not_xml']);
    expect([await proved(), await rowCount(), await staged()]).to.deep.equal([0, 0, 0]);
  });

  it('answers a file it refuses early while the rest still comes in', async () => {
    const sent = start('text/csv');
    const answer = answerTo(sent);
    sent.write('first,second\n1,2\n');
    const rest = Buffer.alloc(64_000, '1,2\n');
    let isAnswered = false;
    void answer.then(() => (isAnswered = true));
    // A client that is answered may stop.
    for (let part = 0; part < 80 && !isAnswered; part += 1)
      if (!sent.write(rest)) await Promise.race([new Promise((resolve) => sent.once('drain', resolve)), answer]);
    sent.end();
    const { status, body } = await answer;
    expect([status, body.errors?.[0]?.code]).to.deep.equal([400, 'missing_columns']);
  });

  it('refuses a file over 50 MB by its announced length, before any of it is read', async () => {
    const sent = start('text/csv', { 'Content-Length': '50000001' });
    const answer = answerTo(sent);
    sent.write(HEADER);
    const { status, body } = await answer;
    expect([status, body.errors?.[0]?.code]).to.deep.equal([413, 'file_too_large']);
    sent.destroy();
    expect(await imports()).to.have.lengthOf(0);
  });

  it('refuses a day with more rows than a day can hold: the date column is wrong', async () => {
    const sent = start('text/csv');
    const answer = answerTo(sent);
    sent.end(HEADER + 'WQPA,2026-11-02,17:10:00,OTHR0000001H,:30,Aired\n'.repeat(10_001));
    const { body } = await answer;
    expect(body.errors?.[0]?.code).to.equal('too_many_rows_a_day');
    expect([await rowCount(), await staged()]).to.deep.equal([0, 0]);
  });

  it('gives up an upload that says nothing for long', async () => {
    const silent = new PassThrough();
    silent.write(HEADER);
    let got = '';
    try {
      for await (const chunk of uploadOf(silent, 5)) got += chunk.toString();
      expect.fail('It waited for ever.');
    } catch (error) {
      expect((error as Refusal).issues[0]?.code).to.equal('upload_stalled');
    }
    expect(got).to.equal(HEADER);
  });

  it('goes on with a whole file a stopped server left, matching no row twice; an unfinished one is told as failed', async () => {
    const [first, second] = spots;
    const sent = start('text/csv');
    const answer = answerTo(sent);
    sent.end(HEADER + rowsOf([first, second].filter((spot) => spot !== undefined)));
    const { body } = await answer;
    // As if the server had stopped after the rows were stored and their spots told, before the bucket was let go.
    const rows = await app.connection.collection('as_run_rows').find({}).sort({ _id: 1 }).toArray();
    const stage = createStageModel(app.connection);
    await stage.add(body.id, 3, {
      sequence: 1,
      rows: rows.map((row) => JSON.stringify({ ...row, secondAt: null })),
    });
    const left = { status: 'running' as const, touchedAt: AFTER_THE_FLIGHTS, matched: 0 };
    const collection = app.connection.collection<{ _id: string }>('as_run_imports');
    await collection.updateOne({ _id: body.id }, { $set: left });
    const whole = await collection.findOne({ _id: body.id });
    await collection.insertOne({ ...whole, _id: `${body.id}b`, isWhole: false } as { _id: string });
    await app.services.asRun.resumeImports();
    expect((await imports()).every(({ status }) => status === 'running')).to.equal(true);
    app.clock.advance(121_000);
    await app.services.asRun.resumeImports();
    const [unfinished, finished] = await imports();
    expect(finished).to.include({ status: 'done', matched: 2, matchedAired: 2, unmatched: 0 });
    expect(unfinished).to.include({ status: 'failed' });
    expect(unfinished?.failure).to.match(/Nothing of it was applied/);
    expect([await proved(), await rowCount(), await staged()]).to.deep.equal([2, 2, 0]);
  });
});

function rowsOf(spots: readonly SpotResponse[]): string {
  return spots
    .map((spot) => `${spot.station},${spot.airDay},${spot.clock}:20,${spot.creative?.adId},:30,Aired\n`)
    .join('');
}
