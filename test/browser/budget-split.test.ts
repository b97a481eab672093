import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { axeComplaints } from './support/axe.ts';
import { startBoard, type Board } from './support/board.ts';
import { eventually, launchBrowser, openPage, shoot } from './support/browser.ts';
import { createCampaign, createPlan, V5_LINES } from './support/campaigns.ts';

const proposed = (page: Page, line: string) => page.getByLabel(`Proposed for ${line}, $`);
const total = (page: Page) => page.getByTestId('split-total');

describe('the budget split in a browser', function () {
  this.timeout(120_000);
  let board: Board;
  let browser: Browser;
  let page: Page;
  let troubles: readonly string[];
  let campaignId: string;
  let planId: string;

  before(async () => {
    [board, browser] = await Promise.all([startBoard(), launchBrowser()]);
  });
  after(async () => {
    await browser.close();
    await board.stop();
  });
  beforeEach(async () => {
    campaignId = await createCampaign(board, 'Autumn giving');
    planId = await createPlan(board, campaignId, V5_LINES);
    ({ page, troubles } = await openPage(browser));
    await board.signIn(page, 'buyer', `/campaigns/${campaignId}/split`);
    await page.getByText('No cent can do better').waitFor();
  });
  afterEach(async () => {
    await page.context().close();
    expect(troubles).to.deep.equal([]);
  });

  const budgets = async () => {
    const plan = await board.api('GET', `/api/v1/plans/${planId}`);
    return (plan['lines'] as readonly { name: string; budgetCents: number }[]).map((line) => [
      line.name,
      line.budgetCents,
    ]);
  };

  it('proposes the known optimum to the cent, with proof, reasons and the value of the next $100', async () => {
    expect(await proposed(page, 'Donate terms').inputValue()).to.equal('11,290.52');
    expect(await proposed(page, 'Feed cutdowns').inputValue()).to.equal('9,675.90');
    expect(await proposed(page, 'Streaming homes').inputValue()).to.equal('29,033.58');
    expect(await total(page).innerText()).to.equal('$50,000.00');
    expect(await page.getByText('Balanced', { exact: true }).count()).to.equal(3);
    // λ = .018062491 a dollar, so $100 more brings 1.806.
    expect(await page.getByLabel('The split in short').innerText())
      .to.contain('1.806')
      .and.to.contain('1,813.1');
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'split-v5-light');
  });

  it('applies as one step and one undo takes it back', async () => {
    await page.getByRole('button', { name: 'Apply to the plan' }).click();
    await page.getByRole('button', { name: /Undo: apply the split/ }).waitFor();
    await eventually(
      async () => JSON.stringify(await budgets()),
      JSON.stringify([
        ['Donate terms', 1_129_052],
        ['Feed cutdowns', 967_590],
        ['Streaming homes', 2_903_358],
      ]),
    );
    await page.getByText('nothing to change').waitFor();
    await page.getByRole('button', { name: /Undo: apply the split/ }).click();
    await eventually(
      async () => JSON.stringify(await budgets()),
      JSON.stringify([
        ['Donate terms', 1_500_000],
        ['Feed cutdowns', 1_500_000],
        ['Streaming homes', 2_000_000],
      ]),
    );
  });

  it('pins a line by slider keys or a typed amount and splits the rest around it', async () => {
    const slider = page.getByRole('slider', { name: 'Amount of Streaming homes' });
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('Pinned', { exact: true }).waitFor();
    await eventually(() => total(page).innerText(), '$50,000.00');
    await proposed(page, 'Streaming homes').fill('30k');
    await proposed(page, 'Streaming homes').press('Enter');
    // 20,000 over MM(900, 6000) and MM(700, 9000) with equal marginal returns: 10,825.92 and 9,174.08.
    await eventually(() => proposed(page, 'Donate terms').inputValue(), '10,825.92');
    await eventually(() => proposed(page, 'Feed cutdowns').inputValue(), '9,174.08');
    await page.getByRole('button', { name: 'Let the split decide Streaming homes' }).click();
    await eventually(() => proposed(page, 'Streaming homes').inputValue(), '29,033.58');
  });

  it('keeps limits of a line and of a group, and names limits that clash', async () => {
    await page.getByRole('button', { name: /Limits of Donate terms/ }).click();
    await page.getByLabel('At most, $').fill('5k');
    await page.getByLabel('At most, $').press('Enter');
    await eventually(() => proposed(page, 'Donate terms').inputValue(), '5,000');
    await page.getByText('At its maximum').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('group', { name: 'Share of Digital' }).getByLabel('Most, %').fill('50');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('button', { name: 'Apply to the plan' }).isDisabled()).to.equal(true);
    expect(await page.getByRole('alert').innerText()).to.match(/25,000|50/);
  });

  it('shows the curve of the chosen line and the same as a table', async () => {
    await page
      .getByRole('button', { name: /Feed cutdowns/ })
      .first()
      .click();
    await page.getByRole('img', { name: /^Feed cutdowns: \$15,000\.00 gives 438/ }).waitFor();
    await page.getByRole('button', { name: 'View as table' }).click();
    await page.getByRole('region', { name: 'Feed cutdowns as a table' }).waitFor();
  });
});
