import { expect } from 'chai';
import type { ScheduleSpotsResponse } from '../../shared/contracts/spot-schedule.ts';
import type { SpotResponse } from '../../shared/contracts/spots.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { approvedPlan, draftPlan, post } from '../support/campaign-fixtures.ts';
import { approvedCreatives, listSpots, scheduledCampaign, step } from '../support/spot-fixtures.ts';

describe('spots over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  const schedule = async (campaignId: string, body: object = {}) =>
    (await post(app, `/api/v1/campaigns/${campaignId}/spots/schedule`, body, {
      status: 200,
    })) as unknown as ScheduleSpotsResponse;

  it('are refused while no plan is approved', async () => {
    const { campaignId } = await draftPlan(app);
    const answer = await app.agent.post(`/api/v1/campaigns/${campaignId}/spots/schedule`).set(app.as('buyer')).send({});
    expect([answer.status, answer.body.errors[0].code]).to.deep.equal([409, 'no_approved_plan']);
  });

  it('cost exactly what the flight buys: $20,000.00 at $400.00 is 50 spots and nothing is left', async () => {
    const { campaignId } = await approvedPlan(app);
    await approvedCreatives(app, campaignId);
    const made = await schedule(campaignId);
    expect(made).to.include({ created: 50, kept: 0, canceled: 0, spots: 50, costCents: 2_000_000, leftoverCents: 0 });
    const spots = await listSpots(app, campaignId);
    expect(spots.reduce((sum, { costCents }) => sum + costCents, 0)).to.equal(2_000_000);
    expect(spots.every(({ clock }) => clock >= '17:00' && clock < '19:00')).to.equal(true);
    expect(spots.every(({ scheduledAt }) => Date.parse(scheduledAt) >= app.clock.now())).to.equal(true);
    const gaps = spots
      .slice(1)
      .map(({ scheduledAt }, at) => Date.parse(scheduledAt) - Date.parse(spots[at]?.scheduledAt ?? ''));
    expect(Math.min(...gaps)).to.be.at.least(15 * 60_000);
    const first = spots[0];
    expect(first?.local.timeZone).to.equal('America/New_York');
    expect(first?.local.offsetMinutes).to.equal(-300);
  });

  it('change nothing when scheduled again with nothing changed', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const before = await listSpots(app, campaignId);
    const again = await schedule(campaignId);
    expect(again).to.include({ created: 0, kept: 50, canceled: 0, spots: 50 });
    expect(await listSpots(app, campaignId)).to.deep.equal(before);
  });

  it('carry eligible copy in the shares asked for: 60/40 of 50 is 30 and 20', async () => {
    const { campaignId, creativeIds } = await scheduledCampaign(app);
    const spots = await listSpots(app, campaignId);
    const count = (id: string | undefined) => spots.filter(({ creative }) => creative?.id === id).length;
    expect([count(creativeIds[0]), count(creativeIds[1])]).to.deep.equal([30, 20]);
  });

  it('without eligible copy are scheduled, and said to lack it', async () => {
    const { campaignId } = await approvedPlan(app);
    const made = await schedule(campaignId);
    expect(made.created).to.equal(50);
    expect(made.issues.filter(({ code }) => code === 'no_eligible_creative')).to.have.lengthOf(50);
    const grid = (await app.agent.get(`/api/v1/campaigns/${campaignId}/spots/grid`).set(app.as('viewer'))).body;
    const cells = grid.rows[0].cells as { withoutCopy: number }[];
    expect(cells.reduce((sum, { withoutCopy }) => sum + withoutCopy, 0)).to.equal(50);
    expect((await listSpots(app, campaignId)).every(({ creative }) => creative === null)).to.equal(true);
  });

  it('keep off times that are sold out', async () => {
    const { campaignId } = await approvedPlan(app);
    const soldOut = [{ station: 'WQPA', airDay: '2026-11-03', start: '17:00', end: '19:00' }];
    await schedule(campaignId, { soldOut });
    expect(await listSpots(app, campaignId, { from: '2026-11-03', to: '2026-11-04' })).to.have.lengthOf(0);
  });

  it('go from planned to aired, each step by name, and refuse a step out of turn', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const [spot] = await listSpots(app, campaignId);
    const id = spot?.id ?? '';
    const early = await app.agent.post(`/api/v1/spots/${id}/confirm`).set(app.as('buyer')).send({});
    expect([early.status, early.body.errors[0].code]).to.deep.equal([409, 'step_not_allowed']);
    await step(app, id, 'order');
    await step(app, id, 'confirm', { note: 'By phone.' });
    const sent = await step(app, id, 'traffic');
    expect(sent.history.map(({ from, to }) => `${from} → ${to}`)).to.deep.equal([
      'planned → ordered',
      'ordered → confirmed',
      'confirmed → trafficked',
    ]);
    const future = await app.agent.post(`/api/v1/spots/${id}/as-aired`).set(app.as('buyer')).send({});
    expect(future.body.errors[0].code).to.equal('not_aired_yet');
  });

  it('are marked as aired in bulk where their time is over; the others are named and stay', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const [first, second, third] = await listSpots(app, campaignId);
    const ids = [first?.id ?? '', second?.id ?? '', third?.id ?? ''];
    for (const id of ids.slice(0, 2)) {
      await step(app, id, 'order');
      await step(app, id, 'confirm');
    }
    const before = app.clock.now();
    app.clock.set(Date.parse(first?.scheduledAt ?? '') + 60_000);
    const answer = (await post(
      app,
      `/api/v1/campaigns/${campaignId}/spots/bulk`,
      { spotIds: ids, step: 'as_aired' },
      { status: 200 },
    )) as unknown as { changed: { id: string; status: string }[]; refused: { id: string; code: string }[] };
    app.clock.set(before);
    expect(answer.changed.map(({ id, status }) => [id, status])).to.deep.equal([[ids[0], 'aired']]);
    expect(answer.refused.map(({ id, code }) => [id, code])).to.have.deep.members([
      [ids[1], 'not_aired_yet'],
      [ids[2], 'not_aired_yet'],
    ]);
  });

  it('move inside their daypart, apart from the others, with the revision that was read', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const spots = await listSpots(app, campaignId);
    const [spot, next] = [spots[0], spots[1]] as [SpotResponse, SpotResponse];
    const move = (body: object, rev: number) =>
      app.agent.post(`/api/v1/spots/${spot.id}/move`).set(app.as('buyer')).set('If-Match', `"${rev}"`).send(body);
    const outside = await move({ airDay: spot.airDay, clock: '20:00' }, spot.rev);
    expect(outside.body.errors[0].code).to.equal('outside_daypart');
    const close = await move({ airDay: next.airDay, clock: next.clock }, spot.rev);
    expect(close.body.errors[0].code).to.equal('too_close');
    const stale = await move({ airDay: '2026-11-28', clock: '17:10' }, spot.rev + 5);
    expect(stale.status).to.equal(412);
    const moved = await move({ airDay: '2026-11-29', clock: '17:10' }, spot.rev);
    expect(moved.status, moved.text).to.equal(200);
    expect(moved.body).to.include({
      airDay: '2026-11-29',
      clock: '17:10',
      scheduledAt: '2026-11-29T22:10:00.000Z',
      rev: spot.rev + 1,
    });
    expect(moved.body.actions.find(({ kind }: { kind: string }) => kind === 'air').dueAt).to.equal(
      '2026-11-29T22:10:00.000Z',
    );
  });

  it('stay inside their flight when they move, and say beforehand what stands against it', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const [spot] = (await listSpots(app, campaignId)) as [SpotResponse];
    const check = async (query: object) =>
      (await app.agent.get(`/api/v1/spots/${spot.id}/move-check`).query(query).set(app.as('viewer')).expect(200)).body
        .issues as { code: string; severity: string }[];
    // The creatives' releases end on 2027-10-01; the flight long before.
    const late = { airDay: '2027-11-03', clock: '20:00' };
    expect((await check(late)).map(({ code, severity }) => `${severity} ${code}`)).to.deep.equal([
      'error outside_daypart',
      'error outside_flight',
      'warning release_expired',
    ]);
    expect(await check({ airDay: '2026-11-29', clock: '17:10' })).to.deep.equal([]);
    expect((await check({ airDay: '2027-03-13', clock: '26:30' })).map(({ code }) => code)).to.deep.equal([
      'missing_time',
    ]);
    const refused = await app.agent
      .post(`/api/v1/spots/${spot.id}/move`)
      .set(app.as('buyer'))
      .set('If-Match', `"${spot.rev}"`)
      .send({ ...late, clock: spot.clock });
    expect([refused.status, refused.body.errors[0].code]).to.deep.equal([409, 'outside_flight']);
  });

  it('fill cells of the grid where nothing stands against it, and say cell by cell what does', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const spots = await listSpots(app, campaignId);
    for (const { id } of spots.slice(0, 3)) await step(app, id, 'cancel');
    const lineId = spots[0]?.lineId ?? '';
    const taken = spots.slice(3).find(({ airDay }) => airDay >= '2026-11-10');
    const near = { lineId, airDay: taken?.airDay };
    const days = ['2026-10-27', '2026-12-01', '2026-11-21', '2026-11-22', '2026-11-28', '2026-11-29'];
    const cells = [near, ...days.map((airDay) => ({ lineId, airDay }))];
    const fill = async (body: object) =>
      (await post(app, `/api/v1/campaigns/${campaignId}/spots/fill`, body, { status: 200 })) as unknown as {
        added: number;
        cells: { airDay: string; spotId: string | null; issues: { code: string }[] }[];
      };
    const tried = await fill({ cells, clock: taken?.clock, dryRun: true });
    expect(await listSpots(app, campaignId)).to.have.lengthOf(50);
    const made = await fill({ cells, clock: taken?.clock });
    const codes = made.cells.map(({ issues }) => issues.map(({ code }) => code));
    expect(tried.cells.map(({ issues }) => issues.map(({ code }) => code))).to.deep.equal(codes);
    expect(codes[0]).to.deep.equal(['too_close']);
    expect(codes[1]).to.include('in_the_past');
    expect(codes[2]).to.deep.equal(['outside_flight']);
    // Three were canceled, so the flight pays for three more and not for a fourth.
    expect([tried.added, made.added]).to.deep.equal([3, 3]);
    const free = codes.slice(3);
    expect(free.filter((own) => own.length === 0)).to.have.lengthOf(3);
    expect(free.filter((own) => own.includes('over_flight_budget'))).to.have.lengthOf(1);
    const ids = made.cells.flatMap(({ spotId }) => (spotId === null ? [] : [spotId]));
    const added = (await listSpots(app, campaignId)).filter(({ id }) => ids.includes(id));
    expect(added.map(({ status, clock }) => [status, clock])).to.deep.equal(
      Array.from({ length: 3 }, () => ['planned', taken?.clock]),
    );
    const live = (await listSpots(app, campaignId)).filter(({ status }) => status !== 'canceled');
    expect(live.reduce((sum, { costCents }) => sum + costCents, 0)).to.equal(2_000_000);
  });

  it('add up in the grid, day by day', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const grid = (await app.agent.get(`/api/v1/campaigns/${campaignId}/spots/grid`).set(app.as('viewer'))).body;
    expect([grid.spots, grid.costCents, grid.rows.length]).to.deep.equal([50, 2_000_000, 1]);
    expect(grid.rows[0].cells.reduce((sum: number, cell: { spots: number }) => sum + cell.spots, 0)).to.equal(50);
  });

  it('have a row in the grid for each line that runs, also where none is placed yet', async () => {
    const { campaignId } = await approvedPlan(app);
    const query = { from: '2026-11-09', to: '2026-11-16' };
    const gridIn = async (span: object) =>
      (await app.agent.get(`/api/v1/campaigns/${campaignId}/spots/grid`).query(span).set(app.as('viewer'))).body;
    const grid = await gridIn(query);
    expect(grid.rows).to.have.lengthOf(1);
    expect(grid.rows[0]).to.include({ station: 'WQPA', daypart: 'early_news', lengthSeconds: 30, spots: 0 });
    expect((await gridIn({ ...query, station: 'WXXX' })).rows).to.deep.equal([]);
    expect((await gridIn({ from: '2027-06-01', to: '2027-06-08' })).rows).to.deep.equal([]);
  });

  it('are listed page by page without gap or double', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const answer = await app.agent
        .get(`/api/v1/campaigns/${campaignId}/spots`)
        .query({ limit: 7, ...(cursor ? { cursor } : {}) })
        .set(app.as('viewer'));
      seen.push(...answer.body.items.map(({ id }: { id: string }) => id));
      cursor = answer.body.nextCursor as string | null;
    } while (cursor);
    expect(seen).to.have.lengthOf(50);
    expect(new Set(seen).size).to.equal(50);
  });
});
