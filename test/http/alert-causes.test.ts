import { expect } from 'chai';
import { findUpcoming } from '../../server/alerts/causes/find-upcoming.ts';
import type { AlertResponse } from '../../shared/contracts/alerts.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { post } from '../support/campaign-fixtures.ts';
import { AFTER_TEN_DAYS, TEN_DAYS, rowOf, workedCase } from '../support/pacing-fixtures.ts';
import { reported, send, standardHeaders } from '../support/webhook-sender.ts';

const HOUR = 3_600_000;
const ZONE = 'America/New_York';

describe('What is about to run out', () => {
  const traffic = (dueAt: number, status = 'pending') => ({ kind: 'traffic', dueAt, status });

  it('is a creative at the start of the day after its last, in the market’s zone', () => {
    const creatives = [
      { id: 'crv_1', adId: 'NBFW0001000H', endDay: '2026-11-02' },
      { id: 'crv_2', adId: 'NBFW0002000H', endDay: null },
    ];
    const found = findUpcoming({ creatives, spots: [], timeZone: ZONE });
    // Midnight of the 2nd is 05:00Z: the clocks went back the day before.
    expect(found).to.have.length(1);
    expect(found[0]).to.deep.include({
      ...{ cause: 'creative_expiring', subjectKind: 'creative', subjectId: 'crv_1' },
      dueAt: Date.parse('2026-11-02T05:00:00Z'),
      leadMs: 72 * HOUR,
    });
  });

  it('is the next traffic deadline of each station, once for all its spots', () => {
    const spots = [
      { station: 'WPHN', actions: [traffic(2_000), { kind: 'air', dueAt: 500, status: 'pending' }] },
      { station: 'WPHN', actions: [traffic(1_000)] },
      { station: 'WPHN', actions: [traffic(1_000)] },
      { station: 'WQPA', actions: [traffic(100, 'done'), traffic(3_000)] },
      { station: 'WDVL', actions: [traffic(100, 'missed')] },
    ];
    const found = findUpcoming({ creatives: [], spots, timeZone: ZONE });
    expect(found.map(({ subjectId, dueAt, what }) => [subjectId, dueAt, what])).to.deep.equal([
      ['WPHN', 1_000, 'for 2 spots are due'],
      ['WQPA', 3_000, 'for 1 spot are due'],
    ]);
    expect(found.every(({ cause, leadMs }) => cause === 'deadline_near' && leadMs === 24 * HOUR)).to.equal(true);
  });
});

describe('Causes of alerts', () => {
  let app: TestApp;
  let campaign: Awaited<ReturnType<typeof workedCase>>;
  before(async () => {
    app = await startTestApp({ at: AFTER_TEN_DAYS });
    campaign = await workedCase(app);
  });
  after(() => app.stop());

  const check = async () => {
    await app.reporting.settle();
    const found = await post(app, `/api/v1/campaigns/${campaign.campaignId}/alerts/check`, {}, { status: 200 });
    return found['items'] as AlertResponse[];
  };
  const open = async () => (await check()).filter(({ state }) => state === 'open').map(({ rule }) => rule);
  const report = (dollars: readonly number[], revision: number, impressions?: (index: number) => number) =>
    send(
      app,
      campaign.sender,
      `evt_${revision}`,
      reported(
        dollars.map((value, index) =>
          rowOf(value, index, { revision, ...(impressions ? { impressions: impressions(index) } : {}) }),
        ),
      ),
    );

  it('lie in the projection, both ways, and one goes when the other comes', async () => {
    await report(TEN_DAYS, 0); // on its way to $9,873.82 of $12,000.00
    expect(await open()).to.deep.equal(['projected_under']);
    await report(
      TEN_DAYS.map(() => 360),
      1,
    ); // some $11,048: a chance of 68 % to end under, of 11 % to end over
    expect(await open()).to.deep.equal([]);
    await report(
      TEN_DAYS.map(() => 460),
      2,
    ); // 15 % over plan, on its way to some $13,600
    expect(await open()).to.deep.equal(['projected_over']);
    await report(TEN_DAYS, 3);
    expect(await open()).to.deep.equal(['projected_under']);
    const all = await check();
    expect(
      all.map(({ rule, state }) => `${rule} ${state}`),
      'each cause an alert of its own, newest first',
    ).to.deep.equal([...['projected_under open', 'projected_over resolved', 'projected_under resolved']]);
  });

  it('are a hint while an end over budget is only possible, and the same alert told anew once it is likely', async () => {
    const over = async () =>
      (await check()).find(({ rule, state }) => rule === 'projected_over' && state !== 'resolved');
    await report(
      TEN_DAYS.map(() => 400),
      40,
    ); // exactly on plan: even odds of ending above $12,000.00
    const hint = await over();
    expect(hint).to.include({ severity: 'info', state: 'open' });
    expect(hint?.message).to.include('may end above it: the chance is 50%, and the rule speaks from 20%');
    await post(app, `/api/v1/alerts/${hint?.id}/acknowledge`, { note: 'Known.' }, { status: 200 });
    await report(
      TEN_DAYS.map(() => 470),
      41,
    ); // 17.5 % over plan
    const warning = await over();
    expect(warning).to.include({ id: hint?.id, severity: 'warning', state: 'open' });
    expect(warning?.message).to.match(/the chance to end above the budget is (8[1-9]|9\d|100)%/);
    await report(
      TEN_DAYS.map(() => 360),
      42,
    );
    expect(await over(), 'gone with its cause').to.equal(undefined);
  });

  it('may be a cost per thousand that jumps', async () => {
    await report(
      TEN_DAYS.map(() => 360),
      50,
      () => 20_000,
    );
    expect(await open()).to.deep.equal([]);
    // $18.00 a thousand for nine days, $45.00 on the tenth.
    await report(
      TEN_DAYS.map(() => 360),
      51,
      (index) => (index === 9 ? 8_000 : 20_000),
    );
    const jump = (await check()).find(({ rule, state }) => rule === 'cpm_jump' && state === 'open');
    expect(jump?.message).to.equal('The cost per thousand of First jumped to $45.00; $18.00 was usual.');
  });

  it('go away with the rule that looked for them', async () => {
    const path = `/api/v1/campaigns/${campaign.campaignId}/alert-settings`;
    await app.agent
      .put(path)
      .set(app.as('buyer'))
      .set('If-Match', '*')
      .send({ rules: ['bad_signatures'] });
    expect(await open()).to.deep.equal([]);
  });

  it('may be forged posts: more than twenty in an hour, and none once the hour is over', async () => {
    const forge = async (count: number, from: number) => {
      const body = reported([rowOf(1, 0)]);
      const wrong = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
      for (let index = from; index < from + count; index += 1) {
        const headers = standardHeaders(wrong, `evt_forged_${index}`, body, app.clock.now());
        const { status } = await app.agent.post(`/webhooks/${campaign.sender.sourceId}`).set(headers).send(body);
        expect(status).to.equal(401);
      }
    };
    await forge(20, 0);
    expect(await open()).to.deep.equal([]);
    await forge(1, 20);
    const [alert] = (await check()).filter(({ state }) => state === 'open');
    expect(alert).to.include({ rule: 'bad_signatures', severity: 'critical' });
    expect(alert?.message).to.match(/^21 posts of the last hour to Brightlake could not be verified/);
    app.clock.advance(HOUR + 1_000);
    expect(await open()).to.deep.equal([]);
  });
});
