import { runInNewContext } from 'node:vm';
import { webcrypto } from 'node:crypto';
import { expect } from 'chai';
import type { ConversionReport } from '../../shared/contracts/conversions.ts';
import { SITE_SCRIPT } from '../../server/conversions/site-script.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { aRow, aSender, reported, send, type Sender } from '../support/webhook-sender.ts';

describe('Conversions of the campaign’s own website', () => {
  let app: TestApp;
  let sender: Sender;
  let site: { siteKey: string; snippet: string; links: { lineId: string; utm: string }[] };
  before(async () => {
    app = await startTestApp();
    sender = await aSender(app);
    site = (await app.agent.get(`/api/v1/campaigns/${sender.campaignId}/site`).set(app.as('viewer'))).body;
  });
  after(() => app.stop());

  const record = (body: object) =>
    app.agent
      .post('/conversions')
      .set('content-type', 'text/plain')
      .send(JSON.stringify({ siteKey: site.siteKey, consent: true, ...body }));
  const event = (eventId: string, fields: object = {}) => ({
    eventId,
    kind: 'donation',
    at: '2026-11-01T16:00:00Z',
    valueCents: 2_500,
    ...fields,
  });

  it('counts an event once and gives it to the line its tag names', async () => {
    const utmContent = site.links[0]?.lineId;
    const events = [
      event('donation-0001', { utmContent }),
      event('donation-0002'),
      event('visit-00001', { kind: 'visit', valueCents: 0, utmContent }),
    ];
    expect((await record({ events })).body).to.deep.equal({ received: 3, stored: 3, duplicates: 0 });
    expect((await record({ events })).body).to.deep.equal({ received: 3, stored: 0, duplicates: 3 });
    await send(app, sender, 'evt_spend', reported([aRow({ spendMicros: 10_000_000 })]));
    await app.reporting.settle();
    const report = (await app.agent.get(`/api/v1/campaigns/${sender.campaignId}/conversions`).set(app.as('viewer')))
      .body as ConversionReport;
    // $10.00 of media for one donation of $25.00: $10.00 a donation, 2.5 back; the donation is no spend.
    expect(report.rows[0]).to.include({
      lineId: utmContent,
      spendCents: 1_000,
      visits: 1,
      donations: 1,
      donatedCents: 2_500,
      costPerDonationCents: 1_000,
      returnRatio: 2.5,
    });
    expect(report.totals).to.include({
      spendCents: 1_000,
      donations: 1,
      donatedCents: 2_500,
      costPerDonationCents: 1_000,
    });
    expect(report.rows.at(-1)).to.include({
      lineId: null,
      donations: 1,
      donatedCents: 2_500,
      costPerDonationCents: null,
    });
  });

  it('takes nothing without consent, from an unknown site, or with personal fields', async () => {
    expect((await record({ consent: false, events: [event('donation-0003')] })).status).to.equal(400);
    expect((await record({ siteKey: 'site_of_nobody', events: [event('donation-0003')] })).status).to.equal(404);
    expect((await record({ events: [event('donation-0003', { email: 'somebody@example.org' })] })).status).to.equal(
      400,
    );
  });

  it('says how many events are dated outside the campaign: kept, and counted in no row', async () => {
    const path = `/api/v1/campaigns/${sender.campaignId}/conversions`;
    const read = async () => (await app.agent.get(path).set(app.as('viewer'))).body as ConversionReport;
    const before = await read();
    await record({ events: [event('donation-early', { at: '2025-01-01T16:00:00Z' })] });
    const after = await read();
    expect(after.outside).to.equal(before.outside + 1);
    expect({ ...after, outside: 0 }).to.deep.equal({ ...before, outside: 0 });
  });

  it('has a script that sends nothing before consent', async () => {
    expect((await app.agent.get('/conversions.js')).text).to.equal(SITE_SCRIPT);
    const sent: { siteKey: string; events: { kind: string; utmContent?: string }[] }[] = [];
    const page: { flightboard?: { consent(): void; track(kind: string, details?: object): void } } = {};
    runInNewContext(SITE_SCRIPT, {
      document: {
        currentScript: { src: 'https://board.example.org/conversions.js', getAttribute: () => site.siteKey },
      },
      window: page,
      location: { search: `?${site.links[0]?.utm}` },
      crypto: webcrypto,
      ...{ URL, URLSearchParams, Date, Math, Object, Uint8Array, JSON },
      fetch: (_url: string, init: { body: string }) => {
        sent.push(JSON.parse(init.body));
        return Promise.resolve();
      },
    });
    page.flightboard?.track('donation', { valueCents: 2_500 });
    expect(sent).to.deep.equal([]);
    page.flightboard?.consent();
    expect(sent[0]?.events.map(({ kind, utmContent }) => [kind, utmContent])).to.deep.equal([
      ['visit', site.links[0]?.lineId],
      ['donation', site.links[0]?.lineId],
    ]);
    expect(
      (await app.agent.post('/conversions').set('content-type', 'text/plain').send(JSON.stringify(sent[0]))).body,
    ).to.include({ stored: 2 });
  });

  it('keeps the tags of a visit for its later pages, with consent only, and forgets them when it is withdrawn', () => {
    const stored = new Map<string, string>();
    const sent: { events: { kind: string; utmContent?: string }[] }[] = [];
    type Flightboard = { consent(): void; withdraw(): void; track(kind: string): void };
    const openPage = (search: string): Flightboard => {
      const page: { flightboard?: Flightboard } = {};
      runInNewContext(SITE_SCRIPT, {
        document: {
          currentScript: { src: 'https://board.example.org/conversions.js', getAttribute: () => site.siteKey },
        },
        window: page,
        location: { search },
        crypto: webcrypto,
        sessionStorage: {
          getItem: (name: string) => stored.get(name) ?? null,
          setItem: (name: string, value: string) => void stored.set(name, value),
          removeItem: (name: string) => void stored.delete(name),
        },
        ...{ URL, URLSearchParams, Date, Math, Object, Uint8Array, JSON },
        fetch: (_url: string, init: { body: string }) => {
          sent.push(JSON.parse(init.body));
          return Promise.resolve();
        },
      });
      if (!page.flightboard) throw new Error('The script offers nothing.');
      return page.flightboard;
    };
    const landing = openPage(`?${site.links[0]?.utm}`);
    expect(stored.size).to.equal(0);
    landing.consent();
    const thanks = openPage('');
    thanks.consent();
    thanks.track('donation');
    expect(sent.flatMap(({ events }) => events.map(({ kind, utmContent }) => [kind, utmContent]))).to.deep.equal([
      ['visit', site.links[0]?.lineId],
      ['donation', site.links[0]?.lineId],
    ]);
    openPage(`?${site.links[0]?.utm}`).consent(); // a reload of the landing page
    openPage(`?${site.links[0]?.utm.replace(/utm_content=[^&]*/, 'utm_content=lin_other')}`).consent();
    const last = sent.at(-1)?.events.map(({ kind }) => kind);
    expect([sent.length, last], 'another link is another visit, a later page is none').to.deep.equal([3, ['visit']]);
    thanks.withdraw();
    expect(stored.size).to.equal(0);
    thanks.track('donation');
    expect(sent).to.have.lengthOf(3);
  });
});
