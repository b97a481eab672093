import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { axeComplaints } from './support/axe.ts';
import { eventually, NARROW, shoot, type PageOptions } from './support/browser.ts';
import { createCampaign, createPlan, V5_LINES } from './support/campaigns.ts';
import { startVisit } from './support/visit.ts';

type Line = Readonly<{
  name: string;
  budgetCents: number;
  rate: { amountMicros: number };
  flights: { startDay: string }[];
}>;

describe('changing many lines at once in a browser', function () {
  this.timeout(120_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let planId: string;
  let campaignId: string;

  const start = async (options: PageOptions = {}) => {
    campaignId = await createCampaign(board, 'Autumn giving');
    planId = await createPlan(board, campaignId, V5_LINES);
    page = await openPage(options);
    await board.signIn(page, 'admin', `/campaigns/${campaignId}/plan`);
    await page.getByRole('treegrid').waitFor();
    await page.getByRole('button', { name: 'Bulk edit' }).click();
    await dialog().waitFor();
  };
  const dialog = () => page.getByRole('dialog');
  const choose = (name: RegExp) => dialog().getByRole('checkbox', { name }).check();
  const lines = async () => (await board.api('GET', `/api/v1/plans/${planId}`))['lines'] as readonly Line[];
  const budgets = async () =>
    (await lines())
      .map(({ name, budgetCents }) => `${name} ${budgetCents}`)
      .toSorted()
      .join(', ');
  const START = 'Donate terms 1500000, Feed cutdowns 1500000, Streaming homes 2000000';

  it('adds a share to chosen budgets as one undo, and says what the plan will say', async () => {
    await start();
    await choose(/^Choose Donate terms/);
    await choose(/^Choose Feed cutdowns/);
    await dialog().getByLabel('Share, %').fill('10');
    await dialog().getByText('2 chosen, 2 would change; together $33,000.00. One undo.').waitFor();
    await dialog().getByText('Flights add up to $53,000.00, which is $3,000.00 over the $50,000.00 budget.').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'plan-bulk-light');
    await dialog().getByRole('button', { name: 'Change 2' }).click();
    await eventually(budgets, 'Donate terms 1650000, Feed cutdowns 1650000, Streaming homes 2000000');
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(budgets, START);
  });

  it('filters, finds and replaces in names by keys alone, with the filter in the address', async () => {
    await start();
    await page.keyboard.type('feed');
    await page.waitForURL(/q=feed/);
    await dialog().getByLabel('Do', { exact: true }).selectOption({ label: 'Find and replace' });
    await dialog().getByLabel('Find', { exact: true }).focus();
    await page.keyboard.type('Feed');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Story');
    await dialog().getByRole('checkbox', { name: 'Choose all lines shown' }).focus();
    await page.keyboard.press('Space');
    await dialog().getByText('Story cutdowns').waitFor();
    await dialog().getByLabel('Replace by').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Saved', { exact: true }).waitFor();
    await eventually(async () => (await lines()).map(({ name }) => name).includes('Story cutdowns'), true);
    expect((await lines()).length).to.equal(3);
  });

  it('shifts dates, and says which flights must stay', async () => {
    await start();
    await dialog().getByRole('checkbox', { name: 'Choose all flights shown' }).check();
    await dialog().getByLabel('Do', { exact: true }).selectOption({ label: 'Shift dates' });
    await dialog().getByLabel('Days', { exact: true }).fill('7');
    await dialog().getByText('would leave the campaign').first().waitFor();
    expect(await dialog().getByRole('button', { name: 'Change', exact: true }).isDisabled()).to.equal(true);
    await dialog().getByLabel('Days', { exact: true }).fill('a week');
    await dialog().getByText('Give whole days, for example 7 or -7').waitFor();
    await dialog().getByLabel('Do', { exact: true }).selectOption({ label: 'Add a share to prices' });
    await dialog().getByLabel('Share, %').fill('-5');
    await dialog().getByText('CPC $1.90 gross').waitFor();
    await dialog().getByRole('button', { name: 'Change 3' }).click();
    const prices = async () =>
      (await lines())
        .map(({ rate }) => rate.amountMicros)
        .toSorted((a, b) => a - b)
        .join();
    await eventually(prices, '1900000,28500000,28500000');
    expect(await budgets()).to.equal(START);
  });

  for (const scheme of ['light', 'dark'] as const)
    it(`works at 390 pixels, ${scheme}`, async () => {
      await start({ viewport: NARROW, scheme });
      await choose(/^Choose Donate terms/);
      await dialog().getByLabel('Share, %').fill('-10');
      await dialog().getByText('$13,500.00', { exact: true }).waitFor();
      expect(await axeComplaints(page)).to.deep.equal([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(390);
      await shoot(page, `plan-bulk-narrow-${scheme}`);
    });
});
