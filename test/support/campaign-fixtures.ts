import type { TestApp } from './app.ts';

/** A five-week campaign around TEST_NOW: Monday 2026-10-26 to Sunday 2026-11-29, $50,000.00. */
export const campaignRequest = {
  name: 'Fall testimonials',
  advertiser: 'Neighbors Forward',
  market: { name: 'Philadelphia', dmaCode: '504' },
  timeZone: 'America/New_York',
  currency: 'USD',
  budgetCents: 5_000_000,
  startDay: '2026-10-26',
  endDay: '2026-11-30',
  goal: { kind: 'reach' },
} as const;

/** Streaming, $30,000.00 at a $25.00 CPM, even over the five weeks. */
export const streamingLine = {
  name: 'Streaming households',
  channel: 'ctv',
  vendor: 'Brightlake',
  rate: { kind: 'cpm', amountMicros: 25_000_000, basis: 'gross' },
  flights: [{ startDay: '2026-10-26', endDay: '2026-11-30', budgetCents: 3_000_000 }],
} as const;

/** Early news on one station: an 8.0 rating at a $50.00 CPP is $400.00 a spot; $20,000.00 buys 50. */
export const newsLine = {
  name: 'WQPA early news',
  channel: 'linear_tv',
  vendor: 'WQPA',
  rate: { kind: 'cpp', amountMicros: 50_000_000, basis: 'gross' },
  demo: 'A35+',
  tv: { station: 'WQPA', daypart: 'early_news', ratingHundredths: 800, lengthSeconds: 30 },
  flights: [{ startDay: '2026-10-26', endDay: '2026-11-30', budgetCents: 2_000_000 }],
} as const;

type Body = Record<string, unknown> & { id: string };

/** Posts as a role and gives the body, failing with the problem document when the status is another. */
export async function post(
  app: Pick<TestApp, 'agent' | 'as'>,
  path: string,
  body: object,
  options: { role?: 'admin' | 'buyer' | 'manager'; status?: number } = {},
): Promise<Body> {
  const answer = await app.agent
    .post(path)
    .set(app.as(options.role ?? 'admin'))
    .send(body);
  if (answer.status !== (options.status ?? 201))
    throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
  return answer.body as Body;
}

/** A campaign with a draft plan of both lines, $50,000.00 in all. */
export async function draftPlan(app: Pick<TestApp, 'agent' | 'as'>): Promise<{ campaignId: string; planId: string }> {
  const campaign = await post(app, '/api/v1/campaigns', campaignRequest);
  const plan = await post(app, `/api/v1/campaigns/${campaign.id}/plans`, { lines: [streamingLine, newsLine] });
  return { campaignId: campaign.id, planId: plan.id };
}

/** The same, submitted and approved. */
export async function approvedPlan(
  app: Pick<TestApp, 'agent' | 'as'>,
): Promise<{ campaignId: string; planId: string }> {
  const ids = await draftPlan(app);
  await post(app, `/api/v1/plans/${ids.planId}/submit`, {}, { status: 200 });
  await post(app, `/api/v1/plans/${ids.planId}/approve`, {}, { status: 200, role: 'manager' });
  return ids;
}
