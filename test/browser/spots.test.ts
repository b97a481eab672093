import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { approvedCampaign, approvedCreative, tvLine, weeksToCome } from './support/airtime.ts';
import { axeComplaints } from './support/axe.ts';
import { eventually, NARROW, shoot } from './support/browser.ts';
import { startVisit } from './support/visit.ts';

const WEEKS = weeksToCome();

describe('spots and traffic in a browser', function () {
  this.timeout(240_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let campaignId: string;

  beforeEach(async () => {
    campaignId = await approvedCampaign(board, WEEKS, [
      tvLine('WQPA', 'early_news', WEEKS),
      tvLine('WPHN', 'late_news', WEEKS),
    ]);
    await approvedCreative(board, campaignId, 'The block that came back', 'NBFW2611030H');
    page = await openPage();
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
    await form.getByText('The spot is bought in Early news, 17:00 to 19:00; choose a time inside it.').waitFor();
    expect(await form.getByRole('button', { name: 'Move the spot' }).isDisabled()).to.equal(true);
    await form.getByLabel('Broadcast time').fill('18:45');
    await form.getByRole('button', { name: 'Move the spot' }).click();
    await form.waitFor({ state: 'detached' });
    expect(await panel.innerText()).to.match(/18:45 broadcast, 6:45 PM E[SD]T/);
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

  /** Frees one spot of a station's four, so that its flight can pay for one more. */
  const freeOne = async (station: string) => {
    const own = (await spots()).filter((one) => one.station === station);
    await board.api('POST', `/api/v1/spots/${own[3]?.id}/cancel`, {});
    return own;
  };
  const rowOf = (station: string) => grid().getByRole('row').filter({ hasText: station });

  it('fills by drag: the handle of a spot pulled over other days marks conflicts first and saves after', async () => {
    await schedule();
    const own = await freeOne('WQPA');
    await open();
    const cells = rowOf('WQPA').getByRole('gridcell');
    const from = cells.filter({ hasText: '1 planned' }).first();
    await from.hover();
    const place = (await from.getAttribute('data-place'))?.split(' ').map(Number) ?? [];
    const to = page.locator(`[data-place="${place[0]} ${(place[1] ?? 0) + 2}"]`);
    const [start, end] = [await from.locator('[data-handle]').boundingBox(), await to.boundingBox()];
    if (!start || !end) throw new Error('There is nothing to drag.');
    await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
    await page.mouse.down();
    await page.mouse.move(end.x - end.width / 2, end.y + end.height / 2, { steps: 4 });
    await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 4 });
    await page.mouse.up();
    const bar = page.getByRole('region', { name: 'Fill cells' });
    // One canceled spot pays for one more: of two days one gets it, the other is told why not, before anything is saved.
    await bar.getByRole('button', { name: 'Add 1 spot' }).waitFor();
    await bar.getByText('pays for 4 spots, which are scheduled').waitFor();
    expect(await grid().getByText('would get one more').count()).to.equal(1);
    expect(
      await grid()
        .getByText(/conflict:/)
        .count(),
    ).to.equal(1);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'spots-fill-light');
    expect((await spots()).filter(({ status }) => status === 'planned')).to.have.lengthOf(7);
    await bar.getByRole('button', { name: 'Add 1 spot' }).click();
    await page.getByText(/1 spot added at/).waitFor();
    const live = (await spots()).filter(({ station, status }) => station === 'WQPA' && status === 'planned');
    expect(live).to.have.lengthOf(4);
    expect(live.some(({ id }) => !own.some((one) => one.id === id))).to.equal(true);
  });

  it('fills by single clicks too: select cells, Fill…, a time, add', async () => {
    await schedule();
    await freeOne('WPHN');
    await open();
    await page.getByRole('button', { name: 'Select cells' }).click();
    const empty = rowOf('WPHN').getByRole('gridcell').filter({ hasText: 'no spots' });
    await empty.nth(0).click();
    await empty.nth(1).click();
    await page.getByText('2 cells selected').waitFor();
    await page.getByRole('button', { name: 'Fill…' }).click();
    const bar = page.getByRole('region', { name: 'Fill cells' });
    await bar.getByRole('textbox').fill('20:00');
    await bar.getByText('20:00 is not in Late news, 23:00 to 23:35.').first().waitFor();
    expect(await bar.getByRole('button', { name: 'Nothing to add' }).isDisabled()).to.equal(true);
    await bar.getByRole('textbox').fill('23:10');
    await bar.getByRole('button', { name: 'Add 1 spot' }).click();
    await page.getByText('1 spot added at 23:10.').waitFor();
    expect(await statuses()).to.equal('canceled,planned');
  });

  it('moves a spot to the day before or after by keys, and says why not when it can not', async () => {
    await schedule();
    await open();
    const cell = rowOf('WQPA').getByRole('gridcell').filter({ hasText: '1 planned' }).first();
    const place = (await cell.getAttribute('data-place')) ?? '';
    await page.locator(`[data-place="${place}"]`).focus();
    const before = (await spots()).filter(({ station }) => station === 'WQPA').map(({ airDay }) => airDay);
    await page.keyboard.press('Control+ArrowRight');
    await page.getByText(/Moved to .* at /).waitFor();
    const after = (await spots()).filter(({ station }) => station === 'WQPA').map(({ airDay }) => airDay);
    expect(after.filter((airDay) => !before.includes(airDay))).to.have.lengthOf(1);
    await page.locator(`[data-place="${place}"]`).focus();
    await page.keyboard.press('Control+ArrowRight');
    await page.getByText(/No spot of .* can be moved\./).waitFor();
  });

  it('shows what is proved of the schedule: each station-week with its bound', async () => {
    await open();
    await page.getByRole('button', { name: 'Schedule spots' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Schedule spots' }).click();
    await dialog.getByText('8 of 8 station-weeks proved as even as can be').waitFor();
    await dialog.getByRole('button', { name: 'Show the bounds' }).click();
    const rows = dialog.getByRole('region', { name: 'Station-weeks and their bounds' }).getByRole('row');
    expect(await rows.count()).to.equal(9);
    expect(await axeComplaints(page)).to.deep.equal([]);
  });

  it('says what stands against a move or one more spot before anybody saves it', async () => {
    await schedule();
    const spot = (await spots()).find((one) => one.station === 'WQPA');
    await open(`&spot=${spot?.id}`);
    const panel = page.getByRole('dialog');
    await panel.getByRole('button', { name: 'Move…' }).click();
    const form = page.getByRole('form', { name: 'Move the spot' });
    await form.getByLabel('Broadcast day').fill(addDays(WEEKS.endDay, 3));
    await form.getByText(/is outside the flight/).waitFor();
    expect(await form.getByRole('button', { name: 'Move the spot' }).isDisabled()).to.equal(true);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    // Four spots of $500.00 are what $2,000.00 pays for.
    await page.locator('[data-place="1 1"]').click();
    const adding = page.getByRole('form', { name: 'Add a spot' });
    await adding.getByText(/pays for 4 spots, which are scheduled/).waitFor();
    expect(await adding.getByRole('button', { name: 'Add the spot' }).isDisabled()).to.equal(true);
  });

  it('fits a phone in the dark', async () => {
    await schedule();
    await page.context().close();
    page = await openPage({ viewport: NARROW, scheme: 'dark' });
    await open();
    await grid().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).to.equal(0);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'spots-grid-narrow-dark');
  });
});
