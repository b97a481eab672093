import { expect } from 'chai';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { LineForecastResponse, PlanCurvesResponse } from '../../shared/contracts/forecast.ts';
import { responseAt } from '../../shared/domain/allocation/curves/response.ts';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { startTestApp, TEST_NOW, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { inFlightCampaign, report, type InFlight } from '../support/in-flight.ts';
import { scheduledCampaign } from '../support/spot-fixtures.ts';

const DAY_MS = 86_400_000;
const FIRST = '2026-10-26';
const SEARCH_TRUTH = { kind: 'michaelis_menten', maxResponse: 1_300, halfSaturationCents: 450_000 } as const;

describe('Learned curves over HTTP', () => {
  let app: TestApp;
  beforeEach(async () => {
    // The end of the third week.
    app = await startTestApp({ at: TEST_NOW + 14 * DAY_MS });
  });
  afterEach(() => app.stop());

  const read = async (planId: string, query = ''): Promise<PlanCurvesResponse> => {
    const answer = await app.agent.get(`/api/v1/plans/${planId}/curves${query}`).set(app.as('viewer'));
    expect(answer.status, answer.text).to.equal(200);
    return answer.body as PlanCurvesResponse;
  };
  const search = async (campaign: InFlight, query = ''): Promise<LineForecastResponse> => {
    const { lines } = await read(campaign.planId, query);
    return lines.find(({ lineId }) => lineId === campaign.lineIds.search)!;
  };
  const width = ({ atPlan }: LineForecastResponse) => Math.log(atPlan.now.high / atPlan.now.low);
  /** Days made from the truth: 35 days of truth(35·x) ÷ 35, from $40 to $900 a day. */
  const truthful = (count: number) =>
    Array.from({ length: count }, (_, index) => {
      const cents = [4_000, 15_000, 32_000, 60_000, 90_000][index % 5]!;
      return { day: addDays(FIRST, index), cents, conversions: Math.round(responseAt(SEARCH_TRUTH, cents * 35) / 35) };
    });

  it('are the benchmark, then approach the truth as days are reported, with a band that narrows', async () => {
    const campaign = await inFlightCampaign(app);
    const before = await search(campaign);
    expect(before.curves.middle).to.deep.equal({
      kind: 'michaelis_menten',
      maxResponse: 900,
      halfSaturationCents: 600_000,
    });
    expect(before).to.deep.include({ source: 'own' });
    expect(before.facts).to.deep.include({ kind: 'none', days: 0 });
    const miss = (one: LineForecastResponse) =>
      Math.abs(Math.log(responseAt(one.curves.middle, 1_129_052) / responseAt(SEARCH_TRUTH, 1_129_052)));
    const seen = [before];
    for (const days of [3, 10, 20]) {
      await report(app, campaign, 'search', truthful(days));
      seen.push(await search(campaign));
    }
    for (let i = 1; i < seen.length; i += 1) expect(width(seen[i]!)).to.be.below(width(seen[i - 1]!));
    expect(miss(before)).to.be.above(0.4);
    expect(miss(seen[3]!)).to.be.below(0.05);
    expect(seen[3]!.facts).to.deep.include({ kind: 'response', days: 20, from: FIRST, through: '2026-11-14' });
    expect(seen[3]!.basis).to.match(
      /^Own curve, kept with this line and 20 reported days\. Learned from donations as reported\./,
    );
    expect((await search(campaign, '?asOf=2026-10-29T12:00:00Z')).facts.days).to.equal(3);
  });

  it('learn nothing from the running day, a forged outlier or a day taken back', async () => {
    const campaign = await inFlightCampaign(app);
    await report(app, campaign, 'search', truthful(12));
    const clean = await search(campaign);
    await report(app, campaign, 'search', [
      { day: '2026-11-15', cents: 10, conversions: 9_000 },
      { day: '2026-11-07', cents: 30_000, conversions: 400_000 },
      { day: '2026-11-08', cents: 0, impressions: 0, conversions: 3 },
      { day: '2026-11-09', cents: -5_000, impressions: -5_000, conversions: -2 },
    ]);
    const dirty = await search(campaign);
    expect(dirty.curves).to.deep.equal(clean.curves);
    expect(dirty.facts.setAside.map(({ days }) => days)).to.deep.equal([2, 1]);
  });

  it('rest on the market’s people, which a campaign may set', async () => {
    const campaign = await inFlightCampaign(app, undefined, { hasCurves: false, goal: 'reach' });
    const before = await read(campaign.planId);
    // 2,963,500 homes × 2.545 persons.
    expect(before).to.include({ people: 7_541_000, isEstimating: true, unit: 'reach' });
    expect(before.peopleBasis).to.include('2,963,500 television homes of DMA 504');
    const ceiling = ({ lines }: PlanCurvesResponse) =>
      lines[0]!.curves.middle.kind === 'michaelis_menten' ? lines[0]!.curves.middle.maxResponse : 0;
    // Search reaches 20 % of the people.
    expect(ceiling(before)).to.be.closeTo(1_508_200, 1e-6);
    const path = `/api/v1/campaigns/${campaign.campaignId}`;
    const set = (peopleInMarket: number | null) =>
      app.agent.patch(path).set(app.as('buyer')).set('If-Match', '*').send({ peopleInMarket });
    const changed = (await set(5_000_000).expect(200)).body as CampaignResponse;
    expect(changed).to.include({ peopleInMarket: 5_000_000, peopleBasis: 'Set for this campaign.' });
    expect(ceiling(await read(campaign.planId))).to.be.closeTo(1_000_000, 1e-6);
    expect(ceiling(await read(campaign.planId, '?people=8000000'))).to.be.closeTo(1_600_000, 1e-6);
    await set(999).expect(400);
    expect((await set(null).expect(200)).body).to.include({ peopleInMarket: 7_541_000 });
  });

  it('take television from its airings: points at their price', async () => {
    const { campaignId, planId } = await scheduledCampaign(app);
    const spots = (await app.agent.get(`/api/v1/campaigns/${campaignId}/spots?limit=500`).set(app.as('viewer')))
      .body as {
      items: { id: string }[];
    };
    const ids = spots.items.map(({ id }) => id);
    for (const step of ['order', 'confirm'])
      await post(app, `/api/v1/campaigns/${campaignId}/spots/bulk`, { spotIds: ids, step }, { status: 200 });
    const tv = async () => (await read(planId)).lines[1]!;
    const before = await tv();
    expect(before.facts.kind).to.equal('none');
    app.clock.set(TEST_NOW + 28 * DAY_MS);
    await post(app, `/api/v1/campaigns/${campaignId}/spots/bulk`, { spotIds: ids, step: 'as_aired' }, { status: 200 });
    await app.settle();
    const after = await tv();
    expect(after.facts.kind).to.equal('price');
    expect(after.facts.days).to.be.above(3);
    expect(after.facts.spentCents % 40_000).to.equal(0);
    expect(responseAt(after.curves.middle, 2_000_000) / responseAt(before.curves.middle, 2_000_000)).to.be.closeTo(
      1,
      1e-4,
    );
    expect(width(after)).to.be.below(width(before));
  });
});
