import { expect } from 'chai';
import type { PlanBuyResponse } from '../../shared/contracts/buying.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { campaignRequest, post } from '../support/campaign-fixtures.ts';
import { listSpots } from '../support/spot-fixtures.ts';

const FIVE_WEEKS = { startDay: '2026-10-26', endDay: '2026-11-30' };
const BEFORE_THE_WEEKS = Date.parse('2026-10-20T17:00:00Z');
/** $400.00 a spot at 8.0 points, and $150.00 at 2.0: 50 and 75 dollars a point. */
const line = (station: string, daypart: string, ratingHundredths: number, dollars: number, over: object = {}) => ({
  name: `${station} ${daypart}`,
  channel: 'linear_tv',
  vendor: station,
  rate: { kind: 'flat', amountMicros: dollars * 1_000_000, basis: 'gross' },
  tv: { station, daypart, ratingHundredths, lengthSeconds: 30 },
  flights: [{ ...FIVE_WEEKS, budgetCents: 0 }],
  ...over,
});

describe('buying spots over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp({ at: BEFORE_THE_WEEKS });
  });
  after(() => app.stop());

  const planOf = async (lines: object[]) => {
    const campaign = await post(app, '/api/v1/campaigns', campaignRequest);
    const plan = await post(app, `/api/v1/campaigns/${campaign.id}/plans`, { lines });
    return {
      campaignId: campaign.id,
      planId: plan.id,
      lines: plan['lines'] as { id: string; flights: { id: string }[] }[],
    };
  };
  const ask = (planId: string, body: object) =>
    app.agent.post(`/api/v1/plans/${planId}/buy`).set(app.as('buyer')).send(body);
  const buy = async (planId: string, body: object): Promise<PlanBuyResponse> => {
    const answer = await ask(planId, body);
    if (answer.status !== 200) throw new Error(answer.text);
    return answer.body as PlanBuyResponse;
  };
  const two = () => planOf([line('WQPA', 'early_news', 800, 400), line('WPHN', 'late_news', 200, 150)]);

  it('takes the cheaper points first and proves it: two avails a week are 10 at $400.00 and 10 at $150.00', async () => {
    const { planId } = await two();
    // Two avails a week: 10 news spots are 80 points for $4,000.00; $2,000.00 buys 10 of 10 at $150.00 = 20 points.
    const answer = await buy(planId, { budgetCents: 600_000, availsPerWeek: 2 });
    expect([answer.totalCents, answer.ratingHundredths, answer.status]).to.deep.equal([550_000, 10_000, 'optimal']);
    expect(answer.gap).to.be.at.most(1e-4);
    expect(answer.rows).to.have.lengthOf(10);
    expect(answer.weeks.map(({ spots, ratingHundredths }) => [spots, ratingHundredths])).to.deep.equal(
      Array.from({ length: 5 }, () => [4, 2_000]),
    );
    expect(answer.stations.map(({ station, spots, costCents }) => [station, spots, costCents])).to.deep.equal([
      ['WPHN', 10, 150_000],
      ['WQPA', 10, 400_000],
    ]);
    expect(answer.rows.reduce((sum, { costCents }) => sum + costCents, 0)).to.equal(answer.totalCents);
  });

  it('keeps the weekly goal band, the station cap and the daypart share', async () => {
    const { planId } = await two();
    const answer = await buy(planId, {
      budgetCents: 600_000,
      weekBand: { minimumHundredths: 1_000, maximumHundredths: 2_400 },
      stations: [{ station: 'WQPA', maximumShareBasisPoints: 5_000 }],
      dayparts: [{ daypart: 'late_news', minimumShareBasisPoints: 2_500 }],
    });
    for (const { week, ratingHundredths } of answer.weeks) expect(ratingHundredths, week).to.be.within(1_000, 2_400);
    const cents = (station: string) => answer.stations.find((one) => one.station === station)?.costCents ?? 0;
    expect(cents('WQPA')).to.be.at.most(300_000);
    expect(cents('WPHN')).to.be.at.least(150_000);
    expect(answer.totalCents).to.be.at.most(600_000);
  });

  it('names the rules that can’t hold together and the least change that would do', async () => {
    const { planId } = await two();
    // 50.00 points a week need $12,500.00 over five weeks at $50.00 a point; $6,000.00 are given.
    const answer = await ask(planId, { budgetCents: 600_000, weekBand: { minimumHundredths: 5_000 } });
    expect(answer.status).to.equal(422);
    expect(answer.body.errors.length).to.be.at.least(1);
    expect(answer.body.errors.every(({ code }: { code: string }) => code === 'buy_infeasible')).to.equal(true);
    expect(answer.body.detail).to.match(/Raise it to|Lower it to/);
  });

  it('leaves a locked line as it is and uses a line not at all or enough', async () => {
    const { planId, lines } = await planOf([
      line('WQPA', 'early_news', 800, 400, { flights: [{ ...FIVE_WEEKS, budgetCents: 200_000 }] }),
      line('WPHN', 'late_news', 200, 150),
    ]);
    const terms = [
      { lineId: lines[0]?.id, locked: true },
      { lineId: lines[1]?.id, minimumWhenUsed: 4 },
    ];
    // $2,000.00 stay locked: 5 spots, one a week. $1,500.00 are left for 10 at $150.00, at least 4 in a week: 4 + 6 or so.
    const answer = await buy(planId, { budgetCents: 350_000, lines: terms });
    const of = (lineId: string | undefined) => answer.rows.filter((row) => row.lineId === lineId);
    expect(of(lines[0]?.id).map(({ spots, isLocked }) => [spots, isLocked])).to.deep.equal(
      Array.from({ length: 5 }, () => [1, true]),
    );
    for (const { spots, week } of of(lines[1]?.id)) expect(spots === 0 || spots >= 4, week).to.equal(true);
    expect(of(lines[1]?.id).reduce((sum, { spots }) => sum + spots, 0)).to.equal(10);
    expect(answer.flights.map(({ lineId }) => lineId)).to.deep.equal([lines[1]?.id]);
  });

  it('buys nothing from the stop day on, and says which locked line stands in its way', async () => {
    const { planId } = await two();
    const answer = await buy(planId, { budgetCents: 600_000, availsPerWeek: 2, stopDay: '2026-11-16' });
    expect(answer.weeks.map(({ spots }) => spots)).to.deep.equal([4, 4, 4, 0, 0]);
    const plan = await planOf([
      line('WQPA', 'early_news', 800, 400, { flights: [{ ...FIVE_WEEKS, budgetCents: 200_000 }] }),
    ]);
    const terms = [{ lineId: plan.lines[0]?.id, locked: true }];
    const refused = await ask(plan.planId, { budgetCents: 600_000, lines: terms, stopDay: '2026-11-16' });
    expect([refused.status, refused.body.errors[0].code]).to.deep.equal([422, 'locked_after_stop']);
    expect(refused.body.detail).to.contain('WQPA early_news is locked with 2 spots');
  });

  it('buys only in weeks still to come: those that began keep their spots and their cost', async () => {
    // $2,000.00 at $400.00 is one spot a week; on Wednesday, Nov 11, three weeks have begun.
    const { planId } = await planOf([
      line('WQPA', 'early_news', 800, 400, { flights: [{ ...FIVE_WEEKS, budgetCents: 200_000 }] }),
    ]);
    app.clock.set(Date.parse('2026-11-11T17:00:00Z'));
    const answer = await buy(planId, { budgetCents: 440_000, availsPerWeek: 4 });
    app.clock.set(BEFORE_THE_WEEKS);
    expect(answer.weeks.map(({ spots }) => spots)).to.deep.equal([1, 1, 1, 4, 4]);
    expect(answer.rows.map(({ isLocked }) => isLocked)).to.deep.equal([true, true, true, false, false]);
    expect(answer.flights[0]).to.include({ spots: 11, budgetCents: 440_000 });
  });

  it('put into the plan is scheduled exactly as bought, week by week and to the cent', async () => {
    const { campaignId, planId } = await two();
    const answer = await buy(planId, { budgetCents: 600_000, weekBand: { maximumHundredths: 2_600 } });
    const edits = answer.flights.map(({ flightId, budgetCents, pattern }) => ({
      kind: 'update_flight',
      flightId,
      set: { budgetCents, pattern },
    }));
    const saved = await app.agent
      .patch(`/api/v1/plans/${planId}`)
      .set(app.as('buyer'))
      .set('If-Match', '*')
      .send({ edits });
    expect(saved.status, saved.text).to.equal(200);
    expect(saved.body.totals.grossCents).to.equal(answer.totalCents);
    expect((await buy(planId, { budgetCents: 600_000, weekBand: { maximumHundredths: 2_600 } })).totalCents).to.equal(
      answer.totalCents,
    );
    await post(app, `/api/v1/plans/${planId}/submit`, {}, { status: 200 });
    await post(app, `/api/v1/plans/${planId}/approve`, {}, { status: 200, role: 'manager' });
    app.clock.set(Date.parse('2026-10-20T12:00:00Z'));
    await post(app, `/api/v1/campaigns/${campaignId}/spots/schedule`, {}, { status: 200 });
    const spots = await listSpots(app, campaignId);
    expect(spots.reduce((sum, { costCents }) => sum + costCents, 0)).to.equal(answer.totalCents);
    for (const { week, spots: wanted } of answer.weeks) {
      const end = new Date(Date.parse(week) + 7 * 86_400_000).toISOString().slice(0, 10);
      expect(
        spots.filter(({ airDay }) => airDay >= week && airDay < end),
        week,
      ).to.have.lengthOf(wanted);
    }
  });

  it('maximises reach: after some spots on one station the other adds more people', async () => {
    const { planId } = await planOf([line('WQPA', 'early_news', 800, 400), line('WPHN', 'early_news', 800, 400)]);
    const answer = await buy(planId, { budgetCents: 400_000, goal: 'reach' });
    expect(answer.stations.map(({ spots }) => spots)).to.deep.equal([5, 5]);
    expect(answer.reach).to.be.within(0.08, 0.6);
  });

  it('runs in the background too, with its answer in the run', async () => {
    const { campaignId, planId } = await two();
    const run = await post(
      app,
      `/api/v1/campaigns/${campaignId}/solver-runs`,
      { kind: 'buy', planId, buy: { budgetCents: 600_000, availsPerWeek: 2 } },
      { status: 202 },
    );
    await app.services.solverRuns.settle();
    const { body } = await app.agent.get(`/api/v1/solver-runs/${run.id}`).set(app.as('viewer'));
    expect([body.status, body.buy.totalCents]).to.deep.equal(['done', 550_000]);
  });
});
