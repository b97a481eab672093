import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { axeComplaints } from './support/axe.ts';
import { eventually, NARROW, shoot, type PageOptions } from './support/browser.ts';
import { createCampaign, createPlan, V5_LINES } from './support/campaigns.ts';
import { startVisit } from './support/visit.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const saved = (page: Page) => page.getByText('Saved', { exact: true }).waitFor();

describe('the import of a plan in a browser', function () {
  this.timeout(120_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let campaignId: string;
  let planId: string;

  const start = async (options: PageOptions = {}) => {
    campaignId = await createCampaign(board, 'Autumn giving');
    planId = await createPlan(board, campaignId, V5_LINES);
    page = await openPage(options);
    await board.signIn(page, 'admin', `/campaigns/${campaignId}/plan`);
    await page.getByRole('treegrid').waitFor();
  };

  const exported = async (item: string) => {
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: item }).click(),
    ]);
    return { name: download.suggestedFilename(), buffer: await readFile(await download.path()) };
  };
  const give = async (file: { name: string; buffer: Buffer }) => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      dialog(page)
        .getByRole('button', { name: /Choose a file|Another file/ })
        .click(),
    ]);
    await chooser.setFiles({ ...file, mimeType: 'application/octet-stream' });
  };
  const open = () => page.getByRole('button', { name: 'Import', exact: true }).click();
  const lines = async (id = planId) =>
    (await board.api('GET', `/api/v1/plans/${id}`))['lines'] as readonly { name: string; budgetCents: number }[];
  const budgets = async (id = planId) =>
    Object.fromEntries((await lines(id)).map(({ name, budgetCents }) => [name, budgetCents]));

  it('takes its own workbook and CSV back as no changes', async () => {
    await start();
    for (const item of ['Excel workbook', 'CSV', 'Lines and flights']) {
      const file = await exported(item);
      await open();
      await give(file);
      await dialog(page).getByText('No changes: the plan already says what the file says.').waitFor();
      expect(await dialog(page).getByRole('button', { name: 'Apply', exact: true }).isDisabled()).to.equal(true);
      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'detached' });
    }
  });

  it('exports a plan of 300 lines as a workbook, which is packed in a worker, and takes it back', async () => {
    await start();
    const many = Array.from({ length: 300 }, (_, index) => ({
      ...{ name: `Line ${index}`, channel: 'ctv', vendor: `Vendor ${index % 20}`, budgetCents: 10_001 + index },
    }));
    const plan = await createPlan(board, campaignId, many);
    await page.goto(`${board.url}/campaigns/${campaignId}/plan?plan=${plan}`);
    await page.getByRole('button', { name: /^Line 0/ }).waitFor();
    const file = await exported('Excel workbook');
    await open();
    await give(file);
    await dialog(page).getByText('No changes: the plan already says what the file says.').waitFor();
    await dialog(page).getByText('No change 300').waitFor();
  });

  it('shows new, changed and wrong rows, applies the chosen ones, and takes them back with one undo', async () => {
    await start();
    const text = (await exported('CSV')).buffer.toString('utf8');
    const changed = text
      .replace(/(Donate terms,)3000\.00,3000\.00/, '$11000.00,2000.00')
      .replace(/(Feed cutdowns,)3000\.00/, '$1lots')
      .replace('Channel,Vendor,Line,', 'Channel,Vendor,Line,')
      .replace(/(Streaming homes,)4000\.00/, '$15000.00');
    await open();
    await give({ name: 'plan.csv', buffer: Buffer.from(changed) });
    const row = (name: string) => dialog(page).getByRole('row', { name: new RegExp(name) });
    await row('Donate terms').getByText('Changed').waitFor();
    await row('Feed cutdowns').getByText('is “lots”: give an amount of zero or more.').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'plan-import-light');
    await row('Streaming homes').getByRole('checkbox').uncheck();
    await dialog(page).getByRole('button', { name: 'Apply 1 row' }).click();
    await saved(page);
    await eventually(async () => (await budgets())['Donate terms'], 1_200_000);
    expect((await budgets())['Streaming homes']).to.equal(2_000_000);
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(async () => (await budgets())['Donate terms'], 1_500_000);
  });

  it('asks what the columns hold, remembers it, and adds a TV line', async () => {
    await start();
    const rows =
      'Medium,Who,What,Kind,Each,Stn,Daypart,Rtg,26-Oct-26,2-Nov-26\nTV,WPVI,Six o’clock,CPP,50,WPVI,Early news,8,800,400\n';
    await open();
    await give({ name: 'tv.csv', buffer: Buffer.from(rows) });
    await dialog(page).getByText('No column holds the line').waitFor();
    const holds = (heading: string, field: string) =>
      dialog(page)
        .getByRole('combobox', { name: new RegExp(`, ${heading}, holds`) })
        .selectOption({ label: field });
    for (const [heading, field] of [
      ['Who', 'Vendor'],
      ['What', 'Line'],
      ['Kind', 'Rate kind'],
      ['Each', 'Price'],
      ['Stn', 'Station'],
    ] as const)
      await holds(heading, field);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await dialog(page).getByRole('button', { name: 'Preview' }).click();
    await dialog(page).getByText('New', { exact: true }).waitFor();
    await dialog(page).getByRole('button', { name: 'Apply 1 row' }).click();
    await saved(page);
    await eventually(async () => (await budgets())['Six o’clock'], 120_000);
    // The same headings again, with other weeks: straight to the preview.
    await open();
    await give({
      name: 'tv2.csv',
      buffer: Buffer.from(rows.replace('26-Oct-26', '9-Nov-26').replace('2-Nov-26', '16-Nov-26')),
    });
    await dialog(page)
      .getByRole('row', { name: /Six o’clock/ })
      .getByText('Changed')
      .waitFor();
  });

  it('puts an import into an approved plan as a revision with one undo', async () => {
    await start();
    const file = await exported('Lines and flights');
    await board.api('POST', `/api/v1/plans/${planId}/submit`, {});
    await board.api('POST', `/api/v1/plans/${planId}/approve`, {});
    await page.reload();
    await page.getByText(/^Seal /).waitFor();
    await open();
    await give({
      name: 'plan.csv',
      buffer: Buffer.from(file.buffer.toString('utf8').replace(',15000,CPC', ',14000,CPC')),
    });
    await dialog(page).getByText('Applying makes a new draft; the approved plan stays.').waitFor();
    await dialog(page).getByRole('button', { name: 'Apply 1 row' }).click();
    await page.getByRole('button', { name: 'Submit for review' }).waitFor();
    expect((await budgets())['Donate terms']).to.equal(1_500_000);
    const revised = String((await board.api('GET', `/api/v1/campaigns/${campaignId}`))['latestPlanId']);
    expect(revised).to.not.equal(planId);
    expect((await budgets(revised))['Donate terms']).to.equal(1_400_000);
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(async () => (await budgets(revised))['Donate terms'], 1_500_000);
  });

  for (const scheme of ['light', 'dark'] as const)
    it(`works at 390 pixels, ${scheme}`, async () => {
      await start({ viewport: NARROW, scheme });
      const file = await exported('CSV');
      await open();
      await give({ name: file.name, buffer: Buffer.from(file.buffer.toString('utf8').replace('4000.00', '4500.00')) });
      await dialog(page).getByText('Changed', { exact: true }).first().waitFor();
      expect(await axeComplaints(page)).to.deep.equal([]);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).to.be.at.most(390);
      await shoot(page, `plan-import-narrow-${scheme}`);
    });
});
