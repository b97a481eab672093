import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { approvedCampaign, approvedCreative, tvLine, weeksAroundToday } from './support/airtime.ts';
import { axeComplaints } from './support/axe.ts';
import { eventually, NARROW, shoot } from './support/browser.ts';
import { startVisit } from './support/visit.ts';

const WEEKS = weeksAroundToday();
const AD_ID = 'NBFW2611030H';

type Spot = Readonly<{ id: string; station: string; airDay: string; clock: string; costCents: number }>;

describe('post and reconcile in a browser', function () {
  this.timeout(300_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let campaignId: string;
  let spots: readonly Spot[];

  beforeEach(async () => {
    campaignId = await approvedCampaign(board, WEEKS, [tvLine('WQPA', 'early_news', WEEKS)]);
    await approvedCreative(board, campaignId, 'The block that came back', AD_ID);
    await board.api('POST', `/api/v1/campaigns/${campaignId}/spots/schedule`, {});
    const listed = async () =>
      (await board.api('GET', `/api/v1/campaigns/${campaignId}/spots?limit=500`))['items'] as readonly Spot[];
    const spotIds = (await listed()).map(({ id }) => id);
    for (const step of ['order', 'confirm'])
      await board.api('POST', `/api/v1/campaigns/${campaignId}/spots/bulk`, { spotIds, step });
    spots = await listed();
    page = await openPage();
  });

  const open = (search = '') => board.signIn(page, 'admin', `/campaigns/${campaignId}/reconciliation${search}`);
  /** A day of last week: past, and in the flight. */
  const lastWeek = addDays(WEEKS.startDay, 8);
  const american = (day: string) => `${day.slice(5, 7)}/${day.slice(8)}/${day.slice(0, 4)}`;
  const choose = async (name: string, mimeType: string, text: string) => {
    await page.getByRole('button', { name: 'Import as-run' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import as-run' });
    await dialog.locator('input[type=file]').setInputFiles({ name, mimeType, buffer: Buffer.from(text) });
    return dialog;
  };
  const usual = (rows: readonly string[]) => ['Station,Air Date,Air Time,ISCI,Length,Status,Cost', ...rows].join('\n');
  const importByApi = async (rows: readonly string[]) => {
    await page.evaluate(
      async ([path, body]) => {
        const answer = await fetch(path ?? '', { method: 'POST', headers: { 'Content-Type': 'text/csv' }, body });
        if (!answer.ok) throw new Error(await answer.text());
      },
      [`/api/v1/campaigns/${campaignId}/as-run-imports`, usual(rows)],
    );
  };

  it('maps a station’s own columns once, shows what cannot be read, and knows them the next time', async () => {
    await open();
    const csv = [
      'Dt;Tm;Cut;Secs;Code;Net',
      `${american(lastWeek)};17:10:05;${AD_ID};30;PLAYED;500.00`,
      `${american(lastWeek)};26:99;${AD_ID};30;PLAYED;500.00`,
      `${american(lastWeek)};17:40:05;${AD_ID};30;N/A;0.00`,
    ].join('\n');
    let dialog = await choose('wqpa.csv', 'text/csv', csv);
    await dialog.getByText('No column is known for air date, air time, ad-id, length.', { exact: false }).waitFor();
    expect(await dialog.getByRole('button', { name: 'Import', exact: true }).isDisabled()).to.equal(true);
    expect(await axeComplaints(page)).to.deep.equal([]);
    const pick = async (field: string, option: string) => {
      await dialog.getByRole('combobox', { name: field, exact: true }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    await pick('Air date', 'Dt');
    await pick('Air time', 'Tm');
    await pick('Ad-ID', 'Cut');
    await pick('Length', 'Secs');
    await pick('Status', 'Code');
    await pick('Invoiced amount', 'Net');
    await pick('Dates are written', 'MM/DD/YYYY');
    await dialog.getByLabel('Station', { exact: true }).first().fill('WQPA');
    await dialog.getByText('3 of the first 3 rows cannot be read', { exact: false }).waitFor();
    await pick('“PLAYED” means', 'Aired');
    await pick('“N/A” means', 'Did not air');
    await dialog.getByText('"26:99" is not a time.').waitFor();
    await dialog.getByText('1 of the first 3 rows cannot be read', { exact: false }).waitFor();
    await shoot(page, 'as-run-columns-light');
    expect(await axeComplaints(page)).to.deep.equal([]);
    expect(await dialog.getByLabel('Remember these columns as').inputValue()).to.equal('WQPA');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog.getByRole('button', { name: 'Go to the unmatched' }).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();

    dialog = await choose('wqpa-next.csv', 'text/csv', csv);
    await dialog.getByText('Columns as kept for WQPA').waitFor();
    await dialog.getByText('1 of the first 3 rows cannot be read', { exact: false }).waitFor();
    const { items } = await board.api('GET', `/api/v1/campaigns/${campaignId}/as-run-profiles`);
    expect((items as { name: string; station: string }[]).map(({ name, station }) => [name, station])).to.deep.equal([
      ['WQPA', 'WQPA'],
    ]);
  });

  it('takes in XML of the BXF shape and tells why each row did not match', async () => {
    await open();
    const event = (adId: string) =>
      `<BasicAsRun><Content><AdId>${adId}</AdId></Content><AsRunDetail><Status>Aired without discrepancy</Status><StartDateTime>
      <SmpteDateTime broadcastDate="${lastWeek}"><SmpteTimeCode>17:10:05;00</SmpteTimeCode></SmpteDateTime></StartDateTime><Duration>
      <SmpteDuration><SmpteTimeCode>00:00:30;00</SmpteTimeCode></SmpteDuration></Duration></AsRunDetail></BasicAsRun>`;
    const xml = `<?xml version="1.0"?><BxfMessage><BxfData><AsRun><Channel><CallLetters>WQPA</CallLetters></Channel>${event('')}${event('OTHR0000001H')}</AsRun></BxfData></BxfMessage>`;
    const dialog = await choose('wqpa.xml', 'application/xml', xml);
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog.getByRole('button', { name: 'Go to the unmatched' }).click();
    await page.getByRole('region', { name: 'As-run rows' }).waitFor();
    expect(await page.getByRole('button', { name: 'Match…' }).count()).to.equal(2);
    expect(await axeComplaints(page)).to.deep.equal([]);
  });

  it('works the queue by mouse and by keys', async () => {
    await open('?view=rows&state=unmatched');
    await importByApi([
      `WQPA,${lastWeek},17:10:00,,:30,Aired,`,
      `WQPA,${lastWeek},17:20:00,OTHR0000001H,:30,Aired,`,
      `WQPA,${lastWeek},17:30:00,OTHR0000002H,:30,Aired,`,
    ]);
    await page.reload();
    const matches = page.getByRole('button', { name: 'Match…' });
    await matches.first().waitFor();
    expect(await matches.count()).to.equal(3);
    await page.getByRole('button', { name: 'Ignore…' }).first().click();
    await page.getByRole('textbox', { name: 'Why does this row not count?' }).fill('A trailer of the station.');
    await page.getByRole('button', { name: 'Ignore', exact: true }).click();
    await eventually(() => matches.count(), 2);

    await matches.first().focus();
    await page.keyboard.press('ArrowDown');
    await eventually(
      () => page.evaluate(() => document.activeElement?.closest('tr')?.cells[2]?.innerText),
      'OTHR0000002H',
    );
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Why does this row not count?' }).waitFor();
    await page.keyboard.type('Not ours.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await eventually(() => matches.count(), 1);
    const { items } = await board.api('GET', `/api/v1/campaigns/${campaignId}/as-run-rows?state=ignored`);
    expect(items).to.have.lengthOf(2);
  });

  it('opens a dispute on what differs, notes the answer, settles it, and owes the credit', async () => {
    await open();
    await importByApi([`WQPA,${lastWeek},17:20:00,OTHR0000001H,:30,Aired,75.00`]);
    await page.getByText('Discrepancies', { exact: true }).click();
    await page.getByText('Invoiced, never ordered').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.getByRole('button', { name: 'Dispute…' }).click();
    const panel = page.getByRole('dialog', { name: 'Dispute with WQPA' });
    await panel.getByLabel('What you tell the station').fill('We did not order this one.');
    await panel.getByLabel('File, if there is one').fill('order-1042.pdf');
    await panel.getByLabel('Where it is').fill('https://files.example.org/order-1042.pdf');
    expect(await axeComplaints(page)).to.deep.equal([]);
    await panel.getByRole('button', { name: 'Open dispute' }).click();
    await panel.getByRole('link', { name: /order-1042/ }).waitFor();
    await panel.getByRole('button', { name: 'Station answered…' }).click();
    await panel.getByLabel('What they say').fill('They take it back.');
    await panel.getByRole('button', { name: 'Station answered', exact: true }).click();
    await panel.getByRole('button', { name: 'Settle…' }).click();
    await panel.getByLabel('How it was settled').fill('Off the next invoice.');
    await shoot(page, 'dispute-light');
    await panel.getByRole('button', { name: 'Settle', exact: true }).click();
    await panel.getByText('Settled', { exact: true }).first().waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.keyboard.press('Escape');
    await page.getByText('Disputes and credits', { exact: true }).click();
    const owed = page.getByRole('region', { name: 'Credits of each station' });
    await owed.waitFor();
    const row = (await owed.locator('tbody tr').first().innerText()).split(/\s+/);
    expect(row).to.deep.equal(['WQPA', '–', '75', '75', '–', '–']);
    const { totals } = await board.api('GET', `/api/v1/campaigns/${campaignId}/credits`);
    expect(totals).to.include({ owedCents: 7_500, settledCents: 7_500, claimedCents: 0 });
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`is clean in every view, ${scheme}, also 390 px wide`, async () => {
      await page.context().close();
      page = await openPage({ scheme, viewport: NARROW });
      await open();
      await importByApi([
        `WQPA,${lastWeek},17:20:00,OTHR0000001H,:30,Aired,75.00`,
        `WQPA,${lastWeek},17:21:00,,:30,Aired,`,
      ]);
      for (const view of ['summary', 'discrepancies', 'disputes', 'posting', 'rows', 'imports']) {
        await page.goto(`${board.url}/campaigns/${campaignId}/reconciliation?view=${view}`);
        await page.getByRole('region').first().waitFor();
        expect(await axeComplaints(page), view).to.deep.equal([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), view).to.equal(NARROW.width);
        await shoot(page, `reconcile-${view}-${scheme}-narrow`);
      }
    });
  }

  it('posts per station and quarter', async () => {
    await open('?view=posting');
    const table = page.getByRole('region', { name: 'Posting by station and quarter' });
    await table.waitFor();
    const rows = await table.locator('tbody tr').allInnerTexts();
    expect(rows.every((row) => row.startsWith('WQPA'))).to.equal(true);
    const ordered = rows.reduce((sum, row) => sum + Number(row.split('\t')[3]), 0);
    expect(ordered).to.equal(spots.length);
    expect(await axeComplaints(page)).to.deep.equal([]);
  });
});
