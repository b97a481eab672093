import { expect } from 'chai';
import type { PacingResponse, PacingSeriesResponse } from '../../shared/contracts/pacing.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { AFTER_TEN_DAYS, rowOf } from '../support/pacing-fixtures.ts';
import { aRow, reported, send } from '../support/webhook-sender.ts';

const HOUR = 3_600_000;

describe('Pacing in spend and in impressions', () => {
  let app: TestApp;
  let campaignId = '';
  before(async () => {
    // Noon of the tenth day.
    app = await startTestApp({ at: AFTER_TEN_DAYS - 12 * HOUR });
    const campaign = await post(app, '/api/v1/campaigns', {
      ...{ name: 'Two measures', advertiser: 'Neighbors Forward', market: { name: 'Philadelphia', dmaCode: '504' } },
      ...{ timeZone: 'America/New_York', budgetCents: 2_000_000, startDay: '2026-10-01', endDay: '2026-12-01' },
    });
    campaignId = campaign.id;
    const line = (name: string, kind: 'cpm' | 'cpc', startDay = '2026-10-01', endDay = '2026-10-31') => ({
      ...{ name, channel: 'ctv', vendor: 'Brightlake', rate: { kind, amountMicros: 20_000_000, basis: 'gross' } },
      flights: [{ startDay, endDay, budgetCents: 300_000, hardStop: false }],
    });
    const plan = await post(app, `/api/v1/campaigns/${campaignId}/plans`, {
      lines: [
        line('Homes', 'cpm'),
        line('Clicks told with impressions', 'cpc'),
        line('Money alone', 'cpc'),
        line('Later', 'cpm', '2026-11-01', '2026-12-01'),
      ],
    });
    await post(app, `/api/v1/plans/${plan.id}/submit`, {}, { status: 200 });
    await post(app, `/api/v1/plans/${plan.id}/approve`, {}, { status: 200, role: 'manager' });
    const lines = plan['lines'] as { name: string; flights: { id: string }[] }[];
    const flightOf = (name: string) => lines.find((one) => one.name === name)?.flights[0]?.id ?? '';
    for (const name of ['Homes', 'Clicks told with impressions', 'Money alone']) {
      await app.services.flights.step(flightOf(name), 'creatives_ready', 'test');
      await app.services.flights.step(flightOf(name), 'start', 'test');
    }
    const source = await post(app, '/api/v1/webhook-sources', {
      name: 'Brightlake',
      placements: [
        { placement: 'ctv-1', flightId: flightOf('Homes') },
        { placement: 'clicks', flightId: flightOf('Clicks told with impressions') },
        { placement: 'money', flightId: flightOf('Money alone') },
      ],
    });
    const sender = { sourceId: source.id, secret: String(source['secret']) };
    // $100.00 on each of nine whole days, $40.00 by noon of the tenth; 5,000 and 2,000 impressions at $20.00 a thousand.
    const days = [...Array.from({ length: 9 }, () => 100), 40];
    const day = (index: number) => `2026-10-${String(index + 1).padStart(2, '0')}`;
    const rows = days.flatMap((dollars, index) => [
      rowOf(dollars, index),
      aRow({ rowId: `c${index}`, placement: 'clicks', day: day(index), spendMicros: 1_000_000, impressions: 7 }),
      aRow({ rowId: `m${index}`, placement: 'money', day: day(index), spendMicros: 1_000_000, impressions: 0 }),
    ]);
    await send(app, sender, 'evt_1', reported(rows));
    await app.reporting.settle();
  });
  after(() => app.stop());

  const read = async <T>(path: string) => (await app.agent.get(path).set(app.as('viewer'))).body as T;
  const lineOf = async (label: string) => {
    const pacing = await read<PacingResponse>(`/api/v1/campaigns/${campaignId}/pacing`);
    return pacing.lines.find((line) => line.label === label);
  };

  it('says why there is nothing to judge, in each measure for itself', async () => {
    expect((await lineOf('Later'))?.notApplicable).to.equal('not_started');
    const clicks = await lineOf('Clicks told with impressions');
    expect(clicks).to.include({ status: 'under', notApplicable: null });
    expect(clicks?.impressions).to.include({ status: 'na', notApplicable: 'no_plan', delivered: 70, pace: null });
    expect(clicks?.impressions.reason).to.equal(
      'The plan buys no impressions here, so there is nothing to judge them by.',
    );
    expect((await lineOf('Homes'))?.impressions).to.include({ status: 'on', notApplicable: null });
  });

  it('knows no impressions where only money is told and none are planned: unknown, not zero', async () => {
    const money = await lineOf('Money alone');
    expect(money?.delivered).to.equal(1_000);
    expect(money?.impressions).to.include({ status: 'na', delivered: null });
  });

  it('leaves flights that buy no impressions out of the campaign’s, and says so', async () => {
    const { campaign } = await read<PacingResponse>(`/api/v1/campaigns/${campaignId}/pacing`);
    // Homes: $940.00 at 50 impressions a dollar.
    expect(campaign.impressions.delivered).to.equal(47_000);
    expect(campaign.impressions.reason).to.include('2 flights buy no impressions and are left out.');
  });

  it('has a cost per thousand of the money whose impressions are told', async () => {
    const { campaign, lines } = await read<PacingResponse>(`/api/v1/campaigns/${campaignId}/pacing`);
    // $940.00 for 47,000 and $10.00 for 70 impressions; the $10.00 told without any stand aside.
    expect(campaign.cpmMicros).to.equal(Math.round((950_000_000 * 1_000) / 47_070));
    expect(lines.find(({ label }) => label === 'Money alone')?.cpmMicros).to.equal(null);
  });

  it('draws impressions of the very flights it judges', async () => {
    const series = await read<PacingSeriesResponse>(`/api/v1/campaigns/${campaignId}/pacing/series?metric=impressions`);
    expect(series.points.find(({ day }) => day === '2026-10-10')?.delivered).to.equal(47_000);
    const { campaign } = await read<PacingResponse>(`/api/v1/campaigns/${campaignId}/pacing`);
    expect(series.points.at(-1)?.projected).to.be.closeTo(campaign.impressions.projection?.value ?? 0, 1);
  });

  it('draws the running day as far as it is known, beside where it is expected to end', async () => {
    const series = await read<PacingSeriesResponse>(`/api/v1/campaigns/${campaignId}/pacing/series`);
    const at = (day: string) => series.points.find((point) => point.day === day);
    expect(series).to.include({ today: '2026-10-10', dataThrough: '2026-10-10' });
    // Nine days of $102.00, the last whole day: the projection starts from it.
    expect(at('2026-10-09')).to.include({ delivered: 91_800, projected: 91_800, low: 91_800 });
    const today = at('2026-10-10');
    expect(today?.delivered).to.equal(91_800 + 4_200);
    expect(today?.projected).to.be.greaterThan(91_800 + 4_200);
    expect(today?.low ?? 0).to.be.at.least(91_800 + 4_200);
    expect(at('2026-10-11')?.delivered).to.equal(null);
  });
});
