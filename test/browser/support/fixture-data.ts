import type {
  PacingMeasure,
  PacingResponse,
  PacingRow,
  PacingSeriesResponse,
} from '../../../shared/contracts/pacing.ts';
import { addDays, eachDay } from '../../../shared/domain/calendar/day.ts';
import type { Line, Channel } from '../../../shared/domain/plan.ts';
import { lineBudgetCents, channelGroup } from '../../../shared/domain/plan.ts';

export const FIRST_DAY = '2026-10-26';
export const END_DAY = '2026-11-30';
export const TODAY = '2026-11-23';

type LineSeed = readonly [
  name: string,
  channel: Channel,
  vendor: string,
  rate: Line['rate'],
  dollars: number,
  max: number,
  half: number,
  station?: string,
];
const cpm = (dollars: number) => ({ kind: 'cpm', amountMicros: dollars * 1_000_000, basis: 'gross' }) as const;
const cpp = (dollars: number) => ({ kind: 'cpp', amountMicros: dollars * 1_000_000, basis: 'gross' }) as const;

const SEEDS: readonly LineSeed[] = [
  ['CTV households', 'ctv', 'Keystone Streaming', cpm(32), 11_000, 900, 8_000],
  ['Online video', 'olv', 'Liberty Video', cpm(18), 6_500, 520, 5_200],
  [
    'Search, donate terms',
    'search',
    'Findable',
    { kind: 'cpc', amountMicros: 2_400_000, basis: 'gross' },
    4_500,
    420,
    3_100,
  ],
  ['Social, testimonial cutdowns', 'social', 'Townsquare', cpm(9), 6_000, 480, 4_700],
  ['WPVI early news', 'linear_tv', 'WPVI', cpp(95), 8_000, 640, 9_000, 'WPVI'],
  ['WCAU prime', 'linear_tv', 'WCAU', cpp(120), 6_200, 500, 9_400, 'WCAU'],
  ['KYW late news', 'linear_tv', 'KYW', cpp(82), 4_300, 330, 6_000, 'KYW'],
  ['WTXF morning', 'linear_tv', 'WTXF', cpp(60), 3_500, 260, 4_100, 'WTXF'],
];

/** Eight lines over five weeks, $50,000.00 in all. */
export function sampleLines(): readonly Line[] {
  return SEEDS.map(([name, channel, vendor, rate, dollars, maxResponse, half, station], index) => ({
    id: `lin_sample0000000${index}`,
    name,
    channel,
    vendor,
    rate,
    locked: false,
    curve: { kind: 'michaelis_menten', maxResponse, halfSaturationCents: half * 100 },
    ...(station
      ? { demo: 'A35+', tv: { station, daypart: 'early_news', ratingHundredths: 480, lengthSeconds: 30 } }
      : {}),
    flights: [
      {
        id: `flt_sample0000000${index}`,
        startDay: index % 3 === 1 ? addDays(FIRST_DAY, 7) : FIRST_DAY,
        endDay: END_DAY,
        budgetCents: dollars * 100,
        pattern: index % 2 ? { kind: 'front_loaded' } : { kind: 'even' },
        hardStop: true,
        status: 'draft',
      },
    ],
  }));
}

function measure(budget: number, share: number): PacingMeasure {
  const plannedToDate = Math.round(budget * 0.8);
  const delivered = Math.round(plannedToDate * share);
  const value = Math.round(budget * (0.8 * share + 0.2));
  return {
    budget,
    plannedToDate,
    delivered,
    remaining: budget - delivered,
    variance: delivered - plannedToDate,
    pace: share,
    daysBehind: (1 - share) * 28,
    neededPerDay: Math.round((budget - delivered) / 7),
    neededRatio: 1.1,
    projection: { value, low: Math.round(value * 0.96), high: Math.round(value * 1.03) },
    probabilityUnder: share < 0.9 ? 0.9 : 0.1,
    probabilityOver: share > 1.1 ? 0.6 : 0.02,
    status: share < 0.9 ? 'under' : share > 1.1 ? 'over' : 'on',
  };
}

/** Pacing of the sample with one line behind and one ahead. */
export function samplePacing(campaignId: string, lines: readonly Line[], spentExtraCents: number): PacingResponse {
  const shares = [0.97, 0.81, 1.02, 1.16, 0.99, 0.96, 1.01, 0.94];
  const row = (
    kind: PacingRow['kind'],
    id: string,
    label: string,
    budget: number,
    share: number,
    line?: Line,
  ): PacingRow => ({
    kind,
    id,
    label,
    group: line ? (channelGroup(line.channel) as 'digital' | 'tv') : null,
    channel: line?.channel ?? null,
    vendor: line?.vendor ?? null,
    lineId: line?.id ?? null,
    flightId: null,
    startDay: FIRST_DAY,
    endDay: END_DAY,
    flightStatus: null,
    ...measure(budget, share),
    impressions: measure(Math.round(budget / 3), share),
    clicks: 12_400,
    completedViews: 88_000,
    conversions: 912,
    cpmMicros: 24_300_000,
    dataThrough: '2026-11-22',
    byWindow: [],
    reason: '',
  });
  const total = lines.reduce((sum, line) => sum + lineBudgetCents(line), 0);
  const campaign = row('campaign', campaignId, 'Campaign', total, 0.98);
  return {
    campaignId,
    planId: 'pln_sample00000000',
    asOf: '2026-11-23T15:00:00.000Z',
    today: TODAY,
    timeZone: 'America/New_York',
    currency: 'USD',
    dataThrough: '2026-11-22',
    campaign: { ...campaign, delivered: (campaign.delivered ?? 0) + spentExtraCents },
    groups: [],
    lines: lines.map((line, index) => row('line', line.id, line.name, lineBudgetCents(line), shares[index] ?? 1, line)),
    flights: [],
    counts: { na: 0, unknown: 0, under: 1, on: 6, over: 1, stalled: 0, stopped: 0 },
  };
}

/** The campaign's curve: plan, delivery to yesterday, projection with its band after. */
export function sampleSeries(campaignId: string): PacingSeriesResponse {
  const days = eachDay(FIRST_DAY, END_DAY);
  const points = days.map((day, index) => {
    const planned = Math.round((5_000_000 * (index + 1)) / days.length);
    const isPast = day < TODAY;
    const ahead = Math.max(0, index - 27);
    const projected = Math.round(planned * 0.98);
    return {
      day,
      planned,
      plannedOfDay: Math.round(5_000_000 / days.length),
      delivered: isPast ? Math.round(planned * (0.97 + 0.02 * Math.sin(index / 3))) : null,
      deliveredOfDay: isPast ? 140_000 : null,
      projected: day >= '2026-11-22' ? projected : null,
      low: day >= '2026-11-22' ? projected - ahead * 18_000 : null,
      high: day >= '2026-11-22' ? projected + ahead * 15_000 : null,
    };
  });
  return {
    campaignId,
    lineId: null,
    flightId: null,
    metric: 'spend',
    unit: 'cents',
    budget: 5_000_000,
    today: TODAY,
    dataThrough: '2026-11-22',
    points,
  };
}
