import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { LineResponse, PlanResponse } from '../../../shared/contracts/plans.ts';
import { EASTERN_DAYPARTS } from '../../../shared/domain/daypart.ts';
import { flowchart } from '../../../shared/domain/flowchart.ts';
import { lineBudgetCents, type Line } from '../../../shared/domain/plan.ts';
import { guessMapping, type ImportMapping } from '../../../shared/domain/plan-import/columns.ts';
import { previewImport, type ImportPreview } from '../../../shared/domain/plan-import/preview.ts';
import type { Sheet } from '../../../shared/domain/plan-import/sheet.ts';
import type { ExportInput } from '../../../client/plans/export/export-flowchart.ts';
import { readCsv } from '../../../client/plans/import/read-file.ts';

export const CAMPAIGN = {
  name: 'Autumn giving',
  advertiser: 'Neighbors Forward',
  market: { name: 'Philadelphia' },
  timeZone: 'America/New_York',
  currency: 'USD',
  budgetCents: 5_000_000,
  commissionBasisPoints: 1_500,
  startDay: '2026-10-26',
  endDay: '2026-11-30',
} as unknown as CampaignResponse;

const flight = (id: string, startDay: string, endDay: string, budgetCents: number) =>
  ({ id, startDay, endDay, budgetCents, pattern: { kind: 'even' }, hardStop: true, status: 'draft' }) as const;

/** Streaming with a hiatus, search over the campaign, and early news: 8.0 points at a $50.00 CPP, so $400.00 a spot. */
export const LINES: readonly Line[] = [
  {
    id: 'lin_ctv',
    name: 'Streaming homes',
    channel: 'ctv',
    vendor: 'Keystone Streaming',
    rate: { kind: 'cpm', amountMicros: 32_500_000, basis: 'gross' },
    locked: false,
    minCents: 100_000,
    flights: [
      flight('flt_a', '2026-10-26', '2026-11-09', 1_000_001),
      flight('flt_b', '2026-11-16', '2026-11-30', 700_000),
    ],
  },
  {
    id: 'lin_search',
    name: '=Donate, "terms"',
    channel: 'search',
    vendor: 'Findable',
    rate: { kind: 'cpc', amountMicros: 2_123_456, basis: 'net' },
    locked: true,
    flights: [flight('flt_c', '2026-10-26', '2026-11-30', 1_499_999)],
  },
  {
    id: 'lin_news',
    name: 'Early news',
    channel: 'linear_tv',
    vendor: 'WPVI',
    rate: { kind: 'cpp', amountMicros: 50_000_000, basis: 'gross' },
    demo: 'A35+',
    tv: { station: 'WPVI', daypart: 'early_news', ratingHundredths: 800, lengthSeconds: 30, weekdays: [1, 2, 3, 4, 5] },
    locked: false,
    flights: [flight('flt_d', '2026-11-02', '2026-11-16', 800_000)],
  },
];

/** The plan as the export takes it, in a view. */
export function exportOf(
  view: Partial<ExportInput['view']> = {},
  lines: readonly Line[] = LINES,
  measured?: ExportInput['measured'],
): ExportInput {
  const whole = { calendar: 'broadcast', by: 'week', basis: 'gross', measure: 'dollars', ...view } as const;
  const answered = lines.map((line) => ({ ...line, budgetCents: lineBudgetCents(line) })) as unknown as LineResponse[];
  return {
    campaign: CAMPAIGN,
    plan: { version: '1.0', status: 'draft', lines: answered } as unknown as PlanResponse,
    view: whole,
    chart: flowchart({ plan: { lines }, campaign: CAMPAIGN, ...whole }),
    measured,
    today: '2026-10-20',
  };
}

/** A CSV as it would be read from a file. */
export function csv(text: string): Sheet {
  return readCsv('plan.csv', new TextEncoder().encode(text).buffer as ArrayBuffer);
}

/** A file against the plan, its columns as guessed, with what else is said of it. */
export function preview(
  sheet: Sheet,
  said: Partial<ImportMapping> = {},
  lines: readonly Line[] = LINES,
  measured?: Parameters<typeof previewImport>[0]['measured'],
): ImportPreview {
  const mapping = { ...guessMapping(sheet, CAMPAIGN), ...said };
  return previewImport({ sheet, mapping, lines, campaign: CAMPAIGN, dayparts: EASTERN_DAYPARTS, measured });
}
