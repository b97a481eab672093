import { expect } from 'chai';
import { systemActor } from '../../server/http/actor.ts';
import type { SolverRunResponse } from '../../shared/contracts/solver-runs.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { approvedPlan, post } from '../support/campaign-fixtures.ts';
import { approvedCreatives, listSpots, step } from '../support/spot-fixtures.ts';

const STATIONS = ['WQPA', 'WPHN', 'WDEL', 'WSCH', 'WJNS', 'WCAM'];

describe('rotating copy in the background', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.stop());

  const read = async (id: string) =>
    (await app.agent.get(`/api/v1/solver-runs/${id}`).set(app.as('viewer'))).body as SolverRunResponse;
  const start = (campaignId: string, body: object = { kind: 'rotate', rotate: {} }) =>
    post(app, `/api/v1/campaigns/${campaignId}/solver-runs`, body, { status: 202 }) as Promise<{ id: string }>;
  const ended = async (id: string): Promise<SolverRunResponse> => {
    await app.services.solverRuns.settle();
    return read(id);
  };
  const refusedStart = async (campaignId: string, body: object) => {
    const { status, body: problem } = await app.agent
      .post(`/api/v1/campaigns/${campaignId}/solver-runs`)
      .set(app.as('buyer'))
      .send(body);
    return [status, problem.errors[0].code, problem.detail] as const;
  };
  /** What a rotation may change of each spot, and whether anything has. */
  const copies = async (campaignId: string) =>
    (await listSpots(app, campaignId)).map(({ id, rev, creative }) => [id, rev, creative?.title ?? null]);

  /** The 50 spots of early news, scheduled while no copy was approved, and copy approved after that. */
  async function withoutCopy(): Promise<string> {
    const { campaignId } = await approvedPlan(app);
    await post(app, `/api/v1/campaigns/${campaignId}/spots/schedule`, {}, { status: 200 });
    return campaignId;
  }

  /** 6 stations of 80 spots of $10.00, and five creatives of uneven shares: nothing a solver proves at once. */
  async function longWork(): Promise<string> {
    const weeks = { startDay: '2026-11-09', endDay: '2026-12-07' };
    const campaign = await post(app, '/api/v1/campaigns', {
      name: 'Four weeks',
      advertiser: 'Neighbors Forward',
      market: { name: 'Philadelphia', dmaCode: '504' },
      timeZone: 'America/New_York',
      budgetCents: 480_000,
      ...weeks,
    });
    const lines = STATIONS.map((station) => ({
      name: `${station} daytime`,
      channel: 'linear_tv',
      vendor: station,
      rate: { kind: 'flat', amountMicros: 10_000_000, basis: 'gross' },
      tv: { station, daypart: 'daytime', ratingHundredths: 100, lengthSeconds: 30 },
      flights: [{ ...weeks, budgetCents: 80_000 }],
    }));
    const plan = await post(app, `/api/v1/campaigns/${campaign.id}/plans`, { lines });
    await post(app, `/api/v1/plans/${plan.id}/submit`, {}, { status: 200 });
    await post(app, `/api/v1/plans/${plan.id}/approve`, {}, { status: 200, role: 'manager' });
    await post(app, `/api/v1/campaigns/${campaign.id}/spots/schedule`, {}, { status: 200 });
    for (const [at, rotationWeight] of [31, 24, 19, 15, 11].entries()) {
      const creative = await post(app, `/api/v1/campaigns/${campaign.id}/creatives`, {
        title: `Block ${at + 1}`,
        adId: `NFWD000001${at}H`,
        kind: 'standard',
        lengthSeconds: 30,
        rotationWeight,
      });
      await post(app, `/api/v1/creatives/${creative.id}/approve`, {}, { status: 200, role: 'manager' });
    }
    return campaign.id;
  }

  it('gives the spots their copy by the shares, proved, as the call does: after it the call has nothing to change', async () => {
    const campaignId = await withoutCopy();
    await approvedCreatives(app, campaignId);
    const { id } = await start(campaignId);
    const run = await ended(id);
    expect([run.kind, run.status, run.issues, run.schedule, run.buy]).to.deep.equal(['rotate', 'done', [], null, null]);
    const [station] = run.rotation?.stations ?? [];
    // 60/40 over 50 spots: 30 and 20.
    expect(station).to.include({ station: 'WQPA', lengthSeconds: 30, spots: 50, changed: 50, status: 'optimal' });
    expect(station?.unevenness).to.equal(station?.lowerBound);
    expect(run.progress).to.include({ phase: 'saving' });
    const titles = (await listSpots(app, campaignId)).map(({ creative }) => creative?.title);
    expect(titles.filter((title) => title === 'Maria, baker')).to.have.lengthOf(30);
    expect(titles.filter((title) => title === 'Sam, teacher')).to.have.lengthOf(20);
    const again = await post(app, `/api/v1/campaigns/${campaignId}/spots/rotate`, {}, { status: 200 });
    expect(again['stations']).to.deep.equal([{ ...station, changed: 0 }]);
    const entries = await app.agent
      .get('/api/v1/audit')
      .query({ campaignId, limit: '200' })
      .set(app.as('admin'))
      .expect(200);
    const rotated = (entries.body.items as { action: string }[]).filter(({ action }) => action === 'rotated');
    expect(rotated, 'only the run that changed something is in the audit').to.have.lengthOf(1);
  });

  it('turns one station alone when asked to', async function () {
    this.timeout(60_000);
    const campaignId = await longWork();
    const { id } = await start(campaignId, { kind: 'rotate', rotate: { station: 'WDEL', timeLimitMs: 500 } });
    const run = await ended(id);
    expect(run.rotation?.stations.map(({ station, spots, changed }) => [station, spots, changed])).to.deep.equal([
      ['WDEL', 80, 80],
    ]);
    const withCopy = (await listSpots(app, campaignId)).filter(({ creative }) => creative !== null);
    expect([...new Set(withCopy.map(({ station }) => station))]).to.deep.equal(['WDEL']);
  });

  it('tells station by station how far it is, keeps a schedule out meanwhile, and changes nothing when it is called off', async function () {
    this.timeout(60_000);
    const campaignId = await longWork();
    const before = await copies(campaignId);
    expect(before.every(([, , title]) => title === null)).to.equal(true);
    const { id } = await start(campaignId);
    let run = await read(id);
    while (run.status === 'running' && run.progress.value === null) run = await read(id);
    const { phase, done, total, station, value, bound } = run.progress;
    expect([run.status, phase, total]).to.deep.equal(['running', 'rotating', STATIONS.length]);
    expect(done).to.be.within(0, STATIONS.length - 1);
    expect(STATIONS).to.include(station);
    expect(value).to.be.at.least(bound ?? NaN);
    for (const body of [
      { kind: 'schedule', schedule: {} },
      { kind: 'rotate', rotate: {} },
    ]) {
      const [status, code, message] = await refusedStart(campaignId, body);
      expect([status, code]).to.deep.equal([409, 'already_running']);
      expect(message).to.contain(`started a rotation of the copy that still runs (${id})`);
    }
    const off = await app.agent.post(`/api/v1/solver-runs/${id}/cancel`).set(app.as('buyer')).send({});
    expect([off.status, off.body.status, off.body.rotation]).to.deep.equal([200, 'canceled', null]);
    expect(await copies(campaignId), 'every spot is as it was').to.deep.equal(before);
    const { id: next } = await start(campaignId, { kind: 'rotate', rotate: { timeLimitMs: 300 } });
    expect((await ended(next)).rotation?.stations).to.have.lengthOf(STATIONS.length);
  });

  it('names what has no copy and why', async () => {
    const campaignId = await withoutCopy();
    await post(app, `/api/v1/campaigns/${campaignId}/creatives`, {
      title: 'Maria, baker',
      adId: 'NFWD0000001H',
      kind: 'testimonial',
      lengthSeconds: 30,
    });
    const run = await ended((await start(campaignId)).id);
    expect([run.status, run.rotation?.stations]).to.deep.equal(['done', []]);
    expect(run.rotation?.issues).to.have.lengthOf(50);
    expect(run.rotation?.issues[0]).to.include({ severity: 'error', code: 'no_eligible_creative' });
    expect(run.rotation?.issues[0]?.message).to.match(/30 s spot on WQPA .*Maria, baker/);
  });

  it('saves all of the new copy or none: spots that change meanwhile are rotated again, at most three times', async () => {
    const campaignId = await withoutCopy();
    await approvedCreatives(app, campaignId);
    const spots = await listSpots(app, campaignId);
    const context = { actor: systemActor('test') };
    let saves = 0;
    const meddle = async () => {
      await step(app, spots[saves]?.id ?? '', 'order');
      saves += 1;
    };
    const refused = await app.services.schedule.rotate(campaignId, {}, context, { beforeSaving: meddle }).then(
      () => null,
      (error: Error) => error.message,
    );
    expect(refused).to.equal('Some spots changed while they were rotated; no copy was changed. Rotate again.');
    expect(saves).to.equal(3);
    expect((await copies(campaignId)).filter(([, , title]) => title !== null)).to.deep.equal([]);
    const meddleOnce = () => (saves === 3 ? meddle() : Promise.resolve());
    const answer = await app.services.schedule.rotate(campaignId, {}, context, { beforeSaving: meddleOnce });
    expect([saves, answer.stations.map(({ changed }) => changed)]).to.deep.equal([4, [50]]);
  });

  it('is not saved when it is called off at the last moment', async () => {
    const campaignId = await withoutCopy();
    await approvedCreatives(app, campaignId);
    const before = await copies(campaignId);
    const off = new AbortController();
    const options = { signal: off.signal, beforeSaving: async () => off.abort() };
    const rotated = app.services.schedule.rotate(campaignId, {}, { actor: systemActor('test') }, options);
    expect(await rotated.catch((error: Error) => error.name)).to.equal('AbortError');
    expect(await copies(campaignId)).to.deep.equal(before);
  });

  it('is given up when its process is gone, says what is saved, and makes room for the next', async () => {
    const campaignId = await withoutCopy();
    await approvedCreatives(app, campaignId);
    const ago = (ms: number) => new Date(app.clock.now() - ms);
    const progress = { phase: 'rotating', done: 1, total: 2, station: 'WQPA', value: 2, bound: 1 };
    const gone = (id: string, more: object) => ({
      _id: id,
      campaignId,
      kind: 'rotate',
      planId: null,
      status: 'running',
      progress,
      answer: null,
      issues: [],
      startedBy: 'Robin buyer',
      startedAt: ago(60_000),
      heartbeatAt: ago(31_000),
      cancelRequestedAt: null,
      endedAt: null,
      holds: `${campaignId} spots`,
      ...more,
    });
    const store = app.connection.collection<{ _id: string }>('solver_runs');
    await store.insertOne(gone('run_alive', { heartbeatAt: ago(29_000) }));
    const [status, code] = await refusedStart(campaignId, { kind: 'rotate', rotate: {} });
    expect([status, code], 'a sign of life 29 s ago').to.deep.equal([409, 'already_running']);
    await store.deleteOne({ _id: 'run_alive' });

    await store.insertOne(gone('run_gone', {}));
    const lost = await read('run_gone');
    expect([lost.status, lost.issues.map(({ code: own }) => own)]).to.deep.equal(['failed', ['run_lost']]);
    expect(lost.issues[0]?.message).to.contain('nothing of it was saved');
    const { id } = await start(campaignId);
    expect((await ended(id)).status).to.equal('done');
    const kept = await store.findOne({ _id: 'run_gone' });
    expect(kept).to.include({ status: 'failed' });
    expect(kept).to.not.have.property('holds');

    await store.insertOne(gone('run_saving', { progress: { ...progress, phase: 'saving' } }));
    expect((await read('run_saving')).issues[0]?.message).to.contain('either all of it is saved or nothing');
  });

  it('runs once also when two start it at the same moment', async function () {
    this.timeout(60_000);
    const campaignId = await longWork();
    const both = await Promise.all(
      [1, 2].map(() =>
        app.agent
          .post(`/api/v1/campaigns/${campaignId}/solver-runs`)
          .set(app.as('buyer'))
          .send({ kind: 'rotate', rotate: {} }),
      ),
    );
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).to.deep.equal([202, 409]);
    const started = both.find(({ status }) => status === 202);
    await post(app, `/api/v1/solver-runs/${String(started?.body.id)}/cancel`, {}, { status: 200 });
  });
});
