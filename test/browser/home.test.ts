import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { axeComplaints } from './support/axe.ts';
import { NARROW, shoot } from './support/browser.ts';
import { createCampaign, createPlan, V5_LINES } from './support/campaigns.ts';
import { startVisit } from './support/visit.ts';

type PlanSeen = Readonly<{
  status: string;
  totals: Readonly<{ grossCents: number }>;
  lines: readonly Readonly<{ name: string; flights: readonly Readonly<{ startDay: string; endDay: string }>[] }>[];
}>;

describe('home in a browser', function () {
  this.timeout(240_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let campaignId: string;

  before(async () => {
    campaignId = await createCampaign(board, 'Autumn giving');
    const planId = await createPlan(board, campaignId, V5_LINES);
    await board.api('POST', `/api/v1/plans/${planId}/submit`);
    await board.api('POST', `/api/v1/plans/${planId}/approve`);
  });
  beforeEach(async () => {
    page = await openPage();
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

  const giveFile = async (csv: string) => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('dialog').getByRole('button', { name: 'Choose a file' }).click(),
    ]);
    await chooser.setFiles({ name: 'lines.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  };

  it('imports a file into a new campaign, from home', async () => {
    await board.signIn(page, 'buyer');
    await page.getByRole('button', { name: 'Import from Excel' }).click();
    await page.getByRole('dialog').getByLabel('Into the plan of').selectOption('A new campaign…');
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.getByRole('button', { name: 'Continue' }).click();
    const form = page.getByRole('dialog', { name: /New campaign/ });
    for (const [field, text] of [
      ['Name', 'Spring giving'],
      ['Advertiser', 'Neighbors Forward'],
      ['Market', 'Philadelphia'],
      ['DMA code', '504'],
      ['Gross budget, $', '5k'],
      ['First day', '2027-03-01'],
      ['Last day', '2027-03-28'],
    ] as const)
      await form.getByLabel(field, { exact: false }).first().fill(text);
    await form.getByRole('button', { name: 'Create and choose the file' }).click();
    await page.waitForURL(/\/campaigns\/cmp_[^/]+\/plan.*panel=import/);
    await giveFile(
      'Line,Channel,Vendor,Rate kind,Price,First day,Last day,Budget\nFeeds,Social,Commonplace,CPM,12.50,2027-03-01,2027-03-28,4800\n',
    );
    await page.getByRole('button', { name: 'Apply 1 row' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    const id = /plan=(pln_[^&]+)/.exec(page.url())?.[1] ?? '';
    const plan = (await board.api('GET', `/api/v1/plans/${id}`)) as unknown as PlanSeen;
    expect(plan.lines.map(({ name }) => name)).to.deep.equal(['Feeds']);
    expect(plan.totals.grossCents).to.equal(480_000);
  });

  it('imports a file into the plan of a campaign, from home, and says when that waits for approval', async () => {
    const other = await createCampaign(board, 'Summer giving');
    const planId = await createPlan(board, other, V5_LINES);
    await board.signIn(page, 'buyer', '/?import=true');
    await page.getByRole('dialog').getByLabel('Into the plan of').selectOption(other);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(new RegExp(`plan=${planId}.*panel=import`));
    await page.getByRole('dialog', { name: 'Import a plan' }).waitFor();
    await board.api('POST', `/api/v1/plans/${planId}/submit`);
    await page.goto(`${board.url}/?import=true`);
    await page.getByRole('dialog').getByLabel('Into the plan of').selectOption(other);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText(/Plan 1\.0 of Summer giving is in review, so its lines are fixed: return it/).waitFor();
  });

  it('says how a campaign stands on a phone, in the dark', async () => {
    const phone = await openPage({ scheme: 'dark', viewport: NARROW });
    await board.signIn(phone, 'viewer');
    await phone.getByRole('link', { name: 'Autumn giving', exact: true }).waitFor();
    expect(await axeComplaints(phone)).to.deep.equal([]);
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).to.equal(NARROW.width);
    await shoot(phone, 'home-narrow');
  });
});
