import type { PlanResponse } from '../../shared/contracts/plans.ts';
import { addDays, type Day } from '../../shared/domain/calendar/day.ts';
import type { TestApp } from './app.ts';
import { campaignRequest, post } from './campaign-fixtures.ts';
import { reported, send } from './webhook-sender.ts';

type LineKey = 'search' | 'social' | 'ctv';
const CURVES = {
  search: { kind: 'michaelis_menten', maxResponse: 900, halfSaturationCents: 600_000 },
  social: { kind: 'michaelis_menten', maxResponse: 700, halfSaturationCents: 900_000 },
  ctv: { kind: 'michaelis_menten', maxResponse: 2_200, halfSaturationCents: 4_500_000 },
} as const;
const NAMES: Readonly<Record<LineKey, string>> = {
  search: 'Donate terms',
  social: 'Feed cutdowns',
  ctv: 'Streaming homes',
};

/** The best split of $50,000.00 over the three curves: 11,290.52, 9,675.90 and 29,033.58. */
export const BEST = { search: 1_129_052, social: 967_590, ctv: 2_903_358 } as const;
/** Closed days of the campaign at TEST_NOW: 2026-10-26 to 2026-10-31. */
export const CLOSED_DAYS = 6;

export type InFlight = Readonly<{
  campaignId: string;
  planId: string;
  lineIds: Readonly<Record<LineKey, string>>;
  sender: Readonly<{ sourceId: string; secret: string }>;
}>;

/** An approved campaign of three digital lines at a $10.00 CPM over five weeks, one placement each, mapped. */
export async function inFlightCampaign(
  app: TestApp,
  budgets: Readonly<Record<LineKey, number>> = BEST,
  options: { goal?: string; hasCurves?: boolean; fields?: Partial<Record<LineKey, object>> } = {},
): Promise<InFlight> {
  const goal = { kind: options.goal ?? 'donations' };
  const campaign = await post(app, '/api/v1/campaigns', { ...campaignRequest, goal });
  const { startDay, endDay } = campaignRequest;
  const keys = ['search', 'social', 'ctv'] as const;
  const created = await post(app, `/api/v1/campaigns/${campaign.id}/plans`, {
    lines: keys.map((key) => ({
      ...{ name: NAMES[key], channel: key, vendor: NAMES[key] },
      rate: { kind: 'cpm', amountMicros: 10_000_000, basis: 'gross' },
      ...(options.hasCurves === false ? {} : { curve: CURVES[key] }),
      flights: [{ startDay, endDay, budgetCents: budgets[key] }],
      ...options.fields?.[key],
    })),
  });
  await post(app, `/api/v1/plans/${created.id}/submit`, {}, { status: 200 });
  const plan = (await post(
    app,
    `/api/v1/plans/${created.id}/approve`,
    {},
    { status: 200, role: 'manager' },
  )) as unknown as PlanResponse;
  const source = await post(app, '/api/v1/webhook-sources', {
    name: 'All platforms',
    placements: keys.map((key, index) => ({ placement: key, flightId: plan.lines[index]!.flights[0]!.id })),
  });
  const idOf = (key: LineKey) => plan.lines[keys.indexOf(key)]!.id;
  return {
    campaignId: campaign.id,
    planId: plan.id,
    lineIds: { search: idOf('search'), social: idOf('social'), ctv: idOf('ctv') },
    sender: { sourceId: source.id, secret: String(source['secret']) },
  };
}

export type Reported = Readonly<{
  day: Day;
  cents: number;
  impressions?: number;
  conversions?: number;
  revision?: number;
}>;

/** Days of a line as its platform reports them; without impressions it delivers what a $10.00 CPM buys. */
export async function report(
  app: TestApp,
  { sender }: Pick<InFlight, 'sender'>,
  placement: LineKey,
  days: readonly Reported[],
): Promise<void> {
  const rows = days.map(({ day, cents, impressions, conversions, revision = 0 }) => ({
    rowId: `${placement}-${day}-${revision}`,
    ...{ placement, day, window: 'live', revision, kind: 'total' },
    spendMicros: cents * 10_000,
    impressions: impressions ?? cents,
    ...(conversions === undefined ? {} : { conversions }),
  }));
  counter += 1;
  const answer = await send(app, sender, `evt_${placement}_${counter}`, reported(rows));
  if (answer.status !== 200) throw new Error(`The report was answered ${answer.status}: ${answer.text}`);
  await app.settle();
}
let counter = 0;

/** A total over the closed days, as even as cents allow. */
export function overClosedDays(totalCents: number, from: Day = campaignRequest.startDay): readonly Reported[] {
  const each = Math.floor(totalCents / CLOSED_DAYS);
  return Array.from({ length: CLOSED_DAYS }, (_, index) => ({
    day: addDays(from, index),
    cents: index === 0 ? totalCents - each * (CLOSED_DAYS - 1) : each,
  }));
}
