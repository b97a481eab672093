import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { axeComplaints } from './support/axe.ts';
import { eventually, NARROW, shoot, type PageOptions } from './support/browser.ts';
import { createCampaign, createPlan, V5_LINES } from './support/campaigns.ts';
import { startVisit } from './support/visit.ts';

describe('the dates of a flight in a browser', function () {
  this.timeout(120_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let planId: string;

  const start = async (options: PageOptions = {}) => {
    const campaignId = await createCampaign(board, 'Autumn giving');
    planId = await createPlan(board, campaignId, V5_LINES);
    // Feed cutdowns runs two weeks from November 2.
    const flightId = (await flights('Feed cutdowns'))[0]?.id;
    await board.api(
      'PATCH',
      `/api/v1/plans/${planId}`,
      { edits: [{ kind: 'update_flight', flightId, set: { startDay: '2026-11-02', endDay: '2026-11-16' } }] },
      { 'If-Match': '*' },
    );
    page = await openPage(options);
    await board.signIn(page, 'admin', `/campaigns/${campaignId}/plan`);
    await page.getByRole('treegrid').waitFor();
  };

  const flights = async (line: string) => {
    const plan = await board.api('GET', `/api/v1/plans/${planId}`);
    const lines = plan['lines'] as readonly {
      name: string;
      flights: { id: string; startDay: string; endDay: string }[];
    }[];
    return lines.find(({ name }) => name === line)?.flights ?? [];
  };
  const runs = async () =>
    (await flights('Feed cutdowns')).map(({ startDay, endDay }) => `${startDay} ${endDay}`).join();
  const row = () => page.getByRole('row', { name: /Feed cutdowns/ });
  const grip = () => row().getByRole('button', { name: /^Dates of Feed cutdowns/ });

  it('are set by single clicks in a popover that says days and cost', async () => {
    await start();
    await row().hover();
    await grip().click();
    const panel = page.getByRole('dialog', { name: 'Dates of Feed cutdowns' });
    await panel.getByText('Nov 2 – Nov 15 · 14 days · $15,000.00, $1,071.43 a day').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'flight-dates-light');
    await panel.getByRole('button', { name: 'Week later' }).click();
    await panel.getByLabel('Days').fill('7');
    await panel.getByText('Nov 9 – Nov 15 · 7 days').waitFor();
    await panel.getByRole('button', { name: 'Set the dates' }).click();
    await eventually(runs, '2026-11-09 2026-11-16');
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(runs, '2026-11-02 2026-11-16');
    await row().hover();
    await grip().click();
    await panel.waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await grip().click();
    await panel.waitFor();
    await grip().click();
    await panel.waitFor({ state: 'detached' });
  });

  it('are set by keys alone: Alt+Enter opens them, Ctrl with an arrow moves a day, with Shift the end', async () => {
    await start();
    await row().getByRole('gridcell').nth(1).click();
    await page.keyboard.press('Control+ArrowRight');
    await eventually(runs, '2026-11-03 2026-11-17');
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await eventually(runs, '2026-11-03 2026-11-16');
    await page.keyboard.press('Alt+Enter');
    const panel = page.getByRole('dialog', { name: 'Dates of Feed cutdowns' });
    await panel.getByLabel('Last day').fill('2026-12-20');
    await panel.getByText('The campaign runs Oct 26 – Nov 29: keep the flight inside.').waitFor();
    expect(await panel.getByRole('button', { name: 'Set the dates' }).isDisabled()).to.equal(true);
    await panel.getByLabel('Last day').fill('2026-11-22');
    await page.keyboard.press('Enter');
    await eventually(runs, '2026-11-03 2026-11-23');
    // The keys go on where they were.
    await page.keyboard.press('Control+ArrowLeft');
    await eventually(runs, '2026-11-02 2026-11-22');
  });

  it('follow a bar that is pulled, and its edge, with dates and cost in the tip; Esc leaves them', async () => {
    await start();
    const cell = (await row().getByRole('gridcell').nth(1).boundingBox())!;
    const pull = async (from: { x: number; y: number }, by: number) => {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(from.x + by / 2, from.y, { steps: 4 });
      await page.mouse.move(from.x + by, from.y, { steps: 4 });
    };
    const middleOf = async () => {
      const box = (await grip().boundingBox())!;
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    };
    await pull(await middleOf(), cell.width);
    await page.getByText('Nov 9 – Nov 22 · 14 days · $15,000.00, $1,071.43 a day', { exact: true }).waitFor();
    await shoot(page, 'flight-drag-light');
    await page.keyboard.press('Escape');
    await page.mouse.up();
    expect(await runs()).to.equal('2026-11-02 2026-11-16');
    await pull(await middleOf(), cell.width);
    await page.mouse.up();
    await eventually(runs, '2026-11-09 2026-11-23');
    const edge = (await row().locator('[data-edge="end"]').boundingBox())!;
    await pull({ x: edge.x + 4, y: edge.y + 8 }, cell.width);
    await page.mouse.up();
    await eventually(runs, '2026-11-09 2026-11-30');
    expect(await page.getByRole('dialog').count()).to.equal(0);
    await page.keyboard.press('Control+z');
    await eventually(runs, '2026-11-09 2026-11-23');
  });

  it('work at 390 pixels in the dark', async () => {
    await start({ viewport: NARROW, scheme: 'dark' });
    await page.getByRole('treegrid').evaluate((element) => element.scrollTo({ left: 100 }));
    await row().hover();
    await grip().click();
    await page.getByRole('dialog', { name: 'Dates of Feed cutdowns' }).waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'flight-dates-narrow-dark');
  });
});
