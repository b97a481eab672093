import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { campaignRequest, newsLine, post } from '../support/campaign-fixtures.ts';
import { listSpots, scheduledCampaign, step } from '../support/spot-fixtures.ts';

const EVENING = [
  { id: 'early_news', name: 'Local news', start: '17:00', end: '18:00' },
  { id: 'late_night', name: 'Late night', start: '23:00', end: '29:00' },
];

describe('dayparts of markets over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  const save = (market: string, dayparts: object[], role: 'admin' | 'buyer' = 'admin', rev = '*') =>
    app.agent.put(`/api/v1/dayparts/${market}`).set(app.as(role)).set('If-Match', rev).send({ dayparts });
  const usual = (market: string) =>
    app.agent.delete(`/api/v1/dayparts/${market}`).set(app.as('admin')).set('If-Match', '*').send().expect(204);
  const chicago = async () => {
    const campaign = await post(app, '/api/v1/campaigns', {
      ...campaignRequest,
      market: { name: 'Chicago', dmaCode: '602' },
      timeZone: 'America/Chicago',
    });
    const plan = await post(app, `/api/v1/campaigns/${campaign.id}/plans`, {
      lines: [{ ...newsLine, tv: { ...newsLine.tv, daypart: 'prime' } }],
    });
    await post(app, `/api/v1/plans/${plan.id}/submit`, {}, { status: 200 });
    await post(app, `/api/v1/plans/${plan.id}/approve`, {}, { status: 200, role: 'manager' });
    return campaign.id;
  };

  it('are Eastern’s in Philadelphia and an hour earlier in Chicago, until somebody says otherwise', async () => {
    const campaignId = await chicago();
    const answer = await app.agent.get(`/api/v1/campaigns/${campaignId}/dayparts`).set(app.as('viewer'));
    expect(answer.body).to.include({ market: '602', name: 'Chicago', isUsual: true, rev: 0 });
    const prime = answer.body.dayparts.find(({ id }: { id: string }) => id === 'prime');
    expect(prime).to.deep.equal({ id: 'prime', name: 'Prime', start: '19:00', end: '22:00' });
    await post(app, `/api/v1/campaigns/${campaignId}/spots/schedule`, {}, { status: 200 });
    const spots = await listSpots(app, campaignId);
    expect(spots).to.have.lengthOf(50);
    expect(spots.every(({ clock }) => clock >= '19:00' && clock < '22:00')).to.equal(true);
    expect(spots[0]?.local.timeZone).to.equal('America/Chicago');
  });

  it('are used by the next schedule; spots agreed keep the window they were sold with', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const before = await listSpots(app, campaignId);
    const late = before.find(({ clock }) => clock >= '18:00');
    await step(app, late?.id ?? '', 'order');
    await step(app, late?.id ?? '', 'confirm');
    await save('504', EVENING).expect(200);
    await post(app, `/api/v1/campaigns/${campaignId}/spots/schedule`, {}, { status: 200 });
    const after = (await listSpots(app, campaignId)).filter(({ status }) => status !== 'canceled');
    const agreed = after.find(({ id }) => id === late?.id);
    expect([agreed?.clock, agreed?.windowStart, agreed?.windowEnd]).to.deep.equal([late?.clock, '17:00', '19:00']);
    const known = new Set(before.map(({ id }) => id));
    for (const { id, clock } of after) if (id !== late?.id) expect(clock < '18:00', clock).to.equal(true);
    const fresh = after.filter(({ id }) => !known.has(id));
    expect(fresh.length).to.be.above(5);
    expect(new Set(fresh.map(({ windowEnd }) => windowEnd))).to.deep.equal(new Set(['18:00']));
    const grid = await app.agent.get(`/api/v1/campaigns/${campaignId}/spots/grid`).set(app.as('viewer'));
    expect(grid.body.rows[0].daypartName).to.equal('Local news');
    await usual('504');
    const back = await app.agent.get('/api/v1/dayparts/504').set(app.as('viewer'));
    expect([back.body.isUsual, back.body.dayparts.length]).to.deep.equal([true, 8]);
  });

  it('make a plan’s line an issue when its daypart is gone', async () => {
    const campaign = await post(app, '/api/v1/campaigns', campaignRequest);
    const plan = await post(app, `/api/v1/campaigns/${campaign.id}/plans`, { lines: [newsLine] });
    const codes = async () => {
      const { body } = await app.agent.get(`/api/v1/plans/${plan.id}`).set(app.as('viewer'));
      return body.issues.map(({ code }: { code: string }) => code) as string[];
    };
    expect(await codes()).to.not.include('unknown_daypart');
    await save('504', [{ id: 'brunch', name: 'Brunch', start: '10:00', end: '12:00' }]).expect(200);
    expect(await codes()).to.include('unknown_daypart');
    await usual('504');
  });

  it('are changed by administrators, on the revision they read, and refused with every fault', async () => {
    expect((await save('504', EVENING, 'buyer')).status).to.equal(403);
    const first = await save('504', EVENING, 'admin', '"0"');
    expect([first.status, first.body.rev]).to.deep.equal([200, 1]);
    expect((await save('504', EVENING, 'admin', '"0"')).status).to.equal(412);
    const wrong = await save('504', [
      { id: 'news', name: 'News', start: '17:00', end: '19:00' },
      { id: 'news', name: 'More news', start: '18:00', end: '17:30' },
      { id: 'prime', name: 'Prime', start: '18:30', end: '20:00' },
    ]);
    expect(wrong.status).to.equal(400);
    const codes = wrong.body.errors.map(({ code }: { code: string }) => code);
    expect(codes).to.include.members(['duplicate_daypart', 'daypart_ends_before_start', 'dayparts_overlap']);
    const list = await app.agent.get('/api/v1/dayparts').set(app.as('viewer'));
    expect(list.body.items.map(({ name }: { name: string }) => name)).to.deep.equal(['Chicago', 'Philadelphia']);
    await usual('504');
  });
});

describe('programs of stations', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  const guide = (programs: object[]) =>
    app.agent
      .put('/api/v1/stations/WQPA')
      .set(app.as('buyer'))
      .set('If-Match', '*')
      .send({ contacts: [], sendOnDeadline: false, programs });

  it('are refused when two are on air at once or one ends before it starts', async () => {
    const answer = await guide([
      { name: 'News at five', weekdays: [1, 2, 3, 4, 5], start: '17:00', end: '18:00' },
      { name: 'Weather', weekdays: [5, 6], start: '17:30', end: '18:30' },
      { name: 'Backwards', weekdays: [7], start: '18:30', end: '18:00' },
    ]);
    expect(answer.status).to.equal(400);
    const codes = answer.body.errors.map(({ code }: { code: string }) => code);
    expect(codes).to.have.members(['programs_overlap', 'program_ends_before_start']);
  });

  it('are written on spots, instructions and BXF, and a make-good prefers the same one', async () => {
    await guide([
      { name: 'News at five', weekdays: [1, 2, 3, 4, 5, 6, 7], start: '17:00', end: '18:00' },
      { name: 'City magazine', weekdays: [1, 2, 3, 4, 5, 6, 7], start: '18:00', end: '19:00' },
    ]).expect(200);
    const { campaignId } = await scheduledCampaign(app);
    const spots = await listSpots(app, campaignId);
    expect(new Set(spots.map(({ program }) => program))).to.deep.equal(new Set(['News at five', 'City magazine']));
    for (const { program, clock } of spots) {
      expect(program, clock).to.equal(clock < '18:00' ? 'News at five' : 'City magazine');
    }
    const lost = spots.find(({ clock }) => clock === '17:30') ?? spots[0];
    await step(app, lost?.id ?? '', 'order');
    await step(app, lost?.id ?? '', 'confirm');
    const traffic = await post(app, `/api/v1/campaigns/${campaignId}/traffic-instructions`, {});
    const [issued] = traffic['issued'] as { id: string; rows: { program: string }[] }[];
    expect(issued?.rows[0]?.program).to.equal('News at five');
    const bxf = await app.agent.get(`/api/v1/traffic-instructions/${issued?.id}/bxf`).set(app.as('viewer'));
    const text = String(bxf.text ?? bxf.body);
    expect(text).to.contain('<ProgramName>News at five</ProgramName>');
    await step(app, lost?.id ?? '', 'preempt', { reason: 'Breaking news' });
    const { body } = await app.agent
      .get(`/api/v1/campaigns/${campaignId}/makegood-offers?spotId=${lost?.id}`)
      .set(app.as('viewer'));
    expect(body.items).to.have.lengthOf(3);
    for (const offer of body.items) {
      expect([offer.tier, offer.program]).to.deep.equal(['same_program', 'News at five']);
      expect(offer.clock < '18:00', offer.clock).to.equal(true);
      expect(offer.reasons[0]).to.equal('The same program, News at five.');
    }
  });

  it('several spots lost at once are offered times of their own: none is promised twice', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const lost = (await listSpots(app, campaignId)).slice(0, 4);
    for (const { id } of lost) {
      await step(app, id, 'order');
      await step(app, id, 'confirm');
    }
    await post(
      app,
      `/api/v1/campaigns/${campaignId}/spots/bulk`,
      { spotIds: lost.map(({ id }) => id), step: 'preempt', note: 'Storm coverage' },
      { status: 200 },
    );
    const { body } = await app.agent
      .get(`/api/v1/campaigns/${campaignId}/makegood-offers?limit=100`)
      .set(app.as('viewer'));
    const times = body.items.map(({ scheduledAt }: { scheduledAt: string }) => scheduledAt) as string[];
    expect(new Set(times).size).to.equal(times.length);
    const offered = new Set(body.items.map(({ spotId }: { spotId: string }) => spotId));
    expect(offered.size, 'each lost spot has an offer').to.equal(4);
  });
});
