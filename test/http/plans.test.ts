import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import {
  approvedPlan,
  campaignRequest,
  draftPlan,
  newsLine,
  post,
  streamingLine,
} from '../support/campaign-fixtures.ts';

type PlanBody = {
  id: string;
  rev: number;
  version: string;
  status: string;
  hash: string | null;
  lines: { id: string; budgetCents: number; units: number; unit: string; flights: { id: string; status: string }[] }[];
  totals: Record<string, number>;
  issues: { code: string; message: string; severity: string }[];
};

describe('plans over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  const read = async (id: string) =>
    (await app.agent.get(`/api/v1/plans/${id}`).set(app.as('viewer'))).body as PlanBody;
  const patch = (id: string, edits: object[], rev: number) =>
    app.agent.patch(`/api/v1/plans/${id}`).set(app.as('buyer')).set('If-Match', `"${rev}"`).send({ edits });

  it('totals a draft: $30,000 at a $25 CPM is 1.2 million impressions, $20,000 at $400 a spot is 50 spots and 400 points', async () => {
    const { planId } = await draftPlan(app);
    const plan = await read(planId);
    expect(plan.totals).to.deep.equal({
      grossCents: 5_000_000,
      netCents: 4_250_000,
      digitalCents: 3_000_000,
      tvCents: 2_000_000,
      remainingCents: 0,
      spots: 50,
      grpHundredths: 40_000,
      impressions: 1_200_000,
    });
    expect(plan.lines.map(({ unit, units }) => [unit, units])).to.deep.equal([
      ['impressions', 1_200_000],
      ['spots', 50],
    ]);
    expect(plan.issues.filter(({ severity }) => severity === 'error')).to.deep.equal([]);
  });

  it('says by how much flights exceed the budget, and will not submit such a plan', async () => {
    const { planId } = await draftPlan(app);
    const over = await post(app, `/api/v1/plans/${planId}/lines`, {
      ...streamingLine,
      flights: [{ startDay: '2026-10-26', endDay: '2026-11-02', budgetCents: 12_000 }],
    });
    expect((over as unknown as PlanBody).issues.map(({ message }) => message)).to.include(
      'Flights add up to $50,120.00, which is $120.00 over the $50,000.00 budget.',
    );
    const submitted = await app.agent.post(`/api/v1/plans/${planId}/submit`).set(app.as('buyer')).send({});
    expect(submitted.status).to.equal(409);
    expect(submitted.body.detail).to.contain('$120.00 over');
  });

  it('names overlapping flights and flights outside the campaign', async () => {
    const campaign = await post(app, '/api/v1/campaigns', campaignRequest);
    const plan = (await post(app, `/api/v1/campaigns/${campaign.id}/plans`, {
      lines: [
        {
          ...streamingLine,
          flights: [
            { startDay: '2026-10-26', endDay: '2026-11-10', budgetCents: 100 },
            { startDay: '2026-11-09', endDay: '2026-12-05', budgetCents: 100 },
          ],
        },
      ],
    })) as unknown as PlanBody;
    const errors = plan.issues.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect(errors).to.have.length.at.least(2);
    expect(errors.join(' '))
      .to.match(/overlap/)
      .and.to.match(/outside/);
  });

  it('gives a cell of the grid its amount and leaves the other days alone', async () => {
    const { planId } = await draftPlan(app);
    const before = await read(planId);
    const lineId = before.lines[0]?.id ?? '';
    const flowchart = async () => (await app.agent.get(`/api/v1/plans/${planId}/flowchart`).set(app.as('viewer'))).body;
    expect((await flowchart()).columnTotalsCents).to.deep.equal([
      1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000,
    ]);
    const edited = await patch(
      planId,
      [{ kind: 'set_cell', lineId, startDay: '2026-11-02', endDay: '2026-11-09', cents: 500_001 }],
      before.rev,
    );
    expect(edited.status).to.equal(200);
    const after = await flowchart();
    expect(after.columnTotalsCents).to.deep.equal([1_000_000, 900_001, 1_000_000, 1_000_000, 1_000_000]);
    expect(after.remainingCents).to.equal(99_999);
  });

  it('applies a list of edits all or none', async () => {
    const { planId } = await draftPlan(app);
    const before = await read(planId);
    const edits = [
      { kind: 'set_line_budget', lineId: before.lines[0]?.id, cents: 100 },
      { kind: 'remove_line', lineId: 'lin_nobody' },
    ];
    const refused = await patch(planId, edits, before.rev);
    expect([refused.status, refused.body.errors[0].path]).to.deep.equal([400, 'edits.1']);
    expect(await read(planId)).to.deep.equal(before);
  });

  it('foots in both directions, gross and net, by week and month of either calendar', async () => {
    const { planId } = await draftPlan(app);
    for (const calendar of ['broadcast', 'gregorian']) {
      for (const by of ['week', 'month']) {
        for (const [basis, total] of [
          ['gross', 5_000_000],
          ['net', 4_250_000],
        ] as const) {
          const chart = (
            await app.agent
              .get(`/api/v1/plans/${planId}/flowchart`)
              .query({ calendar, by, basis })
              .set(app.as('viewer'))
          ).body;
          const lines = chart.rows.filter((row: { kind: string }) => row.kind === 'line') as {
            cells: number[];
            totalCents: number;
          }[];
          const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
          for (const line of lines) expect(sum(line.cells)).to.equal(line.totalCents);
          expect(sum(chart.columnTotalsCents)).to.equal(total);
          expect(sum(lines.map(({ totalCents }) => totalCents))).to.equal(total);
          expect(chart.totalCents).to.equal(total);
        }
      }
    }
  });

  it('goes draft → in review → approved, is hashed and can’t be edited any more', async () => {
    const { planId, campaignId } = await approvedPlan(app);
    const plan = await read(planId);
    expect(plan.status).to.equal('approved');
    expect(plan.hash).to.match(/^[0-9a-f]{64}$/);
    expect(plan.lines.flatMap(({ flights }) => flights.map(({ status }) => status))).to.satisfy((statuses: string[]) =>
      statuses.every((status) => status !== 'draft'),
    );
    const edit = await patch(planId, [{ kind: 'set_line_budget', lineId: plan.lines[0]?.id, cents: 1 }], plan.rev);
    expect([edit.status, edit.body.errors[0].code]).to.deep.equal([409, 'plan_not_editable']);
    const campaign = (await app.agent.get(`/api/v1/campaigns/${campaignId}`).set(app.as('viewer'))).body;
    expect(campaign).to.include({ approvedPlanId: planId, status: 'active' });
  });

  it('revises an approved plan, compares the two and supersedes the first', async () => {
    const { planId } = await approvedPlan(app);
    const revised = (await post(app, `/api/v1/plans/${planId}/revise`, {})) as unknown as PlanBody;
    expect([revised.version, revised.status, revised.hash]).to.deep.equal(['1.1', 'draft', null]);
    const lineId = revised.lines[0]?.id;
    await patch(revised.id, [{ kind: 'set_line_budget', lineId, cents: 2_990_000 }], revised.rev);
    const compared = (
      await app.agent.get(`/api/v1/plans/${revised.id}/compare`).query({ with: planId }).set(app.as('viewer'))
    ).body;
    expect(compared.totalDeltaCents).to.equal(-10_000);
    expect(compared.lines.map((line: { change: string }) => line.change)).to.deep.equal(['changed', 'same']);
    await post(app, `/api/v1/plans/${revised.id}/submit`, {}, { status: 200 });
    await post(app, `/api/v1/plans/${revised.id}/approve`, {}, { status: 200 });
    expect((await read(planId)).status).to.equal('superseded');
    expect((await read(revised.id)).status).to.equal('approved');
  });

  it('shows a superseded revision with the money it had, also where the next one took a flight away', async () => {
    const { planId } = await approvedPlan(app);
    const next = async (id: string, edits: (plan: PlanBody) => object[]) => {
      const revised = (await post(app, `/api/v1/plans/${id}/revise`, {})) as unknown as PlanBody;
      await patch(revised.id, edits(revised), revised.rev);
      await post(app, `/api/v1/plans/${revised.id}/submit`, {}, { status: 200 });
      await post(app, `/api/v1/plans/${revised.id}/approve`, {}, { status: 200 });
      return revised.id;
    };
    const second = await next(planId, ({ lines }) => [
      { kind: 'set_line_budget', lineId: lines[0]?.id, cents: 2_990_000 },
    ]);
    await next(second, ({ lines }) => [{ kind: 'remove_line', lineId: lines[0]?.id }]);
    const { status, lines } = await read(second);
    expect(status).to.equal('superseded');
    expect(lines[0]?.flights.map((flight) => flight.status)).not.to.include('canceled');
  });

  it('refuses unknown fields deep inside and says where they are', async () => {
    const campaign = await post(app, '/api/v1/campaigns', campaignRequest);
    const answer = await app.agent
      .post(`/api/v1/campaigns/${campaign.id}/plans`)
      .set(app.as('buyer'))
      .send({ lines: [{ ...newsLine, tv: { ...newsLine.tv, rating: 8 } }] });
    expect(answer.status).to.equal(400);
    expect(answer.body.errors[0]).to.include({ code: 'unknown_field', path: 'lines.0.tv.rating' });
  });
});
