import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { addDays, mondayOf } from '../../shared/domain/calendar/day.ts';
import { approvedCampaign, tvLine, weeksToCome } from './support/airtime.ts';
import { axeComplaints } from './support/axe.ts';
import { eventually, NARROW, shoot } from './support/browser.ts';
import { startVisit } from './support/visit.ts';

const WEEKS = weeksToCome();

describe('competitors and conversions in a browser', function () {
  this.timeout(240_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let campaignId: string;

  beforeEach(async () => {
    campaignId = await approvedCampaign(board, WEEKS, [tvLine('WQPA', 'early_news', WEEKS)]);
    page = await openPage();
  });

  it('imports others’ spend, names the bad lines, and shows share of voice and the funding gap', async () => {
    await board.signIn(page, 'admin', `/campaigns/${campaignId}/competitors`);
    await page.getByText('No competitor yet').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    const week = mondayOf(WEEKS.startDay);
    const csv = [
      'competitor,week,channel,spend',
      `Other Voices,${addDays(week, 2)},linear tv,"$1,500.00"`,
      `Third Group,${week},ctv,500`,
      'Third Group,someday,ctv,1',
      `Third Group,${week},smoke signals,1`,
    ].join('\n');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'others.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.getByText('4 lines: 2 places changed, 0 said the same, 2 refused.', { exact: false }).waitFor();
    await page.getByText('Line 4: "someday" is not a day', { exact: false }).waitFor();
    await page.getByText('Line 5: "smoke signals" is not a channel', { exact: false }).waitFor();
    // $2,000.00 of ours over four even weeks is $500.00 a week: 500 ÷ (500 + 2,000) in the first, $1,000.00 to the largest.
    const weeks = page.getByRole('region', { name: 'Share of voice by week', exact: true });
    await weeks.locator('tbody tr').first().waitFor();
    const first = (await weeks.locator('tbody tr').first().locator('td').allInnerTexts()).slice(1);
    expect(first).to.deep.equal(['500', '2,000', '20%', '', '1,000']);
    const others = page.getByRole('region', { name: 'Spend by competitor' });
    expect(await others.locator('tbody tr').allInnerTexts()).to.deep.equal(['Other Voices\t1,500', 'Third Group\t500']);
    const places = page.getByRole('region', { name: 'Share of voice by week and channel' });
    // By channel: $500.00 of television beside $1,500.00, and none of ours beside $500.00 of connected TV.
    const cells = (await places.locator('tbody tr').first().locator('td').allInnerTexts()).slice(1);
    expect(cells.map((text) => text.replaceAll(/\s+/g, ' '))).to.deep.equal(['25% $500 of $2,000', '0% $0 of $500']);
    await page.getByText('to match the largest in 1 of 4 weeks').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'competitors-light');
    await page.getByRole('link', { name: 'try it in a scenario of the budget split' }).click();
    await page.waitForURL(/\/split\?view=scenarios/);
  });

  it('shows donations by line as they come in, and hands out links and script', async () => {
    await board.signIn(page, 'manager', `/campaigns/${campaignId}/conversions`);
    const site = await board.api('GET', `/api/v1/campaigns/${campaignId}/site`);
    const [link] = site['links'] as readonly { lineId: string; utm: string }[];
    const byLine = page.getByRole('region', { name: 'Conversions by line' });
    await byLine.waitFor();
    const at = `${WEEKS.startDay}T17:00:00Z`;
    const event = (eventId: string, fields: object) => ({ eventId, at, valueCents: 0, ...fields });
    const answer = await fetch(`${board.url}/conversions`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain' },
      body: JSON.stringify({
        siteKey: site['siteKey'],
        consent: true,
        events: [
          event('visit-000001', { kind: 'visit', utmContent: link?.lineId }),
          event('receipt-00001', { kind: 'donation', valueCents: 2_500, utmContent: link?.lineId }),
          event('receipt-00002', { kind: 'donation', valueCents: 1_000 }),
        ],
      }),
    });
    expect(answer.status).to.equal(200);
    const cells = (row: number) => byLine.locator('tr').nth(row).locator('td').allInnerTexts();
    await eventually(async () => (await cells(1))[4], '1');
    expect(await cells(1)).to.deep.equal(['WQPA early_news', '–', '1', '0', '1', '25', '–', '–']);
    expect((await cells(2)).slice(0, 6)).to.deep.equal(['All lines', '–', '1', '0', '1', '25']);
    expect((await cells(3)).slice(0, 6)).to.deep.equal(['Not attributed, not in the sum', '–', '0', '0', '1', '10']);
    await page.getByLabel('Landing address').fill('example.org/donate?team=7');
    const links = page.getByRole('region', { name: 'The link of each line' });
    await eventually(
      () => links.locator('tbody tr td').nth(1).innerText(),
      `https://example.org/donate?team=7&${link?.utm}`,
    );
    expect(new URL(page.url()).searchParams.get('landing')).to.contain('example.org/donate');
    await page.getByText(String(site['snippet'])).waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'conversions-light');
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`is clean and no wider than the page at 390 px, ${scheme}`, async () => {
      await page.context().close();
      page = await openPage({ scheme, viewport: NARROW });
      await board.signIn(page, 'admin');
      for (const [name, last] of [
        ['competitors', 'No competitor yet'],
        ['conversions', 'Script for the website'],
        ['reach', 'What this rests on'],
      ] as const) {
        await page.goto(`${board.url}/campaigns/${campaignId}/${name}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.getByText(last).waitFor();
        expect(await axeComplaints(page), name).to.deep.equal([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), name).to.equal(NARROW.width);
      }
    });
  }
});
