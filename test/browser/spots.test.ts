import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { approvedCampaign, approvedCreative, tvLine, weeksToCome } from './support/airtime.ts';
import { axeComplaints } from './support/axe.ts';
import { startBoard, type Board } from './support/board.ts';
import { eventually, launchBrowser, NARROW, openPage, shoot } from './support/browser.ts';

const WEEKS = weeksToCome();

describe('spots and traffic in a browser', function () {
  this.timeout(240_000);
  let board: Board;
  let browser: Browser;
  let page: Page;
  let troubles: readonly string[];
  let campaignId: string;

  before(async () => {
    [board, browser] = await Promise.all([startBoard(), launchBrowser()]);
  });
  after(async () => {
    await browser.close();
    await board.stop();
  });
  beforeEach(async () => {
    campaignId = await approvedCampaign(board, WEEKS, [
      tvLine('WQPA', 'early_news', WEEKS),
      tvLine('WPHN', 'late_news', WEEKS),
    ]);
    await approvedCreative(board, campaignId, 'The block that came back', 'NBFW2611030H');
    ({ page, troubles } = await openPage(browser));
  });
  afterEach(async () => {
    await page.context().close();
    expect(troubles).to.deep.equal([]);
  });

  const open = (search = '') =>
    board.signIn(page, 'buyer', `/campaigns/${campaignId}/spots?from=${WEEKS.startDay}${search}`);
  const schedule = () => board.api('POST', `/api/v1/campaigns/${campaignId}/spots/schedule`, {});
  const spots = async () => {
    const answer = await board.api('GET', `/api/v1/campaigns/${campaignId}/spots?limit=500`);
    return answer['items'] as readonly {
      id: string;
      status: string;
      airDay: string;
      station: string;
      makegoodForId: string | null;
    }[];
  };
  const statuses = async () => [...new Set((await spots()).map((spot) => spot.status))].toSorted().join();
  const grid = () => page.getByRole('grid');

  it('places what the plan pays for: four spots of $500.00 for each $2,000.00', async () => {
    await open();
    await page.getByText('No spots yet').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.getByRole('button', { name: 'Schedule spots' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Schedule spots' }).click();
    const result = dialog.getByRole('region', { name: 'Flights scheduled' });
    await result.waitFor();
    // 2 lines × $2,000.00 ÷ $500.00 = 8 spots, $4,000.00.
    expect(await dialog.getByLabel('What was scheduled').innerText())
      .to.contain('8')
      .and.to.contain('$4,000.00');
    expect(await axeComplaints(page)).to.deep.equal([]);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await grid().waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'spots-grid-light');
  });

  it('is walked by keys: arrows move, Space selects, Enter opens, Escape closes and the focus comes back', async () => {
    await schedule();
    await open();
    await grid().waitFor();
    await page.locator('[data-place="0 0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    const focused = () => page.evaluate('document.activeElement?.getAttribute("data-place")');
    expect(await focused()).to.equal('1 1');
    await page.keyboard.press('Space');
    await page.getByText('1 cell selected').waitFor();
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByText('2 cells selected').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('2 cells selected').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await eventually(focused, '1 2');
  });

  it('orders and confirms every spot of the stations by single clicks', async () => {
    await schedule();
    await open();
    for (let row = 0; row < 2; row += 1) await grid().getByRole('rowheader').nth(row).getByRole('button').click();
    await page.getByText('28 cells selected').waitFor();
    await page.getByRole('button', { name: 'Mark ordered' }).click();
    await page.getByText(/spots? ordered\./).waitFor();
    await page.getByRole('button', { name: 'Confirm', exact: true }).click();
    await page.getByText(/spots? confirmed\./).waitFor();
    // Two of the four weeks are on the screen; the others are planned still.
    await eventually(statuses, 'confirmed,planned');
    expect(await axeComplaints(page)).to.deep.equal([]);
  });

  it('names the reason when a step is refused, and leaves the spots as they were', async () => {
    await schedule();
    await open();
    await grid().getByRole('rowheader').first().getByRole('button').click();
    await page.getByRole('button', { name: 'All aired' }).click();
    await page.getByText('This spot is still to air. Move it first if it ran early.').waitFor();
    expect(await statuses()).to.equal('planned');
  });

  it('makes a pre-empted spot good: reason, search, offer, accept, link', async () => {
    await schedule();
    const [lost] = await spots();
    if (!lost) throw new Error('Nothing was scheduled.');
    await board.api('POST', `/api/v1/spots/${lost.id}/order`, {});
    await board.api('POST', `/api/v1/spots/${lost.id}/confirm`, {});
    await open(`&spot=${lost.id}`);
    const panel = page.getByRole('dialog');
    await panel.getByRole('button', { name: 'Pre-empt…' }).click();
    await page.getByRole('textbox', { name: 'Why did the station drop it?' }).fill('Breaking news');
    await page.getByRole('button', { name: 'Pre-empt', exact: true }).click();
    await panel.getByRole('button', { name: 'Find a make-good' }).waitFor();
    expect(await panel.innerText())
      .to.contain('Breaking news')
      .and.to.contain('5.0 points and $500.00 were lost');
    expect(await axeComplaints(page)).to.deep.equal([]);
    await panel.getByRole('button', { name: 'Find a make-good' }).click();
    await panel.getByRole('article').first().getByRole('button', { name: 'Accept' }).click();
    await panel.getByText('Makes good', { exact: true }).waitFor();
    await shoot(page, 'spots-makegood-light');
    const all = await spots();
    expect(all.find((spot) => spot.id === lost.id)?.status).to.equal('made_good');
    expect(all.filter((spot) => spot.makegoodForId === lost.id)).to.have.lengthOf(1);
  });

  it('moves a spot, and says why not when the time is outside what was sold', async () => {
    await schedule();
    const spot = (await spots()).find((one) => one.station === 'WQPA');
    await open(`&spot=${spot?.id}`);
    const panel = page.getByRole('dialog');
    await panel.getByRole('button', { name: 'Move…' }).click();
    const form = page.getByRole('form', { name: 'Move the spot' });
    await form.getByLabel('Broadcast time').fill('20:30');
    await form.getByRole('button', { name: 'Move the spot' }).click();
    await panel.getByText('The spot is bought in Early news; choose a time inside it.').waitFor();
    await form.getByLabel('Broadcast time').fill('18:45');
    await form.getByRole('button', { name: 'Move the spot' }).click();
    await form.waitFor({ state: 'detached' });
    expect(await panel.innerText()).to.contain('18:45 broadcast, 6:45 PM (UTC');
  });

  it('adds a spot by click in an empty cell of a flight that can pay for one more', async () => {
    await schedule();
    const planned = (await spots()).filter((one) => one.station === 'WQPA');
    await board.api('POST', `/api/v1/spots/${planned[3]?.id}/cancel`, {});
    await open();
    const taken = new Set(planned.map((one) => one.airDay));
    const cells = grid().getByRole('row').filter({ hasText: 'WQPA' }).getByRole('gridcell');
    const empty = cells.filter({ hasText: 'no spots' }).first();
    await empty.click();
    const form = page.getByRole('form', { name: 'Add a spot' });
    await form.getByLabel('Broadcast time').fill('17:40');
    await form.getByRole('button', { name: 'Add the spot' }).click();
    await page.getByRole('dialog').getByText('17:40 broadcast', { exact: false }).waitFor();
    const added = (await spots()).find((one) => one.station === 'WQPA' && !taken.has(one.airDay));
    expect(added?.status).to.equal('planned');
  });

  it('issues traffic instructions by revision, to be downloaded as PDF, CSV and BXF', async () => {
    await schedule();
    await board.api('POST', `/api/v1/campaigns/${campaignId}/spots/rotate`, {});
    for (const { id } of await spots()) {
      await board.api('POST', `/api/v1/spots/${id}/order`, {});
      await board.api('POST', `/api/v1/spots/${id}/confirm`, {});
    }
    await open('&view=traffic');
    await page.getByText('No instructions yet').waitFor();
    await page.getByRole('button', { name: 'Issue new instructions' }).click();
    const table = page.getByRole('region', { name: 'Instructions by station' });
    await eventually(() => table.getByText('Current').count(), 2);
    const [moved] = await spots();
    await board.api(
      'POST',
      `/api/v1/spots/${moved?.id}/move`,
      { airDay: moved?.airDay, clock: moved?.station === 'WQPA' ? '18:50' : '23:25' },
      { 'If-Match': '*' },
    );
    await page.getByRole('button', { name: 'Issue new instructions' }).click();
    await table.getByText('supersedes revision 1').first().waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    for (const [format, start] of [
      ['PDF', '%PDF'],
      ['CSV', ''],
      ['BXF', '<'],
    ] as const) {
      const address = await table
        .getByRole('link', { name: new RegExp(`as ${format}$`) })
        .first()
        .getAttribute('href');
      const answer = await page.request.get(`${board.url}${address}`);
      expect(answer.status(), format).to.equal(200);
      const text = await answer.text();
      expect(text.slice(0, start.length), format).to.equal(start);
      if (format === 'CSV') expect(text).to.contain('NBFW2611030H');
    }
    await shoot(page, 'spots-traffic-light');
  });

  it('gives a calendar feed that ends when it is revoked', async () => {
    await schedule();
    await open();
    await page.getByRole('button', { name: 'Calendar feed' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Wall calendar');
    await page.getByRole('button', { name: 'Make a feed' }).click();
    const address = await page.getByLabel('the address of the feed', { exact: true }).innerText();
    expect(await (await fetch(address)).text()).to.contain('BEGIN:VEVENT');
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Revoked', { exact: true }).waitFor();
    expect((await fetch(address)).status).to.be.within(404, 410);
  });

  it('fits a phone in the dark', async () => {
    await schedule();
    await page.context().close();
    ({ page, troubles } = await openPage(browser, { viewport: NARROW, scheme: 'dark' }));
    await open();
    await grid().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).to.equal(0);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'spots-grid-narrow-dark');
  });
});
