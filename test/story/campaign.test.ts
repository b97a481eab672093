import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { PacingResponse } from '../../shared/contracts/pacing.ts';
import type { FlowchartResponse, PlanResponse } from '../../shared/contracts/plans.ts';
import type { MakegoodOfferResponse } from '../../shared/contracts/makegoods.ts';
import type { ScheduleSpotsResponse } from '../../shared/contracts/spot-schedule.ts';
import type { SpotResponse } from '../../shared/contracts/spots.ts';
import type { CreatedWebhookSourceResponse, WebhookAnswer } from '../../shared/contracts/webhooks.ts';
import { addDays, eachDay, type Day } from '../../shared/domain/calendar/day.ts';
import { createApiClient, type ApiClient } from '../../server/sample/api-client.ts';
import { reportBody, sendPost, type PostResult } from '../../server/sample/platforms/platform-sender.ts';
import type { ReportRow } from '../../server/sample/platforms/simulated-platform.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { CREATIVES, DIGITAL, END, HOUR, START, STATIONS, TV, ZONE, at } from './story-data.ts';

describe('the story of a $50,000.00 campaign, from the plan to the last report', function () {
  this.timeout(90_000);
  let app: TestApp;
  let server: Server;
  let baseUrl: string;
  let api: ApiClient;
  let campaignId = '';
  let plan: PlanResponse;
  const sources = new Map<string, { url: string; secret: string; placement: string; flightId: string }>();

  const advance = async (instant: number) => {
    app.clock.set(instant);
    await app.runDue();
  };
  /** Time passes: at each moment something is due, the jobs run. */
  const liveUntil = async (instant: number) => {
    const pending = (await spotsOf()).flatMap(({ actions }) =>
      actions.filter(({ status }) => status === 'pending').map(({ dueAt }) => Date.parse(dueAt)),
    );
    const moments = [...pending, at(START, 0)].filter((moment) => moment > app.clock.now() && moment < instant);
    for (const moment of [...new Set(moments)].toSorted((a, b) => a - b)) await advance(moment + 1_000);
    await advance(instant);
  };
  const spotsOf = () => api.all<SpotResponse>(`/api/v1/campaigns/${campaignId}/spots`);
  const pacing = async () => {
    await app.settle();
    return api.get<PacingResponse>(`/api/v1/campaigns/${campaignId}/pacing`);
  };
  const flightRow = async (name: string) => {
    const flightId = sources.get(name)?.flightId;
    const row = (await pacing()).flights.find((flight) => flight.flightId === flightId);
    if (!row) throw new Error(`no pacing row for ${name}`);
    return row;
  };
  let posts = 0;
  const report = async (
    name: string,
    rows: readonly Omit<ReportRow, 'placement' | 'kind'>[],
    eventId = `evt_${(posts += 1)}`,
  ): Promise<PostResult> => {
    const source = sources.get(name);
    if (!source) throw new Error(`no source ${name}`);
    const body = reportBody(
      rows.map((row) => ({ ...row, placement: source.placement, kind: 'total' as const })),
      app.clock.now(),
    );
    return sendPost(
      { url: source.url, dialect: 'standard', secret: source.secret },
      { eventId, body, timestampSeconds: Math.floor(app.clock.now() / 1_000) },
    );
  };
  const answerOf = (result: PostResult) => JSON.parse(result.body) as WebhookAnswer;
  const dayRow = (day: Day, cents: number, revision = 1, window: 'live' | 'c3' = 'live') => ({
    rowId: `${day}:${window}:${revision}`,
    day,
    window,
    revision,
    spendMicros: cents * 10_000,
    impressions: cents,
  });

  before(async () => {
    app = await startTestApp({ at: at(addDays(START, -14), 10) });
    server = createServer(app.app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    api = createApiClient({ baseUrl, key: app.keys.admin });
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await app.stop();
  });

  it('plans $50,000.00: $30,000.00 digital and $20,000.00 in 60 spots, nothing left', async () => {
    const campaign = await api.post<{ id: string }>('/api/v1/campaigns', {
      name: 'Fall testimonials',
      advertiser: 'Neighbors Forward',
      market: { name: 'Philadelphia', dmaCode: '504' },
      timeZone: ZONE,
      currency: 'USD',
      budgetCents: 5_000_000,
      startDay: START,
      endDay: END,
      goal: { kind: 'reach' },
    });
    campaignId = campaign.id;
    const run = { startDay: START, endDay: END };
    const digital = DIGITAL.map(({ name, channel, vendor, kind, amountMicros, budgetCents }) => ({
      name,
      channel,
      vendor,
      rate: { kind, amountMicros, basis: 'gross' },
      flights: [{ ...run, budgetCents, hardStop: false }],
    }));
    const tv = TV.map(({ station, daypart, ratingHundredths, budgetCents }) => ({
      name: `${station} ${daypart}`,
      channel: 'linear_tv',
      vendor: station,
      rate: { kind: 'cpp', amountMicros: 50_000_000, basis: 'gross' },
      demo: 'A35+',
      tv: { station, daypart, ratingHundredths, lengthSeconds: 30 },
      flights: [{ ...run, budgetCents }],
    }));
    plan = await api.post<PlanResponse>(`/api/v1/campaigns/${campaignId}/plans`, { lines: [...digital, ...tv] });
    expect(plan.totals).to.deep.include({
      grossCents: 5_000_000,
      netCents: 4_250_000,
      digitalCents: 3_000_000,
      tvCents: 2_000_000,
      remainingCents: 0,
      spots: 60,
    });
    // 4 × (10 × 8.00 + 5 × 4.00) = 400 rating points.
    expect(plan.totals.grpHundredths).to.equal(40_000);
    expect(plan.issues.filter(({ severity }) => severity === 'error')).to.deep.equal([]);
  });

  it('foots by broadcast week, gross and net, in both directions', async () => {
    for (const [basis, total] of [
      ['gross', 5_000_000],
      ['net', 4_250_000],
    ] as const) {
      const chart = await api.get<FlowchartResponse>(
        `/api/v1/plans/${plan.id}/flowchart?calendar=broadcast&by=week&basis=${basis}`,
      );
      const lines = chart.rows.filter(({ kind }) => kind === 'line');
      expect(chart.columns).to.have.length(5);
      expect(chart.columnTotalsCents.reduce((a, b) => a + b, 0)).to.equal(total);
      for (const [column, sum] of chart.columnTotalsCents.entries())
        expect(lines.reduce((a, { cells }) => a + (cells[column] ?? 0), 0)).to.equal(sum);
      for (const { cells, totalCents } of lines) expect(cells.reduce((a, b) => a + b, 0)).to.equal(totalCents);
    }
  });

  it('is approved, ordered from eight vendors, and supplied with three testimonials', async () => {
    await api.post(`/api/v1/plans/${plan.id}/submit`);
    plan = await api.post<PlanResponse>(`/api/v1/plans/${plan.id}/approve`);
    expect(plan.hash).to.match(/^[0-9a-f]{64}$/);
    for (const { adId, lengthSeconds } of CREATIVES) {
      const { id } = await api.post<{ id: string }>(`/api/v1/campaigns/${campaignId}/creatives`, {
        title: `Testimonial :${lengthSeconds}`,
        adId,
        kind: 'testimonial',
        lengthSeconds,
      });
      await api.put(`/api/v1/creatives/${id}/release`, {
        signatory: 'A neighbor',
        signedDay: '2026-10-01',
        expiryDay: '2027-01-01',
      });
      await api.upload(`/api/v1/creatives/${id}/release-file?name=release.pdf`, 'application/pdf', '%PDF-1.4 release');
      await api.post(`/api/v1/creatives/${id}/submit`);
      await api.post(`/api/v1/creatives/${id}/approve`);
    }
    await api.post(`/api/v1/campaigns/${campaignId}/orders`);
    const orders = await api.all<{ id: string; vendor: string; grossCents: number; netCents: number }>(
      `/api/v1/campaigns/${campaignId}/orders`,
    );
    expect(orders).to.have.length(8);
    expect(orders.reduce((sum, { grossCents }) => sum + grossCents, 0)).to.equal(5_000_000);
    for (const { id } of orders) {
      await api.post(`/api/v1/orders/${id}/send`);
      await api.post(`/api/v1/orders/${id}/accept`);
    }
  });

  it('schedules 60 spots for exactly $20,000.00, fifteen minutes apart, with eligible copy, and the same again changes nothing', async () => {
    const scheduled = await api.post<ScheduleSpotsResponse>(`/api/v1/campaigns/${campaignId}/spots/schedule`);
    expect(scheduled).to.deep.include({ created: 60, spots: 60, costCents: 2_000_000, leftoverCents: 0 });
    const spots = await spotsOf();
    expect(spots.reduce((sum, { costCents }) => sum + costCents, 0)).to.equal(2_000_000);
    expect(spots.every(({ creative }) => creative?.adId === 'NBFW2611030H')).to.equal(true);
    for (const station of STATIONS) {
      const times = spots
        .filter((spot) => spot.station === station)
        .map(({ scheduledAt }) => Date.parse(scheduledAt))
        .toSorted((a, b) => a - b);
      for (const [index, time] of times.entries())
        if (index > 0) expect(time - (times[index - 1] ?? 0)).to.be.at.least(15 * 60_000);
    }
    const again = await api.post<ScheduleSpotsResponse>(`/api/v1/campaigns/${campaignId}/spots/schedule`);
    expect(again).to.deep.include({ created: 0, canceled: 0, kept: 60 });
    const spotIds = spots.filter(({ status }) => status === 'planned').map(({ id }) => id);
    if (spotIds.length > 0) await api.post(`/api/v1/campaigns/${campaignId}/spots/bulk`, { spotIds, step: 'order' });
    const ordered = (await spotsOf()).filter(({ status }) => status === 'ordered').map(({ id }) => id);
    if (ordered.length > 0)
      await api.post(`/api/v1/campaigns/${campaignId}/spots/bulk`, { spotIds: ordered, step: 'confirm' });
    expect((await spotsOf()).every(({ status }) => status === 'confirmed' || status === 'trafficked')).to.equal(true);
  });

  it('gives each platform a source with a secret shown once', async () => {
    for (const { name, vendor } of DIGITAL) {
      const flightId = plan.lines.find((line) => line.name === name)?.flights[0]?.id ?? '';
      const source = await api.post<CreatedWebhookSourceResponse>('/api/v1/webhook-sources', {
        name: vendor,
        dialect: 'standard',
        placements: [{ placement: `${name}-1`, flightId }],
      });
      expect(source.secret).to.match(/^whsec_/);
      sources.set(name, {
        url: `${baseUrl}/webhooks/${source.id}`,
        secret: source.secret ?? '',
        placement: `${name}-1`,
        flightId,
      });
      const read = await api.get<object>(`/api/v1/webhook-sources/${source.id}`);
      expect(JSON.stringify(read)).not.to.contain(source.secret);
    }
  });

  it('counts the first ten days of streaming once, though they come twice, late and out of order', async () => {
    await liveUntil(at(addDays(START, 10), 6));
    const days = eachDay(START, addDays(START, 10));
    const rows = days.map((day) => dayRow(day, 35_000));
    const shuffled = [...rows.slice(5), ...rows.slice(0, 5)].toReversed();
    const first = await report('Streaming', shuffled, 'evt_streaming');
    expect([first.status, answerOf(first).received, answerOf(first).stored]).to.deep.equal([200, 10, 10]);
    const again = await report('Streaming', shuffled, 'evt_streaming');
    expect(again.body).to.equal(first.body);
    const fresh = answerOf(await report('Streaming', rows));
    expect([fresh.stored, fresh.duplicates]).to.deep.equal([0, 10]);
    const row = await flightRow('Streaming');
    expect(row.delivered).to.equal(350_000);
    expect(row.plannedToDate).to.equal(350_000);
    expect(row.pace).to.equal(1);
    expect(row.status).to.equal('on');
  });

  it('lets a later window win over an earlier one, in whatever order they come', async () => {
    // Day one: $245.00 live, restated to $200.00 by c3; a late live revision changes nothing any more.
    await report('Video', [dayRow(START, 20_000, 1, 'c3')]);
    await report('Video', [dayRow(START, 24_500, 1, 'live')]);
    await report('Video', [dayRow(START, 99_999, 7, 'live')]);
    expect((await flightRow('Video')).delivered).to.equal(20_000);
  });

  it('shows the social line behind: $50.00 a day of $104.64 planned', async () => {
    await report(
      'Social',
      eachDay(START, addDays(START, 10)).map((day) => dayRow(day, 5_000)),
    );
    const row = await flightRow('Social');
    expect(row.delivered).to.equal(50_000);
    expect(row.pace).to.be.within(0.47, 0.49);
    expect(row.status).to.equal('under');
    expect(row.projection?.value).to.be.below(366_250 * 0.7);
  });

  it('refuses a forged post and a stale one, and says only 401', async () => {
    const source = sources.get('Search');
    const body = reportBody([{ ...dayRow(START, 1), placement: 'Search-1', kind: 'total' }], app.clock.now());
    const seconds = Math.floor(app.clock.now() / 1_000);
    const wrong = {
      url: source?.url ?? '',
      dialect: 'standard' as const,
      secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    };
    expect((await sendPost(wrong, { eventId: 'evt_forged', body, timestampSeconds: seconds })).status).to.equal(401);
    const stale = await sendPost(
      { ...wrong, secret: source?.secret ?? '' },
      { eventId: 'evt_stale', body, timestampSeconds: seconds - 301 },
    );
    expect(stale.status).to.equal(401);
    expect((await flightRow('Search')).status).to.equal('unknown');
  });

  it('airs what was scheduled, on the broadcast clock across the end of daylight saving', async () => {
    const aired = (await spotsOf()).filter(({ scheduledAt }) => Date.parse(scheduledAt) < app.clock.now());
    expect(aired.length).to.be.greaterThan(10);
    expect(aired.map(({ status }) => status)).to.deep.equal(aired.map(() => 'aired'));
    expect(
      aired.every(({ jobHistory }) => jobHistory.some(({ action, lateMs }) => action === 'air' && lateMs <= 1_000)),
    ).to.equal(true);
    for (const spot of await spotsOf()) {
      const local = Number(spot.clock.slice(0, 2)) * 60 + Number(spot.clock.slice(3));
      const [from, to] = spot.daypart === 'early_news' ? [17 * 60, 19 * 60] : [23 * 60, 23 * 60 + 35];
      expect(local).to.be.within(from, to - 1);
    }
  });

  it('makes a pre-empted spot good, and counts it once', async () => {
    const coming = (await spotsOf()).find(
      ({ status, scheduledAt, daypart }) =>
        (status === 'confirmed' || status === 'trafficked') &&
        daypart === 'early_news' &&
        Date.parse(scheduledAt) > app.clock.now() + 48 * HOUR,
    );
    if (!coming) throw new Error('no coming spot');
    await api.post(`/api/v1/spots/${coming.id}/preempt`, { reason: 'Special news coverage.' });
    const { offers } = await api.post<{ offers: MakegoodOfferResponse[] }>(`/api/v1/spots/${coming.id}/makegood`);
    const best = offers[0];
    if (!best) throw new Error('no offer');
    expect(best.costCents).to.be.at.most(coming.costCents);
    expect(best.ratingHundredths).to.be.at.least(coming.ratingHundredths);
    const accepted = await api.post<{ spot: SpotResponse; replacement: SpotResponse }>(
      `/api/v1/makegood-offers/${best.id}/accept`,
    );
    expect(accepted.spot).to.deep.include({ status: 'made_good', makegoodId: accepted.replacement.id });
    expect(accepted.replacement.makegoodForId).to.equal(coming.id);
    const live = (await spotsOf()).filter(
      ({ status }) => !['made_good', 'preempted', 'canceled', 'credited'].includes(status),
    );
    expect(live).to.have.length(60);
  });

  it('reaches the end with every spot acted on once and every total to the cent', async () => {
    await liveUntil(at(END, 12));
    const days = eachDay(START, END);
    await report(
      'Streaming',
      days.slice(10).map((day) => dayRow(day, 35_000)),
    );
    await report(
      'Video',
      days.slice(1).map((day) => dayRow(day, 24_500)),
    );
    await report(
      'Search',
      days.map((day) => dayRow(day, 15_750)),
    );
    await report(
      'Social',
      days.slice(10).map((day) => dayRow(day, 5_000)),
    );
    expect((await flightRow('Streaming')).delivered).to.equal(1_225_000);
    // 34 days × $245.00 + the restated $200.00 = $8,530.00.
    expect((await flightRow('Video')).delivered).to.equal(34 * 24_500 + 20_000);
    expect((await flightRow('Search')).delivered).to.equal(551_250);
    expect((await flightRow('Social')).delivered).to.equal(35 * 5_000);

    const spots = await spotsOf();
    const aired = spots.filter(({ status }) => status === 'aired');
    expect(aired).to.have.length(60);
    expect(aired.reduce((sum, { costCents }) => sum + costCents, 0)).to.equal(2_000_000);
    for (const spot of spots) expect(spot.history.filter(({ action }) => action === 'air').length).to.be.at.most(1);

    const { campaign, groups } = await pacing();
    const tv = groups.find(({ group }) => group === 'tv');
    expect(tv?.delivered).to.equal(2_000_000);
    // 12,250.00 + 8,530.00 + 5,512.50 + 1,750.00 + 20,000.00 = 48,042.50
    expect(campaign.delivered).to.equal(4_804_250);
  });

  it('recomputes to the same totals from the raw facts, and the adjustments add up', async () => {
    const before = await pacing();
    const recount = await api.post<{ repaired: number; adjustmentMismatches: number; facts: number }>(
      '/api/v1/deliveries/recompute',
    );
    expect(recount).to.deep.include({ repaired: 0, adjustmentMismatches: 0 });
    expect(recount.facts).to.be.greaterThan(100);
    expect((await pacing()).campaign.delivered).to.equal(before.campaign.delivered);
  });
});
