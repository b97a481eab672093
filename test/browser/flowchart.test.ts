import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import readExcelFile from 'read-excel-file/node';
import type { LineResponse } from '../../shared/contracts/plans.ts';
import type { Board } from './support/board.ts';
import { eventually, shoot } from './support/browser.ts';
import { createCampaign, createPlan, V5_LINES } from './support/campaigns.ts';
import { startVisit } from './support/visit.ts';

const grid = (page: Page) => page.getByRole('treegrid');
/** The cell of a line under the nth week (from 0) as it reads. */
const cell = (page: Page, line: string, week: number) =>
  page
    .getByRole('row', { name: new RegExp(line) })
    .getByRole('gridcell')
    .nth(week);
const total = (page: Page) => page.getByTestId('grid-total');
const saved = (page: Page) => page.getByText('Saved', { exact: true }).waitFor();

/** Waits until an amount on the screen is this many dollars. */
async function shows(place: Locator, dollars: number): Promise<void> {
  await eventually(async () => Number((await place.innerText()).replaceAll(/[,–]/g, '') || 0), dollars);
}

async function typeInto(page: Page, line: string, week: number, text: string): Promise<void> {
  await cell(page, line, week).click();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

describe('the flowchart in a browser', function () {
  this.timeout(120_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let campaignId: string;
  let planId: string;

  beforeEach(async () => {
    campaignId = await createCampaign(board, 'Autumn giving');
    planId = await createPlan(board, campaignId, V5_LINES);
    page = await openPage();
    await board.signIn(page, 'admin', `/campaigns/${campaignId}/plan`);
    await grid(page).waitFor();
  });

  it('foots to $50,000.00 both ways, gross, and to $42,500.00 net', async () => {
    const sums = async () => {
      const rows = await grid(page).getByRole('row').all();
      const read = async (row: (typeof rows)[number]) =>
        (await row.getByRole('gridcell').allInnerTexts()).map((text) =>
          Math.round(Number(text.replaceAll(/[,–]/g, '') || 0) * 100),
        );
      const foot = await read(rows.at(-1)!);
      const channels = await Promise.all((await grid(page).locator('[aria-level="1"]').all()).map(read));
      return { foot, channels };
    };
    const check = (found: Awaited<ReturnType<typeof sums>>, expected: number) => {
      expect(found.foot.at(-1)).to.equal(expected);
      expect(found.foot.slice(0, -1).reduce((a, b) => a + b, 0)).to.equal(expected);
      found.foot.forEach((sum, index) =>
        expect(found.channels.reduce((a, row) => a + (row[index] ?? 0), 0)).to.equal(sum),
      );
    };
    check(await sums(), 5_000_000);
    await page.getByText('Net', { exact: true }).click();
    await page.waitForURL(/basis=net/);
    check(await sums(), 4_250_000);
  });

  it('takes 5k, =3*450 and +10%, keeps Esc away, and says what is left to allocate', async () => {
    await typeInto(page, 'Donate terms', 0, '5k');
    await saved(page);
    await shows(cell(page, 'Donate terms', 0), 5000);
    // 15,000 evenly over five weeks is 3,000 a week; the first is now 5,000.
    await shows(total(page), 52000);
    await page.getByText('$2,000.00 over budget').waitFor();
    await typeInto(page, 'Donate terms', 0, '=3*450');
    await saved(page);
    await shows(cell(page, 'Donate terms', 0), 1350);
    await page.getByText('$1,650.00 left to allocate').first().waitFor();
    await typeInto(page, 'Donate terms', 0, '+10%');
    await saved(page);
    await shows(cell(page, 'Donate terms', 0), 1485);
    await cell(page, 'Donate terms', 1).click();
    await page.keyboard.press('F2');
    await page.keyboard.type('99');
    await page.keyboard.press('Escape');
    await shows(cell(page, 'Donate terms', 1), 3000);
    const plan = await board.api('GET', `/api/v1/plans/${planId}`);
    expect((plan['totals'] as { grossCents: number }).grossCents).to.equal(5_000_000 - 300_000 + 148_500);
  });

  it('goes right with Tab, refuses what is no amount beside the cell, and clears with Delete', async () => {
    await cell(page, 'Feed cutdowns', 0).click();
    await page.keyboard.type('100');
    await page.keyboard.press('Tab');
    await page.keyboard.type('200');
    await page.keyboard.press('Enter');
    await saved(page);
    await shows(cell(page, 'Feed cutdowns', 0), 100);
    await shows(cell(page, 'Feed cutdowns', 1), 200);
    await cell(page, 'Feed cutdowns', 2).click();
    await page.keyboard.type('abc');
    expect(await page.getByRole('alert').first().innerText()).to.contain('"abc" is not an amount');
    await page.keyboard.press('Escape');
    await cell(page, 'Feed cutdowns', 2).click();
    await page.keyboard.press('Delete');
    await saved(page);
    await shows(cell(page, 'Feed cutdowns', 2), 0);
  });

  it('pastes a block from Excel as one undo and copies one out', async () => {
    await cell(page, 'Donate terms', 1).click();
    await grid(page).evaluate((element) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', '1,000.00\t$2,000\r\n10\t20\r\n');
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    await saved(page);
    await shows(cell(page, 'Donate terms', 1), 1000);
    await shows(cell(page, 'Donate terms', 2), 2000);
    await cell(page, 'Donate terms', 1).click();
    await page.keyboard.press('Shift+ArrowRight');
    const copied = await grid(page).evaluate((element) => {
      const clipboardData = new DataTransfer();
      element.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }));
      return clipboardData.getData('text/plain');
    });
    expect(copied).to.equal('1000.00\t2000.00');
    await page.keyboard.press('Control+z');
    await saved(page);
    await page.getByText('All allocated').waitFor();
    await shows(cell(page, 'Donate terms', 1), 3000);
    await shows(total(page), 50000);
  });

  it('undoes and redoes, also after a reload', async () => {
    await typeInto(page, 'Streaming homes', 0, '1');
    await typeInto(page, 'Streaming homes', 1, '2');
    await saved(page);
    await page.reload();
    await grid(page).waitFor();
    await shows(cell(page, 'Streaming homes', 0), 1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await saved(page);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('All allocated').waitFor();
    await page.getByRole('button', { name: 'Redo' }).click();
    await saved(page);
    await shows(cell(page, 'Streaming homes', 0), 1);
    await shows(cell(page, 'Streaming homes', 1), 4000);
  });

  it('adds a line with a flight, changes its dates, and takes it away again', async () => {
    await page.getByRole('button', { name: 'Add a line' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Name').fill('Online video, shorts');
    await drawer.getByLabel('Vendor').fill('Liberty Video');
    await drawer.getByLabel('Price, $').fill('18');
    await drawer.getByLabel('Gross, $').fill('=2*500');
    await drawer.getByLabel('Last day').fill('2026-11-08');
    await drawer.getByRole('button', { name: 'Add the line' }).click();
    await saved(page);
    await shows(cell(page, 'Online video, shorts', 0), 500);
    await shows(cell(page, 'Online video, shorts', 2), 0);
    await page.getByRole('button', { name: /^Online video, shorts/ }).click();
    await page.getByRole('dialog').getByLabel('Last day').fill('2026-11-01');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await saved(page);
    await shows(cell(page, 'Online video, shorts', 0), 1000);
    await page.getByRole('button', { name: /^Online video, shorts/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('All allocated').waitFor();
  });

  it('says of a line of spots when it may air and how many a week there are, and whether a platform stops by itself', async () => {
    const tv = { station: 'WQPA', daypart: 'early_news', ratingHundredths: 310, lengthSeconds: 30 };
    const rate = { kind: 'cpp', amountMicros: 46_000_000, basis: 'gross' };
    const flight = { startDay: '2026-10-26', endDay: '2026-11-09', budgetCents: 0 };
    const line = { name: 'WQPA early news', channel: 'linear_tv', vendor: 'WQPA', rate, tv, flights: [flight] };
    await board.api('PATCH', `/api/v1/plans/${planId}`, { edits: [{ kind: 'add_line', line }] }, { 'If-Match': '*' });
    await page.getByRole('button', { name: /^WQPA early news/ }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Spots a week').fill('two');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.getByText('Give a whole number, 1 to 500, or leave it empty.').waitFor();
    await drawer.getByLabel('Spots a week').fill('12');
    await drawer.getByLabel('Mon').check();
    await drawer.getByLabel('Wed').check();
    await drawer.getByLabel('The platform stops by itself').uncheck();
    await drawer.getByRole('button', { name: 'Save' }).click();
    await saved(page);
    const plan = await board.api('GET', `/api/v1/plans/${planId}`);
    const kept = (plan['lines'] as readonly LineResponse[]).find(({ name }) => name === line.name);
    expect(kept?.tv).to.include({ ...tv, spotsPerWeek: 12 });
    expect(kept?.tv?.weekdays).to.deep.equal([1, 3]);
    expect(kept?.flights[0]?.hardStop).to.equal(false);
    await page.getByRole('button', { name: /^WQPA early news/ }).click();
    await shoot(page, 'line-drawer');
  });

  it('puts an edit on top of what somebody else saved meanwhile', async () => {
    await board.api(
      'PATCH',
      `/api/v1/plans/${planId}`,
      { edits: [{ kind: 'set_line_budget', lineId: await lineId(board, planId, 'Feed cutdowns'), cents: 1_400_000 }] },
      { 'If-Match': '*' },
    );
    await typeInto(page, 'Donate terms', 0, '4000');
    await saved(page);
    await page.getByText('All allocated').waitFor();
    await shows(total(page), 50000);
  });

  it('is submitted, approved, sealed, revised and compared', async () => {
    await page.getByRole('button', { name: 'Submit for review' }).click();
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    expect(await grid(page).getAttribute('aria-readonly')).to.equal('true');
    await page.context().clearCookies();
    await board.signIn(page, 'manager', `/campaigns/${campaignId}/plan`);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText(/^Seal /).waitFor();
    await page.context().clearCookies();
    await board.signIn(page, 'buyer', `/campaigns/${campaignId}/plan`);
    await page.getByRole('button', { name: 'Revise' }).click();
    await page.getByRole('button', { name: 'Submit for review' }).waitFor();
    await typeInto(page, 'Donate terms', 0, '2500');
    await saved(page);
    await page.getByRole('link', { name: 'Compare' }).click();
    await page.getByText('Changed', { exact: true }).waitFor();
    const row = page.getByRole('row', { name: /Donate terms/ });
    expect(await row.getByRole('cell').last().innerText()).to.equal('-$500.00'.replace('-', '−'));
    await shoot(page, 'compare-light');
  });

  it('exports this view as CSV and as a workbook with the same totals', async () => {
    const fetchFile = async (item: string) => {
      await page.getByRole('button', { name: 'Export' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: item }).click(),
      ]);
      return { name: download.suggestedFilename(), path: await download.path() };
    };
    const csv = await fetchFile('CSV');
    expect(csv.name).to.match(/^autumn-giving-plan-[\d.]+-gross\.csv$/);
    const lines = (await readFile(csv.path, 'utf8')).trim().split('\r\n');
    expect(lines.at(-1)).to.match(/^Total,,,10000\.00,10000\.00,10000\.00,10000\.00,10000\.00,50000\.00$/);
    expect(lines.some((line) => line.startsWith('Amounts,Gross US dollars'))).to.equal(true);
    const workbook = await fetchFile('Excel workbook');
    const rows = (await readExcelFile(workbook.path)) as unknown as readonly (readonly unknown[])[];
    const sheet =
      'data' in (rows[0] ?? {}) ? (rows[0] as unknown as { data: readonly (readonly unknown[])[] }).data : rows;
    expect(sheet.at(-1)?.at(-1)).to.equal(50_000);
  });
});

async function lineId(board: Board, planId: string, name: string): Promise<string> {
  const plan = await board.api('GET', `/api/v1/plans/${planId}`);
  return (plan['lines'] as readonly { id: string; name: string }[]).find((line) => line.name === name)?.id ?? '';
}
