import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { ShareOfVoiceResponse } from '../../shared/contracts/competitors.ts';
import type { PacingResponse } from '../../shared/contracts/pacing.ts';
import type { PlanResponse } from '../../shared/contracts/plans.ts';
import type { ScenarioSummary } from '../../shared/contracts/scenarios.ts';
import type { SpotResponse } from '../../shared/contracts/spots.ts';
import type { WebhookAttemptResponse } from '../../shared/contracts/webhooks.ts';
import { createApiClient, type ApiClient } from '../../server/sample/api-client.ts';
import { seedSample } from '../../server/sample/seed-sample.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

/** Wednesday 2026-11-11, 15:00 in New York: the third week of the sample. */
const NOW = Date.parse('2026-11-11T20:00:00Z');

describe('the sample campaign, lived up to the present', function () {
  this.timeout(90_000);
  let app: TestApp;
  let server: Server;
  let api: ApiClient;
  let campaignId = '';

  before(async () => {
    app = await startTestApp({ at: NOW - 60 * 86_400_000 });
    server = createServer(app.app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    api = createApiClient({ baseUrl, key: app.keys.admin });
    const advance = async (at: number) => {
      if (at <= app.clock.now()) return;
      app.clock.set(at);
      await app.runDue();
    };
    ({ campaignId } = await seedSample({ api, baseUrl, clock: app.clock, advance, now: NOW, say: () => undefined }));
    await app.settle();
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await app.stop();
  });

  it('plans $50,000.00 to the cent: four digital lines, four stations in several dayparts', async () => {
    const campaign = await api.get<{ approvedPlanId: string; startDay: string; endDay: string }>(
      `/api/v1/campaigns/${campaignId}`,
    );
    expect([campaign.startDay, campaign.endDay]).to.deep.equal(['2026-10-26', '2026-11-30']);
    const plan = await api.get<PlanResponse>(`/api/v1/plans/${campaign.approvedPlanId}`);
    expect(plan.totals).to.include({ grossCents: 5_000_000, remainingCents: 0 });
    expect(plan.issues).to.deep.equal([]);
    const channels = plan.lines.map(({ channel }) => channel).filter((channel) => channel !== 'linear_tv');
    expect(channels).to.have.members(['ctv', 'olv', 'search', 'social']);
    const stations = new Set(plan.lines.flatMap(({ tv }) => (tv ? [tv.station] : [])));
    expect(stations.size).to.equal(4);
  });

  it('keeps what others spend and three scenarios, the opponent’s spend among them', async () => {
    const items = await api.all<ScenarioSummary>(`/api/v1/campaigns/${campaignId}/scenarios`);
    expect(items.map(({ name, status }) => [name, status])).to.deep.equal([
      ['Best split', 'optimal'],
      ['A fifth more', 'optimal'],
      ['Against what others spend', 'optimal'],
    ]);
    const [best, more, against] = items.map(({ response }) => response);
    expect(more).to.be.above(best!);
    expect(against).to.be.below(best!);
    const voice = await api.get<ShareOfVoiceResponse>(`/api/v1/campaigns/${campaignId}/share-of-voice`);
    expect(voice.competitors.map(({ name }) => name)).to.deep.equal(['Harbor Fund', 'Two Rivers Group']);
    expect(voice.totals.share).to.be.below(0.25);
  });

  it('has aired every past spot but the dropped one, which is made good once', async () => {
    const spots = await api.all<SpotResponse>(`/api/v1/campaigns/${campaignId}/spots`);
    const past = spots.filter(({ scheduledAt }) => Date.parse(scheduledAt) < NOW);
    expect(past.length).to.be.greaterThan(70);
    expect(past.filter(({ status }) => status !== 'aired').map(({ status }) => status)).to.deep.equal(['made_good']);
    const lost = past.find(({ status }) => status === 'made_good');
    expect(spots.filter(({ makegoodForId }) => makegoodForId === lost?.id)).to.have.length(1);
    expect(spots.every(({ creative }) => creative !== null)).to.equal(true);
    expect(past.filter(({ verified }) => verified).length).to.be.greaterThan(60);
  });

  it('has each station’s log of each day, in a file named by both', async () => {
    const files = await api.all<{ fileName: string; unmatched: number }>(
      `/api/v1/campaigns/${campaignId}/as-run-imports`,
    );
    const names = files.map(({ fileName }) => fileName);
    expect(new Set(names).size).to.equal(names.length);
    expect(names.filter((name) => !/^\w+ as-run 2026-1[01]-\d\d\.csv$/.test(name))).to.deep.equal([]);
    expect(files.filter(({ unmatched }) => unmatched > 0)).to.deep.equal([]);
  });

  it('shows social behind and the rest on pace, from posts that were signed, repeated, forged and restated', async () => {
    const { lines } = await api.get<PacingResponse>(`/api/v1/campaigns/${campaignId}/pacing`);
    const status = (channel: string) => lines.find((line) => line.channel === channel)?.status;
    expect([status('social'), status('ctv'), status('olv'), status('search')]).to.deep.equal([
      'under',
      'on',
      'on',
      'on',
    ]);
    const attempts = await api.all<WebhookAttemptResponse>('/api/v1/webhook-attempts');
    const statuses = new Set(attempts.map((attempt) => attempt.status));
    expect([...statuses]).to.include.members(['ok', 'duplicate', 'bad_signature']);
    const video = lines.find((line) => line.channel === 'olv');
    expect(video?.byWindow.find(({ window }) => window === 'c3')?.spendCents).to.be.greaterThan(0);
  });

  it('adds up: the ledger is what its raw facts say', async () => {
    const recount = await api.post<object>('/api/v1/deliveries/recompute');
    expect(recount).to.include({ repaired: 0, adjustmentMismatches: 0 });
  });
});
