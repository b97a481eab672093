import { expect } from 'chai';
import type { OrderResponse } from '../../shared/contracts/orders.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { approvedPlan, post } from '../support/campaign-fixtures.ts';
import { listSpots, scheduledCampaign } from '../support/spot-fixtures.ts';

describe('insertion orders over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  type Created = { created: OrderResponse[]; unchanged: string[] };
  const create = async (campaignId: string) =>
    (await post(app, `/api/v1/campaigns/${campaignId}/orders`, {})) as unknown as Created;
  const statuses = async (campaignId: string) => [
    ...new Set((await listSpots(app, campaignId)).map(({ status }) => status)),
  ];

  it('are one for each vendor and foot: $30,000.00 streaming and 50 spots at $400.00, net of 15 %', async () => {
    const { campaignId } = await approvedPlan(app);
    const { created, unchanged } = await create(campaignId);
    expect(unchanged).to.deep.equal([]);
    expect(
      created.map(({ vendor, number, grossCents, netCents }) => [vendor, number, grossCents, netCents]),
    ).to.deep.equal([
      ['Brightlake', 'IO-1001-R1', 3_000_000, 2_550_000],
      ['WQPA', 'IO-1002-R1', 2_000_000, 1_700_000],
    ]);
    expect(created[1]?.lines[0]).to.include({ spots: 50, units: 50, unit: 'spots', lastDay: '2026-11-29' });
    expect(created[0]?.lines[0]).to.include({ units: 1_200_000, unit: 'impressions' });
  });

  it('are not made twice while the plan says the same', async () => {
    const { campaignId } = await approvedPlan(app);
    await create(campaignId);
    expect(await create(campaignId)).to.deep.equal({ created: [], unchanged: ['Brightlake', 'WQPA'] });
  });

  it('take their spots along: sent → ordered, accepted → confirmed', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const { created } = await create(campaignId);
    const order = created.find(({ vendor }) => vendor === 'WQPA');
    await post(app, `/api/v1/orders/${order?.id}/send`, { to: 'Traffic desk' }, { status: 200 });
    expect(await statuses(campaignId)).to.deep.equal(['ordered']);
    const accepted = (await post(
      app,
      `/api/v1/orders/${order?.id}/accept`,
      { by: 'J. Doe', vendorReference: 'WQ-77' },
      { status: 200 },
    )) as unknown as OrderResponse;
    expect(accepted).to.include({ status: 'accepted', answeredBy: 'J. Doe', vendorReference: 'WQ-77' });
    expect(accepted.history.map(({ to }) => to)).to.deep.equal(['draft', 'sent', 'accepted']);
    expect(await statuses(campaignId)).to.deep.equal(['confirmed']);
    const again = await app.agent.post(`/api/v1/orders/${order?.id}/accept`).set(app.as('buyer')).send({});
    expect([again.status, again.body.errors[0].code]).to.deep.equal([409, 'step_not_allowed']);
  });

  it('declined put their spots back to planned, and a new revision may be made', async () => {
    const { campaignId } = await scheduledCampaign(app);
    const { created } = await create(campaignId);
    const order = created.find(({ vendor }) => vendor === 'WQPA');
    await post(app, `/api/v1/orders/${order?.id}/send`, {}, { status: 200 });
    await post(app, `/api/v1/orders/${order?.id}/decline`, { reason: 'Sold out.' }, { status: 200 });
    expect(await statuses(campaignId)).to.deep.equal(['planned']);
    const next = await create(campaignId);
    expect(next.created.map(({ number, revision, supersedesId }) => [number, revision, supersedesId])).to.deep.equal([
      ['IO-1002-R2', 2, order?.id],
    ]);
    const before = (await app.agent.get(`/api/v1/orders/${order?.id}`).set(app.as('viewer'))).body;
    expect(before).to.include({ status: 'superseded', supersededById: next.created[0]?.id });
  });

  it('come as a PDF to sign and as CSV', async () => {
    const { campaignId } = await approvedPlan(app);
    const { created } = await create(campaignId);
    const id = created.find(({ vendor }) => vendor === 'WQPA')?.id;
    const pdf = await app.agent.get(`/api/v1/orders/${id}/pdf`).set(app.as('viewer')).responseType('blob');
    expect(pdf.headers['content-type']).to.equal('application/pdf');
    expect((pdf.body as Buffer).subarray(0, 5).toString()).to.equal('%PDF-');
    const csv = await app.agent.get(`/api/v1/orders/${id}/csv`).query({ basis: 'net' }).set(app.as('viewer'));
    const [header, row] = csv.text.split('\r\n');
    expect(header).to.match(/cost_net$/);
    expect(row).to.match(/^IO-1002-R1,WQPA,.*,50,spots,17000\.00$/);
  });
});
