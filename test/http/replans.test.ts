import { expect } from 'chai';
import type { PacingResponse } from '../../shared/contracts/pacing.ts';
import type { PlanResponse } from '../../shared/contracts/plans.ts';
import type { ReplanDetail, ReplanResponse } from '../../shared/contracts/replans.ts';
import { startTestApp, TEST_NOW, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { BEST, inFlightCampaign, overClosedDays, report, type InFlight } from '../support/in-flight.ts';
import { scheduledCampaign } from '../support/spot-fixtures.ts';

const SPENT = { search: 434_251, social: 200_000, ctv: 1_116_676 } as const;

describe('Re-plans over HTTP', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.stop());

  const propose = async ({ campaignId }: Pick<InFlight, 'campaignId'>, body: object = {}) =>
    (await post(app, `/api/v1/campaigns/${campaignId}/replans`, body, { role: 'buyer' })) as unknown as ReplanResponse;
  const approve = async (id: string, body: object = {}) =>
    (await post(app, `/api/v1/replans/${id}/approve`, body, {
      role: 'manager',
      status: 200,
    })) as unknown as ReplanResponse;
  const read = async <T>(path: string): Promise<T> => (await app.agent.get(path).set(app.as('viewer'))).body as T;
  const refused = async (id: string, body: object = {}) => {
    const answer = await app.agent.post(`/api/v1/replans/${id}/approve`).set(app.as('manager')).send(body);
    return {
      status: answer.status,
      codes: (answer.body.errors as { code: string }[]).map(({ code }) => code),
      body: answer.body,
    };
  };
  const reportAll = async (
    campaign: InFlight,
    spent: Readonly<Record<'search' | 'social' | 'ctv', number>> = SPENT,
  ) => {
    for (const key of ['search', 'social', 'ctv'] as const)
      await report(app, campaign, key, overClosedDays(spent[key]));
  };

  it('R1: on plan it proposes nothing, and says what it found', async () => {
    const campaign = await inFlightCampaign(app);
    await reportAll(campaign);
    const replan = await propose(campaign);
    expect(replan).to.include({ status: 'on_plan', gain: 0, isRequired: false });
    expect(replan.moves).to.deep.equal([]);
    expect(replan.lines.map(({ proposedCents }) => proposedCents)).to.deep.equal(Object.values(BEST));
    expect(replan.lines.map(({ spentCents }) => spentCents)).to.deep.equal(Object.values(SPENT));
    expect(replan.message).to.equal('On plan 1.0: nothing proposed. No re-split adds anything; a proposal needs 0.5%.');
    expect((await refused(replan.id)).codes).to.deep.equal(['replan_on_plan']);
  });

  it('R3: search already at $13,000.00 makes the others give 344.37 and 1,365.11', async () => {
    const campaign = await inFlightCampaign(app);
    await reportAll(campaign, { ...SPENT, search: 1_300_000 });
    const replan = await propose(campaign);
    expect(replan).to.include({ status: 'proposed', isRequired: true });
    expect(replan.lines.map(({ proposedCents }) => proposedCents)).to.deep.equal([1_300_000, 933_153, 2_766_847]);
    const response = replan.lines.reduce((sum, line) => sum + line.responseProposed, 0);
    expect(response).to.be.closeTo(1809.767793, 5e-7);
    expect(replan.message).to.include("can't be kept");
    const sum = replan.moves.reduce((total, move) => total + move.response, 0);
    expect(sum).to.be.closeTo(replan.gain + replan.unavoidable, 1e-9);
  });

  it('is carried out as an approved revision that keeps what is past, and then proposes nothing more', async () => {
    const campaign = await inFlightCampaign(app, { search: 629_052, social: 967_590, ctv: 3_403_358 });
    await reportAll(campaign, { search: 107_838, social: 165_872, ctv: 583_432 });
    const replan = await propose(campaign);
    // 6,290.52 of search brings 460.59; five thousand more bring another 127 for the 79 that streaming loses.
    expect(replan.status).to.equal('proposed');
    const { search, social, ctv } = campaign.lineIds;
    expect(replan.moves.every(({ fromLineId, toLineId }) => fromLineId === ctv && toLineId !== ctv)).to.equal(true);
    expect(replan.gain).to.be.above(20);
    expect(replan.moves.reduce((sum, move) => sum + move.response, 0)).to.be.closeTo(replan.gain, 1e-9);
    const applied = await approve(replan.id);
    expect(applied).to.include({ status: 'applied', decidedBy: 'test manager' });
    expect(applied.appliedMoveIds).to.deep.equal(replan.moves.map(({ id }) => id));

    const plan = await read<PlanResponse>(`/api/v1/plans/${applied.revisionPlanId}`);
    expect(plan).to.include({
      version: '1.1',
      status: 'approved',
      basedOnPlanId: campaign.planId,
      approvedBy: 'test manager',
    });
    const money = new Map(plan.lines.map((line) => [line.id, line.budgetCents]));
    for (const line of replan.lines) expect(money.get(line.lineId)).to.equal(line.proposedCents);
    expect(plan.totals.grossCents).to.equal(5_000_000);
    expect((await read<PlanResponse>(`/api/v1/plans/${campaign.planId}`)).status).to.equal('superseded');

    // Days that are over hold what was delivered: pace is 100 % where the money changed.
    const pacing = await read<PacingResponse>(`/api/v1/campaigns/${campaign.campaignId}/pacing`);
    for (const id of [search, ctv]) {
      const row = pacing.lines.find((line) => line.id === id);
      expect(row?.plannedToDate, row?.label).to.equal(row?.delivered);
    }
    expect(money.get(social)).to.equal(replan.lines.find(({ lineId }) => lineId === social)?.proposedCents);

    const again = await propose(campaign);
    expect(again).to.include({ status: 'on_plan', planVersion: '1.1' });
    expect(again.gain).to.be.closeTo(0, 1e-9);
    expect(again.lines.map(({ proposedCents }) => proposedCents)).to.deep.equal(
      replan.lines.map(({ proposedCents }) => proposedCents),
    );
  });

  it('moves what a line short of supply can’t deliver, and stays put once that is done', async () => {
    const campaign = await inFlightCampaign(app);
    // Streaming was asked for $829.53 a day and managed $400.00.
    await reportAll(campaign, { search: 193_500, social: 165_900, ctv: 240_000 });
    const replan = await propose(campaign);
    const ctv = replan.lines.find(({ lineId }) => lineId === campaign.lineIds.ctv);
    // 2,400 in six closed days, then at best $400.00 on each of the 29 days left: 14,000.
    expect(ctv).to.include({ ceilingCents: 1_400_000, proposedCents: 1_400_000 });
    expect(ctv?.ceilingReason).to.equal(
      'Short of supply: $400.00 a day, 48 % of what it was asked; at best $400.00 on the 29 days left.',
    );
    expect(replan).to.include({ status: 'proposed', isRequired: false });
    await approve(replan.id);
    expect(await propose(campaign)).to.include({ status: 'on_plan' });
  });

  it('makes some of the moves, and proposes the rest again', async () => {
    const campaign = await inFlightCampaign(app, { search: 629_052, social: 467_590, ctv: 3_903_358 });
    await reportAll(campaign, { search: 107_838, social: 80_158, ctv: 669_147 });
    const replan = await propose(campaign);
    expect(replan.moves).to.have.length(2);
    const [first, second] = replan.moves;
    const unknown = await refused(replan.id, { moveIds: ['m9'] });
    expect(unknown).to.include({ status: 400 });
    expect(unknown.codes).to.deep.equal(['unknown_move']);
    const applied = await approve(replan.id, { moveIds: [first!.id], note: 'Search first.' });
    expect(applied).to.deep.include({ appliedMoveIds: [first!.id], note: 'Search first.' });
    const again = await propose(campaign);
    expect(again.moves.map(({ fromLineId, toLineId, cents }) => [fromLineId, toLineId, cents])).to.deep.equal([
      [second!.fromLineId, second!.toLineId, second!.cents],
    ]);
  });

  it('proposes only above the threshold', async () => {
    const campaign = await inFlightCampaign(app, { search: 629_052, social: 967_590, ctv: 3_403_358 });
    await reportAll(campaign, { search: 107_838, social: 165_872, ctv: 583_432 });
    const replan = await propose(campaign, { thresholdBasisPoints: 5_000 });
    expect(replan).to.include({ status: 'on_plan', thresholdBasisPoints: 5_000 });
    expect(replan.gain).to.be.above(20);
    expect(replan.message).to.match(
      /The best re-split found would add [\d.]+ donations \([\d.]+%\); a proposal needs 50%\.$/,
    );
  });

  it('is refused once a day was restated, the plan was revised or a day has closed, and says which', async () => {
    const campaign = await inFlightCampaign(app, { search: 629_052, social: 967_590, ctv: 3_403_358 });
    await reportAll(campaign, { search: 107_838, social: 165_872, ctv: 583_432 });
    const replan = await propose(campaign);
    await report(app, campaign, 'ctv', [{ day: '2026-10-29', cents: 90_000, revision: 1 }]);
    const restated = await refused(replan.id);
    expect(restated).to.include({ status: 409 });
    expect(restated.codes).to.deep.equal(['delivery_changed']);
    expect(restated.body.errors[0].message).to.match(
      /^Streaming homes had \$5,834\.32 reported .* it is \$[\d,.]+ now\. Propose again\.$/,
    );
    const detail = await read<ReplanDetail>(`/api/v1/replans/${replan.id}`);
    expect(detail.changes.map(({ code }) => code)).to.deep.equal(['delivery_changed']);

    const fresh = await propose(campaign);
    expect((await read<ReplanResponse>(`/api/v1/replans/${replan.id}`)).status).to.equal('superseded');
    const draft = await post(app, `/api/v1/plans/${campaign.planId}/revise`, {});
    const warned = await propose(campaign);
    expect(warned.issues.map(({ code }) => code)).to.include('revision_in_work');
    await post(app, `/api/v1/plans/${draft.id}/submit`, {}, { status: 200 });
    await post(app, `/api/v1/plans/${draft.id}/approve`, {}, { status: 200, role: 'manager' });
    expect((await refused(fresh.id)).codes).to.deep.equal(['replan_superseded']);
    expect((await refused(warned.id)).codes).to.include('plan_changed');

    const last = await propose(campaign);
    app.clock.set(TEST_NOW + 86_400_000);
    expect((await refused(last.id)).codes).to.include('day_closed');
  });

  it('is not made stale by the running day, unless that has spent what the line would keep', async () => {
    const campaign = await inFlightCampaign(app, { search: 629_052, social: 967_590, ctv: 3_403_358 });
    await reportAll(campaign, { search: 107_838, social: 165_872, ctv: 583_432 });
    const replan = await propose(campaign);
    const kept = replan.lines.find(({ lineId }) => lineId === campaign.lineIds.ctv)!.proposedCents;
    await report(app, campaign, 'ctv', [{ day: '2026-11-01', cents: kept - 583_432 + 100 }]);
    expect((await refused(replan.id)).codes).to.deep.equal(['floor_rose']);
    await report(app, campaign, 'ctv', [{ day: '2026-11-01', cents: 41_000, revision: 1 }]);
    expect((await approve(replan.id)).status).to.equal('applied');
  });

  it('is proposed by buyers, approved by managers, seen by viewers, and rejected with a note', async () => {
    const campaign = await inFlightCampaign(app, { search: 629_052, social: 967_590, ctv: 3_403_358 });
    await reportAll(campaign, { search: 107_838, social: 165_872, ctv: 583_432 });
    const path = `/api/v1/campaigns/${campaign.campaignId}/replans`;
    await app.agent.post(path).set(app.as('viewer')).send({}).expect(403);
    const replan = await propose(campaign);
    await app.agent.post(`/api/v1/replans/${replan.id}/approve`).set(app.as('buyer')).send({}).expect(403);
    await app.agent.post(`/api/v1/replans/${replan.id}/reject`).set(app.as('buyer')).send({}).expect(400);
    const rejected = await post(
      app,
      `/api/v1/replans/${replan.id}/reject`,
      { note: 'The client wants TV.' },
      { role: 'buyer', status: 200 },
    );
    expect(rejected).to.include({ status: 'rejected', note: 'The client wants TV.', decidedBy: 'test buyer' });
    expect((await refused(replan.id)).codes).to.deep.equal(['replan_rejected']);
    const list = await read<{ items: ReplanResponse[] }>(path);
    expect(list.items.map(({ id, status }) => [id, status])).to.deep.equal([[replan.id, 'rejected']]);
    const audit = await app.agent.get('/api/v1/audit').query({ campaignId: campaign.campaignId }).set(app.as('admin'));
    const steps = (audit.body.items as { noun: string; action: string }[]).filter(({ noun }) => noun === 'replan');
    expect(steps.map(({ action }) => action).toSorted()).to.deep.equal(['proposed', 'rejected']);
  });

  it('is carried out once, though it is approved twice at the same moment', async () => {
    const campaign = await inFlightCampaign(app, { search: 629_052, social: 967_590, ctv: 3_403_358 });
    await reportAll(campaign, { search: 107_838, social: 165_872, ctv: 583_432 });
    const replan = await propose(campaign);
    const approveNow = () => app.agent.post(`/api/v1/replans/${replan.id}/approve`).set(app.as('manager')).send({});
    const answers = await Promise.all([approveNow(), approveNow()]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).to.deep.equal([200, 409]);
    const plans = await read<{ items: { status: string }[] }>(`/api/v1/campaigns/${campaign.campaignId}/plans`);
    expect(plans.items.map(({ status }) => status)).to.deep.equal(['superseded', 'approved']);
  });

  it('leaves locked lines and lines that nobody reported as they are', async () => {
    const budgets = { search: 629_052, social: 967_590, ctv: 3_403_358 };
    const campaign = await inFlightCampaign(app, budgets, { fields: { ctv: { locked: true } } });
    await report(app, campaign, 'search', overClosedDays(107_838));
    const replan = await propose(campaign);
    expect(replan).to.include({ status: 'on_plan' });
    const reasons = new Map(replan.lines.map((line) => [line.lineId, line.ceilingReason]));
    expect(reasons.get(campaign.lineIds.ctv)).to.include('Locked');
    expect(reasons.get(campaign.lineIds.social)).to.include('nobody has reported');
  });

  it('counts ordered spots as committed, in whole spots', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const [before] = [await propose({ campaignId })];
    const news = before.lines.find(({ channel }) => channel === 'linear_tv')!;
    expect(news).to.include({ plannedCents: 2_000_000, committedCents: 0, floorCents: 0 });
    const spots = await read<{ items: { id: string }[] }>(`/api/v1/campaigns/${campaignId}/spots?limit=500`);
    const ids = spots.items.slice(0, 10).map(({ id }) => id);
    await post(app, `/api/v1/campaigns/${campaignId}/spots/bulk`, { spotIds: ids, step: 'order' }, { status: 200 });
    const after = (await propose({ campaignId })).lines.find(({ channel }) => channel === 'linear_tv')!;
    // Ten spots of $400.00.
    expect(after).to.include({ committedCents: 400_000, floorCents: 400_000, ceilingCents: 2_000_000 });
    expect(after.floorReason).to.equal('$4,000.00 ordered and not yet aired.');
  });

  it('needs an approved plan', async () => {
    const campaign = await post(app, '/api/v1/campaigns', {
      ...{ name: 'Draft', advertiser: 'Neighbors Forward', market: { name: 'Philadelphia', dmaCode: '504' } },
      ...{ timeZone: 'America/New_York', budgetCents: 100_000, startDay: '2026-10-26', endDay: '2026-11-30' },
    });
    const answer = await app.agent.post(`/api/v1/campaigns/${campaign.id}/replans`).set(app.as('buyer')).send({});
    expect([answer.status, answer.body.errors[0].code]).to.deep.equal([409, 'no_approved_plan']);
  });
});
