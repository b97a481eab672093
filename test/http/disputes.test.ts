import { expect } from 'chai';
import type { CreditsResponse, DiscrepancyList, DisputeResponse } from '../../shared/contracts/disputes.ts';
import type { SpotResponse } from '../../shared/contracts/spots.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { listSpots, scheduledCampaign } from '../support/spot-fixtures.ts';

describe('discrepancies, disputes and credits', () => {
  let app: TestApp;
  let campaignId: string;
  let past: readonly SpotResponse[];

  before(async () => {
    app = await startTestApp();
    ({ campaignId } = await scheduledCampaign(app));
    const spotIds = (await listSpots(app, campaignId)).map(({ id }) => id);
    for (const step of ['order', 'confirm'])
      await post(app, `/api/v1/campaigns/${campaignId}/spots/bulk`, { spotIds, step }, { status: 200 });
    past = (await listSpots(app, campaignId)).slice(0, 4);
    app.clock.set(Date.parse('2026-11-09T05:00:00Z'));
    await importCsv([
      line(past[0], 'Aired', '400.00'),
      line(past[1], 'Aired', '420.00'),
      line(past[1], 'Aired', '420.00'),
      line(past[2], 'Missed', '400.00'),
      'WQPA,2026-11-03,17:44:00,OTHR0000001H,:30,Aired,75.00',
    ]);
  });
  after(() => app.stop());

  const line = (spot: SpotResponse | undefined, status: string, cost: string) =>
    [spot?.station, spot?.airDay, `${spot?.clock}:20`, spot?.creative?.adId, ':30', status, cost].join(',');
  const importCsv = (lines: readonly string[]) =>
    app.agent
      .post(`/api/v1/campaigns/${campaignId}/as-run-imports`)
      .set(app.as('buyer'))
      .type('text/csv')
      .send(['Station,Air Date,Air Time,ISCI,Length,Status,Cost', ...lines].join('\n'))
      .expect(201);
  const read = async <T>(path: string, query = {}): Promise<T> =>
    (await app.agent.get(`/api/v1/campaigns/${campaignId}/${path}`).query(query).set(app.as('viewer')).expect(200))
      .body;
  const step = (dispute: DisputeResponse, name: string, body: object) =>
    app.agent
      .post(`/api/v1/disputes/${dispute.id}/${name}`)
      .set(app.as('buyer'))
      .set('If-Match', `"${dispute.rev}"`)
      .send(body);

  it('names what is invoiced above the order, twice, unaired or never ordered, and what is claimed', async () => {
    const { items, invoicedCents, payableCents } = await read<DiscrepancyList>('discrepancies');
    // Spots cost $400.00. Invoiced 400 + 420 + 420 + 400 + 75; payable 400 + 400.
    expect([invoicedCents, payableCents]).to.deep.equal([171_500, 80_000]);
    expect(items.map(({ code, claimCents }) => [code, claimCents])).to.deep.equal([
      ['invoice_twice', 42_000],
      ['invoice_not_aired', 40_000],
      ['invoice_unknown_spot', 7_500],
      ['invoice_above_order', 2_000],
    ]);
    expect(items.at(-1)).to.include({
      spotId: past[1]?.id,
      orderedCents: 40_000,
      invoicedCents: 42_000,
      dispute: null,
    });
    const within = await read<DiscrepancyList>('discrepancies', { toleranceCents: 2_000 });
    expect(within.payableCents).to.equal(82_000);
    expect(within.items.map(({ code }) => code)).to.not.include('invoice_above_order');
  });

  it('counts a file sent again as no second invoice', async () => {
    const before = await read<DiscrepancyList>('discrepancies');
    await importCsv([line(past[0], 'Aired', '400.00')]);
    const after = await read<DiscrepancyList>('discrepancies');
    expect(after.invoicedCents).to.equal(before.invoicedCents);
    expect(after.items.map(({ key }) => key)).to.deep.equal(before.items.map(({ key }) => key));
  });

  it('takes a dispute with its evidence from open to settled, and owes the credit', async () => {
    const found = (await read<DiscrepancyList>('discrepancies')).items.find(({ code }) => code === 'invoice_not_aired');
    const opened = (await post(app, `/api/v1/campaigns/${campaignId}/disputes`, {
      key: found?.key,
      note: 'The as-run says it was missed.',
      evidence: [{ kind: 'file', name: 'affidavit.pdf', reference: 'mail of November 9' }],
    })) as unknown as DisputeResponse;
    expect(opened).to.deep.include({ status: 'open', claimedCents: 40_000, creditCents: null, rev: 1 });
    expect(opened.evidence.map(({ kind }) => kind)).to.deep.equal(['as_run_row', 'file']);
    const twice = await app.agent
      .post(`/api/v1/campaigns/${campaignId}/disputes`)
      .set(app.as('buyer'))
      .send({ key: found?.key, note: 'Again.' });
    expect([twice.status, twice.body.errors[0].code]).to.deep.equal([409, 'dispute_exists']);
    expect((await read<CreditsResponse>('credits')).totals).to.include({ owedCents: 0, claimedCents: 40_000 });

    const answered = (await step(opened, 'answer', { note: 'They give half.' }).expect(200)).body as DisputeResponse;
    expect((await step(opened, 'settle', { creditCents: 20_000, note: 'Half.' })).status).to.equal(412);
    const above = await step(answered, 'settle', { creditCents: 40_001, note: 'More.' });
    expect([above.status, above.body.errors[0].code]).to.deep.equal([409, 'credit_above_claim']);
    const settled = (await step(answered, 'settle', { creditCents: 20_000, note: 'Half.' }).expect(200))
      .body as DisputeResponse;
    expect(settled.history.map(({ action }) => action)).to.deep.equal(['opened', 'answered', 'settled']);
    expect((await read<CreditsResponse>('credits')).rows[0]).to.include({
      station: 'WQPA',
      settledCents: 20_000,
      owedCents: 20_000,
      claimedCents: 0,
    });
    const listed = (await read<DiscrepancyList>('discrepancies')).items.find(({ key }) => key === found?.key);
    expect(listed?.dispute).to.deep.equal({ id: opened.id, status: 'settled' });
  });

  it('opens no dispute on what is no discrepancy, nor with a row of elsewhere', async () => {
    const open = (body: object) =>
      app.agent.post(`/api/v1/campaigns/${campaignId}/disputes`).set(app.as('buyer')).send(body);
    expect((await open({ key: 'invoice_twice|spt_x|row_x', note: 'Why?' })).status).to.equal(409);
    const [first] = (await read<DiscrepancyList>('discrepancies')).items;
    const evidence = [{ kind: 'as_run_row', rowId: 'row_of_nobody' }];
    expect((await open({ key: first?.key, note: 'Why?', evidence })).status).to.equal(404);
    expect(
      (await app.agent.post(`/api/v1/campaigns/${campaignId}/disputes`).set(app.as('viewer')).send({})).status,
    ).to.equal(403);
  });
});
