import { expect } from 'chai';
import { scheduleReachResponseSchema, type ScheduleReachResponse } from '../../shared/contracts/reach.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import {
  approvedPlan,
  campaignRequest,
  draftPlan,
  newsLine,
  post,
  streamingLine,
} from '../support/campaign-fixtures.ts';

const PEOPLE = 2_000_000;

describe('reach and rating points over HTTP', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.stop());

  const get = async (path: string, status = 200, role: 'viewer' | 'platform' = 'viewer') => {
    const answer = await app.agent.get(path).set(app.as(role));
    if (answer.status !== status) throw new Error(`GET ${path} answered ${answer.status}: ${answer.text}`);
    return answer.body as Record<string, unknown>;
  };
  const reachOf = async (path: string): Promise<ScheduleReachResponse> =>
    scheduleReachResponseSchema.parse(await get(path));
  const rowOf = (answer: ScheduleReachResponse, label: string) => {
    const found = answer.rows.find((row) => row.label === label);
    if (!found) throw new Error(`no row ${label}`);
    return found;
  };

  it('gives a plan’s points, reach and frequency by line, station, group and together, the model named', async () => {
    const { planId } = await draftPlan(app);
    const answer = await reachOf(`/api/v1/plans/${planId}/reach?people=${PEOPLE}`);
    expect(answer).to.include({ basis: 'planned', planId, people: PEOPLE, dispersion: 0.55 });
    expect(answer.model.name).to.equal('NBD across vehicles');
    // $20,000 ÷ ($50 × 8.0) = 50 spots × 8.0 = 400 points = 8,000,000 impressions.
    expect(rowOf(answer, 'WQPA early news')).to.include({ spots: 50, grpHundredths: 40_000, impressions: 8_000_000 });
    // $30,000 ÷ $25 × 1,000 = 1,200,000 impressions on 2,000,000 people = 60 points.
    expect(rowOf(answer, 'Streaming households')).to.include({ grpHundredths: 6_000, impressions: 1_200_000 });
    const all = rowOf(answer, 'All together');
    expect(all.reach).to.be.closeTo(1 - Math.pow(1 + 4.6 / 0.55, -0.55), 1e-12);
    expect(all.reach * all.frequency * 100).to.be.closeTo(460, 1e-9);
    expect(answer.rows.map(({ kind }) => kind)).to.deep.equal([
      'line',
      'line',
      'station',
      'group',
      'group',
      'campaign',
    ]);
    expect(answer.assumptions.map(({ code }) => code)).to.include.members(['people', 'model', 'demo']);
  });

  it('fits a line to its measured reach of one and two spots', async () => {
    const campaign = await post(app, '/api/v1/campaigns', campaignRequest);
    const tv = { ...newsLine.tv, twoSpotReachHundredths: 1_300 };
    const plan = await post(app, `/api/v1/campaigns/${campaign.id}/plans`, { lines: [{ ...newsLine, tv }] });
    const line = rowOf(await reachOf(`/api/v1/plans/${plan.id}/reach`), 'WQPA early news');
    expect(line).to.include({ model: 'beta_binomial', low: null, high: null, dispersion: null });
  });

  it('names the lines whose audience can not be counted', async () => {
    const campaign = await post(app, '/api/v1/campaigns', campaignRequest);
    const posters = {
      ...streamingLine,
      name: 'Posters',
      channel: 'ooh',
      rate: { kind: 'flat', amountMicros: 9_000_000 },
    };
    const plan = await post(app, `/api/v1/campaigns/${campaign.id}/plans`, { lines: [posters, streamingLine] });
    const answer = await reachOf(`/api/v1/plans/${plan.id}/reach`);
    expect(answer.notCounted.map(({ name }) => name)).to.deep.equal(['Posters']);
    expect(answer.notCounted[0]?.reason).to.include('flat price');
  });

  it('starts from nothing aired, and counts spots once they aired', async () => {
    const { campaignId } = await approvedPlan(app);
    const before = await reachOf(`/api/v1/campaigns/${campaignId}/reach`);
    expect(before.basis).to.equal('aired');
    expect(rowOf(before, 'All together')).to.include({ grpHundredths: 0, reach: 0, frequency: 0 });

    await post(app, `/api/v1/campaigns/${campaignId}/spots/schedule`, {}, { status: 200 });
    const listed = await get(`/api/v1/campaigns/${campaignId}/spots?limit=500`);
    const spots = (listed['items'] as readonly { id: string }[]).slice(0, 3);
    for (const { id } of spots) {
      await post(app, `/api/v1/spots/${id}/order`, {}, { status: 200 });
      await post(app, `/api/v1/spots/${id}/confirm`, {}, { status: 200 });
    }
    app.clock.set(Date.parse('2026-11-30T17:00:00Z'));
    for (const { id } of spots) await post(app, `/api/v1/spots/${id}/as-aired`, {}, { status: 200 });
    await app.settle();
    const after = await reachOf(`/api/v1/campaigns/${campaignId}/reach?people=${PEOPLE}`);
    // Three spots of 8.0 are 24 points.
    expect(rowOf(after, 'WQPA early news')).to.include({ spots: 3, grpHundredths: 2_400, impressions: 480_000 });
    expect(rowOf(after, 'TV').reach).to.be.closeTo(1 - Math.pow(1 + 0.24 / 0.55, -0.55), 1e-12);
  });

  it('shows the flowchart in points, impressions and spots, footed both ways', async () => {
    const { campaignId, planId } = await approvedPlan(app);
    const path = `/api/v1/plans/${planId}/flowchart/measured`;
    const grps = await get(`${path}?measure=grps&people=${PEOPLE}`);
    expect(grps['total']).to.equal(46_000);
    expect((grps['columnTotals'] as readonly number[]).reduce((a, b) => a + b, 0)).to.equal(46_000);
    const planned = await get(`${path}?measure=spots`);
    expect(planned['total']).to.equal(50);
    expect((planned['notes'] as readonly { code: string }[])[0]?.code).to.equal('not_scheduled');
    const schedule = await post(app, `/api/v1/campaigns/${campaignId}/spots/schedule`, {}, { status: 200 });
    const scheduled = await get(`${path}?measure=spots&by=month`);
    expect(scheduled['total']).to.equal((await get(`/api/v1/campaigns/${campaignId}/spots/grid`))['spots']);
    expect(scheduled['notes']).to.deep.equal([]);
    expect(schedule).to.be.an('object');
  });

  it('refuses what it does not know, and who may not look', async () => {
    const { planId, campaignId } = await draftPlan(app);
    await get(`/api/v1/plans/${planId}/reach?people=-5`, 400);
    await get(`/api/v1/plans/${planId}/reach?dispersion=0`, 400);
    await get(`/api/v1/plans/${planId}/reach?colour=red`, 400);
    await get(`/api/v1/plans/${planId}/flowchart/measured?measure=dollars`, 400);
    await get('/api/v1/plans/pln_none/reach', 404);
    await get('/api/v1/campaigns/cmp_none/reach', 404);
    await get(`/api/v1/campaigns/${campaignId}/reach`, 403, 'platform');
  });
});
