import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { expect } from 'chai';
import { standardDialect } from '../../server/webhooks/dialects/standard.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { aRow, aSender, hexHmac, reported, type Sender } from '../support/webhook-sender.ts';

const seconds = (app: TestApp) => Math.floor(app.clock.now() / 1_000);

/** AdCP 3.1's delivery notification: $12.34 and 1,000 impressions of one package on 2026-10-27. */
function adcpBody(fields: Record<string, unknown> = {}, result: Record<string, unknown> = {}): string {
  return JSON.stringify({
    ...{
      idempotency_key: 'whk_0123456789abcdef',
      operation_id: 'op_1',
      task_id: 'task_1',
      task_type: 'media_buy_delivery',
      status: 'completed',
      timestamp: '2026-11-01T17:00:00Z',
    },
    result: {
      ...{
        notification_type: 'scheduled',
        sequence_number: 1,
        next_expected_at: '2026-11-02T17:00:00Z',
        currency: 'USD',
      },
      reporting_period: { start: '2026-10-27T00:00:00-04:00', end: '2026-10-28T00:00:00-04:00' },
      media_buy_deliveries: [
        {
          media_buy_id: 'mb_1',
          status: 'active',
          by_package: [{ package_id: 'pkg_1', spend: 12.34, impressions: 1_000, clicks: 7 }],
        },
      ],
      ...result,
    },
    ...fields,
  });
}

describe('Dialects of the door', () => {
  let app: TestApp;
  let standard: Sender;
  before(async () => {
    app = await startTestApp();
    standard = await aSender(app);
  });
  after(() => app.stop());

  const create = (body: Record<string, unknown>) => post(app, '/api/v1/webhook-sources', { name: 'Platform', ...body });
  const deliver = (sourceId: string, headers: Record<string, string>, body: string) =>
    app.agent
      .post(`/webhooks/${sourceId}`)
      .set({ 'content-type': 'application/json', ...headers })
      .send(body);

  it('verifies the published vector of Standard Webhooks', () => {
    const verdict = standardDialect.verify({
      headers: {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
      rawBody: Buffer.from('{"test": 2432232314}'),
      method: 'POST',
      targetUris: [],
      nowSeconds: 1_614_265_330,
      secrets: [standardDialect.secretBytes('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')],
      publicKeys: [],
    });
    expect(verdict).to.include({ ok: true, eventId: 'msg_p5jXN8AQM9LWM0D4loKWxJek' });
  });

  it('takes ed25519 (v1a) beside HMAC', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
    const source = await create({ publicKeys: [{ keyId: 'k1', algorithm: 'ed25519', key: raw }] });
    const body = reported([aRow()]);
    const signature = sign(null, Buffer.from(`evt_1.${seconds(app)}.${body}`), privateKey).toString('base64');
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(seconds(app)),
      'webhook-signature': `v1a,${signature}`,
    };
    expect((await deliver(source.id, headers, body)).status).to.equal(200);
    expect((await deliver(source.id, headers, `${body} `)).status).to.equal(401);
  });

  describe('adcp', () => {
    const headersOf = (secret: string, body: string) => ({
      'x-adcp-timestamp': String(seconds(app)),
      'x-adcp-signature': `sha256=${hexHmac(secret, `${seconds(app)}.${body}`)}`,
    });

    it('books packages by day, with the sequence number as revision', async () => {
      const source = await create({
        dialect: 'adcp',
        placements: [{ placement: 'mb_1/pkg_1', flightId: standard.flightIds[0] }],
      });
      const secret = String(source['secret']);
      const first = adcpBody();
      expect((await deliver(source.id, headersOf(secret, first), first)).body).to.include({ received: 1, stored: 1 });
      const final = adcpBody(
        { idempotency_key: 'whk_final_0123456789' },
        {
          notification_type: 'final',
          sequence_number: 4,
          media_buy_deliveries: [
            { media_buy_id: 'mb_1', by_package: [{ package_id: 'pkg_1', spend: '12.345678', impressions: 1_010 }] },
          ],
        },
      );
      await deliver(source.id, headersOf(secret, final), final);
      await app.reporting.settle();
      const days = await app.agent.get(`/api/v1/delivery-days?sourceId=${source.id}`).set(app.as('viewer'));
      expect(days.body.items[0]).to.include({
        day: '2026-10-27',
        spendMicros: 12_345_678,
        impressions: 1_010,
        window: 'final',
        flightId: standard.flightIds[0],
      });
      const state = await app.agent.get(`/api/v1/webhook-sources/${source.id}`).set(app.as('viewer'));
      expect(state.body.missingSequences).to.deep.equal([2, 3]);
      expect(state.body.nextExpectedAt).to.equal('2026-11-02T17:00:00.000Z');
    });

    it('refuses a key that comes twice, but only after the signature holds', async () => {
      const source = await create({ dialect: 'adcp' });
      const body = adcpBody().replace('"currency":"USD"', '"currency":"USD","curr\\u0065ncy":"EUR"');
      const signed = await deliver(source.id, headersOf(String(source['secret']), body), body);
      expect([signed.status, signed.body.errors[0].code]).to.deep.equal([400, 'duplicate_key']);
      expect((await deliver(source.id, headersOf('x'.repeat(32), body), body)).status).to.equal(401);
    });

    it('holds what it can’t book: another currency, a period of a week', async () => {
      const source = await create({ dialect: 'adcp' });
      const secret = String(source['secret']);
      const euros = adcpBody({ idempotency_key: 'whk_euros_0123456789' }, { currency: 'EUR' });
      expect((await deliver(source.id, headersOf(secret, euros), euros)).body).to.include({
        received: 1,
        stored: 0,
        dead: 1,
      });
      const week = adcpBody(
        { idempotency_key: 'whk_week_0123456789' },
        { reporting_period: { start: '2026-10-20T00:00:00Z', end: '2026-10-27T00:00:00Z' } },
      );
      expect((await deliver(source.id, headersOf(secret, week), week)).body).to.include({ received: 1, dead: 1 });
    });
  });

  it('takes hub signatures over the raw body, and knows a replay by its bytes', async () => {
    const source = await create({ dialect: 'hub' });
    const body = reported([aRow()]);
    const headers = { 'x-hub-signature-256': `sha256=${hexHmac(String(source['secret']), body)}` };
    const first = await deliver(source.id, headers, body);
    expect(first.status).to.equal(200);
    expect((await deliver(source.id, headers, body)).body).to.deep.equal(first.body);
    expect((await deliver(source.id, headers, body.replace('1000', '9000'))).status).to.equal(401);
  });

  describe('adcp-9421', () => {
    type Signing = {
      key: KeyObject;
      algorithm: 'ed25519' | 'ecdsa-p256-sha256';
      nonce: string;
      body: string;
      sourceId: string;
      createdAgo?: number;
      uri?: string;
    };

    const signed = ({
      key,
      algorithm,
      nonce,
      body,
      sourceId,
      createdAgo = 0,
      uri,
    }: Signing): Record<string, string> => {
      const created = seconds(app) - createdAgo;
      const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
      const params = `("@method" "@target-uri" "@authority" "content-type" "content-digest");created=${created};expires=${created + 300};nonce="${nonce}";keyid="k1";alg="${algorithm}";tag="adcp/webhook-signing/v1"`;
      const host = '127.0.0.1:8080';
      const base = [
        '"@method": POST',
        `"@target-uri": ${uri ?? `http://${host}/webhooks/${sourceId}`}`,
        `"@authority": ${host}`,
        '"content-type": application/json',
        `"content-digest": ${digest}`,
        `"@signature-params": ${params}`,
      ].join('\n');
      const signature =
        algorithm === 'ed25519'
          ? sign(null, Buffer.from(base), key)
          : sign('sha256', Buffer.from(base), { key, dsaEncoding: 'ieee-p1363' });
      return {
        'signature-input': `sig1=${params}`,
        signature: `sig1=:${signature.toString('base64')}:`,
        'content-digest': digest,
      };
    };

    for (const algorithm of ['ed25519', 'ecdsa-p256-sha256'] as const) {
      it(`verifies RFC 9421 signatures by ${algorithm}, once per nonce`, async () => {
        const { publicKey, privateKey } =
          algorithm === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const source = await create({
          dialect: 'adcp-9421',
          publicKeys: [{ keyId: 'k1', algorithm, key: publicKey.export({ format: 'pem', type: 'spki' }).toString() }],
        });
        expect(source['secret']).to.equal(null);
        const body = adcpBody();
        const signing = { key: privateKey, algorithm, body, sourceId: source.id };
        const headers = signed({ ...signing, nonce: 'bm9uY2Utbm9uY2Utbm9uY2U' });
        expect((await deliver(source.id, headers, body)).body).to.include({ received: 1, stored: 1 });
        expect((await deliver(source.id, headers, body)).status, 'the same nonce').to.equal(401);
        const retried = await deliver(source.id, signed({ ...signing, nonce: 'YW5vdGhlci1ub25jZS1oZXJl' }), body);
        expect([retried.status, retried.body.stored], 'a retry signed anew').to.deep.equal([200, 1]);
        const other = signed({ ...signing, nonce: 'dGhpcmQtbm9uY2UtaGVyZQ' });
        expect((await deliver(source.id, other, body.replace('12.34', '99.99'))).status, 'another body').to.equal(401);
        const late = signed({ ...signing, nonce: 'bGF0ZS1ub25jZS1oZXJlISE', createdAgo: 301 });
        expect((await deliver(source.id, late, body)).status, 'expired').to.equal(401);
        const elsewhere = signed({
          ...signing,
          nonce: 'ZWxzZXdoZXJlLW5vbmNlIQ',
          uri: 'https://other.example.org/hook',
        });
        expect((await deliver(source.id, elsewhere, body)).status, 'signed for another address').to.equal(401);
      });
    }
  });
});
