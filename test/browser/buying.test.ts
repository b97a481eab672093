import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { axeComplaints } from './support/axe.ts';
import { eventually, NARROW, shoot } from './support/browser.ts';
import { ZONE, weeksToCome } from './support/airtime.ts';
import { startVisit } from './support/visit.ts';

/** Five weeks still to come: weeks that began are not bought any more. */
const { startDay } = weeksToCome();
const WEEKS = { startDay, endDay: addDays(startDay, 35) };
/** $400.00 a spot at 8.0 points and $150.00 at 2.0, each with $1,000.00 over five weeks. */
const line = (station: string, daypart: string, ratingHundredths: number, dollars: number) => ({
  name: `${station} ${daypart.replace('_', ' ')}`,
  channel: 'linear_tv',
  vendor: station,
  rate: { kind: 'flat', amountMicros: dollars * 1_000_000, basis: 'gross' },
  tv: { station, daypart, ratingHundredths, lengthSeconds: 30 },
  flights: [{ ...WEEKS, budgetCents: 300_000 }],
});

describe('buying spots and dayparts in a browser', function () {
  this.timeout(240_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let campaignId: string;
  let planId: string;

  beforeEach(async () => {
    const campaign = await board.api('POST', '/api/v1/campaigns', {
      name: 'Spring spots',
      advertiser: 'Neighbors Forward',
      market: { name: 'Philadelphia', dmaCode: '504' },
      timeZone: ZONE,
      currency: 'USD',
      budgetCents: 5_000_000,
      ...WEEKS,
      goal: { kind: 'donations' },
    });
    campaignId = String(campaign['id']);
    const plan = await board.api('POST', `/api/v1/campaigns/${campaignId}/plans`, {
      lines: [line('WQPA', 'early_news', 800, 400), line('WPHN', 'late_news', 200, 150)],
    });
    planId = String(plan['id']);
    page = await openPage();
  });
  const grossCents = async () =>
    ((await board.api('GET', `/api/v1/plans/${planId}`))['totals'] as { grossCents: number }).grossCents;

  it('finds the best buy with its proof, puts it into the plan, and one undo takes it back', async () => {
    await board.signIn(page, 'buyer', `/campaigns/${campaignId}/buy`);
    await page.getByRole('heading', { name: 'Buy spots' }).waitFor();
    expect(await page.getByLabel('Budget, gross $').inputValue()).to.equal('6,000');
    await page.getByLabel('Avails a line and week').fill('2');
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.getByRole('button', { name: 'Find the best buy' }).click();
    const figures = page.getByLabel('What the buy is worth');
    await figures.waitFor();
    // Two avails a week on both: 10 × $400.00 + 10 × $150.00 = $5,500.00 for 100.0 points.
    expect(await figures.innerText())
      .to.contain('$5,500.00')
      .and.to.contain('100.0');
    await page.getByText('Proved best').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'buy-light');
    await page.reload();
    await figures.waitFor();
    await page.getByText('for Robin buyer, with $6,000.00').waitFor();
    await page.getByRole('button', { name: 'Apply to the plan' }).click();
    await eventually(grossCents, 550_000);
    await page.getByRole('button', { name: 'Undo: buy spots' }).click();
    await eventually(grossCents, 600_000);
  });

  it('names the rules that can’t hold together and the least change that would do', async () => {
    await board.signIn(page, 'buyer', `/campaigns/${campaignId}/buy`);
    await page.getByLabel('Points a week, at least').fill('50');
    await page.getByRole('button', { name: 'Find the best buy' }).click();
    await page.getByText('No buy keeps all of these rules:').waitFor();
    await page
      .getByText(/Raise it to|Lower it to/)
      .first()
      .waitFor();
    expect(await grossCents()).to.equal(600_000);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'buy-infeasible-light');
  });

  it('fits a phone in the dark', async () => {
    await page.context().close();
    page = await openPage({ viewport: NARROW, scheme: 'dark' });
    await board.signIn(page, 'buyer', `/campaigns/${campaignId}/buy`);
    await page.getByRole('button', { name: 'Find the best buy' }).click();
    await page.getByLabel('What the buy is worth').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).to.equal(0);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'buy-narrow-dark');
  });

  it('gives a market dayparts of its own and takes it back to the usual ones', async () => {
    await board.signIn(page, 'admin', '/admin/dayparts');
    const form = page.getByRole('form', { name: 'Dayparts of Philadelphia' });
    await form.getByLabel('End of Prime', { exact: true }).fill('22:30');
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'dayparts-light');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/set by Robin admin/).waitFor();
    await form.getByLabel('Start of Prime', { exact: true }).fill('19:30');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/Prime 19:30–22:30 overlaps Prime access/).waitFor();
    await form.getByRole('button', { name: 'Back to the usual ones' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Back to the usual ones' }).click();
    await page.getByText(/the usual ones of its time zone/).waitFor();
    expect(await page.getByLabel('End of Prime', { exact: true }).inputValue()).to.equal('23:00');
  });
});
