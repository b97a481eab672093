import { expect } from 'chai';
import type { PlanResponse } from '../../shared/contracts/plans.ts';
import type { ReplanDetail, ReplanResponse } from '../../shared/contracts/replans.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { inFlightCampaign, overClosedDays, report, type InFlight } from '../support/in-flight.ts';

const BUDGETS = { search: 629_052, social: 967_590, ctv: 3_403_358 } as const;
const SPENT = { search: 107_838, social: 165_872, ctv: 583_432 } as const;
const MINUTE = 60_000;

type Step = 'revise' | 'edit' | 'submit' | 'approve';

/** A crash while a proposal is carried out: the step never answers, and the process is as good as gone. */
describe('A re-plan whose carrying out is cut off', () => {
  let app: TestApp;
  let campaign: InFlight;
  let replan: ReplanResponse;
  beforeEach(async () => {
    app = await startTestApp();
    campaign = await inFlightCampaign(app, BUDGETS);
    for (const key of ['search', 'social', 'ctv'] as const)
      await report(app, campaign, key, overClosedDays(SPENT[key]));
    const path = `/api/v1/campaigns/${campaign.campaignId}/replans`;
    replan = (await post(app, path, {}, { role: 'buyer' })) as unknown as ReplanResponse;
  });
  afterEach(() => app.stop());

  const read = async <T>(path: string): Promise<T> =>
    (await app.agent.get(path).set(app.as('viewer')).expect(200)).body as T;
  const detail = () => read<ReplanDetail>(`/api/v1/replans/${replan.id}`);
  const plans = async () =>
    (await read<{ items: Pick<PlanResponse, 'id' | 'status'>[] }>(`/api/v1/campaigns/${campaign.campaignId}/plans`))
      .items;
  const audited = async () => {
    const answer = await app.agent.get('/api/v1/audit').query({ campaignId: campaign.campaignId }).set(app.as('admin'));
    return (answer.body.items as { noun: string; action: string; actorName: string }[])
      .filter(({ noun }) => noun === 'replan')
      .map(({ action, actorName }) => `${action} by ${actorName}`)
      .toReversed();
  };

  /** Approves and dies at a step of the plan, before it is done or just after. */
  const cutAt = async (step: Step, when: 'before' | 'after', moveIds?: readonly string[]) => {
    const service = app.services.plans as unknown as Record<Step, (...sent: unknown[]) => Promise<unknown>>;
    const whole = service[step];
    const isThere = new Promise<void>((resolve) => {
      service[step] = async (...sent) => {
        if (when === 'after') await whole(...sent);
        resolve();
        return new Promise(() => {});
      };
    });
    const actor = { kind: 'person', id: 'prs_1', name: 'Robin manager', role: 'manager' } as const;
    void app.services.replans.approve(replan.id, { moveIds, note: 'Go.' }, { actor, requestId: 'req_1' });
    await isThere;
    service[step] = whole;
  };

  const expectDone = async () => {
    const done = await detail();
    expect(done).to.include({ status: 'applied', decidedBy: 'Robin manager', note: 'Go.' });
    const versions = await plans();
    expect(versions.map(({ status }) => status)).to.deep.equal(['superseded', 'approved']);
    expect(versions[1]!.id).to.equal(done.revisionPlanId);
    const { lines } = await read<PlanResponse>(`/api/v1/plans/${versions[1]!.id}`);
    expect(lines.map(({ budgetCents }) => budgetCents)).to.deep.equal(
      replan.lines.map(({ proposedCents }) => proposedCents),
    );
    expect(await audited()).to.deep.equal(['proposed by test buyer', 'approved by Robin manager']);
  };

  it('says it is being carried out while that may still be so, and lets nobody decide or propose beside it', async () => {
    await cutAt('revise', 'before');
    expect(await detail()).to.include({ status: 'applying', revisionPlanId: null });
    const again = await app.agent.post(`/api/v1/replans/${replan.id}/approve`).set(app.as('manager')).send({});
    expect([again.status, again.body.errors[0].code]).to.deep.equal([409, 'replan_applying']);
    const path = `/api/v1/campaigns/${campaign.campaignId}/replans`;
    const other = await app.agent.post(path).set(app.as('buyer')).send({});
    expect([other.status, other.body.errors[0].code]).to.deep.equal([409, 'replan_applying']);
  });

  it('waits again where nothing was made of it, and can be approved as if nothing had been', async () => {
    await cutAt('revise', 'before');
    app.clock.advance(MINUTE);
    expect(await detail()).to.include({ status: 'proposed', decidedBy: null, note: null });
    expect((await plans()).map(({ status }) => status)).to.deep.equal(['approved']);
    await post(app, `/api/v1/replans/${replan.id}/approve`, {}, { role: 'manager', status: 200 });
    expect((await plans()).map(({ status }) => status)).to.deep.equal(['superseded', 'approved']);
  });

  for (const [step, when] of [
    ['revise', 'after'],
    ['edit', 'before'],
    ['edit', 'after'],
    ['submit', 'before'],
    ['submit', 'after'],
    ['approve', 'before'],
    ['approve', 'after'],
  ] as const) {
    it(`is finished by the next reader where it was cut ${when} “${step}”, once`, async () => {
      await cutAt(step, when);
      app.clock.advance(MINUTE);
      // Five readers at once: one goes on, none makes a second revision.
      await Promise.all(Array.from({ length: 5 }, detail));
      await expectDone();
    });
  }

  it('is finished as it was decided: only the ticked moves', async () => {
    const [first] = replan.moves;
    await cutAt('edit', 'before', [first!.id]);
    app.clock.advance(MINUTE);
    expect((await detail()).appliedMoveIds).to.deep.equal([first!.id]);
    const { lines } = await read<PlanResponse>(`/api/v1/plans/${(await plans())[1]!.id}`);
    const from = lines.find(({ id }) => id === first!.fromLineId)!;
    const planned = replan.lines.find(({ lineId }) => lineId === first!.fromLineId)!.plannedCents;
    expect(from.budgetCents).to.equal(planned - first!.cents);
  });

  it('waits again, out of date, where a day has closed since; the draft begun is named', async () => {
    await cutAt('edit', 'after');
    app.clock.advance(24 * 60 * MINUTE);
    const back = await detail();
    expect(back.status).to.equal('proposed');
    expect(back.changes.map(({ code }) => code)).to.include('day_closed');
    expect(back.issues.map(({ code }) => code)).to.include('revision_left');
    expect((await plans()).map(({ status }) => status)).to.deep.equal(['approved', 'draft']);
  });

  it('is not finished over what somebody has made of the draft meanwhile', async () => {
    await cutAt('revise', 'after');
    const draft = (await plans())[1]!;
    await app.agent
      .patch(`/api/v1/plans/${draft.id}`)
      .set({ ...app.as('buyer'), 'If-Match': '*' })
      .send({ edits: [{ kind: 'set_line_budget', lineId: campaign.lineIds.search, cents: 700_000 }] })
      .expect(200);
    app.clock.advance(MINUTE);
    expect(await detail()).to.include({ status: 'proposed' });
    expect((await plans()).map(({ status }) => status)).to.deep.equal(['approved', 'draft']);
  });

  it('stays carried out where the plan was approved and only the answer failed', async () => {
    const service = app.services.plans as unknown as Record<'approve', (...sent: unknown[]) => Promise<unknown>>;
    const whole = service.approve;
    service.approve = async (...sent) => {
      await whole(...sent);
      throw new Error('The line went dead.');
    };
    const answer = await post(app, `/api/v1/replans/${replan.id}/approve`, {}, { role: 'manager', status: 200 });
    service.approve = whole;
    expect(answer).to.include({ status: 'applied' });
    expect((await plans()).map(({ status }) => status)).to.deep.equal(['superseded', 'approved']);
  });
});
