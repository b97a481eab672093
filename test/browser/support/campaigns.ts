import type { Board } from './board.ts';

const CPM = { kind: 'cpm', amountMicros: 30_000_000 };
const CPC = { kind: 'cpc', amountMicros: 2_000_000 };

/** Five broadcast weeks in autumn 2026: Monday October 26 to Sunday November 29. */
export const WEEKS = { startDay: '2026-10-26', endDay: '2026-11-30' } as const;

/** A campaign of $50,000.00 in Philadelphia. */
export async function createCampaign(board: Board, name: string): Promise<string> {
  const campaign = await board.api('POST', '/api/v1/campaigns', {
    name,
    advertiser: 'Neighbors Forward',
    market: { name: 'Philadelphia', dmaCode: '504' },
    timeZone: 'America/New_York',
    currency: 'USD',
    budgetCents: 5_000_000,
    ...WEEKS,
    goal: { kind: 'donations' },
  });
  return String(campaign['id']);
}

type LineSeed = Readonly<{
  name: string;
  channel: string;
  vendor: string;
  budgetCents: number;
  curve?: object;
  rate?: object;
}>;

/** A draft with these lines, each with one flight over the campaign. */
export async function createPlan(board: Board, campaignId: string, lines: readonly LineSeed[]): Promise<string> {
  const plan = await board.api('POST', `/api/v1/campaigns/${campaignId}/plans`, {
    lines: lines.map(({ budgetCents, rate, ...line }) => ({
      ...line,
      rate: rate ?? (line.channel === 'search' ? CPC : CPM),
      flights: [{ ...WEEKS, budgetCents }],
    })),
  });
  return String(plan['id']);
}

/** Three lines whose best split of $50,000.00 is known to the cent: 11,290.52, 9,675.90 and 29,033.58. */
export const V5_LINES: readonly LineSeed[] = [
  {
    name: 'Donate terms',
    channel: 'search',
    vendor: 'Findable',
    budgetCents: 1_500_000,
    curve: { kind: 'michaelis_menten', maxResponse: 900, halfSaturationCents: 600_000 },
  },
  {
    name: 'Feed cutdowns',
    channel: 'social',
    vendor: 'Townsquare',
    budgetCents: 1_500_000,
    curve: { kind: 'michaelis_menten', maxResponse: 700, halfSaturationCents: 900_000 },
  },
  {
    name: 'Streaming homes',
    channel: 'ctv',
    vendor: 'Keystone Streaming',
    budgetCents: 2_000_000,
    curve: { kind: 'michaelis_menten', maxResponse: 2_200, halfSaturationCents: 4_500_000 },
  },
];
