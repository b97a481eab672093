import type { SpotResponse } from '../../shared/contracts/spots.ts';
import type { TestApp } from './app.ts';
import { approvedPlan, post } from './campaign-fixtures.ts';

/** Creatives of the campaign, approved: two :30 testimonials with signed releases, shares 60 and 40. */
export async function approvedCreatives(
  app: Pick<TestApp, 'agent' | 'as'>,
  campaignId: string,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const [title, adId, rotationWeight] of [
    ['Maria, baker', 'NFWD0000001H', 60],
    ['Sam, teacher', 'NFWD0000002H', 40],
  ] as const) {
    const creative = await post(app, `/api/v1/campaigns/${campaignId}/creatives`, {
      title,
      adId,
      kind: 'testimonial',
      lengthSeconds: 30,
      rotationWeight,
    });
    await app.agent
      .put(`/api/v1/creatives/${creative.id}/release`)
      .set(app.as('buyer'))
      .set('If-Match', '*')
      .send({ signatory: title.split(',')[0], signedDay: '2026-10-01', expiryDay: '2027-10-01' })
      .expect(200);
    await app.agent
      .post(`/api/v1/creatives/${creative.id}/release-file`)
      .query({ name: 'release.pdf' })
      .set(app.as('buyer'))
      .type('application/pdf')
      .send(Buffer.from('%PDF-1.4 signed'))
      .expect(200);
    await post(app, `/api/v1/creatives/${creative.id}/approve`, {}, { status: 200, role: 'manager' });
    ids.push(creative.id);
  }
  return ids;
}

/** An approved plan with approved copy and its spots scheduled. */
export async function scheduledCampaign(
  app: Pick<TestApp, 'agent' | 'as'>,
): Promise<{ campaignId: string; planId: string; creativeIds: readonly string[] }> {
  const ids = await approvedPlan(app);
  const creativeIds = await approvedCreatives(app, ids.campaignId);
  await post(app, `/api/v1/campaigns/${ids.campaignId}/spots/schedule`, {}, { status: 200 });
  return { ...ids, creativeIds };
}

/** All spots of a campaign, in the order they air. */
export async function listSpots(
  app: Pick<TestApp, 'agent' | 'as'>,
  campaignId: string,
  query: Record<string, string> = {},
): Promise<readonly SpotResponse[]> {
  const answer = await app.agent
    .get(`/api/v1/campaigns/${campaignId}/spots`)
    .query({ limit: '500', ...query })
    .set(app.as('viewer'));
  if (answer.status !== 200) throw new Error(`GET spots answered ${answer.status}: ${answer.text}`);
  return answer.body.items as SpotResponse[];
}

/** Takes a step with a spot and gives what it became. */
export async function step(
  app: Pick<TestApp, 'agent' | 'as'>,
  spotId: string,
  name: string,
  body: object = {},
): Promise<SpotResponse> {
  return (await post(app, `/api/v1/spots/${spotId}/${name}`, body, { status: 200 })) as unknown as SpotResponse;
}
