import { expect } from 'chai';
import type { PacingResponse, PacingSeriesResponse } from '../../shared/contracts/pacing.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { AFTER_TEN_DAYS, TEN_DAYS, rowOf, workedCase } from '../support/pacing-fixtures.ts';
import { reported, send } from '../support/webhook-sender.ts';

describe('Pacing over HTTP', () => {
  let app: TestApp;
  let campaign: Awaited<ReturnType<typeof workedCase>>;
  before(async () => {
    app = await startTestApp({ at: AFTER_TEN_DAYS });
    campaign = await workedCase(app);
  });
  after(() => app.stop());

  const read = async (query = ''): Promise<PacingResponse> => {
    await app.reporting.settle();
    return (await app.agent.get(`/api/v1/campaigns/${campaign.campaignId}/pacing${query}`).set(app.as('viewer')))
      .body as PacingResponse;
  };

  it('says unknown, never zero, while nobody has reported', async () => {
    const [first, later] = (await read()).flights;
    expect(first).to.include({ status: 'unknown', delivered: null, pace: null });
    expect(later).to.include({ status: 'na', pace: null, reason: 'It has not started.' });
  });

  it('judges the worked example: 77.5 %, 2.25 days behind, $445.00 a day, forecast $9,873.82', async () => {
    await send(app, campaign.sender, 'evt_ten', reported(TEN_DAYS.map((dollars, index) => rowOf(dollars, index))));
    const [first] = (await read()).flights;
    // Planned 10 × $400 = $4,000; delivered $3,100; 3,100 ÷ 4,000 = 0.775; (12,000 − 3,100) ÷ 20 = 445; 445 ÷ 400 = 1.1125
    expect(first).to.deep.include({
      ...{
        status: 'under',
        budget: 1_200_000,
        plannedToDate: 400_000,
        delivered: 310_000,
        variance: -90_000,
        pace: 0.775,
        daysBehind: 2.25,
      },
      ...{ neededPerDay: 44_500, neededRatio: 1.1125, dataThrough: '2026-10-10' },
      projection: { value: 987_382, low: 894_608, high: 1_080_156 },
    });
    // $1,200,000 ÷ $20.00 CPM = 600,000 impressions; a third of them by now; 3,100 × 50 delivered.
    expect(first?.impressions).to.include({ budget: 600_000, plannedToDate: 200_000, delivered: 155_000, pace: 0.775 });
    expect(first?.byWindow).to.deep.equal([{ window: 'final', spendCents: 310_000, impressions: 155_000 }]);
  });

  it('adds flights up to lines, groups and the campaign', async () => {
    const pacing = await read();
    expect(pacing.campaign).to.include({
      budget: 2_000_000,
      plannedToDate: 400_000,
      delivered: 310_000,
      status: 'under',
    });
    expect(pacing.groups.map(({ id, delivered }) => [id, delivered])).to.deep.equal([['digital', 310_000]]);
    expect(pacing.lines.map(({ delivered }) => delivered)).to.deep.equal([310_000, null]);
    expect(pacing.counts).to.include({ under: 1, na: 1 });
  });

  it('draws plan, delivery and a band that ends at the projection', async () => {
    const answer = await app.agent
      .get(`/api/v1/campaigns/${campaign.campaignId}/pacing/series?flightId=${campaign.first}`)
      .set(app.as('viewer'));
    const series = answer.body as PacingSeriesResponse;
    expect(series.points).to.have.length(30);
    expect(series.points[9]).to.include({
      day: '2026-10-10',
      planned: 400_000,
      delivered: 310_000,
      projected: 310_000,
    });
    expect(series.points[10]).to.include({ delivered: null });
    expect(series.points[29]).to.include({ planned: 1_200_000, projected: 987_382 });
    for (const { low, projected, high } of series.points.slice(10)) {
      expect(low).to.be.at.most(projected ?? 0);
      expect(projected).to.be.at.most(high ?? 0);
    }
  });

  it('judges an earlier moment by its days, and says so where they were reported only later', async () => {
    // After five days: 5 × 400 = 2,000 planned, 1,520 delivered.
    const [first] = (await read(`?asOf=2026-10-06T04:00:00Z`)).flights;
    expect(first).to.include({ plannedToDate: 200_000, delivered: 152_000, dataThrough: '2026-10-05' });
    expect(first).to.include({ reportedSince: true });
    expect(first?.reason).to.match(/Nothing had been reported by then/);
  });

  it('gives lines, groups and the campaign days behind, needed a day and its ratio like flights', async () => {
    const pacing = await read();
    const [line] = pacing.lines;
    expect(line).to.include({ daysBehind: 2.25, neededPerDay: 44_500, neededRatio: 1.1125 });
    expect(line?.impressions).to.include({ daysBehind: 2.25, neededRatio: 1.1125 });
    // $8,900.00 left of the first flight and $8,000.00 of the later one, over 20 + 30 days that air: $338.00 a day,
    // against $8,000.00 + $8,000.00 still planned: 1.05625.
    for (const row of [pacing.groups[0], pacing.campaign])
      expect(row).to.include({ daysBehind: 2.25, neededPerDay: 33_800, neededRatio: 1.05625 });
    for (const row of [...pacing.flights, ...pacing.lines, ...pacing.groups, pacing.campaign]) {
      expect(row.byWindow, row.label).to.be.an('array');
      expect(row.impressions, row.label).to.have.property('budget');
    }
    expect(pacing.campaign.byWindow).to.deep.equal([{ window: 'final', spendCents: 310_000, impressions: 155_000 }]);
  });

  it('raises one alert for one cause, keeps it when seen again, and clears it when the cause goes away', async () => {
    const check = async () =>
      (await post(app, `/api/v1/campaigns/${campaign.campaignId}/alerts/check`, {}, { status: 200 }))['items'] as {
        id: string;
        rule: string;
        state: string;
        rev: number;
      }[];
    const raised = (await check()).filter(({ rule }) => rule === 'projected_under');
    expect(raised.map(({ state }) => state)).to.deep.equal(['open']);
    expect((await check()).filter(({ rule }) => rule === 'projected_under')).to.have.length(1);
    const acknowledged = await post(
      app,
      `/api/v1/alerts/${raised[0]?.id}/acknowledge`,
      { note: 'The vendor was called.' },
      { status: 200 },
    );
    expect(acknowledged).to.include({ state: 'acknowledged', note: 'The vendor was called.' });
    // Restated: every day on plan.
    await send(
      app,
      campaign.sender,
      'evt_restated',
      reported(TEN_DAYS.map((_, index) => rowOf(400, index, { revision: 1 }))),
    );
    await app.reporting.settle();
    expect((await check()).filter(({ rule }) => rule === 'projected_under').map(({ state }) => state)).to.deep.equal([
      'resolved',
    ]);
  });

  it('reports a silent feed after its time and one more interval', async () => {
    app.clock.advance(3 * 86_400_000);
    const answer = await post(app, `/api/v1/campaigns/${campaign.campaignId}/alerts/check`, {}, { status: 200 });
    const silent = (answer['items'] as { rule: string; subjectId: string; state: string }[]).filter(
      ({ rule }) => rule === 'silent_feed',
    );
    expect(silent).to.have.length(1);
    expect(silent[0]).to.include({ subjectId: campaign.sender.sourceId, state: 'open' });
  });

  it('pauses a flight that is about to overspend and says so', async () => {
    // $11,990.00 spent at $49.96 an hour: within the hour it takes to stop, the budget is reached.
    app.clock.set(AFTER_TEN_DAYS);
    await send(
      app,
      campaign.sender,
      'evt_over',
      reported(TEN_DAYS.map((_, index) => rowOf(1_199, index, { revision: 2 }))),
    );
    await app.reporting.settle();
    await post(app, `/api/v1/campaigns/${campaign.campaignId}/alerts/check`, {}, { status: 200 });
    const [first] = (await read()).flights;
    expect(first).to.include({ status: 'stopped', flightStatus: 'paused' });
    expect(first?.reason).to.match(/overspend guard.*\$11,990\.00 of \$12,000\.00/);
  });

  it('keeps alert settings per campaign and asks for the revision', async () => {
    const path = `/api/v1/campaigns/${campaign.campaignId}/alert-settings`;
    const defaults = await app.agent.get(path).set(app.as('viewer'));
    expect(defaults.body).to.include({ guard: 'pause', digest: 'off', rev: 0 });
    const body = {
      channels: [{ kind: 'webhook', url: 'https://hooks.example.org/alerts' }],
      underBandBasisPoints: 8_500,
    };
    expect((await app.agent.put(path).set(app.as('buyer')).send(body)).status).to.equal(428);
    const saved = await app.agent.put(path).set(app.as('buyer')).set('If-Match', '"0"').send(body);
    expect(saved.body.webhookSecret).to.match(/^whsec_/);
    expect((await app.agent.get(path).set(app.as('viewer'))).body).to.include({
      webhookSecret: null,
      underBandBasisPoints: 8_500,
    });
  });
});
