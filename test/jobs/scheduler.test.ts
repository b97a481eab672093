import { expect } from 'chai';
import type { SpotResponse } from '../../shared/contracts/spots.ts';
import { JOBS_COLLECTION } from '../../server/jobs/queue/fencing-repository.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { campaignRequest, newsLine, post, streamingLine } from '../support/campaign-fixtures.ts';
import { approvedCreatives, listSpots, scheduledCampaign, step } from '../support/spot-fixtures.ts';

const MINUTE = 60_000;
const iso = (text: string) => Date.parse(text);

/** A campaign of one TV line, approved with copy and scheduled. */
async function tvCampaign(app: TestApp, days: { startDay: string; endDay: string }, line: object): Promise<string> {
  const campaign = await post(app, '/api/v1/campaigns', { ...campaignRequest, ...days, budgetCents: 400_000 });
  const plan = await post(app, `/api/v1/campaigns/${campaign.id}/plans`, {
    lines: [{ ...newsLine, ...line, flights: [{ ...days, budgetCents: 400_000 }] }],
  });
  await post(app, `/api/v1/plans/${plan.id}/submit`, {}, { status: 200 });
  await post(app, `/api/v1/plans/${plan.id}/approve`, {}, { status: 200, role: 'manager' });
  await approvedCreatives(app, campaign.id);
  return campaign.id;
}

async function confirmAll(app: TestApp, campaignId: string): Promise<readonly SpotResponse[]> {
  const spotIds = (await listSpots(app, campaignId)).map(({ id }) => id);
  for (const name of ['order', 'confirm'])
    await post(app, `/api/v1/campaigns/${campaignId}/spots/bulk`, { spotIds, step: name }, { status: 200 });
  return listSpots(app, campaignId);
}

describe('the scheduler', () => {
  let app: TestApp;
  afterEach(() => app.stop());

  it('sends instructions at the traffic deadline, airs at the spot’s time, and shows both on the spot', async () => {
    app = await startTestApp();
    const { campaignId } = await scheduledCampaign(app);
    const spot = (await confirmAll(app, campaignId)).at(-1);
    const due = (kind: string) => iso(spot?.actions.find((action) => action.kind === kind)?.dueAt ?? '');
    app.clock.set(due('traffic') - 1);
    await app.scheduler.pump();
    expect((await app.services.spots.get(spot?.id ?? '')).status).to.equal('confirmed');
    app.clock.set(due('traffic'));
    await app.scheduler.pump();
    const instructions = (
      await app.agent
        .get(`/api/v1/campaigns/${campaignId}/traffic-instructions`)
        .query({ current: 'true' })
        .set(app.as('viewer'))
    ).body;
    expect(instructions.items[0]).to.include({ station: 'WQPA', isCurrent: true, issuedBy: 'scheduler' });
    app.clock.set(due('air') + 40);
    await app.scheduler.pump();
    const aired = (await app.agent.get(`/api/v1/spots/${spot?.id}`).set(app.as('viewer'))).body as SpotResponse;
    expect(aired.status).to.equal('aired');
    expect(aired.jobHistory.map(({ action, lateMs, outcome }) => [action, lateMs, outcome])).to.deep.equal([
      ['traffic', 0, 'done'],
      ['air', 40, 'done'],
    ]);
  });

  it('loses nothing when the job collection is dropped: what is planned comes back, what is due runs', async () => {
    app = await startTestApp();
    const { campaignId } = await scheduledCampaign(app);
    await confirmAll(app, campaignId);
    const planned = await app.scheduler.materialise(48 * 60 * MINUTE);
    expect(planned).to.be.greaterThan(0);
    expect(await app.scheduler.materialise(48 * 60 * MINUTE)).to.equal(0);
    await app.connection.collection(JOBS_COLLECTION).deleteMany({});
    expect(await app.scheduler.materialise(48 * 60 * MINUTE)).to.equal(planned);
    await app.connection.collection(JOBS_COLLECTION).deleteMany({});
    const [spot] = await listSpots(app, campaignId);
    app.clock.set(iso(spot?.scheduledAt ?? ''));
    await app.scheduler.pump();
    expect((await app.services.spots.get(spot?.id ?? '')).status).to.equal('aired');
  });

  it('starts flights that have copy, stops every flight at its end, and cancels one that never started', async () => {
    app = await startTestApp();
    const campaign = await post(app, '/api/v1/campaigns', campaignRequest);
    const search = {
      name: 'Search',
      channel: 'search',
      vendor: 'Findwell',
      rate: { kind: 'cpc', amountMicros: 2_000_000, basis: 'gross' },
      flights: [{ startDay: '2026-11-02', endDay: '2026-11-04', budgetCents: 10_000 }],
    };
    const plan = await post(app, `/api/v1/campaigns/${campaign.id}/plans`, {
      lines: [
        { ...streamingLine, flights: [{ startDay: '2026-11-02', endDay: '2026-11-04', budgetCents: 10_000 }] },
        search,
      ],
    });
    await post(app, `/api/v1/plans/${plan.id}/submit`, {}, { status: 200 });
    await post(app, `/api/v1/plans/${plan.id}/approve`, {}, { status: 200, role: 'manager' });
    const statuses = async () =>
      (await app.services.flights.listByCampaign(campaign.id))
        .map(({ channel, status }) => `${channel} ${status}`)
        .sort();
    // Midnight in New York on Monday 2026-11-02, after the clocks went back, is 05:00Z.
    app.clock.set(iso('2026-11-02T04:59:59Z'));
    await app.scheduler.pump();
    expect(await statuses()).to.deep.equal(['ctv pending_creatives', 'search pending_creatives']);
    app.clock.set(iso('2026-11-02T05:00:00Z'));
    await app.scheduler.pump();
    // Search copy is kept by the platform; streaming waits for a commercial.
    expect(await statuses()).to.deep.equal(['ctv pending_creatives', 'search active']);
    app.clock.set(iso('2026-11-04T05:00:00Z'));
    await app.scheduler.pump();
    await app.scheduler.pump();
    expect(await statuses()).to.deep.equal(['ctv canceled', 'search completed']);
  });

  it('starts a waiting flight as soon as its copy is approved', async () => {
    app = await startTestApp({ at: iso('2026-11-02T06:00:00Z') });
    const { campaignId } = await scheduledCampaign(app);
    await app.scheduler.pump();
    const flights = await app.services.flights.listByCampaign(campaignId);
    expect(flights.map(({ status }) => status)).to.deep.equal(['active', 'active']);
  });

  it('on the night the clocks go back airs the second 25:30 an hour after the first', async () => {
    app = await startTestApp({ at: iso('2026-10-26T16:00:00Z') });
    const late = { name: 'Late fringe', tv: { ...newsLine.tv, daypart: 'late_fringe' } };
    const campaignId = await tvCampaign(app, { startDay: '2026-10-26', endDay: '2026-11-02' }, late);
    const plan = await app.services.plans.approvedOf(campaignId);
    const flightId = plan?.lines[0]?.flights[0]?.id;
    const add = (fields: object) =>
      app.agent
        .post(`/api/v1/campaigns/${campaignId}/spots`)
        .set(app.as('buyer'))
        .send({ flightId, airDay: '2026-10-31', clock: '25:30', ...fields });
    const ambiguous = await add({});
    expect([ambiguous.status, ambiguous.body.errors[0].code]).to.deep.equal([400, 'ambiguous_time']);
    const [first, second] = [
      (await add({ occurrence: 'first' })).body as SpotResponse,
      (await add({ occurrence: 'second' })).body as SpotResponse,
    ];
    expect([first.scheduledAt, second.scheduledAt]).to.deep.equal([
      '2026-11-01T05:30:00.000Z',
      '2026-11-01T06:30:00.000Z',
    ]);
    expect([first.local.offsetMinutes, second.local.offsetMinutes]).to.deep.equal([-240, -300]);
    for (const spot of [first, second]) for (const name of ['order', 'confirm']) await step(app, spot.id, name);
    app.clock.set(iso('2026-11-01T05:30:00Z'));
    await app.scheduler.pump();
    const status = async (id: string) => (await app.services.spots.get(id)).status;
    expect([await status(first.id), await status(second.id)]).to.deep.equal(['aired', 'confirmed']);
    app.clock.set(iso('2026-11-01T06:30:00Z'));
    await app.scheduler.pump();
    expect(await status(second.id)).to.equal('aired');
  });

  it('on the night the clocks go forward refuses 26:30, schedules nothing into the gap, and airs 27:30 at 07:30Z', async () => {
    app = await startTestApp({ at: iso('2026-03-02T17:00:00Z') });
    const { localToInstant } = await import('../../shared/domain/calendar/broadcast-clock.ts');
    const { airingTime } = await import('../../server/spots/edit/airing-time.ts');
    expect(() => airingTime({ airDay: '2026-03-07', clock: '26:30' }, 'America/New_York')).to.throw(/does not exist/);
    expect(airingTime({ airDay: '2026-03-07', clock: '27:30' }, 'America/New_York').scheduledAt).to.equal(
      iso('2026-03-08T07:30:00Z'),
    );
    const { scheduleCells } = await import('../../shared/domain/spot/schedule/schedule-cells.ts');
    const night = { id: 'overnight', name: 'Overnight', startMinute: 1_500, endMinute: 1_680 };
    const cells = scheduleCells({
      weekStart: '2026-03-02',
      startDay: '2026-03-07',
      endDay: '2026-03-08',
      daypart: night,
      station: 'WQPA',
      timeZone: 'America/New_York',
      soldOut: [],
      notBefore: 0,
    });
    // 25:00 and 25:30 exist, 26:00 and 26:30 do not, 27:00 and 27:30 do.
    expect(cells.map(({ minute }) => minute)).to.deep.equal([1_500, 1_530, 1_620, 1_650]);
    expect(
      localToInstant({ day: '2026-03-07', minute: 1_650, zone: 'America/New_York', missing: 'reject' }),
    ).to.deep.include({ instant: iso('2026-03-08T07:30:00Z') });
  });

  it('after an outage runs stops, traffic and airings, and reports what was missed in money', async () => {
    app = await startTestApp();
    const { campaignId } = await scheduledCampaign(app);
    await confirmAll(app, campaignId);
    const seenAt = new Date(app.clock.now());
    await app.connection
      .collection<{ _id: string }>('job_workers')
      .insertOne({ _id: 'host:9:gone', startedAt: seenAt, seenAt } as never);
    const [first, second] = await listSpots(app, campaignId);
    // The server was down from noon until half an hour after the second spot.
    app.clock.set(iso(second?.scheduledAt ?? '') + 30 * MINUTE);
    const items = await app.scheduler.recover();
    expect(
      items.filter(({ action, outcome }) => action === 'air' && outcome === 'missed').map(({ id }) => id),
    ).to.deep.equal([first?.id, second?.id]);
    const reports = (await app.agent.get('/api/v1/recovery-reports').set(app.as('viewer'))).body;
    expect(reports.items[0]).to.include({
      outageFrom: '2026-11-01T17:00:00.000Z',
      missed: 2,
      moneyAtStakeCents: 80_000,
    });
    expect((await app.services.spots.get(first?.id ?? '')).status).to.be.oneOf(['confirmed', 'trafficked']);
  });

  it('puts a spot that can’t be run into the inbox, once, and runs it when it is tried again', async () => {
    app = await startTestApp();
    const { campaignId } = await scheduledCampaign(app);
    const [spot] = await confirmAll(app, campaignId);
    const failing = {
      spot: await app.services.spots.get(spot?.id ?? ''),
      kind: 'air' as const,
      dueAt: iso(spot?.scheduledAt ?? ''),
      attempt: 3,
      error: new Error('Out of luck.'),
    };
    app.clock.set(failing.dueAt);
    await app.services.jobs.inbox.putSpot(failing);
    const letters = (await app.agent.get('/api/v1/dead-letters').query({ status: 'open' }).set(app.as('admin'))).body
      .items;
    expect(letters).to.have.lengthOf(1);
    expect(letters[0]).to.deep.include({ job: 'spot.air', spotIds: [spot?.id], attempts: 3, error: 'Out of luck.' });
    expect((await app.services.spots.get(spot?.id ?? '')).jobHistory.at(-1)?.outcome).to.equal('failed');
    await app.scheduler.pump();
    expect((await app.services.spots.get(spot?.id ?? '')).status).to.not.equal('aired');
    await post(app, `/api/v1/dead-letters/${letters[0].id}/retry`, { note: 'Fixed.' }, { status: 200 });
    await app.scheduler.pump();
    expect((await app.services.spots.get(spot?.id ?? '')).status).to.equal('aired');
    const again = await app.agent
      .post(`/api/v1/dead-letters/${letters[0].id}/drop`)
      .set(app.as('admin'))
      .send({ reason: 'Too late.' });
    expect([again.status, again.body.errors[0].code]).to.deep.equal([409, 'already_settled']);
  });
});
