import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { MAKE_KEY_PAIR, SAMPLE_KEY, SECRET_PLACEHOLDER, samplesFor } from '../../client/webhooks/source/samples.ts';
import type { WebhookDialect } from '../../shared/contracts/webhooks.ts';
import { axeComplaints } from './support/axe.ts';
import { eventually, NARROW, shoot } from './support/browser.ts';
import { createCampaign, createPlan, V5_LINES } from './support/campaigns.ts';
import { startVisit } from './support/visit.ts';

const run = promisify(execFile);
const LANGUAGES = ['curl', 'Node', 'Python'] as const;

describe('webhook sources in a browser', function () {
  this.timeout(240_000);
  const { board, openPage } = startVisit();
  let page: Page;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flightboard-samples-'));
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await openPage();
  });

  /** Pastes a sample into a terminal and gives what it prints. */
  const paste = async (sample: string) => (await run('bash', ['-c', sample], { cwd: folder })).stdout;
  const source = (dialect: WebhookDialect, more: object = {}) =>
    board.api('POST', '/api/v1/webhook-sources', { name: `Sender ${dialect}`, dialect, ...more });

  it('makes a source whose secret is shown once and whose samples run as pasted', async () => {
    await board.signIn(page, 'admin', '/webhook-sources');
    await page.getByText('No source yet').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.getByRole('button', { name: 'New source' }).first().click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Keystone Streaming');
    await page.getByRole('button', { name: 'Create source' }).click();
    const secret = await page.getByLabel('the secret', { exact: true }).innerText();
    expect(secret).to.match(/^whsec_[A-Za-z0-9+/]{40,}=*$/);
    await page.getByRole('button', { name: 'Show samples with this secret' }).click();

    // The first report is new, the others say the same total of the same day again.
    const expected = { curl: '"stored":1', Node: '"duplicates":1', Python: '"duplicates":1' };
    for (const language of LANGUAGES) {
      await page.getByLabel('Language').getByText(language, { exact: true }).click();
      const sample = await page.getByLabel(`the ${language.toLowerCase()} sample`, { exact: true }).innerText();
      expect(sample).to.contain(secret);
      expect(await paste(sample), language).to.contain(expected[language]);
    }
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'webhook-source-light');

    await page.reload();
    const after = await page.getByLabel('the curl sample', { exact: true }).innerText();
    expect(after).to.contain(SECRET_PLACEHOLDER).and.not.to.contain(secret);
  });

  it('tells the developer what was checked, what was answered and what it changed', async () => {
    const made = await source('standard', { name: 'Detailed sender' });
    const url = `${board.url}${String(made['path'])}`;
    await paste(samplesFor({ dialect: 'standard', url, secret: String(made['secret']) }).curl);
    await board.signIn(page, 'admin', `/webhook-sources/${String(made['id'])}?view=attempts`);
    const table = page.getByRole('region', { name: 'Posts' });
    await table.getByText('Unmapped').waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await table.getByRole('link').first().click();
    await page.getByText('A v1 signature matches an active secret.').waitFor();
    expect(await page.getByLabel('Passed').count()).to.be.greaterThan(3);
    expect(await page.getByLabel('Failed').count()).to.equal(0);
    expect(await page.getByLabel('Body as received').innerText()).to.contain('"spendMicros": 12500000');
    expect(await page.getByRole('region', { name: 'Our answer' }).innerText()).to.contain('"stored": 1');
    expect(await page.getByRole('region', { name: 'What the post changed' }).innerText()).to.contain('+$12.50');
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'webhook-attempt-light');
  });

  it('finds forged posts by how they were taken', async () => {
    const made = await source('standard', { name: 'Forged sender' });
    const url = `${board.url}${String(made['path'])}`;
    const forged = `whsec_${Buffer.from('somebody else, somebody else, 32').toString('base64')}`;
    expect(await paste(samplesFor({ dialect: 'standard', url, secret: forged }).node)).to.match(/^401 /);
    await board.signIn(page, 'admin', `/webhook-sources/${String(made['id'])}?view=attempts&status=bad_signature`);
    await page.getByRole('region', { name: 'Posts' }).getByText('Bad signature').waitFor();
    await page.getByRole('region', { name: 'Posts' }).getByRole('link').first().click();
    await page.getByRole('heading', { name: /^Post of/ }).waitFor();
    expect(
      await page
        .getByRole('listitem')
        .filter({ has: page.getByLabel('Failed') })
        .allInnerTexts(),
    ).to.have.lengthOf(1);
  });

  it('maps an unmapped placement once, and its money counts at once', async () => {
    const campaignId = await createCampaign(board, 'Autumn giving');
    const planId = await createPlan(board, campaignId, V5_LINES);
    await board.api('POST', `/api/v1/plans/${planId}/submit`, {});
    await board.api('POST', `/api/v1/plans/${planId}/approve`, {});
    const made = await source('standard', { name: 'Unmapped sender' });
    const url = `${board.url}${String(made['path'])}`;
    await paste(samplesFor({ dialect: 'standard', url, secret: String(made['secret']) }).curl);
    await board.signIn(page, 'admin', `/webhook-sources/${String(made['id'])}?view=placements`);
    const unmapped = page.getByRole('region', { name: 'Unmapped placements' });
    expect(await unmapped.innerText())
      .to.contain('sample-placement')
      .and.to.contain('$12.50');
    await page.getByRole('combobox', { name: 'Flight of sample-placement' }).click();
    await page.getByRole('option').first().click();
    await page.getByRole('button', { name: 'Map', exact: true }).click();
    await page.getByText('Every placement is mapped').waitFor();
    await eventually(async () => {
      const pacing = await board.api('GET', `/api/v1/campaigns/${campaignId}/pacing`);
      return String((pacing['campaign'] as { delivered: number | null }).delivered);
    }, '1250');
    expect(await axeComplaints(page)).to.deep.equal([]);
  });

  it('rotates a secret with overlap, so that the old and the new one both count', async () => {
    const made = await source('hub', { name: 'Rotated sender' });
    const url = `${board.url}${String(made['path'])}`;
    await board.signIn(page, 'admin', `/webhook-sources/${String(made['id'])}`);
    await page.getByRole('button', { name: 'Rotate secret' }).click();
    const next = await page.getByLabel('the new secret', { exact: true }).innerText();
    for (const secret of [String(made['secret']), next]) {
      expect(await paste(samplesFor({ dialect: 'hub', url, secret }).node)).to.match(/^200 /);
    }
    await eventually(() => page.getByRole('region', { name: 'Secrets of this source' }).getByRole('row').count(), 3);
  });

  it('sends a test event and shows the result on the page', async () => {
    const made = await source('standard', { name: 'Tested sender' });
    await board.signIn(page, 'admin', `/webhook-sources/${String(made['id'])}`);
    await page.getByRole('button', { name: 'Send a test event' }).click();
    await page.getByText('Accepted', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'See everything about this post' }).click();
    await page.getByText('It changed no total').waitFor();
  });

  for (const dialect of ['hub', 'adcp', 'adcp-9421'] as const) {
    it(`runs the samples of dialect ${dialect} as pasted`, async () => {
      const publicKey = dialect === 'adcp-9421' ? await paste(MAKE_KEY_PAIR) : null;
      const publicKeys =
        publicKey === null ? [] : [{ keyId: SAMPLE_KEY.id, algorithm: 'ed25519', key: publicKey.trim() }];
      const made = await source(dialect, { publicKeys });
      const url = `${board.url}${String(made['path'])}`;
      const samples = samplesFor({ dialect, url, secret: String(made['secret']) });
      for (const [language, sample] of Object.entries(samples)) {
        expect(await paste(sample), language)
          .to.contain('"received":1')
          .and.to.contain('"rejected":[]');
      }
    });
  }

  it('lands a platform on its own sources, and shows it no others', async () => {
    const others = await source('standard', { name: 'Somebody else' });
    const people = (await board.api('GET', '/api/v1/people'))['items'] as readonly { id: string; role: string }[];
    const platforms = people.filter(({ role }) => role === 'platform').map(({ id }) => id);
    await source('standard', { name: 'Its own sender', platforms });
    await board.signIn(page, 'platform');
    await page.getByRole('link', { name: 'Its own sender' }).waitFor();
    expect(new URL(page.url()).pathname).to.equal('/webhook-sources');
    expect(await page.getByText('Somebody else').count()).to.equal(0);
    expect(
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Campaigns' }).count(),
    ).to.equal(0);
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await axeComplaints(page)).to.deep.equal([]);
    await page.goto(`${board.url}/webhook-sources/${String(others['id'])}`);
    await page.getByText(/There is no webhook.source/i).waitFor();
  });

  it('fits a phone', async () => {
    await page.context().close();
    page = await openPage({ viewport: NARROW, scheme: 'dark' });
    const made = await source('standard', { name: 'Narrow sender' });
    await board.signIn(page, 'admin', `/webhook-sources/${String(made['id'])}`);
    await page.getByLabel('the curl sample', { exact: true }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).to.equal(0);
    expect(await axeComplaints(page)).to.deep.equal([]);
    await shoot(page, 'webhook-source-narrow-dark');
  });
});
