import { expect } from 'chai';
import type { ShareOfVoiceResponse } from '../../shared/contracts/competitors.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { approvedPlan, post } from '../support/campaign-fixtures.ts';

describe('Competitors and share of voice', () => {
  let app: TestApp;
  let campaignId: string;
  before(async () => {
    app = await startTestApp();
    ({ campaignId } = await approvedPlan(app));
  });
  after(() => app.stop());

  const csv =
    'Competitor,Week,Channel,Spend\nOther Voices,2026-10-28,CTV,"$12,000.00"\nOther Voices,2026-10-26,linear tv,2000\nThird Group,2026-11-02,ctv,500.50\nThird Group,someday,ctv,1\n';

  it('imports others’ spend, names bad lines, and adds nothing when imported again', async () => {
    const first = await post(
      app,
      `/api/v1/campaigns/${campaignId}/competitors/imports`,
      { fileName: 'others.csv', csv },
      { status: 200 },
    );
    expect(first).to.include({ received: 4, stored: 3 });
    expect((first['rejected'] as { line: number; code: string }[])[0]).to.include({ line: 5, code: 'week' });
    const second = await post(
      app,
      `/api/v1/campaigns/${campaignId}/competitors/imports`,
      { fileName: 'others.csv', csv },
      { status: 200 },
    );
    expect(second).to.include({ stored: 0, unchanged: 3 });
  });

  it('puts our plan beside it by broadcast week', async () => {
    const sov = (await app.agent.get(`/api/v1/campaigns/${campaignId}/share-of-voice`).set(app.as('viewer')))
      .body as ShareOfVoiceResponse;
    // $50,000.00 over five even weeks is $10,000.00 a week; others spent $14,000.00 in the first: 10 ÷ 24.
    expect(sov.weeks[0]).to.include({
      weekStart: '2026-10-26',
      oursCents: 1_000_000,
      theirsCents: 1_400_000,
      gapCents: 400_000,
    });
    expect(sov.weeks[0]?.share).to.be.closeTo(10 / 24, 1e-12);
    expect(sov.totals).to.include({ oursCents: 5_000_000, theirsCents: 1_450_050 });
    expect(sov.competitors).to.deep.equal([
      { name: 'Other Voices', spendCents: 1_400_000 },
      { name: 'Third Group', spendCents: 50_050 },
    ]);
  });

  it('tells others’ spend by week and channel, for what-ifs on the split', async () => {
    const place = (weekStart: string, channel: string, cents: number) => ({
      weekStart,
      channel,
      totalCents: cents,
      largestCents: cents,
    });
    expect(await app.services.competitors.weeklySpendByChannel(campaignId)).to.deep.equal([
      place('2026-10-26', 'linear_tv', 200_000),
      place('2026-10-26', 'ctv', 1_200_000),
      place('2026-11-02', 'ctv', 50_050),
    ]);
  });
});
