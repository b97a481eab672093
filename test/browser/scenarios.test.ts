import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { axeComplaints } from './support/axe.ts';
import { eventually, NARROW, shoot } from './support/browser.ts';
import { createCampaign, createPlan, V5_LINES } from './support/campaigns.ts';
import { startVisit } from './support/visit.ts';

type PlanLine = Readonly<{ id: string; name: string; budgetCents: number }>;
type Flowchart = Readonly<{ rows: readonly { lineId: string | null; cells: readonly number[] }[] }>;

describe('scenarios of the split in a browser', function () {
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
    await page.getByText('No cent can do better').first().waitFor();
    await page.getByText('Scenarios', { exact: true }).click();
    await page.getByText('No scenario yet').waitFor();
  });

  const panel = () => page.getByRole('dialog', { name: /What if/ });
  const sides = () => page.getByRole('region', { name: 'Scenarios side by side' });
  const save = async (name: string) => {
    await page.getByRole('button', { name: 'Save this split' }).click();
    await page.getByLabel('Name of the scenario').fill(name);
    await page.getByRole('button', { name: 'Save scenario' }).click();
    await page.getByRole('dialog', { name: `What if… ${name}` }).waitFor();
  };
  const saveWhatIfs = async () => {
    await panel().getByRole('button', { name: 'Save the what-ifs' }).click();
    await panel().waitFor({ state: 'detached' });
  };
  const close = async () => {
    await page.keyboard.press('Escape');
    await panel().waitFor({ state: 'detached' });
  };
  /** Three scenarios: as it is, a fifth more, and an opponent on streaming in the first week. */
  const saveThree = async () => {
    await save('As it is');
    await close();
    await save('A fifth more');
    await panel().getByLabel('Whole budget, $').fill('+20%');
    await panel().getByLabel('Whole budget, $').press('Enter');
    await panel().getByText('$60,000.00').waitFor();
    await saveWhatIfs();
    await save('Opponent on streaming');
    await panel().getByLabel('Opponent on Connected TV, week of Oct 26, $').fill('60k');
    await panel().getByLabel('Opponent on Connected TV, week of Oct 26, $').press('Enter');
    await panel().getByText('It rests on the amounts typed below.').waitFor();
    await saveWhatIfs();
  };
  const budgets = async () => {
    const plan = await board.api('GET', `/api/v1/plans/${planId}`);
    return (plan['lines'] as readonly PlanLine[]).map(({ budgetCents }) => budgetCents);
  };
  const weeksOf = async (name: string) => {
    const plan = await board.api('GET', `/api/v1/plans/${planId}`);
    const chart = (await board.api('GET', `/api/v1/plans/${planId}/flowchart`)) as unknown as Flowchart;
    const line = (plan['lines'] as readonly PlanLine[]).find((one) => one.name === name);
    return chart.rows.find((row) => row.lineId === line?.id)?.cells;
  };

  it('are kept, changed by what-ifs with the answer as one goes, and stand side by side', async () => {
    await saveThree();
    await sides().getByText('Opponent on streaming').waitFor();
    const streaming = sides().getByRole('row', { name: /Streaming homes/ });
    // The best split of $50,000.00: $29,033.58 against the plan’s $20,000.00.
    expect(await streaming.innerText())
      .to.contain('29,033.58')
      .and.to.contain('+$9,033.58');
    expect(
      await sides()
        .getByRole('row', { name: /^Total/ })
        .innerText(),
    )
      .to.contain('$50,000.00')
      .and.to.contain('+$10,000.00');
    expect(
      await sides()
        .getByRole('row', { name: /^Brings/ })
        .innerText(),
    ).to.contain('1,813.1 donations');
    // $50,000.00 ÷ 1,813.125968.
    expect(
      await sides()
        .getByRole('row', { name: /^Cost of one/ })
        .innerText(),
    ).to.contain('$27.5767');
    expect(await sides().getByText('No cent can do better').count()).to.equal(3);
    await page.getByText('Opponent’s spend as entered').first().waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'scenarios-light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await eventually(() => page.locator('html').getAttribute('data-mantine-color-scheme'), 'dark');
    // Colours pass over for a moment.
    await eventually(async () => (await axeComplaints(page)).join('\n'), '');
    await page.getByRole('button', { name: 'What if… for Opponent on streaming' }).click();
    await panel().getByText('against it as saved').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'scenarios-what-if-dark');
  });

  it('say what a week lost, a dearer channel and a louder opponent would do, before anything is saved', async () => {
    await save('Trouble');
    const answer = panel().getByRole('status', { name: 'The answer to these what-ifs' });
    await answer.getByText('the same').waitFor();
    await panel().getByText('Nov 2 – Nov 8').click();
    await answer.getByText(/^−\d/).waitFor();
    await panel().getByRole('button', { name: 'Add a price' }).click();
    await panel().getByLabel('Price 1: what becomes dearer or cheaper').click();
    await page.getByRole('option', { name: 'Search' }).click();
    await panel().getByLabel('Price 1: change, percent', { exact: true }).fill('25');
    await panel().getByLabel('Opponent on Social, week of Oct 26, $').fill('90k');
    await panel().getByLabel('Opponent on Social, week of Oct 26, $').press('Enter');
    await saveWhatIfs();
    const list = page.getByRole('region', { name: 'Scenarios of the campaign' });
    await list.getByText('Week of Nov 2 lost').waitFor();
    await list.getByText('Search +25%').waitFor();
    await page.getByRole('button', { name: 'What if… for Trouble' }).click();
    await panel().getByLabel('Whole budget, $').fill('0');
    await panel().getByLabel('Whole budget, $').press('Enter');
    await panel().getByRole('button', { name: 'Remove price 1' }).click();
    await panel().getByText('Nov 2 – Nov 8').click();
    await saveWhatIfs();
    await list.getByText('Budget $0.00').waitFor();
    expect(await list.getByText('Week of Nov 2 lost').count()).to.equal(0);
  });

  it('are applied as one step, week by week where weeks are part of the answer, and one undo takes it back', async () => {
    await saveThree();
    const plannedWeeks = JSON.stringify(await weeksOf('Streaming homes'));
    await page.getByRole('button', { name: 'Apply As it is to the plan' }).click();
    await eventually(async () => JSON.stringify(await budgets()), JSON.stringify([1_129_052, 967_590, 2_903_358]));
    await sides()
      .getByRole('row', { name: /Streaming homes/ })
      .getByText('as planned')
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Undo: apply as it is' }).click();
    await eventually(async () => JSON.stringify(await budgets()), JSON.stringify([1_500_000, 1_500_000, 2_000_000]));

    const { items } = await board.api('GET', `/api/v1/campaigns/${campaignId}/scenarios`);
    const { id } = (items as readonly { id: string; name: string }[]).find(
      (one) => one.name === 'Opponent on streaming',
    )!;
    const scenario = await board.api('GET', `/api/v1/scenarios/${id}`);
    const { allocations } = scenario['answer'] as { allocations: readonly { weeks: readonly { cents: number }[] }[] };
    const weeks = allocations[2]!.weeks.map(({ cents }) => cents);
    expect(weeks[0]).to.not.equal(weeks[1]);
    await page.getByRole('button', { name: 'Apply Opponent on streaming to the plan' }).click();
    await eventually(async () => JSON.stringify(await weeksOf('Streaming homes')), JSON.stringify(weeks));
    await page.getByRole('button', { name: 'Undo: apply opponent on streaming' }).click();
    await eventually(async () => JSON.stringify(await weeksOf('Streaming homes')), plannedWeeks);
    expect(await budgets()).to.deep.equal([1_500_000, 1_500_000, 2_000_000]);
  });

  it('lie on the frontier, as a chart and as a table, with our share of voice where the opponent is known', async () => {
    await saveThree();
    await page.getByRole('img', { name: /A: \$50,000\.00 gives 1\.81K, B: \$60,000\.00 gives/ }).waitFor();
    await page.getByRole('button', { name: 'View as table' }).first().click();
    const frontier = page.getByRole('region', { name: 'Efficient frontier as a table' });
    await frontier.getByText('optimal').first().waitFor();
    // The plan as it stands: 900 × 15/21 + 700 × 15/24 + 2,200 × 20/65.
    expect(await frontier.getByRole('row', { name: /Plan now/ }).innerText()).to.contain('1,757.3');
    expect(await frontier.getByText('optimal').count()).to.equal(25);
    // $10,000.00 of ours beside $60,000.00, and the scenario’s own.
    await page.getByRole('img', { name: /^Share of voice: / }).waitFor();
    await page.getByRole('button', { name: 'View as table' }).last().click();
    const voice = page.getByRole('region', { name: 'Share of voice by week as a table' });
    expect(await voice.innerText()).to.match(/beside \$60,000\.00/);
  });

  it('open on the desk with their amounts pinned; the address keeps what is compared; one is deleted after asking', async () => {
    await saveThree();
    await page.getByLabel('Compare A fifth more').uncheck();
    await sides().getByText('A fifth more').waitFor({ state: 'detached' });
    await page.reload();
    await sides().getByText('Opponent on streaming').waitFor();
    expect(await sides().getByText('A fifth more').count()).to.equal(0);
    await page.getByRole('button', { name: 'To the desk: As it is' }).click();
    await page.getByText('Pinned', { exact: true }).first().waitFor();
    expect(await page.getByLabel('Proposed for Streaming homes, $').inputValue()).to.equal('29,033.58');
    expect(await page.getByTestId('split-total').innerText()).to.equal('$50,000.00');
    await page.getByText('Scenarios', { exact: true }).click();
    const row = page
      .getByRole('region', { name: 'Scenarios of the campaign' })
      .getByRole('row', { name: /A fifth more/ });
    await row.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });
  });

  it('fit a phone', async () => {
    await saveThree();
    await page.setViewportSize(NARROW);
    await sides().getByText('Opponent on streaming').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.equal(NARROW.width);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'scenarios-narrow');
    await page.getByRole('button', { name: 'What if… for Opponent on streaming' }).click();
    await panel().getByText('against it as saved').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
  });
});
