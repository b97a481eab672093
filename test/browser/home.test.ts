import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { axeComplaints } from './support/axe.ts';
import { startBoard, type Board } from './support/board.ts';
import { launchBrowser, NARROW, openPage, shoot } from './support/browser.ts';
import { createCampaign, createPlan, V5_LINES } from './support/campaigns.ts';

type PlanSeen = Readonly<{
  status: string;
  totals: Readonly<{ grossCents: number }>;
  lines: readonly Readonly<{ name: string; flights: readonly Readonly<{ startDay: string; endDay: string }>[] }>[];
}>;

describe('home in a browser', function () {
  this.timeout(240_000);
  let board: Board;
  let browser: Browser;
  let page: Page;
  let troubles: readonly string[];
  let campaignId: string;

  before(async () => {
    [board, browser] = await Promise.all([startBoard(), launchBrowser()]);
    campaignId = await createCampaign(board, 'Autumn giving');
    const planId = await createPlan(board, campaignId, V5_LINES);
    await board.api('POST', `/api/v1/plans/${planId}/submit`);
    await board.api('POST', `/api/v1/plans/${planId}/approve`);
  });
  after(async () => {
    await browser.close();
    await board.stop();
  });
  beforeEach(async () => {
    ({ page, troubles } = await openPage(browser));
  });
  afterEach(async () => {
    await page.context().close();
    expect(troubles).to.deep.equal([]);
  });

  it('leads from every number to where it came from', async () => {
    await board.signIn(page, 'viewer');
    const row = page.getByRole('row', { name: /Autumn giving/ });
    for (const [link, address] of [
      ['50,000', `/campaigns/${campaignId}/plan`],
      ['pacing of Autumn giving', `/campaigns/${campaignId}/pacing`],
    ] as const)
      expect(await row.getByRole('link', { name: link }).getAttribute('href')).to.equal(address);
    expect(await page.getByRole('button', { name: 'Duplicate Autumn giving' }).count(), 'a viewer').to.equal(0);
    expect(await axeComplaints(page)).to.deep.equal([]);
  });

  it('keeps a search under a name, opens it again, and forgets it', async () => {
    await board.signIn(page, 'buyer');
    await page.getByLabel('Search campaigns').fill('autumn');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByLabel('Save what is shown as').fill('Autumn alone');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.keyboard.press('Escape');
    await page.goto(`${board.url}/`);
    await page.getByRole('button', { name: 'Views (1)' }).click();
    await page.getByRole('button', { name: /^Autumn alone/ }).click();
    await page.waitForURL(/q=autumn/);
    await page.getByRole('button', { name: 'Views (1)' }).click();
    await page.getByRole('button', { name: 'Forget the view Autumn alone' }).click();
    await page.getByRole('button', { name: 'Views', exact: true }).waitFor();
  });

  it('duplicates a campaign with its plan as a draft, every flight moved by as many days', async () => {
    await board.signIn(page, 'buyer');
    await page.getByRole('button', { name: 'Duplicate Autumn giving' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Name').fill('Winter giving');
    // October 26 to January 4 is ten weeks.
    await form.getByLabel('First day').fill('2027-01-04');
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'home-duplicate');
    await form.getByRole('button', { name: 'Duplicate', exact: true }).click();
    await page.waitForURL(/\/campaigns\/cmp_[^/]+\/plan/);
    const copyId = /campaigns\/(cmp_[^/]+)/.exec(page.url())?.[1] ?? '';
    expect(copyId).not.to.equal(campaignId);
    const copy = await board.api('GET', `/api/v1/campaigns/${copyId}`);
    expect(copy).to.include({
      ...{ name: 'Winter giving', status: 'draft', budgetCents: 5_000_000 },
      ...{ startDay: '2027-01-04', endDay: '2027-02-08', approvedPlanId: null },
    });
    const plan = (await board.api('GET', `/api/v1/plans/${String(copy['latestPlanId'])}`)) as unknown as PlanSeen;
    expect([plan.status, plan.totals.grossCents]).to.deep.equal(['draft', 5_000_000]);
    expect(plan.lines.map(({ name, flights }) => [name, flights[0]?.startDay, flights[0]?.endDay])).to.deep.equal(
      V5_LINES.map(({ name }) => [name, '2027-01-04', '2027-02-08']),
    );
  });

  it('says how a campaign stands on a phone, in the dark', async () => {
    const { page: phone, context } = await openPage(browser, { scheme: 'dark', viewport: NARROW });
    await board.signIn(phone, 'viewer');
    await phone.getByRole('link', { name: 'Autumn giving', exact: true }).waitFor();
    expect(await axeComplaints(phone)).to.deep.equal([]);
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).to.equal(NARROW.width);
    await shoot(phone, 'home-narrow');
    await context.close();
  });
});
