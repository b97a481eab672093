import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { axeComplaints } from './support/axe.ts';
import { eventually, NARROW, shoot } from './support/browser.ts';
import { createCampaign, createPlan, V5_LINES } from './support/campaigns.ts';
import { startVisit } from './support/visit.ts';

const proposed = (page: Page, line: string) => page.getByLabel(`Proposed for ${line}, $`);
const total = (page: Page) => page.getByTestId('split-total');

describe('the budget split in a browser', function () {
  this.timeout(120_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let campaignId: string;
  let planId: string;

  beforeEach(async () => {
    campaignId = await createCampaign(board, 'Autumn giving');
    planId = await createPlan(board, campaignId, V5_LINES);
    page = await openPage();
    await board.signIn(page, 'buyer', `/campaigns/${campaignId}/split`);
    await page.getByText('No cent can do better').waitFor();
  });

  const budgets = async () => {
    const plan = await board.api('GET', `/api/v1/plans/${planId}`);
    return (plan['lines'] as readonly { name: string; budgetCents: number }[]).map((line) => [
      line.name,
      line.budgetCents,
    ]);
  };

  it('proposes the known optimum to the cent, with proof, reasons and the value of the next $100', async () => {
    expect(await proposed(page, 'Donate terms').inputValue()).to.equal('11,290.52');
    expect(await proposed(page, 'Feed cutdowns').inputValue()).to.equal('9,675.90');
    expect(await proposed(page, 'Streaming homes').inputValue()).to.equal('29,033.58');
    expect(await total(page).innerText()).to.equal('$50,000.00');
    expect(await page.getByText('Balanced', { exact: true }).count()).to.equal(3);
    // λ = .018062491 a dollar, so $100 more brings 1.806.
    expect(await page.getByLabel('The split in short').innerText())
      .to.contain('1.806')
      .and.to.contain('1,813.1');
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'split-v5-light');
  });

  it('applies as one step and one undo takes it back', async () => {
    await page.getByRole('button', { name: 'Apply to the plan' }).click();
    await page.getByRole('button', { name: /Undo: apply the split/ }).waitFor();
    await eventually(
      async () => JSON.stringify(await budgets()),
      JSON.stringify([
        ['Donate terms', 1_129_052],
        ['Feed cutdowns', 967_590],
        ['Streaming homes', 2_903_358],
      ]),
    );
    await page.getByText('nothing to change').waitFor();
    await page.getByRole('button', { name: /Undo: apply the split/ }).click();
    await eventually(
      async () => JSON.stringify(await budgets()),
      JSON.stringify([
        ['Donate terms', 1_500_000],
        ['Feed cutdowns', 1_500_000],
        ['Streaming homes', 2_000_000],
      ]),
    );
  });

  it('pins a line by slider keys or a typed amount and splits the rest around it', async () => {
    const slider = page.getByRole('slider', { name: 'Amount of Streaming homes' });
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('Pinned', { exact: true }).waitFor();
    await eventually(() => total(page).innerText(), '$50,000.00');
    await proposed(page, 'Streaming homes').fill('30k');
    await proposed(page, 'Streaming homes').press('Enter');
    // 20,000 over MM(900, 6000) and MM(700, 9000) with equal marginal returns: 10,825.92 and 9,174.08.
    await eventually(() => proposed(page, 'Donate terms').inputValue(), '10,825.92');
    await eventually(() => proposed(page, 'Feed cutdowns').inputValue(), '9,174.08');
    await page.getByRole('button', { name: 'Let the split decide Streaming homes' }).click();
    await eventually(() => proposed(page, 'Streaming homes').inputValue(), '29,033.58');
  });

  it('keeps limits of a line and of a group, and names limits that clash', async () => {
    await page.getByRole('button', { name: /Limits of Donate terms/ }).click();
    await page.getByLabel('At most, $').fill('5k');
    await page.getByLabel('At most, $').press('Enter');
    await eventually(() => proposed(page, 'Donate terms').inputValue(), '5,000');
    await page.getByText('At its maximum', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('group', { name: 'Share of Digital' }).getByLabel('Most, %').fill('50');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('button', { name: 'Apply to the plan' }).isDisabled()).to.equal(true);
    // $5,000 of search and at most half of $50,000 on Digital leave TV nothing to take the rest: no line of TV is here.
    const said = await page.getByRole('alert').innerText();
    expect(said)
      .to.contain('group Digital $25,000.00')
      .and.to.match(/Raise maximums or lower the budget by \$25,000\.00/);
  });

  it('says when a group’s share holds its lines, and names the shares that clash', async () => {
    const limit = (group: string, field: string) =>
      page.getByRole('group', { name: `Share of ${group}` }).getByLabel(field);
    await page.close();
    const both = await createPlan(board, campaignId, [
      ...V5_LINES.slice(0, 2),
      { ...V5_LINES[2]!, name: 'Evening news', channel: 'linear_tv', vendor: 'WQPA' },
    ]);
    planId = both;
    page = await openPage();
    await board.signIn(page, 'buyer', `/campaigns/${campaignId}/split`);
    await page.getByText('No cent can do better').waitFor();
    await limit('TV', 'Least, %').fill('70');
    // 70 % of $50,000 where 29,033.58 would do most.
    await eventually(() => proposed(page, 'Evening news').inputValue(), '35,000');
    await page.getByText('Held by TV’s least').waitFor();
    expect(await page.getByText('Balanced', { exact: true }).count()).to.equal(2);
    await page.getByRole('button', { name: /^Evening news/ }).click();
    await page
      .getByRole('region', { name: 'What Evening news rests on' })
      .getByText(/TV is held at its least, 70% of the budget/)
      .waitFor();
    await limit('Digital', 'Least, %').fill('40');
    const said = page.getByRole('alert');
    await said.waitFor();
    expect(await said.innerText())
      .to.contain('group TV $35,000.00, group Digital $20,000.00')
      .and.to.contain('Lower the minimum of group TV by $5,000.00.')
      .and.to.contain('Lower the minimum of group Digital by $5,000.00.');
  });

  it('keeps pins and limits when an approved plan is revised to apply them', async () => {
    await board.api('POST', `/api/v1/plans/${planId}/submit`, {}, { 'If-Match': '*' });
    await board.api('POST', `/api/v1/plans/${planId}/approve`, {}, { 'If-Match': '*' });
    await page.reload();
    await proposed(page, 'Streaming homes').fill('30k');
    await proposed(page, 'Streaming homes').press('Enter');
    await eventually(() => proposed(page, 'Donate terms').inputValue(), '10,825.92');
    await page.getByRole('button', { name: 'Revise the plan to apply' }).click();
    await page.getByRole('button', { name: 'Apply to the plan' }).waitFor();
    expect(await proposed(page, 'Streaming homes').inputValue()).to.equal('30,000');
    await eventually(() => proposed(page, 'Donate terms').inputValue(), '10,825.92');
  });

  it('goes whole by the keyboard alone: slider, typed amount, limits, pins, apply, undo', async () => {
    /** Tab until what has the focus is named so. */
    const tabTo = async (name: RegExp, back = false) => {
      for (let presses = 0; presses < 120; presses += 1) {
        await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
        const focused = await page.evaluate(() => {
          const at = document.activeElement;
          if (!(at instanceof HTMLElement)) return '';
          const label = at instanceof HTMLInputElement ? (at.labels?.[0]?.textContent ?? '') : '';
          return at.getAttribute('aria-label') ?? (label || (at.textContent ?? ''));
        });
        if (name.test(focused.trim())) return;
      }
      throw new Error(`No amount of Tab leads to ${String(name)}.`);
    };
    const press = async (...keys: readonly string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await page.locator('body').press('Tab');
    await tabTo(/^Amount of Streaming homes$/);
    // One step of the slider is $50.00.
    await press('ArrowRight');
    await page.getByText('Pinned', { exact: true }).waitFor();
    await tabTo(/^Proposed for Streaming homes, \$$/);
    await page.keyboard.type('30k');
    await press('Enter');
    await eventually(() => proposed(page, 'Donate terms').inputValue(), '10,825.92');
    await tabTo(/^Let the split decide Streaming homes$/);
    await press('Enter');
    await eventually(() => proposed(page, 'Streaming homes').inputValue(), '29,033.58');
    await tabTo(/^Limits of Streaming homes/, true);
    await press('Enter');
    await page.getByLabel('At most, $').waitFor();
    await tabTo(/^At most, \$$/);
    await page.keyboard.type('20k');
    await press('Enter', 'Escape');
    await eventually(() => proposed(page, 'Streaming homes').inputValue(), '20,000');
    // Escape hands the focus back to the button that opened the limits.
    await press('Enter');
    await tabTo(/^No limits$/);
    await press('Enter');
    await eventually(() => proposed(page, 'Streaming homes').inputValue(), '29,033.58');
    await tabTo(/^Feed cutdowns/, true);
    await press('Enter');
    await page
      .getByRole('region', { name: 'What Feed cutdowns rests on' })
      .getByText(/^Balanced/)
      .waitFor();
    await tabTo(/^Apply to the plan$/, true);
    await press('Enter');
    await page.getByText('nothing to change').waitFor();
    const applied = [
      ['Donate terms', 1_129_052],
      ['Feed cutdowns', 967_590],
      ['Streaming homes', 2_903_358],
    ];
    await eventually(async () => JSON.stringify(await budgets()), JSON.stringify(applied));
    await tabTo(/^Undo: apply the split$/, true);
    await press('Enter');
    const before = [
      ['Donate terms', 1_500_000],
      ['Feed cutdowns', 1_500_000],
      ['Streaming homes', 2_000_000],
    ];
    await eventually(async () => JSON.stringify(await budgets()), JSON.stringify(before));
  });

  it('is read whole on a narrow screen: amount, why and pin of each line without scrolling sideways', async () => {
    await page.setViewportSize(NARROW);
    await page.getByText('Balanced', { exact: true }).first().waitFor();
    for (const part of [
      proposed(page, 'Feed cutdowns'),
      page.getByRole('button', { name: 'Pin the amount of Feed cutdowns' }),
      page.getByRole('slider', { name: 'Amount of Feed cutdowns' }),
      page.getByRole('button', { name: /Limits of Feed cutdowns/ }),
    ]) {
      const box = await part.boundingBox();
      expect(box!.x).to.be.at.least(0);
      expect(box!.x + box!.width).to.be.at.most(NARROW.width);
    }
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'split-narrow');
  });

  it('shows the curve of the chosen line and the same as a table', async () => {
    await page.getByRole('button', { name: /^Feed cutdowns/ }).click();
    await page.getByRole('img', { name: /^Feed cutdowns: \$15,000\.00 gives 438/ }).waitFor();
    await page.getByRole('button', { name: 'View as table' }).click();
    await page.getByRole('region', { name: 'Feed cutdowns as a table' }).waitFor();
  });
});
