import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { approvedCampaign, weeksToCome } from './support/airtime.ts';
import { axeComplaints } from './support/axe.ts';
import { NARROW, shoot } from './support/browser.ts';
import { startVisit } from './support/visit.ts';

const WEEKS = weeksToCome();
const STATIONS = ['WQPA', 'WPHN', 'WDEL', 'WSCH', 'WJNS', 'WCAM', 'WBEN', 'WFKN', 'WRIV', 'WOLD'];
const SPOTS_EACH = 100;
const SHARES = [31, 24, 19, 15, 11];

/** 100 spots of $10.00 in the daytime of one station over four weeks: $1,000.00. */
function manySpots(station: string) {
  return {
    name: `${station} daytime`,
    channel: 'linear_tv',
    vendor: station,
    rate: { kind: 'flat', amountMicros: 10_000_000, basis: 'gross' },
    tv: { station, daypart: 'daytime', ratingHundredths: 100, lengthSeconds: 30 },
    flights: [{ ...WEEKS, budgetCents: SPOTS_EACH * 1_000 }],
  };
}

describe('rotating copy in a browser', function () {
  this.timeout(240_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let campaignId: string;

  beforeEach(async () => {
    campaignId = await approvedCampaign(board, WEEKS, STATIONS.map(manySpots));
    await board.api('POST', `/api/v1/campaigns/${campaignId}/spots/schedule`, {});
    page = await openPage();
  });

  /** Five commercials that share the spots unevenly: no order is proved best at once, so each station takes about a second. */
  const fiveCreatives = () =>
    Promise.all(
      SHARES.map(async (rotationWeight, at) => {
        const creative = await board.api('POST', `/api/v1/campaigns/${campaignId}/creatives`, {
          title: `Block ${at + 1}`,
          adId: `NBFW261104${at}H`,
          kind: 'standard',
          lengthSeconds: 30,
          rotationWeight,
        });
        await board.api('POST', `/api/v1/creatives/${String(creative['id'])}/submit`, {});
        await board.api('POST', `/api/v1/creatives/${String(creative['id'])}/approve`, {});
      }),
    );
  const open = () => board.signIn(page, 'buyer', `/campaigns/${campaignId}/spots?from=${WEEKS.startDay}`);
  const press = async () => {
    await page.getByRole('button', { name: 'Rotate copy' }).focus();
    await page.keyboard.press('Enter');
  };
  const dialog = () => page.getByRole('dialog', { name: 'Rotate copy' });
  const progress = () => page.getByRole('group', { name: 'Progress' });
  const withCopy = async (): Promise<number> => {
    let [seen, cursor] = [0, ''];
    do {
      const answer = await board.api('GET', `/api/v1/campaigns/${campaignId}/spots?limit=500${cursor}`);
      const items = answer['items'] as readonly { creative: object | null }[];
      seen += items.filter(({ creative }) => creative !== null).length;
      cursor = answer['nextCursor'] === null ? '' : `&cursor=${encodeURIComponent(String(answer['nextCursor']))}`;
    } while (cursor !== '');
    return seen;
  };

  it('shows how far it is station by station, goes on without its dialog and over a reload, and says how even it is', async () => {
    await fiveCreatives();
    await open();
    await press();
    await dialog().getByText('Giving the spots their copy…').waitFor();
    await dialog()
      .getByText(/^\d+ of at most 10 rotations$/)
      .waitFor();
    await dialog()
      .getByText(/^W[A-Z]{3}: unevenness [\d.]+ at best so far, none is below [\d.]+$/)
      .waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await progress().waitFor();
    await page.reload();
    await progress().waitFor();
    await shoot(page, 'rotate-strip-light');
    // 10 stations × 100 spots.
    await page.getByText('Copy of 1,000 spots changed, as even as the shares allow.').waitFor();
    expect(await withCopy()).to.equal(1_000);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.getByRole('button', { name: 'See how even it is' }).click();
    const rows = dialog().getByRole('region', { name: 'Rotations and their bounds' }).getByRole('row');
    expect(await rows.count()).to.equal(1 + STATIONS.length);
    expect(await rows.nth(1).innerText()).to.match(
      /^W[A-Z]{3}\s+30\s+100\s+[\d.]+\s+[\d.]+\s+(Proved best|Best found)$/,
    );
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'rotate-result-light');
    await dialog().getByRole('button', { name: 'Done' }).click();
    await dialog().waitFor({ state: 'detached' });
    expect(await page.getByText('Copy of 1,000 spots changed').count()).to.equal(0);
  });

  it('is called off by a click, changes nothing then, and keeps a schedule from starting meanwhile', async () => {
    await fiveCreatives();
    await open();
    await press();
    await dialog().getByText('Giving the spots their copy…').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Schedule spots' }).first().click();
    const schedule = page.getByRole('dialog', { name: 'Schedule spots' });
    await schedule.getByRole('button', { name: 'Schedule spots' }).click();
    await schedule.getByText(/Robin buyer started a rotation of the copy that still runs/).waitFor();
    await page.keyboard.press('Escape');
    await schedule.waitFor({ state: 'detached' });
    await progress().getByRole('button', { name: 'Call off' }).click();
    await page.getByText('Called off. Nothing was changed.').waitFor();
    expect(await withCopy()).to.equal(0);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByText('Called off. Nothing was changed.').waitFor({ state: 'detached' });
  });

  it('names what has no copy and why, in the dark on a phone', async () => {
    const { id } = await board.api('POST', `/api/v1/campaigns/${campaignId}/creatives`, {
      title: 'The block that came back',
      adId: 'NBFW2611030H',
      kind: 'standard',
      lengthSeconds: 30,
    });
    expect(id).to.be.a('string');
    page = await openPage({ viewport: NARROW, scheme: 'dark' });
    await open();
    await press();
    await dialog().getByText('No copy was changed.').waitFor();
    await dialog()
      .getByText(/No creative may air in the 30 s spot on W[A-Z]{3} of .*The block that came back/)
      .first()
      .waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).to.equal(0);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'rotate-refused-narrow-dark');
    await dialog().getByRole('button', { name: 'Done' }).click();
    await fiveCreatives();
    await press();
    await dialog()
      .getByText(/at best so far/)
      .waitFor();
    await shoot(page, 'rotate-progress-narrow-dark');
    expect(await axeComplaints(page)).to.deep.equal([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).to.equal(0);
  });
});
