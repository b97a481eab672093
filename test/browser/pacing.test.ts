import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { addDays, eachDay } from '../../shared/domain/calendar/day.ts';
import { approvedCampaign, approvedCreative, flightsRun, today, weeksAroundToday } from './support/airtime.ts';
import { axeComplaints } from './support/axe.ts';
import { eventually, NARROW, shoot } from './support/browser.ts';
import { startVisit } from './support/visit.ts';

const WEEKS = weeksAroundToday();
const REPORTED = eachDay(WEEKS.startDay, today());
const CPM = { kind: 'cpm', amountMicros: 30_000_000, basis: 'gross' };

/** $10,500.00 over 35 even days is $300.00 a day. */
const line = (name: string) => ({
  name,
  channel: 'ctv',
  vendor: 'Keystone Streaming',
  rate: CPM,
  flights: [{ ...WEEKS, budgetCents: 1_050_000 }],
});

describe('pacing in a browser', function () {
  this.timeout(240_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let campaignId: string;
  let sourceId: string;

  /** A platform's report as a file: each day so many dollars for each placement. */
  const report = (days: readonly string[], dollars: Readonly<Record<string, number>>) => {
    const rows = days.flatMap((day) =>
      Object.entries(dollars).map(([placement, spend]) => `${placement},${day},${spend},${spend * 40}`),
    );
    return board.api('POST', `/api/v1/webhook-sources/${sourceId}/uploads`, {
      fileName: 'report.csv',
      csv: ['placement,day,spend,impressions', ...rows].join('\n'),
    });
  };

  before(async () => {
    campaignId = await approvedCampaign(board, WEEKS, [line('Slow homes'), line('Steady homes'), line('Silent homes')]);
    await approvedCreative(board, campaignId, 'The block that came back', 'NBFW2611030H');
    await flightsRun(board, campaignId);
    const campaign = await board.api('GET', `/api/v1/campaigns/${campaignId}`);
    const plan = await board.api('GET', `/api/v1/plans/${String(campaign['approvedPlanId'])}`);
    const lines = plan['lines'] as readonly { flights: readonly { id: string }[] }[];
    const placements = ['slow', 'steady'].map((placement, index) => ({
      placement,
      flightId: lines[index]?.flights[0]?.id,
    }));
    const source = await board.api('POST', '/api/v1/webhook-sources', {
      name: 'Keystone reports',
      dialect: 'standard',
      placements,
    });
    sourceId = String(source['id']);
    // $180.00 of $300.00 a day is 60 % of plan; $300.00 is all of it.
    await report(REPORTED, { slow: 180, steady: 300 });
  });
  beforeEach(async () => {
    page = await openPage();
  });
  const open = (search = '') => board.signIn(page, 'viewer', `/campaigns/${campaignId}/pacing${search}`);
  const table = () => page.getByRole('region', { name: 'Lines by pace' });

  it('groups lines by how they pace, with word and number, and never shows unknown as zero', async () => {
    await open();
    const text = async () => (await table().innerText()).replaceAll(/\s+/g, ' ');
    await table().waitFor();
    expect(await text()).to.match(
      /Under pace 1 line.*Slow homes.* 60(\.0)?%.*On pace 1 line.*Steady homes.* 100(\.0)?%.*Unknown 1 line.*Silent homes/,
    );
    expect(
      (await table().getByRole('row').filter({ hasText: 'Silent homes' }).innerText()).match(/–/g),
    ).to.have.length.greaterThan(4);
    await page.getByRole('img', { name: /^Spend over time/ }).waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'pacing-light');
  });

  it('opens a number from line to day to the post behind it', async () => {
    await open();
    await table().getByRole('link', { name: 'Slow homes' }).click();
    const yesterday = addDays(today(), -1);
    const days = page.getByRole('region', { name: 'Days of the line' });
    const row = days.getByRole('row').nth(2);
    expect(await row.innerText())
      .to.contain('$180.00')
      .and.to.contain('$300.00');
    await row.getByRole('button').click();
    await page.getByRole('link', { name: /^Post of/ }).waitFor();
    expect(page.url()).to.contain(`day=${yesterday}`);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'pacing-line-light');
    await page.getByRole('link', { name: /^Post of/ }).click();
    await page.getByRole('region', { name: 'What the post changed' }).waitFor();
    expect(await page.getByLabel('Body as received').innerText()).to.contain('slow');
  });

  it('shows the chart as a table, and impressions instead of dollars', async () => {
    await open('?metric=impressions');
    await page.getByRole('img', { name: /^Impressions over time/ }).waitFor();
    await page.getByRole('button', { name: 'View as table' }).click();
    const asTable = page.getByRole('region', { name: 'Impressions against the plan as a table' });
    // 40 impressions to the dollar: (180 + 300) × 40 = 19,200 by the end of the first day.
    expect(await asTable.getByRole('row').nth(1).innerText()).to.contain('19,200');
  });

  it('judges as of an earlier day', async () => {
    await open();
    await page.getByLabel('As of the end of this day').fill(addDays(WEEKS.startDay, 6));
    // Seven days of $180.00 + $300.00.
    await page.getByLabel('Pace of the campaign').getByText('$3,360.00').waitFor();
    await page.getByRole('button', { name: 'As of now' }).click();
    await eventually(async () => page.url().includes('asOf'), false);
  });

  it('shows how mature the numbers are, and pauses and resumes a flight with a reason', async () => {
    await board.signIn(page, 'manager', `/campaigns/${campaignId}/pacing`);
    await page.getByRole('region', { name: 'By measurement window', exact: true }).waitFor();
    await table().getByRole('link', { name: 'Slow homes' }).click();
    const flights = page.getByRole('region', { name: 'Flights of the line' });
    await flights.getByRole('button', { name: 'Pause…' }).click();
    await page.getByRole('textbox', { name: 'Why is it paused?' }).fill('The vendor asked for a break.');
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByText('It is paused.', { exact: true }).first().waitFor();
    await flights.getByRole('button', { name: 'Resume…' }).click();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.getByRole('textbox', { name: 'Why does it run again?' }).fill('The break is over.');
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await flights.getByRole('button', { name: 'Pause…' }).waitFor();
    await shoot(page, 'pacing-flights-light');
  });

  it('shows a delivery the moment it arrives', async () => {
    await open();
    const spent = page.getByLabel('Pace of the campaign');
    await spent.waitFor();
    const before = await spent.innerText();
    await report([today()], { steady: 111 });
    await eventually(async () => (await spent.innerText()) !== before, true);
  });

  it('fits a phone in the dark', async () => {
    await page.context().close();
    page = await openPage({ viewport: NARROW, scheme: 'dark' });
    await open();
    await table().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).to.equal(0);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'pacing-narrow-dark');
  });
});
