import type { TestApp } from './app.ts';
import { post } from './campaign-fixtures.ts';
import { aRow } from './webhook-sender.ts';

/** Midnight in New York at the end of the tenth day. */
export const AFTER_TEN_DAYS = Date.parse('2026-10-11T04:00:00Z');
export const TEN_DAYS = [310, 295, 330, 280, 305, 340, 300, 315, 290, 335];

/** $12,000 over 30 even days, as in the worked example; a second line that has not started. */
export async function workedCase(app: TestApp, options: { hardStop?: boolean; start?: boolean } = {}) {
  const campaign = await post(app, '/api/v1/campaigns', {
    ...{
      name: 'Worked case',
      advertiser: 'Neighbors Forward',
      market: { name: 'Philadelphia', dmaCode: '504' },
      timeZone: 'America/New_York',
      currency: 'USD',
    },
    ...{ budgetCents: 2_000_000, startDay: '2026-10-01', endDay: '2026-12-01', goal: { kind: 'reach' } },
  });
  const line = (name: string, startDay: string, endDay: string, budgetCents: number) => ({
    ...{ name, channel: 'ctv', vendor: 'Brightlake', rate: { kind: 'cpm', amountMicros: 20_000_000, basis: 'gross' } },
    flights: [{ startDay, endDay, budgetCents, hardStop: options.hardStop ?? false }],
  });
  const plan = await post(app, `/api/v1/campaigns/${campaign.id}/plans`, {
    lines: [line('First', '2026-10-01', '2026-10-31', 1_200_000), line('Later', '2026-11-01', '2026-12-01', 800_000)],
  });
  await post(app, `/api/v1/plans/${plan.id}/submit`, {}, { status: 200 });
  await post(app, `/api/v1/plans/${plan.id}/approve`, {}, { status: 200, role: 'manager' });
  const flights = (await app.services.flights.listByCampaign(campaign.id)).toSorted((a, b) =>
    a.startDay < b.startDay ? -1 : 1,
  );
  const first = flights[0]?.id ?? '';
  if (options.start ?? true) {
    await app.services.flights.step(first, 'creatives_ready', 'test');
    await app.services.flights.step(first, 'start', 'test');
  }
  const source = await post(app, '/api/v1/webhook-sources', {
    name: 'Brightlake',
    placements: [{ placement: 'ctv-1', flightId: first }],
  });
  return {
    campaignId: campaign.id,
    first,
    later: flights[1]?.id ?? '',
    sender: { sourceId: source.id, secret: String(source['secret']) },
  };
}

export const dayOf = (index: number) => `2026-10-${String(index + 1).padStart(2, '0')}`;
/** One day's report of so many dollars, and fifty impressions for each. */
export const rowOf = (dollars: number, index: number, fields: Record<string, unknown> = {}) =>
  aRow({
    rowId: `r${index}`,
    day: dayOf(index),
    window: 'final',
    spendMicros: dollars * 1_000_000,
    impressions: dollars * 50,
    ...fields,
  });
