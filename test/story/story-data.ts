import type { Day } from '../../shared/domain/calendar/day.ts';
import { dayStart } from '../../shared/domain/calendar/zone.ts';

export const ZONE = 'America/New_York';
/** Monday; the five weeks hold the Sunday on which clocks go back, and end on Sunday 2026-11-29. */
export const START: Day = '2026-10-26';
export const END: Day = '2026-11-30';
export const HOUR = 3_600_000;
export const at = (day: Day, hour: number) => dayStart(day, ZONE) + hour * HOUR;

/** Digital, $30,000.00: 35 even days each. Streaming $350.00 a day, video $245.00, search $157.50, social $104.642857… */
export const DIGITAL = [
  {
    name: 'Streaming',
    channel: 'ctv',
    vendor: 'Brightlake',
    kind: 'cpm',
    amountMicros: 25_000_000,
    budgetCents: 1_225_000,
  },
  { name: 'Video', channel: 'olv', vendor: 'Openreel', kind: 'cpcv', amountMicros: 40_000, budgetCents: 857_500 },
  { name: 'Search', channel: 'search', vendor: 'Findwell', kind: 'cpc', amountMicros: 2_000_000, budgetCents: 551_250 },
  {
    name: 'Social',
    channel: 'social',
    vendor: 'Commonplace',
    kind: 'cpm',
    amountMicros: 8_000_000,
    budgetCents: 366_250,
  },
] as const;

/** TV, $20,000.00: on each of four stations 10 early-news spots (8.0 × $50 = $400) and 5 late-news spots (4.0 × $50 = $200). */
export const STATIONS = ['WQPA', 'WPHN', 'WDVL', 'WSKL'] as const;
export const TV = STATIONS.flatMap((station) => [
  { station, daypart: 'early_news', ratingHundredths: 800, budgetCents: 400_000 },
  { station, daypart: 'late_news', ratingHundredths: 400, budgetCents: 100_000 },
]);

export const CREATIVES = [
  { adId: 'NBFW2611060H', lengthSeconds: 60 },
  { adId: 'NBFW2611030H', lengthSeconds: 30 },
  { adId: 'NBFW2611015H', lengthSeconds: 15 },
] as const;
