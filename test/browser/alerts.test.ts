import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { eachDay } from '../../shared/domain/calendar/day.ts';
import { approvedCampaign, approvedCreative, flightsRun, today, weeksAroundToday } from './support/airtime.ts';
import { axeComplaints } from './support/axe.ts';
import { shoot } from './support/browser.ts';
import { startVisit } from './support/visit.ts';

const WEEKS = weeksAroundToday();
const CPM = { kind: 'cpm', amountMicros: 30_000_000, basis: 'gross' };

describe('alerts in a browser', function () {
  this.timeout(240_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let campaignId: string;

  before(async () => {
    campaignId = await approvedCampaign(board, WEEKS, [
      {
        name: 'Slow homes',
        channel: 'ctv',
        vendor: 'Keystone Streaming',
        rate: CPM,
        flights: [{ ...WEEKS, budgetCents: 1_050_000 }],
      },
    ]);
    await approvedCreative(board, campaignId, 'The block that came back', 'NBFW2611030H');
    await flightsRun(board, campaignId);
    const campaign = await board.api('GET', `/api/v1/campaigns/${campaignId}`);
    const plan = await board.api('GET', `/api/v1/plans/${String(campaign['approvedPlanId'])}`);
    const [line] = plan['lines'] as readonly { flights: readonly { id: string }[] }[];
    const source = await board.api('POST', '/api/v1/webhook-sources', {
      name: 'Keystone reports',
      placements: [{ placement: 'slow', flightId: line?.flights[0]?.id }],
    });
    // $120.00 of $300.00 a day: it will end far below its budget.
    const rows = eachDay(WEEKS.startDay, today()).map((day) => `slow,${day},120,4800`);
    await board.api('POST', `/api/v1/webhook-sources/${String(source['id'])}/uploads`, {
      fileName: 'r.csv',
      csv: ['placement,day,spend,impressions', ...rows].join('\n'),
    });
  });
  beforeEach(async () => {
    page = await openPage();
  });
  const open = (search = '') => board.signIn(page, 'buyer', `/campaigns/${campaignId}/alerts${search}`);

  it('finds the cause, keeps it one alert, and takes an acknowledgement with a note', async () => {
    await open();
    await page.getByRole('button', { name: 'Check now' }).click();
    const alert = page.getByRole('listitem').filter({ hasText: 'Projected under budget' });
    await alert.waitFor();
    await page.getByRole('button', { name: 'Check now' }).click();
    await page
      .getByText(/^Checked:/)
      .first()
      .waitFor();
    expect(await alert.count()).to.equal(1);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'alerts-light');
    await alert.getByRole('button', { name: 'Acknowledge…' }).click();
    await page.getByRole('textbox', { name: 'What is being done about it?' }).fill('Bid raised with Keystone');
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
    await alert.waitFor({ state: 'detached' });
    await page.getByLabel('Show').getByText('Acknowledged').click();
    await page.getByText('Bid raised with Keystone').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
  });

  it('saves rules, thresholds and channels, and tests the channels', async () => {
    await open('?rules=true');
    await page.getByRole('checkbox', { name: 'Cost per thousand jumped' }).uncheck();
    await page.getByLabel('Under: chance above, %').fill('70');
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.getByRole('button', { name: 'Save rules' }).click();
    await page.getByText('The rules are saved.').waitFor();
    const settings = await board.api('GET', `/api/v1/campaigns/${campaignId}/alert-settings`);
    expect(settings['underProbability']).to.equal(0.7);
    expect(settings['rules']).to.not.include('cpm_jump');
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('Delivered', { exact: true }).waitFor();
    await shoot(page, 'alert-rules-light');
    // The signing secret stays in sight after saving: it is never told again.
    await page.getByRole('button', { name: 'Signed webhook' }).click();
    await page.getByLabel('Signed webhook to').fill('https://hooks.example.org/alerts');
    await page.getByText('Save first: a test goes through the saved channels.').waitFor();
    await page.getByRole('button', { name: 'Save rules' }).click();
    const secret = await page.getByLabel('the signing secret', { exact: true }).innerText();
    expect(secret).to.match(/^whsec_/);
    await page.getByText(`secret ${secret.slice(0, 10)}…`).waitFor();
    await page.getByText('Nothing was told yet').waitFor();
  });
});
