import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { approvedPlan, campaignRequest, post } from '../support/campaign-fixtures.ts';
import { approvedCreatives, scheduledCampaign } from '../support/spot-fixtures.ts';

describe('creatives over HTTP', () => {
  let app: TestApp;
  let campaignId: string;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    campaignId = (await post(app, '/api/v1/campaigns', campaignRequest)).id;
  });

  const add = (fields: object = {}) =>
    post(app, `/api/v1/campaigns/${campaignId}/creatives`, {
      title: 'Maria, baker',
      adId: 'NFWD-0000001H',
      kind: 'testimonial',
      lengthSeconds: 30,
      ...fields,
    });
  const codes = (body: unknown) => (body as { issues: { code: string }[] }).issues.map(({ code }) => code);

  it('keep the code as stations write it and say why they may not air yet', async () => {
    const creative = await add();
    expect(creative).to.include({ adId: 'NFWD0000001H', adIdKind: 'ad_id', eligibleToday: false });
    expect(codes(creative)).to.deep.equal(['not_approved', 'release_missing']);
  });

  it('refuse a code that is neither an Ad-ID nor an ISCI, saying what is wrong with it', async () => {
    const answer = await app.agent
      .post(`/api/v1/campaigns/${campaignId}/creatives`)
      .set(app.as('buyer'))
      .send({ title: 'x', adId: '0FWD0000001H', lengthSeconds: 30 });
    expect([answer.status, answer.body.errors[0].code]).to.deep.equal([400, 'ad_id_invalid']);
    expect(answer.body.errors[0].message).to.contain('may not be 0');
  });

  it('carry a code once in a campaign', async () => {
    await add();
    const twin = await app.agent
      .post(`/api/v1/campaigns/${campaignId}/creatives`)
      .set(app.as('buyer'))
      .send({ title: 'y', adId: 'nfwd0000001h', lengthSeconds: 30 });
    expect([twin.status, twin.body.errors[0].code]).to.deep.equal([409, 'ad_id_taken']);
  });

  it('as testimonials are approved only with a signed release on file', async () => {
    const { id } = await add();
    const early = await app.agent.post(`/api/v1/creatives/${id}/approve`).set(app.as('manager')).send({});
    expect([early.status, early.body.errors[0].code]).to.deep.equal([409, 'release_missing']);
    const [first] = await (async () => {
      const other = (await post(app, '/api/v1/campaigns', campaignRequest)).id;
      return approvedCreatives(app, other);
    })();
    const approved = (await app.agent.get(`/api/v1/creatives/${first}`).set(app.as('viewer'))).body;
    expect(approved).to.deep.include({ eligibleToday: true, issues: [] });
    expect(approved.release.file).to.include({ name: 'release.pdf', bytes: 15 });
    const file = await app.agent
      .get(`/api/v1/creatives/${first}/release-file`)
      .set(app.as('viewer'))
      .responseType('blob');
    expect((file.body as Buffer).toString()).to.equal('%PDF-1.4 signed');
  });

  it('lose their approval when something that airs is changed, and keep it for a new title', async () => {
    const [id] = await approvedCreatives(app, campaignId);
    const patch = (set: object) =>
      app.agent.patch(`/api/v1/creatives/${id}`).set(app.as('buyer')).set('If-Match', '*').send(set);
    expect((await patch({ title: 'Maria at her oven' })).body.approval.status).to.equal('approved');
    const changed = await patch({ adId: 'NFWD0000009H' });
    expect(changed.body.approval).to.deep.include({ status: 'draft', note: 'Changed after approval.' });
  });

  it('refuse an edit of a revision that is not the present one, and dates that leave no day', async () => {
    const { id } = await add();
    const stale = await app.agent
      .patch(`/api/v1/creatives/${id}`)
      .set(app.as('buyer'))
      .set('If-Match', '"9"')
      .send({ title: 'z' });
    expect(stale.status).to.equal(412);
    const dates = await app.agent
      .patch(`/api/v1/creatives/${id}`)
      .set(app.as('buyer'))
      .set('If-Match', '*')
      .send({ startDay: '2026-11-05', endDay: '2026-11-05' });
    expect([dates.status, dates.body.errors[0].code]).to.deep.equal([400, 'ends_before_start']);
  });

  it('show their share of the rotation, adding up to 100 % in each length', async () => {
    await add({ rotationWeight: 1 });
    await add({ adId: 'NFWD0000002H', rotationWeight: 1 });
    await add({ adId: 'NFWD0000003H', rotationWeight: 1 });
    const shares = (await app.agent.get(`/api/v1/campaigns/${campaignId}/rotation-weights`).set(app.as('viewer'))).body;
    // A third each: 3,334 + 3,333 + 3,333 basis points.
    expect(
      shares.lengths[0].creatives.map(({ shareBasisPoints }: { shareBasisPoints: number }) => shareBasisPoints),
    ).to.deep.equal([3_334, 3_333, 3_333]);
  });

  it('must carry the disclaimer the campaign asks for', async () => {
    const rule = {
      disclaimer: { requiredText: 'Sponsored by Neighbors Forward', minimumSeconds: 4, minimumHeightBasisPoints: 400 },
    };
    await app.agent.put(`/api/v1/campaigns/${campaignId}/creative-rules`).set(app.as('buyer')).send(rule).expect(200);
    const creative = await add({
      kind: 'standard',
      disclaimer: { text: 'Sponsored by Neighbors Forward', seconds: 3, heightBasisPoints: 400 },
    });
    expect(codes(creative)).to.deep.equal(['not_approved', 'disclaimer_too_short']);
  });

  it('ending soon are told days before air, with the spots they leave without copy', async () => {
    const scheduled = await scheduledCampaign(app);
    const [id] = scheduled.creativeIds;
    const { adId } = (await app.agent.get(`/api/v1/creatives/${id}`).set(app.as('viewer'))).body as { adId: string };
    await app.agent
      .patch(`/api/v1/creatives/${id}`)
      .set(app.as('buyer'))
      .set('If-Match', '*')
      .send({ endDay: '2026-11-05' })
      .expect(200);
    const outlook = (
      await app.agent
        .get(`/api/v1/campaigns/${scheduled.campaignId}/copy-outlook`)
        .query({ days: 14 })
        .set(app.as('viewer'))
    ).body;
    expect(adId).to.equal('NFWD0000001H');
    expect(codes(outlook)).to.include.members(['assigned_not_eligible', 'creative_ending']);
  });

  it('are for those who may edit: a viewer adds none', async () => {
    await approvedPlan(app);
    const answer = await app.agent
      .post(`/api/v1/campaigns/${campaignId}/creatives`)
      .set(app.as('viewer'))
      .send({ title: 'x', adId: 'NFWD0000001H', lengthSeconds: 30 });
    expect(answer.status).to.equal(403);
  });
});
