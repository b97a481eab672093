import { expect } from 'chai';
import type { AlertResponse } from '../../shared/contracts/alerts.ts';
import type { RunningFlightResponse } from '../../shared/contracts/flights.ts';
import type { PacingResponse } from '../../shared/contracts/pacing.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { AFTER_TEN_DAYS, TEN_DAYS, rowOf, workedCase } from '../support/pacing-fixtures.ts';
import { reported, send } from '../support/webhook-sender.ts';

describe('The overspend guard', () => {
  let app: TestApp;
  let campaign: Awaited<ReturnType<typeof workedCase>>;
  before(async () => {
    app = await startTestApp({ at: AFTER_TEN_DAYS });
    campaign = await workedCase(app);
  });
  after(() => app.stop());

  const check = async () => {
    app.clock.advance(1_000);
    await app.reporting.settle();
    const found = await post(app, `/api/v1/campaigns/${campaign.campaignId}/alerts/check`, {}, { status: 200 });
    return (found['items'] as AlertResponse[]).filter(({ rule }) => rule === 'overspend_guard');
  };
  const flight = async (): Promise<RunningFlightResponse> =>
    (await app.agent.get(`/api/v1/flights/${campaign.first}`).set(app.as('viewer'))).body as RunningFlightResponse;
  const pacing = async () => {
    const path = `/api/v1/campaigns/${campaign.campaignId}/pacing`;
    return ((await app.agent.get(path).set(app.as('viewer'))).body as PacingResponse).flights[0];
  };
  const audited = async () => {
    const found = await app.agent.get(`/api/v1/audit?targetId=${campaign.first}`).set(app.as('admin'));
    return (found.body as { items: { action: string; actorName: string }[] }).items
      .filter(({ action }) => action === 'paused' || action === 'resumed')
      .map(({ action, actorName }) => `${action} by ${actorName}`);
  };
  /** Ten days of so many dollars each, restated. */
  const report = async (dollars: number, revision: number) => {
    const rows = TEN_DAYS.map((_, index) => rowOf(dollars, index, { revision }));
    await send(app, campaign.sender, `evt_${revision}`, reported(rows));
    await app.reporting.settle();
  };
  const step = (action: 'pause' | 'resume', role: 'manager' | 'viewer', body: object) =>
    app.agent.post(`/api/v1/flights/${campaign.first}/${action}`).set(app.as(role)).send(body);

  it('leaves alone what is far from its budget', async () => {
    await report(400, 0);
    expect(await check()).to.deep.equal([]);
    expect(await flight()).to.include({ status: 'active', pausedByGuard: false });
  });

  it('pauses what would overspend before a stop takes effect, and says so everywhere', async () => {
    // $11,990.00 spent at $49.96 an hour: within the hour it takes to stop, the budget of $12,000.00 is reached.
    await report(1_199, 1);
    const [alert] = await check();
    expect(alert).to.include({ state: 'open', severity: 'critical', subjectId: campaign.first });
    const held = await flight();
    expect(held).to.include({ status: 'paused', pausedByGuard: true });
    expect(held.history[0]).to.include({ from: 'active', to: 'paused', by: 'overspend guard' });
    expect(held.history[0]?.note).to.match(/^Paused by the overspend guard: .*\$11,990\.00 of \$12,000\.00/);
    expect(await pacing()).to.include({ status: 'stopped', flightStatus: 'paused', reason: held.history[0]?.note });
    expect(await audited()).to.deep.equal(['paused by overspend guard']);
  });

  it('is told once, however often it is looked at', async () => {
    await check();
    expect(await check()).to.have.length(1);
    expect(await audited()).to.have.length(1);
  });

  it('lets a person resume with a reason, and does not overrule them', async () => {
    expect((await step('resume', 'viewer', { note: 'Go on.' })).status).to.equal(403);
    expect((await step('resume', 'manager', {})).status, 'a reason is needed').to.equal(400);
    const resumed = await step('resume', 'manager', { note: 'The vendor gives the rest for free.' });
    expect(resumed.status).to.equal(200);
    expect(resumed.body).to.include({ status: 'active', pausedByGuard: false });
    expect((await step('resume', 'manager', { note: 'Again.' })).status, 'it runs already').to.equal(409);
    const [alert] = await check();
    expect(await flight()).to.include({ status: 'active' });
    expect(alert?.state).to.equal('open');
    expect(alert?.message).to.match(/would overspend\. test manager resumed it\.$/);
    expect((await pacing())?.status).to.equal('over');
    expect((await audited()).toSorted()).to.deep.equal(['paused by overspend guard', 'resumed by test manager']);
  });

  it('guards anew once the cause went away and came back', async () => {
    await report(400, 2);
    expect((await check()).map(({ state }) => state)).to.deep.equal(['resolved']);
    await report(1_199, 3);
    expect((await check()).map(({ state }) => state)).to.deep.equal(['open', 'resolved']);
    expect(await flight()).to.include({ status: 'paused', pausedByGuard: true });
  });

  it('only tells, or keeps out of it, where the campaign says so', async () => {
    await step('resume', 'manager', { note: 'For the next case.' });
    await report(400, 4);
    await check();
    const path = `/api/v1/campaigns/${campaign.campaignId}/alert-settings`;
    const setGuard = async (guard: 'alert' | 'off') =>
      app.agent.put(path).set(app.as('buyer')).set('If-Match', '*').send({ guard });
    expect((await setGuard('alert')).status).to.equal(200);
    await report(1_199, 5);
    expect((await check())[0]).to.include({ state: 'open' });
    expect(await flight()).to.include({ status: 'active' });
    await report(400, 6);
    await check();
    await setGuard('off');
    await report(1_199, 7);
    expect((await check()).filter(({ state }) => state === 'open')).to.deep.equal([]);
    expect(await flight()).to.include({ status: 'active' });
  });

  it('is not needed where the platform stops by itself', async () => {
    const other = await startTestApp({ at: AFTER_TEN_DAYS });
    const stopping = await workedCase(other, { hardStop: true });
    await send(other, stopping.sender, 'evt', reported(TEN_DAYS.map((_, index) => rowOf(1_199, index))));
    await other.reporting.settle();
    const found = await post(other, `/api/v1/campaigns/${stopping.campaignId}/alerts/check`, {}, { status: 200 });
    expect((found['items'] as AlertResponse[]).map(({ rule }) => rule)).not.to.include('overspend_guard');
    await other.stop();
  });
});
