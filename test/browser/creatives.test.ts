import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { approvedCampaign, approvedCreative, tvLine, weeksToCome } from './support/airtime.ts';
import { axeComplaints } from './support/axe.ts';
import { shoot } from './support/browser.ts';
import { startVisit } from './support/visit.ts';

const WEEKS = weeksToCome();

describe('creatives in a browser', function () {
  this.timeout(240_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let campaignId: string;

  beforeEach(async () => {
    campaignId = await approvedCampaign(board, WEEKS, [tvLine('WQPA', 'early_news', WEEKS)]);
    page = await openPage();
  });
  const open = (search = '') => board.signIn(page, 'admin', `/campaigns/${campaignId}/creatives${search}`);

  it('checks the code while it is typed, then takes a testimonial from draft to approved with its release', async () => {
    await open();
    await page.getByText('No creatives yet').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.getByRole('button', { name: 'New creative' }).first().click();
    const panel = page.getByRole('dialog');
    await panel.getByLabel('Title').fill('The block that came back');
    await panel.getByLabel('Ad-ID or ISCI').fill('NBFW26');
    await panel.getByText('It has 6 characters.', { exact: false }).waitFor();
    expect(await panel.getByRole('button', { name: 'Add creative' }).isDisabled()).to.equal(true);
    await panel.getByLabel('Ad-ID or ISCI').fill('nbfw-2611 030h');
    await panel.getByText('Ad-ID NBFW2611030H, HD').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await panel.getByRole('button', { name: 'Add creative' }).click();

    await panel.getByText('There is no signed release.', { exact: false }).waitFor();
    await panel.getByRole('button', { name: 'Add the release' }).click();
    await panel.getByLabel('Who signed').fill('Rosa Delgado');
    await panel.getByLabel('Signed on').fill(addDays(WEEKS.startDay, -30));
    await panel
      .locator('input[type=file]')
      .setInputFiles({ name: 'release.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF') });
    await panel.getByRole('button', { name: 'Save release' }).click();
    await panel.getByRole('link', { name: /release\.pdf/ }).waitFor();
    await panel.getByRole('button', { name: 'Ask for approval' }).click();
    await panel.getByRole('button', { name: 'Approve', exact: true }).click();
    await panel.getByText('It may air.').waitFor();
    await shoot(page, 'creative-light');
    const { items } = await board.api('GET', `/api/v1/campaigns/${campaignId}/creatives`);
    const [creative] = items as readonly { adId: string; eligibleToday: boolean; approval: { status: string } }[];
    expect(creative).to.deep.include({ adId: 'NBFW2611030H', eligibleToday: true });
    expect(creative?.approval.status).to.equal('approved');
  });

  it('names what a disclaimer lacks as soon as the rule asks for it', async () => {
    await approvedCreative(board, campaignId, 'Without a line', 'NBFW2611031H');
    await open();
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByLabel('Must contain').fill('Paid for by Neighbors Forward');
    await page.getByRole('button', { name: 'Save rule' }).click();
    await page.getByText('May not', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Without a line' }).click();
    await page
      .getByRole('dialog')
      .getByText('There is no disclaimer. It must say "Paid for by Neighbors Forward".')
      .waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
  });

  it('saves rotation shares only when they add up to 100 %, and helps them there', async () => {
    await approvedCreative(board, campaignId, 'First story', 'NBFW2611032H');
    await approvedCreative(board, campaignId, 'Second story', 'NBFW2611033H');
    await open('?rotation=true');
    const panel = page.getByRole('dialog');
    await panel.getByLabel('Share of First story, %').fill('75');
    await panel.getByText('125%: 25 points too many').waitFor();
    expect(await panel.getByRole('button', { name: 'Save shares' }).isDisabled()).to.equal(true);
    expect(await axeComplaints(page)).to.deep.equal([]);
    // 75 : 50 of 100 is 60 : 40.
    await panel.getByRole('button', { name: 'Make it 100%' }).click();
    expect(await panel.getByLabel('Share of First story, %').inputValue()).to.equal('60%');
    await panel.getByRole('button', { name: 'Save shares' }).click();
    await page.getByText('Shares of the 30 s creatives are saved.').waitFor();
    const { lengths } = await board.api('GET', `/api/v1/campaigns/${campaignId}/rotation-weights`);
    const [thirty] = lengths as readonly { creatives: readonly { title: string; shareBasisPoints: number }[] }[];
    expect(Object.fromEntries(thirty?.creatives.map((one) => [one.title, one.shareBasisPoints]) ?? [])).to.deep.equal({
      'First story': 6_000,
      'Second story': 4_000,
    });
  });
});
