import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { axeComplaints } from './support/axe.ts';
import { NARROW, shoot, type Scheme } from './support/browser.ts';
import { createCampaign, createPlan, V5_LINES } from './support/campaigns.ts';
import { startVisit } from './support/visit.ts';

const FIRST_LOAD_BYTES = 250_000;
const CHART_BYTES = 200_000;

describe('the shell in a browser', function () {
  this.timeout(120_000);
  const { board, openPage, troubles } = startVisit();
  let page: Page;
  let campaignId: string;

  before(async () => {
    campaignId = await createCampaign(board, 'Autumn giving');
    await createPlan(board, campaignId, V5_LINES);
  });
  beforeEach(async () => {
    page = await openPage();
  });

  it('asks for sign-in, says why it refuses, and goes on to where one wanted to go', async () => {
    await page.goto(`${board.url}/campaigns/${campaignId}/plan`);
    await page.getByLabel('E-mail').fill('buyer@example.org');
    await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').waitFor();
    await page.getByRole('textbox', { name: 'Password' }).fill('a long enough password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('treegrid').waitFor();
    expect(new URL(page.url()).pathname).to.equal(`/campaigns/${campaignId}/plan`);
  });

  it('keeps search and order of the campaigns in the address', async () => {
    await board.signIn(page, 'viewer');
    await page.getByLabel('Search campaigns').fill('nothing like it');
    await page.getByText('No campaign fits').waitFor();
    expect(page.url()).to.contain('q=nothing');
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('link', { name: 'Autumn giving', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'New campaign' }).count()).to.equal(0);
  });

  it('makes a campaign, naming what is missing first, and leads to its plan', async () => {
    await board.signIn(page, 'buyer');
    await page.getByRole('button', { name: 'New campaign' }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('button', { name: 'Create campaign' }).click();
    await form.getByText('Give it a name.').waitFor();
    await form.getByLabel('Name').fill('Winter drive');
    await form.getByLabel('Advertiser').fill('Neighbors Forward');
    await form.getByRole('textbox', { name: 'Market' }).fill('Philadelphia');
    await form.getByLabel('DMA code').fill('504');
    await form.getByLabel('Gross budget, $').fill('20k');
    await form.getByLabel('First day').fill('2026-12-07');
    await form.getByLabel('Last day').fill('2026-12-20');
    await form.getByRole('button', { name: 'Create campaign' }).click();
    await page.getByRole('button', { name: 'Start the plan' }).click();
    await page.getByText('The plan has no lines yet').waitFor();
    await page.getByText('$20,000.00 left to allocate').first().waitFor();
  });

  it('finds campaigns by Ctrl K, goes by g and a letter, and lists the keys by ?', async () => {
    await board.signIn(page);
    await page.getByRole('link', { name: 'Autumn giving', exact: true }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('textbox', { name: 'Find' }).fill('autumn');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Autumn giving/ }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByRole('heading', { name: 'Budget split' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Undo, also after a reload').waitFor();
  });

  it('shows what somebody else changed without a reload', async () => {
    const id = await createCampaign(board, 'Before');
    await board.signIn(page, 'viewer', `/campaigns/${id}`);
    await page.getByRole('heading', { name: /Before/ }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await board.api('PATCH', `/api/v1/campaigns/${id}`, { name: 'After' }, { 'If-Match': '*' });
    await page.getByRole('heading', { name: /After/ }).waitFor({ timeout: 5_000 });
  });

  it('shows a new key once and revokes it', async () => {
    await board.signIn(page, 'admin', '/admin/keys');
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Ad platform');
    await page.getByRole('button', { name: 'Make the key' }).click();
    const key = await page.getByRole('dialog').locator('pre, code').first().innerText();
    expect(key.length).to.be.greaterThan(20);
    await page.getByRole('button', { name: 'Done' }).click();
    const row = page.getByRole('row', { name: /Ad platform/ });
    await row.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await row.getByText('Revoked').waitFor();
    expect(await page.getByText(key).count()).to.equal(0);
  });

  it(`loads at most ${FIRST_LOAD_BYTES / 1000} kB of script first and ${CHART_BYTES / 1000} kB more for charts`, async () => {
    const scripts = new Map<string, number>();
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.endsWith('.js'))
        void response.body().then((body) => scripts.set(pathname, gzipSync(body, { level: 9 }).length));
    });
    const sum = () => [...scripts.values()].reduce((total, bytes) => total + bytes, 0);
    await page.goto(`${board.url}/sign-in`);
    await page.getByLabel('E-mail').waitFor();
    await page.waitForLoadState('networkidle');
    expect(sum()).to.be.greaterThan(50_000).and.at.most(FIRST_LOAD_BYTES);
    await board.signIn(page);
    await page.waitForLoadState('networkidle');
    scripts.clear();
    await page.goto(board.url);
    await page.getByRole('link', { name: 'Autumn giving', exact: true }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(sum()).to.be.greaterThan(50_000).and.at.most(FIRST_LOAD_BYTES);
    await page.goto(`${board.url}/campaigns/${campaignId}/split`);
    await page.getByRole('img', { name: /^Donate terms/ }).waitFor();
    await page.waitForLoadState('networkidle');
    const chart = [...scripts]
      .filter(([path]) => path.includes('chart-canvas'))
      .reduce((total, [, bytes]) => total + bytes, 0);
    expect(chart).to.be.greaterThan(50_000).and.at.most(CHART_BYTES);
  });

  const pages = () =>
    [
      ['home', '/'],
      ['overview', `/campaigns/${campaignId}`],
      ['plan', `/campaigns/${campaignId}/plan`],
      ['split', `/campaigns/${campaignId}/split`],
      ['campaign-audit', `/campaigns/${campaignId}/audit`],
      ['people', '/admin/people'],
      ['keys', '/admin/keys'],
      ['audit', '/audit'],
      ['gallery', '/gallery'],
      ['sign-in', '/sign-in'],
    ] as const;
  const looks: readonly (readonly [string, Scheme, { width: number; height: number } | undefined])[] = [
    ['light', 'light', undefined],
    ['dark', 'dark', undefined],
    ['narrow', 'light', NARROW],
  ];
  for (const [look, scheme, viewport] of looks) {
    it(`passes axe on every page, ${look}, and never scrolls sideways`, async () => {
      const opened = await openPage({ scheme, viewport });
      await board.signIn(opened);
      const found: string[] = [];
      for (const [name, path] of pages()) {
        await opened.goto(`${board.url}${path}`);
        await opened
          .getByRole('heading', { level: 1 })
          .waitFor()
          .catch(async (error: unknown) => {
            throw new Error(
              `${name}: ${String(error)}\n${await opened.locator('body').innerText()}\n${troubles().join('\n')}`,
            );
          });
        await opened.waitForLoadState('load');
        await opened.waitForFunction(
          () => document.querySelector('[aria-label="Loading"]') === null || location.pathname === '/gallery',
        );
        found.push(...(await axeComplaints(opened)).map((complaint) => `${name}: ${complaint}`));
        const overflow = await opened.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (overflow > 0) found.push(`${name} scrolls sideways by ${overflow} px`);
        await shoot(opened, `${name}-${look}`);
      }
      expect(found).to.deep.equal([]);
    });
  }
});
