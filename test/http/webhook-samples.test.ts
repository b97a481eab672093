import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { MAKE_KEY_PAIR, SAMPLE_KEY, samplesFor, type Samples } from '../../client/webhooks/source/samples.ts';
import type { WebhookAttemptDetail, WebhookDialect } from '../../shared/contracts/webhooks.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';

const run = promisify(execFile);
const DIALECTS: readonly WebhookDialect[] = ['standard', 'hub', 'adcp', 'adcp-9421'];
/** What each sample needs beside a shell. Node is here for sure; the others may not be on every machine. */
const NEEDS: Readonly<Record<keyof Samples, readonly string[]>> = {
  curl: ['curl', 'openssl', 'od'],
  node: ['node'],
  python: ['python3'],
};

/** The samples of the "Connect" page, pasted into a shell as they are, against a server that listens. */
describe('Samples for a platform’s developer', function () {
  this.timeout(60_000);
  let app: TestApp;
  let server: Server;
  let url = '';
  let folder = '';
  before(async () => {
    // The samples sign with the time of day, so the server's clock stands at it.
    app = await startTestApp({ at: Date.now() });
    server = app.app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    folder = await mkdtemp(join(tmpdir(), 'webhook-samples-'));
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
    await app.stop();
  });

  const paste = async (sample: string) => (await run('bash', ['-c', sample], { cwd: folder })).stdout;
  const hasAll = async (tools: readonly string[]) =>
    paste(tools.map((tool) => `command -v ${tool}`).join(' && ')).then(
      () => true,
      () => false,
    );
  const makeSource = async (dialect: WebhookDialect) => {
    const publicKey = dialect === 'adcp-9421' ? (await paste(MAKE_KEY_PAIR)).trim() : null;
    const publicKeys = publicKey === null ? [] : [{ keyId: SAMPLE_KEY.id, algorithm: 'ed25519', key: publicKey }];
    return post(app, '/api/v1/webhook-sources', { name: `Sender ${dialect}`, dialect, publicKeys });
  };

  for (const dialect of DIALECTS) {
    for (const language of ['curl', 'node', 'python'] as const) {
      it(`runs as pasted: ${dialect} in ${language}`, async function () {
        const needs = dialect === 'adcp-9421' ? [...NEEDS[language], 'openssl'] : NEEDS[language];
        if (!(await hasAll(['bash', ...needs]))) return this.skip();
        const source = await makeSource(dialect);
        const address = `${url}${String(source['path'])}`;
        const sample = samplesFor({ dialect, url: address, secret: String(source['secret']) })[language];
        const printed = await paste(sample);
        expect(printed).to.match(/"received":1,"stored":1,"duplicates":0,"quarantined":0,"dead":0,"rejected":\[\]/);
        await app.reporting.settle();
        const read = await app.agent.get(`/api/v1/webhook-sources/${source.id}`).set(app.as('admin'));
        expect(read.body.unmapped[0]).to.include({ spendMicros: 12_500_000, impressions: 1_000 });
        if (dialect === 'adcp-9421' || language !== 'curl') return;
        const forged = samplesFor({ dialect, url: address, secret: `whsec_${Buffer.alloc(32).toString('base64')}` });
        expect(await paste(forged[language]), 'with another secret').not.to.match(/"stored"/);
      });
    }
  }

  it('have a test event beside them: signed with the secret on file, and verified as the door verifies', async () => {
    const stepsOf = async (dialect: WebhookDialect) => {
      const source = await post(app, '/api/v1/webhook-sources', {
        name: `Tested ${dialect}`,
        dialect,
        ...(dialect === 'adcp-9421'
          ? { publicKeys: [{ keyId: 'k', algorithm: 'ed25519', key: Buffer.alloc(32, 9).toString('base64') }] }
          : {}),
      });
      const tested = await app.agent.post(`/api/v1/webhook-sources/${source.id}/test`).set(app.as('admin'));
      const { steps, status, via, headers } = tested.body as WebhookAttemptDetail;
      expect({ status, via }, dialect).to.deep.equal({ status: 'ok', via: 'test' });
      expect(
        steps.every(({ ok }) => ok),
        dialect,
      ).to.equal(true);
      expect(JSON.stringify(headers), 'no whole signature is kept').not.to.match(/[0-9a-f]{64}|[A-Za-z0-9+/]{43}=/);
      return steps.map(({ step }) => step);
    };
    expect(await stepsOf('standard')).to.deep.equal(['headers', 'id', 'timestamp', 'signature', 'shape']);
    expect(await stepsOf('adcp')).to.deep.equal(['headers', 'timestamp', 'signature', 'shape']);
    expect(await stepsOf('hub')).to.deep.equal(['headers', 'id', 'signature', 'shape']);
    expect(await stepsOf('adcp-9421')).to.deep.equal(['signature', 'shape']);
  });
});
