import { expect } from 'chai';
import type { PacingResponse, PacingSeriesResponse } from '../../shared/contracts/pacing.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { AFTER_TEN_DAYS, rowOf, workedCase } from '../support/pacing-fixtures.ts';
import { reported, send } from '../support/webhook-sender.ts';

const DAY_MS = 86_400_000;
/** Noon in New York of the 6th, 9th and 12th of October. */
const [SIXTH, NINTH, TWELFTH] = ['06', '09', '12'].map((day) => Date.parse(`2026-10-${day}T16:00:00Z`)) as [
  number,
  number,
  number,
];

describe('Pacing as it was known', () => {
  let app: TestApp;
  let campaign: Awaited<ReturnType<typeof workedCase>>;

  const read = async (asOf: number, known?: 'then' | 'now'): Promise<PacingResponse> => {
    await app.reporting.settle();
    const query = `asOf=${new Date(asOf).toISOString()}${known ? `&known=${known}` : ''}`;
    const path = `/api/v1/campaigns/${campaign.campaignId}/pacing?${query}`;
    return (await app.agent.get(path).set(app.as('viewer'))).body as PacingResponse;
  };
  const flightAt = async (asOf: number, known?: 'then' | 'now') => (await read(asOf, known)).flights[0];
  const report = async (at: number, eventId: string, rows: readonly Record<string, unknown>[]) => {
    app.clock.set(at);
    await send(app, campaign.sender, eventId, reported(rows));
    await app.reporting.settle();
  };

  before(async () => {
    app = await startTestApp({ at: AFTER_TEN_DAYS - 10 * DAY_MS });
    campaign = await workedCase(app);
    // 6th: five days of $300 live. 9th: the first day restated to $200, final. 12th: the second day taken back to $0, and
    // conversions' deltas for the third; a late report of the 6th.
    const live = [0, 1, 2, 3, 4].map((index) => rowOf(300, index, { window: 'live' }));
    await report(SIXTH, 'evt_6', live);
    await report(NINTH, 'evt_9', [rowOf(200, 0)]);
    await report(TWELFTH, 'evt_12', [
      rowOf(0, 1, { window: 'live', revision: 1, impressions: 0 }),
      rowOf(5, 2, { rowId: 'd1', kind: 'delta', impressions: 0, clicks: 7 }),
      rowOf(310, 5),
    ]);
    app.clock.set(TWELFTH + DAY_MS);
  });
  after(() => app.stop());

  it('takes later restatements back: the day, its window and the sum are those of the moment asked', async () => {
    // 5 × $300 live on the 6th; $200 final + 4 × $300 live on the 9th; then −$300 for the 2nd, +$5 for the 3rd, +$310 late.
    const then = await flightAt(SIXTH + 1);
    expect(then).to.include({ delivered: 150_000, reportedSince: false, dataThrough: '2026-10-05' });
    expect(then?.byWindow).to.deep.equal([{ window: 'live', spendCents: 150_000, impressions: 75_000 }]);
    const later = await flightAt(NINTH + 1);
    expect(later).to.include({ delivered: 140_000, dataThrough: '2026-10-05' });
    expect(later?.byWindow).to.deep.equal([
      { window: 'live', spendCents: 120_000, impressions: 60_000 },
      { window: 'final', spendCents: 20_000, impressions: 10_000 },
    ]);
    const latest = await flightAt(TWELFTH + 1);
    expect(latest).to.include({ delivered: 141_500, clicks: 7, dataThrough: '2026-10-06' });
  });

  it('shares the same sum over the windows, also on a day reported hour by hour and measured later', async () => {
    const other = await startTestApp({ at: AFTER_TEN_DAYS - 10 * DAY_MS });
    const hourly = await workedCase(other);
    const take = async (at: string, row: Record<string, unknown>) => {
      other.clock.set(Date.parse(at));
      await send(other, hourly.sender, `evt_${at.replaceAll(/\W/g, '')}`, reported([row]));
      await other.reporting.settle();
    };
    await take('2026-10-01T14:00:00Z', rowOf(55, 0, { window: 'live', revision: 32_400 }));
    await take('2026-10-02T02:00:00Z', rowOf(213, 0, { window: 'live', revision: 75_600 }));
    await take('2026-10-02T04:30:00Z', rowOf(264, 0, { window: 'live', revision: 86_400 }));
    await take('2026-10-04T04:30:00Z', rowOf(227, 0, { window: 'c3', revision: 1 }));
    other.clock.advance(DAY_MS);
    const at = async (asOf: string) => {
      const path = `/api/v1/campaigns/${hourly.campaignId}/pacing?asOf=${asOf}`;
      const [row] = ((await other.agent.get(path).set(other.as('viewer'))).body as PacingResponse).flights;
      return [row?.delivered, row?.byWindow.map(({ window, spendCents }) => `${window} ${spendCents}`).join()];
    };
    expect(await at('2026-10-02T03:00:00Z')).to.deep.equal([21_300, 'live 21300']);
    expect(await at('2026-10-02T05:00:00Z')).to.deep.equal([26_400, 'live 26400']);
    expect(await at('2026-10-05T00:00:00Z')).to.deep.equal([22_700, 'c3 22700']);
    await other.stop();
  });

  it('says which it is, and gives today’s numbers of the same days when asked to', async () => {
    expect((await read(SIXTH + 1)).known).to.equal('then');
    const restated = await read(SIXTH + 1, 'now');
    expect(restated.known).to.equal('now');
    // $200 + $0 + $305 + $300 + $300 for the days over by then.
    expect(restated.flights[0]).to.include({ delivered: 110_500, dataThrough: '2026-10-05' });
    expect((await read(TWELFTH + 2 * DAY_MS)).known, 'not past: nothing to take back').to.equal('now');
  });

  it('does not look at what was reported after the moment, not even by a millisecond', async () => {
    expect(await flightAt(NINTH - 1)).to.include({ delivered: 150_000 });
    expect(await flightAt(NINTH)).to.include({ delivered: 140_000 });
  });

  it('draws the chart of that moment', async () => {
    const path = `/api/v1/campaigns/${campaign.campaignId}/pacing/series?flightId=${campaign.first}`;
    const series = async (query: string) =>
      (await app.agent.get(`${path}&${query}`).set(app.as('viewer'))).body as PacingSeriesResponse;
    const asOf = `asOf=${new Date(SIXTH + 1).toISOString()}`;
    expect((await series(asOf)).points[4]).to.include({ delivered: 150_000 });
    expect((await series(`${asOf}&known=now`)).points[4]).to.include({ delivered: 110_500 });
  });

  it('knows the status of that moment, and the plan that was in force', async () => {
    app.clock.set(TWELFTH + DAY_MS);
    await app.services.flights.step(campaign.first, 'pause', 'test', 'A break.');
    app.clock.set(TWELFTH + 2 * DAY_MS);
    expect((await read(TWELFTH + 2 * DAY_MS)).flights[0]).to.include({ flightStatus: 'paused' });
    const then = await read(TWELFTH);
    expect(then.flights[0]).to.include({ flightStatus: 'active' });
    const today = await app.services.plans.approvedOf(campaign.campaignId);
    expect(then.planId).to.equal(today?.id);
    const { id } = (await app.agent.post(`/api/v1/plans/${today?.id}/revise`).set(app.as('buyer')).send({})).body as {
      id: string;
    };
    await app.agent.post(`/api/v1/plans/${id}/submit`).set(app.as('buyer')).send({});
    const approved = await app.agent.post(`/api/v1/plans/${id}/approve`).set(app.as('manager')).send({});
    expect(approved.status).to.equal(200);
    expect((await read(TWELFTH + 2 * DAY_MS)).planId, 'now').to.equal(id);
    expect((await read(TWELFTH)).planId, 'then').to.equal(today?.id);
  });

  it('judges a flight that waits for its creatives by what it delivers, and says so', async () => {
    const other = await startTestApp({ at: AFTER_TEN_DAYS });
    const waiting = await workedCase(other, { start: false });
    await send(other, waiting.sender, 'evt_1', reported([rowOf(310, 0), rowOf(310, 9)]));
    await other.reporting.settle();
    const path = `/api/v1/campaigns/${waiting.campaignId}/pacing`;
    const { flights, lines } = (await other.agent.get(path).set(other.as('viewer'))).body as PacingResponse;
    expect(flights[0]).to.include({ flightStatus: 'pending_creatives', status: 'under', delivered: 62_000 });
    expect(flights[0]?.reason).to.match(/delivers though it still waits for its creatives/);
    expect(lines[0]?.reason).to.equal(flights[0]?.reason);
    expect(flights[1]).to.include({ status: 'na', reason: 'It has not started.' });
    await other.stop();
  });
});
