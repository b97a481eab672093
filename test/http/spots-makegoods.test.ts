import { expect } from 'chai';
import type { MakegoodOfferResponse } from '../../shared/contracts/makegoods.ts';
import type { SpotResponse } from '../../shared/contracts/spots.ts';
import type { TrafficResponse } from '../../shared/contracts/traffic.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { listSpots, scheduledCampaign, step } from '../support/spot-fixtures.ts';

async function confirmAll(app: TestApp, campaignId: string): Promise<readonly SpotResponse[]> {
  const spotIds = (await listSpots(app, campaignId)).map(({ id }) => id);
  for (const name of ['order', 'confirm']) {
    await post(app, `/api/v1/campaigns/${campaignId}/spots/bulk`, { spotIds, step: name }, { status: 200 });
  }
  return listSpots(app, campaignId);
}

type GridCell = Readonly<{ day: string; spots: number; makegoods: number }>;

describe('make-goods over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  const offersOf = async (campaignId: string, spotId: string) =>
    (await app.agent.get(`/api/v1/campaigns/${campaignId}/makegood-offers`).query({ spotId }).set(app.as('viewer')))
      .body.items as MakegoodOfferResponse[];

  it('are suggested as soon as a confirmed spot is pre-empted: same station and daypart, no dearer, no weaker', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const [spot] = await confirmAll(app, campaignId);
    await step(app, spot?.id ?? '', 'preempt', { reason: 'Breaking news.' });
    const offers = await offersOf(campaignId, spot?.id ?? '');
    expect(offers).to.have.lengthOf(3);
    for (const offer of offers) {
      expect(offer).to.include({
        station: 'WQPA',
        daypart: 'early_news',
        tier: 'same_daypart',
        lostCents: 40_000,
        status: 'offered',
      });
      expect(offer.costCents).to.be.at.most(40_000);
      expect(offer.ratingHundredths).to.be.at.least(800);
    }
  });

  it('accepted are linked, confirmed and counted once', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const [spot] = await confirmAll(app, campaignId);
    await step(app, spot?.id ?? '', 'preempt', { reason: 'Breaking news.' });
    const [offer, second] = await offersOf(campaignId, spot?.id ?? '');
    const taken = (await post(app, `/api/v1/makegood-offers/${offer?.id}/accept`, {}, { status: 200 })) as unknown as {
      spot: SpotResponse;
      replacement: SpotResponse;
    };
    expect(taken.spot).to.include({ status: 'made_good', makegoodId: taken.replacement.id });
    expect(taken.replacement).to.include({ status: 'confirmed', makegoodForId: spot?.id, costCents: 40_000 });
    const again = await app.agent.post(`/api/v1/makegood-offers/${second?.id}/accept`).set(app.as('buyer')).send({});
    expect([again.status, again.body.errors[0].code]).to.deep.equal([409, 'step_not_allowed']);
    const scheduled = await post(app, `/api/v1/campaigns/${campaignId}/spots/schedule`, {}, { status: 200 });
    expect(scheduled).to.include({ created: 0, kept: 50, spots: 50, costCents: 2_000_000 });
    const grid = (await app.agent.get(`/api/v1/campaigns/${campaignId}/spots/grid`).set(app.as('viewer'))).body;
    // 50 spots of $400.00 and 8.0 points: 51 are on the grid, the make-good beside the spot it stands in for.
    expect([grid.spots, grid.costCents]).to.deep.equal([50, 2_000_000]);
    const [line] = grid.rows as { spots: number; ratingHundredths: number; cells: GridCell[] }[];
    expect([line?.spots, line?.ratingHundredths]).to.deep.equal([50, 50 * 800]);
    const shown = line?.cells.filter(({ makegoods }) => makegoods > 0);
    expect(shown?.map(({ day, makegoods }) => [day, makegoods])).to.deep.equal([[taken.replacement.airDay, 1]]);
    expect(line?.cells.reduce((sum, { spots }) => sum + spots, 0)).to.equal(50);
  });

  it('that nobody answers in time expire', async () => {
    const late = await startTestApp();
    const { campaignId } = await scheduledCampaign(late);
    const [spot] = await confirmAll(late, campaignId);
    await step(late, spot?.id ?? '', 'preempt', { reason: 'Breaking news.' });
    late.clock.advance(4 * 24 * 3_600_000);
    await late.scheduler.sweep();
    const items = (await late.agent.get(`/api/v1/campaigns/${campaignId}/makegood-offers`).set(late.as('viewer'))).body
      .items as MakegoodOfferResponse[];
    expect(items.map(({ status }) => status)).to.deep.equal(['expired', 'expired', 'expired']);
    await late.stop();
  });

  it('may be replaced by a credit of what was lost', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const [spot] = await confirmAll(app, campaignId);
    await step(app, spot?.id ?? '', 'preempt', { reason: 'Breaking news.' });
    const credited = await step(app, spot?.id ?? '', 'credit', { reason: 'No open time.', basisPoints: 5_000 });
    expect(credited.status).to.equal('credited');
    expect(credited.history.at(-1)?.note).to.equal('No open time. Credit $200.00.');
  });
});

describe('traffic instructions over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  type Issued = { issued: TrafficResponse[]; unchanged: string[] };
  const issue = async (campaignId: string) =>
    (await post(app, `/api/v1/campaigns/${campaignId}/traffic-instructions`, {})) as unknown as Issued;

  it('tell the station which cut runs when, once for each revision', async () => {
    const { campaignId } = await scheduledCampaign(app);
    await confirmAll(app, campaignId);
    const { issued } = await issue(campaignId);
    expect(issued[0]).to.include({ station: 'WQPA', revision: 1, supersedesRevision: null, isCurrent: true });
    expect(issued[0]?.rows).to.have.lengthOf(50);
    expect(issued[0]?.shares.map(({ adId, spots, shareBasisPoints }) => [adId, spots, shareBasisPoints])).to.deep.equal(
      [
        ['NFWD0000001H', 30, 6_000],
        ['NFWD0000002H', 20, 4_000],
      ],
    );
    expect((await listSpots(app, campaignId)).every(({ status }) => status === 'trafficked')).to.equal(true);
    expect(await issue(campaignId)).to.deep.equal({ issued: [], unchanged: ['WQPA'], issues: [] });
  });

  it('say what they supersede and what changed after a move, as PDF, CSV and XML', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const [spot] = await confirmAll(app, campaignId);
    await issue(campaignId);
    await app.agent
      .post(`/api/v1/spots/${spot?.id}/move`)
      .set(app.as('buyer'))
      .set('If-Match', '*')
      .send({ airDay: '2026-11-29', clock: '17:10' })
      .expect(200);
    const { issued } = await issue(campaignId);
    const second = issued[0];
    expect(second).to.include({ revision: 2, supersedesRevision: 1 });
    expect(
      second?.rows.filter(({ change }) => change !== 'same').map(({ spotId, change }) => [spotId, change]),
    ).to.deep.equal([[spot?.id, 'changed']]);
    const get = (kind: string) =>
      app.agent.get(`/api/v1/traffic-instructions/${second?.id}/${kind}`).set(app.as('viewer'));
    const csv = (await get('csv')).text;
    expect(csv.split('\r\n')[1]).to.match(/^WQPA,2,1,Neighbors Forward,/);
    const pdf = await get('pdf').responseType('blob');
    expect((pdf.body as Buffer).subarray(0, 5).toString()).to.equal('%PDF-');
    const xml = (await get('bxf').responseType('text')).body ?? '';
    const text = Buffer.isBuffer(xml) ? xml.toString() : String(xml);
    expect(text).to.contain('supersedesRevision="1"');
    expect(text.match(/<ScheduledEvent /g)).to.have.lengthOf(50);
  });

  it('name what is not to air any more, never what aired, also when nothing is left', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const before = app.clock.now();
    const [first, second] = await confirmAll(app, campaignId);
    await issue(campaignId);
    app.clock.set(Date.parse(first?.scheduledAt ?? ''));
    await app.scheduler.pump();
    expect((await listSpots(app, campaignId))[0]?.status).to.equal('aired');
    expect((await issue(campaignId)).issued).to.deep.equal([]);
    await step(app, second?.id ?? '', 'cancel', { note: 'Not needed.' });
    const [revised] = (await issue(campaignId)).issued;
    expect(revised?.removedRows.map(({ spotId, clock }) => [spotId, clock])).to.deep.equal([
      [second?.id, second?.clock],
    ]);
    const spotIds = (await listSpots(app, campaignId, { status: 'trafficked' })).map(({ id }) => id);
    await post(app, `/api/v1/campaigns/${campaignId}/spots/bulk`, { spotIds, step: 'cancel' }, { status: 200 });
    const [last] = (await issue(campaignId)).issued;
    expect([last?.rows.length, last?.removedRows.length]).to.deep.equal([0, spotIds.length]);
    const pdf = await app.agent.get(`/api/v1/traffic-instructions/${last?.id}/pdf`).set(app.as('viewer'));
    expect(pdf.status).to.equal(200);
    expect(await issue(campaignId)).to.deep.equal({ issued: [], unchanged: [], issues: [] });
    app.clock.set(before);
  });

  it('live on in a calendar that ends when its address is revoked', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const feed = (await post(app, `/api/v1/campaigns/${campaignId}/calendar-feeds`, { name: 'Desk' })) as unknown as {
      id: string;
      path: string;
    };
    const calendar = await app.agent.get(feed.path);
    expect(calendar.status).to.equal(200);
    expect(calendar.text.match(/BEGIN:VEVENT/g)).to.have.lengthOf(50);
    await post(app, `/api/v1/calendar-feeds/${feed.id}/revoke`, {}, { status: 200 });
    expect((await app.agent.get(feed.path)).status).to.equal(404);
  });
});
