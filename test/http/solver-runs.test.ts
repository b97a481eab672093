import { expect } from 'chai';
import type { SolverRunResponse } from '../../shared/contracts/solver-runs.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { approvedPlan, post } from '../support/campaign-fixtures.ts';
import { approvedCreatives, listSpots } from '../support/spot-fixtures.ts';

const DAYPARTS = ['early_morning', 'daytime', 'early_news', 'prime_access', 'prime', 'late_news'] as const;
const STATIONS = Array.from({ length: 17 }, (_, at) => `WS${String(at + 1).padStart(2, '0')}`);

/** 17 stations × 6 dayparts, 49 spots of $10.00 on average over 13 weeks: 4,998 spots, $49,980.00. */
async function largePlan(app: TestApp): Promise<{ campaignId: string }> {
  const campaign = await post(app, '/api/v1/campaigns', {
    name: 'Thirteen weeks',
    advertiser: 'Neighbors Forward',
    market: { name: 'Philadelphia', dmaCode: '504' },
    timeZone: 'America/New_York',
    budgetCents: 5_000_000,
    startDay: '2026-11-09',
    endDay: '2027-02-08',
  });
  const lines = STATIONS.flatMap((station, at) =>
    DAYPARTS.map((daypart, part) => ({
      name: `${station} ${daypart}`,
      channel: 'linear_tv',
      vendor: station,
      rate: { kind: 'flat', amountMicros: 10_000_000, basis: 'gross' },
      tv: { station, daypart, ratingHundredths: 300, lengthSeconds: 30 },
      flights: [
        { startDay: '2026-11-09', endDay: '2027-02-08', budgetCents: 49_000 + 8_000 * (((part + at) % 6) - 2.5) },
      ],
    })),
  );
  const plan = await post(app, `/api/v1/campaigns/${campaign.id}/plans`, { lines });
  await post(app, `/api/v1/plans/${plan.id}/submit`, {}, { status: 200 });
  await post(app, `/api/v1/plans/${plan.id}/approve`, {}, { status: 200, role: 'manager' });
  return { campaignId: campaign.id };
}

describe('solver runs over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  const read = async (id: string) =>
    (await app.agent.get(`/api/v1/solver-runs/${id}`).set(app.as('viewer'))).body as SolverRunResponse;
  const ended = async (id: string): Promise<SolverRunResponse> => {
    await app.services.solverRuns.settle();
    return read(id);
  };
  const start = (campaignId: string, body: object) =>
    post(app, `/api/v1/campaigns/${campaignId}/solver-runs`, body, { status: 202 }) as Promise<{ id: string }>;

  it('schedule in the background what a call would schedule, and say what is proved of each week', async () => {
    const { campaignId } = await approvedPlan(app);
    await approvedCreatives(app, campaignId);
    const { id } = await start(campaignId, { kind: 'schedule', schedule: {} });
    const run = await ended(id);
    expect([run.status, run.schedule?.created, run.schedule?.costCents]).to.deep.equal(['done', 50, 2_000_000]);
    expect(run.schedule?.weeks.map(({ weekStart, spots, missed }) => [weekStart, spots, missed])).to.deep.equal([
      ['2026-10-26', 4, 4],
      ['2026-11-02', 16, 0],
      ['2026-11-09', 10, 0],
      ['2026-11-16', 10, 0],
      ['2026-11-23', 10, 0],
    ]);
    // Half of the first week is over: 4 of its 8 spots go to the next, which has 12 of its own.
    for (const week of run.schedule?.weeks ?? []) {
      expect([week.status, week.cost], week.weekStart).to.deep.equal(['optimal', week.lowerBound]);
    }
    const [rotation] = run.schedule?.rotations ?? [];
    expect([rotation?.spots, rotation?.status]).to.deep.equal([50, 'optimal']);
    expect(await listSpots(app, campaignId)).to.have.lengthOf(50);
    expect(run.progress).to.include({ phase: 'saving' });
  });

  it('tell in the run why it was refused', async () => {
    const campaign = await post(app, '/api/v1/campaigns', {
      name: 'Nothing approved',
      advertiser: 'Neighbors Forward',
      market: { name: 'Philadelphia', dmaCode: '504' },
      timeZone: 'America/New_York',
      budgetCents: 100_000,
      startDay: '2026-11-09',
      endDay: '2026-11-16',
    });
    const { id } = await start(campaign.id, { kind: 'schedule', schedule: {} });
    const run = await ended(id);
    expect([run.status, run.issues.map(({ code }) => code)]).to.deep.equal(['refused', ['no_approved_plan']]);
  });

  it('are not started by those who only look, and one of a kind runs at a time', async () => {
    const { campaignId } = await largePlan(app);
    const looked = await app.agent
      .post(`/api/v1/campaigns/${campaignId}/solver-runs`)
      .set(app.as('viewer'))
      .send({ kind: 'schedule', schedule: {} });
    expect(looked.status).to.equal(403);
    const { id } = await start(campaignId, { kind: 'schedule', schedule: {} });
    const second = await app.agent
      .post(`/api/v1/campaigns/${campaignId}/solver-runs`)
      .set(app.as('buyer'))
      .send({ kind: 'schedule', schedule: {} });
    expect([second.status, second.body.errors[0].code]).to.deep.equal([409, 'already_running']);
    const off = await app.agent.post(`/api/v1/solver-runs/${id}/cancel`).set(app.as('buyer')).send({});
    expect([off.status, off.body.status, off.body.schedule]).to.deep.equal([200, 'canceled', null]);
    expect(await listSpots(app, campaignId), 'nothing is saved of a run called off').to.have.lengthOf(0);
    const again = await app.agent.post(`/api/v1/solver-runs/${id}/cancel`).set(app.as('buyer')).send({});
    expect([again.status, again.body.errors[0].code]).to.deep.equal([409, 'not_running']);
  });

  it('leave the server free: it answers while 4,998 spots are scheduled, and tells how far they are', async function () {
    this.timeout(120_000);
    const { campaignId } = await largePlan(app);
    await approvedCreatives(app, campaignId);
    const { id } = await start(campaignId, { kind: 'schedule', schedule: { timeLimitMs: 20_000 } });
    let isRunning = true;
    void app.services.solverRuns.settle().then(() => (isRunning = false));
    const waits: number[] = [];
    const phases = new Set<string>();
    while (isRunning) {
      const asked = performance.now();
      const answer = await app.agent.get('/livez');
      waits.push(performance.now() - asked);
      expect(answer.status).to.equal(200);
      phases.add((await read(id)).progress.phase);
    }
    const run = await read(id);
    expect([run.status, run.schedule?.created, run.schedule?.costCents]).to.deep.equal(['done', 4_998, 4_998_000]);
    expect(run.schedule?.weeks.reduce((sum, { spots }) => sum + spots, 0)).to.equal(4_998);
    for (const { status, cost, lowerBound } of run.schedule?.weeks ?? []) {
      expect(cost).to.be.at.least(lowerBound);
      expect(status === 'optimal').to.equal(cost === lowerBound);
    }
    const proved = run.schedule?.weeks.filter(({ status }) => status === 'optimal').length ?? 0;
    expect(proved, 'station-weeks proved of 221').to.be.above(110);
    expect([...phases]).to.include('placing');
    const sorted = waits.toSorted((a, b) => a - b);
    expect(sorted[Math.floor(0.99 * sorted.length)], '99 % of answers').to.be.below(200);
  });
});
