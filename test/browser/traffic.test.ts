import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { approvedCampaign, approvedCreative, tvLine, weeksToCome } from './support/airtime.ts';
import { axeComplaints } from './support/axe.ts';
import { eventually, shoot } from './support/browser.ts';
import { startVisit } from './support/visit.ts';

const WEEKS = weeksToCome();

describe('traffic instructions in a browser', function () {
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

  it('keeps the station’s contacts and programs, and says that no mail server is set up', async () => {
    await schedule();
    await board.api('POST', `/api/v1/campaigns/${campaignId}/spots/rotate`, {});
    for (const { id } of await spots()) {
      await board.api('POST', `/api/v1/spots/${id}/order`, {});
      await board.api('POST', `/api/v1/spots/${id}/confirm`, {});
    }
    await board.api('POST', `/api/v1/campaigns/${campaignId}/traffic-instructions`, {});
    await open('&view=traffic');
    await page.getByText('No mail server is set up').waitFor();
    await page.getByRole('button', { name: 'Add contacts of WQPA' }).click();
    const form = page.getByRole('form', { name: 'Station WQPA' });
    await form.getByRole('button', { name: 'Add a contact' }).click();
    await form.getByLabel('Name of contact 1').fill('Traffic desk');
    await form.getByLabel('Mail address of contact 1').fill('traffic@wqpa.example');
    await form.getByRole('button', { name: 'Add a program' }).click();
    await form.getByLabel('Name of program 1').fill('News at five');
    await form.getByLabel('Start of program 1').fill('17:00');
    await form.getByLabel('End of program 1').fill('18:00');
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'spots-station-light');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    const kept = await board.api('GET', '/api/v1/stations/WQPA');
    expect(kept['contacts']).to.deep.equal([{ name: 'Traffic desk', email: 'traffic@wqpa.example' }]);
    const mail = page.getByRole('button', { name: 'Mail WQPA revision 1' });
    await mail.waitFor();
    expect(await mail.isDisabled()).to.equal(true);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'spots-traffic-mail-light');
  });

  it('shows the instructions that hold, and what they superseded on demand', async () => {
    await schedule();
    const [first] = await spots();
    await board.api('POST', `/api/v1/campaigns/${campaignId}/spots/rotate`, {});
    for (const { id } of await spots()) {
      await board.api('POST', `/api/v1/spots/${id}/order`, {});
      await board.api('POST', `/api/v1/spots/${id}/confirm`, {});
    }
    await board.api('POST', `/api/v1/campaigns/${campaignId}/traffic-instructions`, {});
    await board.api('POST', `/api/v1/spots/${first?.id}/cancel`, { note: 'Not needed.' });
    await board.api('POST', `/api/v1/campaigns/${campaignId}/traffic-instructions`, {});
    await open('&view=traffic');
    const rows = page.getByRole('region', { name: 'Instructions by station' }).locator('tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).to.equal(2);
    await page.getByText('supersedes revision 1').waitFor();
    await page.getByRole('button', { name: first?.station ?? '', exact: true }).click();
    await page.getByRole('dialog').getByText('Not to air, though in the revision before:').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show superseded' }).click();
    await eventually(() => rows.count(), 3);
  });
});
