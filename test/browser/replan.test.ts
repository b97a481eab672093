import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { eachDay } from '../../shared/domain/calendar/day.ts';
import { approvedCampaign, today, weeksAroundToday } from './support/airtime.ts';
import { axeComplaints } from './support/axe.ts';
import { eventually, NARROW, shoot, type Scheme } from './support/browser.ts';
import { V5_LINES } from './support/campaigns.ts';
import { startVisit } from './support/visit.ts';

const WEEKS = weeksAroundToday();
const CLOSED = eachDay(WEEKS.startDay, today());
const RATE = { kind: 'cpm', amountMicros: 30_000_000, basis: 'gross' };

type Move = Readonly<{ id: string; fromLineId: string; toLineId: string; cents: number }>;
type Replan = Readonly<{
  status: string;
  gain: number;
  moves: readonly Move[];
  lines: readonly { lineId: string; name: string; proposedCents: number }[];
}>;

describe('a re-plan in a browser', function () {
  this.timeout(240_000);
  const { board, openPage } = startVisit();
  let campaignId: string;

  beforeEach(async () => {
    // $15,000 / $15,000 / $20,000 where 11,290.52 / 9,675.90 / 29,033.58 would do most; each day spends what it was asked.
    campaignId = await approvedCampaign(
      board,
      WEEKS,
      V5_LINES.map(({ budgetCents, ...line }) => ({ ...line, rate: RATE, flights: [{ ...WEEKS, budgetCents }] })),
    );
    const campaign = await board.api('GET', `/api/v1/campaigns/${campaignId}`);
    const plan = await board.api('GET', `/api/v1/plans/${String(campaign['approvedPlanId'])}`);
    const lines = plan['lines'] as readonly { name: string; budgetCents: number; flights: readonly { id: string }[] }[];
    const source = await board.api('POST', '/api/v1/webhook-sources', {
      name: 'All platforms',
      dialect: 'standard',
      placements: lines.map(({ name, flights }) => ({ placement: name, flightId: flights[0]?.id })),
    });
    const rows = lines.flatMap(({ name, budgetCents }) =>
      CLOSED.map((day) => `${name},${day},${(budgetCents / 3_500).toFixed(2)},${Math.round(budgetCents / 105)}`),
    );
    await board.api('POST', `/api/v1/webhook-sources/${String(source['id'])}/uploads`, {
      fileName: 'report.csv',
      csv: ['placement,day,spend,impressions', ...rows].join('\n'),
    });
  });

  const visit = async (role: 'buyer' | 'manager', options: { scheme?: Scheme; isNarrow?: boolean } = {}) => {
    const page = await openPage({
      ...(options.scheme ? { scheme: options.scheme } : {}),
      ...(options.isNarrow ? { viewport: NARROW } : {}),
    });
    await board.signIn(page, role, `/campaigns/${campaignId}/pacing`);
    return page;
  };
  const leave = (page: Page) => page.context().close();
  const latest = async (): Promise<Replan> => {
    const { items } = (await board.api('GET', `/api/v1/campaigns/${campaignId}/replans?limit=1`)) as unknown as {
      items: Replan[];
    };
    return items[0]!;
  };
  const panel = (page: Page) => page.getByRole('region', { name: 'Re-allocation proposal' });
  const look = (page: Page) => panel(page).getByRole('button', { name: /^Look/ }).click();
  const moves = (page: Page) => panel(page).getByRole('region', { name: 'Proposed moves' });

  it('is looked for by a buyer, approved by a manager, and then nothing more is proposed', async () => {
    const buyer = await visit('buyer');
    await look(buyer);
    await panel(buyer).getByText('Waits for a decision').waitFor();
    await panel(buyer).getByText('A manager or an admin approves it.').waitFor();
    expect(
      await panel(buyer)
        .getByRole('button', { name: /^Approve/ })
        .count(),
    ).to.equal(0);
    await leave(buyer);

    const replan = await latest();
    expect(replan.gain).to.be.above(10);
    const page = await visit('manager');
    await moves(page).waitFor();
    expect(await moves(page).getByRole('checkbox').count()).to.equal(replan.moves.length);
    await panel(page).getByRole('button', { name: 'Floors, ceilings and reasons' }).click();
    const bounds = panel(page).getByRole('region', { name: 'Floors and ceilings by line' });
    expect(await bounds.innerText())
      .to.contain('spent.')
      .and.to.contain('It delivers what it is asked');
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'replan-light');
    await panel(page).getByRole('button', { name: 'Approve and apply' }).click();
    await panel(page).getByText('Carried out', { exact: true }).waitFor();
    await panel(page)
      .getByText(/^Carried out by Robin manager/)
      .waitFor();

    const plans = (await board.api('GET', `/api/v1/campaigns/${campaignId}/plans`)) as unknown as {
      items: { id: string; status: string }[];
    };
    expect(plans.items.map(({ status }) => status)).to.deep.equal(['superseded', 'approved']);
    const plan = (await board.api('GET', `/api/v1/plans/${plans.items[1]!.id}`)) as unknown as {
      version: string;
      lines: { id: string; budgetCents: number }[];
    };
    expect(plan.version).to.equal('1.1');
    expect(plan.lines.map(({ budgetCents }) => budgetCents)).to.deep.equal(
      replan.lines.map(({ proposedCents }) => proposedCents),
    );

    await look(page);
    await panel(page)
      .getByText(/On plan 1\.1: nothing proposed/)
      .waitFor();
    await leave(page);
  });

  it('makes only the ticked moves, by keyboard alone', async () => {
    const page = await visit('manager', { scheme: 'dark' });
    await look(page);
    await moves(page).waitFor();
    const replan = await latest();
    const first = moves(page).getByRole('checkbox').first();
    const whole = await panel(page).getByLabel('The proposal in short').innerText();
    await first.focus();
    await page.keyboard.press('Space');
    expect(await first.isChecked()).to.equal(false);
    await eventually(async () => (await panel(page).getByLabel('The proposal in short').innerText()) === whole, false);
    const rest = replan.moves.length - 1;
    const approve = panel(page).getByRole('button', { name: /^Approve and apply/ });
    if (rest === 0) expect(await approve.isDisabled()).to.equal(true);
    else expect(await approve.innerText()).to.equal(`Approve and apply ${rest} of ${replan.moves.length}`);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'replan-dark');
    if (rest > 0) {
      await approve.focus();
      await page.keyboard.press('Enter');
      await panel(page)
        .getByText(new RegExp(`: ${rest} of ${replan.moves.length} moves`))
        .waitFor();
    }
    await leave(page);
  });

  it('says what has changed since, and is rejected with a note, on a narrow screen', async () => {
    const page = await visit('manager', { isNarrow: true });
    await look(page);
    await moves(page).waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).to.be.at.most(NARROW.width);
    await shoot(page, 'replan-narrow');
    await board.api('PATCH', `/api/v1/campaigns/${campaignId}`, { peopleInMarket: 5_000_000 }, { 'If-Match': '*' });
    await page.reload();
    await panel(page).getByText('Out of date').waitFor();
    await panel(page)
      .getByText(/5,000,000 are set now/)
      .waitFor();
    expect(
      await panel(page)
        .getByRole('button', { name: /^Approve/ })
        .isDisabled(),
    ).to.equal(true);
    // The next step stands out: to look again.
    const again = panel(page).getByRole('button', { name: 'Look again' });
    expect(await again.getAttribute('data-variant')).to.equal('filled');
    await panel(page).getByRole('button', { name: 'Reject…' }).click();
    await page.getByRole('textbox', { name: 'Why is it rejected?' }).fill('The market was counted wrong.');
    await page.getByRole('button', { name: 'Reject', exact: true }).click();
    await panel(page)
      .getByText(/Rejected by Robin manager\. “The market was counted wrong\.”/)
      .waitFor();
    await leave(page);
  });

  it('shows on the budget split how sure the learned curves are, and leads to the re-plan', async () => {
    const page = await visit('buyer');
    await page.goto(`${board.url}/campaigns/${campaignId}/split`);
    const basis = page.getByRole('region', { name: 'What Donate terms rests on' });
    await basis.getByText(/reported days\. Nobody reports donations here/).waitFor();
    expect(await basis.innerText()).to.match(/± \d+ ?%; ± \d+ ?% before delivery/);
    await page.getByRole('region', { name: 'If the curves are off' }).waitFor();
    const whole = page.getByRole('region', { name: 'What this split rests on' });
    await whole.getByText(/3 lines: what a dollar buys is measured.*donations are not reported/).waitFor();
    await whole
      .getByText(/Under low, middle and high curves it brings .* donations; no line’s money differs/)
      .waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.getByRole('link', { name: 'Re-plan from actuals' }).click();
    await panel(page).waitFor();
    for (const [typed, found] of [
      ['scen', 'Scenarios'],
      ['re-plan', 'Re-plan from actuals'],
    ] as const) {
      await page.keyboard.press('Control+k');
      await page.getByRole('textbox', { name: 'Find' }).fill(typed);
      await page.getByRole('button', { name: new RegExp(`^${found}`) }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      if (found === 'Scenarios') await page.waitForURL(/split\?view=scenarios/);
      else await panel(page).waitFor();
    }
    await leave(page);
  });

  it('counts on the people the campaign’s settings say', async () => {
    const page = await visit('buyer');
    await page.goto(`${board.url}/campaigns/${campaignId}`);
    await page.getByRole('button', { name: 'Settings' }).click();
    const dialog = page.getByRole('dialog', { name: 'Campaign settings' });
    await dialog.getByText(/2,963,500 television homes of DMA 504/).waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await dialog.getByLabel('People in Philadelphia').fill('5000000');
    await dialog.getByText(/Set for this campaign/).waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const { peopleInMarket } = await board.api('GET', `/api/v1/campaigns/${campaignId}`);
    expect(peopleInMarket).to.equal(5_000_000);
    await leave(page);
  });
});
