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
    // $20,000.00 of television over five weeks is $4,000.00 beside $2,000.00: 4 ÷ 6. The places add up to the whole.
    const place = (channel: string) =>
      sov.places.find((one) => one.weekStart === '2026-10-26' && one.channel === channel);
    expect(place('linear_tv')).to.include({ oursCents: 400_000, theirsCents: 200_000, share: 4 / 6 });
    const sumOf = (pick: (one: (typeof sov.places)[number]) => number) =>
      sov.places.reduce((sum, one) => sum + pick(one), 0);
    expect(sumOf(({ oursCents }) => oursCents)).to.equal(sov.totals.oursCents);
    expect(sumOf(({ theirsCents }) => theirsCents)).to.equal(sov.totals.theirsCents);
    expect(sov.competitors).to.deep.equal([
      { name: 'Other Voices', spendCents: 1_400_000 },
      { name: 'Third Group', spendCents: 50_050 },
    ]);
  });

  it('takes a competitor out by a spend of 0, and brings it back by another file', async () => {
    const read = async () =>
      (await app.agent.get(`/api/v1/campaigns/${campaignId}/share-of-voice`).set(app.as('viewer')))
        .body as ShareOfVoiceResponse;
    const take = (spend: string) =>
      post(
        app,
        `/api/v1/campaigns/${campaignId}/competitors/imports`,
        { fileName: 'fix.csv', csv: `competitor,week,channel,spend\nThird Group,2026-11-02,ctv,${spend}\n` },
        { status: 200 },
      );
    await take('0');
    expect((await read()).competitors.map(({ name }) => name)).to.deep.equal(['Other Voices']);
    await take('500.50');
    expect((await read()).competitors.map(({ name }) => name)).to.deep.equal(['Other Voices', 'Third Group']);
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
