import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { bestFlightWeeks } from '../../shared/domain/allocation/planning/flight-weeks.ts';
import { axeComplaints } from './support/axe.ts';
import { eventually, NARROW, shoot, type PageOptions } from './support/browser.ts';
import { createCampaign } from './support/campaigns.ts';
import { startVisit } from './support/visit.ts';

/** Wednesday October 28 to Sunday November 29, 2026: a week of five days, then four whole ones. */
const DAYS = { startDay: '2026-10-28', endDay: '2026-11-30' } as const;
const CURVE = { kind: 'michaelis_menten', maxResponse: 2_200, halfSaturationCents: 1_500_000 } as const;
const S_CURVE = { kind: 'hill', maxResponse: 2_200, halfSaturationCents: 1_500_000, slope: 2 } as const;
const BUDGET = 2_000_000;
type Flight = Readonly<{ pattern: Readonly<{ kind: string; weights?: readonly number[] }> }>;

describe('the weeks of a flight with carry-over in a browser', function () {
  this.timeout(120_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let planId: string;

  const start = async (today: string, options: PageOptions = {}, curve: object = CURVE) => {
    const campaignId = await createCampaign(board, 'Autumn giving');
    const line = {
      ...{ name: 'Streaming homes', channel: 'ctv', vendor: 'Keystone Streaming', curve },
      rate: { kind: 'cpm', amountMicros: 30_000_000 },
      flights: [{ ...DAYS, budgetCents: BUDGET }],
    };
    planId = String((await board.api('POST', `/api/v1/campaigns/${campaignId}/plans`, { lines: [line] }))['id']);
    page = await openPage(options);
    // The weeks that have begun depend on the day it is.
    await page.clock.setFixedTime(new Date(`${today}T12:00:00-04:00`));
    await board.signIn(page, 'admin', `/campaigns/${campaignId}/plan`);
    await page.getByRole('treegrid').waitFor();
    await page.getByRole('button', { name: /^Streaming homes/ }).click();
    await choose('Best with carry-over');
  };
  const choose = async (spread: string) => {
    await drawer().getByRole('combobox', { name: 'Spread' }).click();
    await page.getByRole('option', { name: spread }).click();
  };
  const drawer = () => page.getByRole('dialog');
  const panel = () => drawer().getByRole('region', { name: 'Best with carry-over' });
  const rows = async () => (await panel().locator('tbody tr').allInnerTexts()).map((text) => text.split('\t'));
  const weights = async () => {
    const plan = await board.api('GET', `/api/v1/plans/${planId}`);
    const [line] = plan['lines'] as readonly { flights: readonly Flight[] }[];
    const { pattern } = line!.flights[0]!;
    return pattern.weights?.join() ?? pattern.kind;
  };
  const bestAt = (carryOver: number) => {
    const flight = { ...DAYS, budgetCents: BUDGET, pattern: { kind: 'even' as const } };
    const found = bestFlightWeeks({
      ...{ flight, planned: flight, others: [], curve: CURVE, carryOver },
      today: '2026-10-20',
    });
    if (found.kind === 'refused') throw new Error(found.reason);
    return found.weeks.map(({ cents }) => cents);
  };

  it('shows the best beside evenly, puts it into the flight to the cent, and takes it back as one step', async () => {
    await start('2026-10-20');
    await panel().getByText('Starts at 55%: models of television usually find 30% to 80% a week.').waitFor();
    await panel()
      .getByText(/more than evenly: .* donations instead of/)
      .waitFor();
    const field = panel().getByRole('textbox', { name: 'Carried into the next week, %' });
    await field.fill('40');
    const best = bestAt(0.4);
    const money = (cents: number) => (cents / 100).toLocaleString('en-US', { minimumFractionDigits: 2 });
    await eventually(async () => (await rows()).map((cells) => cells[1]).join(' '), best.map(money).join(' '));
    // 33 days: five and four times seven of $20,000; the two odd cents to the first whole weeks.
    const evenly = ['3,030.30', '4,242.43', '4,242.43', '4,242.42', '4,242.42'];
    expect((await rows()).map((cells) => cells[2])).to.deep.equal(evenly);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'carry-over-light');
    await panel().getByRole('button', { name: 'Use these weeks' }).click();
    await drawer().getByText('Its weeks are the best for 40% carry-over. Save the line to keep them.').waitFor();
    await drawer().getByRole('button', { name: 'Save' }).click();
    await eventually(weights, best.join());
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(weights, 'even');
  });

  it('is worked by keys; Esc closes it and not the form', async () => {
    await start('2026-10-20');
    const thumb = panel().getByRole('slider');
    await thumb.focus();
    await page.keyboard.press('Home');
    await panel()
      .getByText(/^No more than evenly/)
      .waitFor();
    await page.keyboard.press('ArrowRight');
    await eventually(() => thumb.getAttribute('aria-valuenow'), '1');
    await page.keyboard.press('Escape');
    await panel().waitFor({ state: 'detached' });
    expect(await drawer().isVisible()).to.equal(true);
    expect(await weights()).to.equal('even');
  });

  it('leaves weeks that have begun as they are', async () => {
    await start('2026-11-10');
    await panel().getByText('Weeks that have begun keep their money').waitFor();
    const kept = (await rows()).filter(([week]) => week?.includes('begun, stays'));
    expect(kept.map((cells) => cells[1])).to.deep.equal(['3,030.30', '4,242.43', '4,242.43']);
  });

  it('says why an S-curve can not be split so, and what to choose', async () => {
    await start('2026-10-20', {}, S_CURVE);
    await panel()
      .getByText(/S-shaped \(slope 2\).*“A week on, a week off”/)
      .waitFor();
    await panel().getByRole('button', { name: 'Close' }).click();
    await choose('A week on, a week off');
    expect(await panel().count()).to.equal(0);
  });

  it('asks to save a new line first: it has no forecast yet', async () => {
    await start('2026-10-20');
    await drawer().getByRole('button', { name: 'Close' }).first().click();
    await page.getByRole('button', { name: 'Add a line' }).click();
    await choose('Best with carry-over');
    await panel().getByText('Add the line first').waitFor();
  });

  for (const scheme of ['light', 'dark'] as const)
    it(`works at 390 pixels, ${scheme}`, async () => {
      await start('2026-11-10', { viewport: NARROW, scheme });
      await panel().getByRole('button', { name: 'Use these weeks' }).scrollIntoViewIfNeeded();
      expect(await axeComplaints(page)).to.deep.equal([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(390);
      expect(await panel().evaluate((element) => element.scrollWidth <= element.clientWidth)).to.equal(true);
      await shoot(page, `carry-over-narrow-${scheme}`);
    });

  it('is clean in the dark', async () => {
    await start('2026-10-20', { scheme: 'dark' });
    await panel().getByRole('button', { name: 'Use these weeks' }).waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'carry-over-dark');
  });
});
