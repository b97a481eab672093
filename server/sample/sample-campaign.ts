import type { CreateCampaignRequest } from '../../shared/contracts/campaigns.ts';
import type { CreateLineRequest, FlightRequest } from '../../shared/contracts/plans.ts';
import { addDays, type Day } from '../../shared/domain/calendar/day.ts';
import { apportion, sumCents, type Cents } from '../../shared/domain/money.ts';
import { lineSpotCostCents } from '../../shared/domain/plan.ts';

/** The sample's budget: $50,000.00 gross. */
export const SAMPLE_BUDGET_CENTS: Cents = 5_000_000;
export const SAMPLE_WEEKS = 5;
const COMMISSION_BASIS_POINTS = 1_500;

/** The sample campaign: one committee, one market, five weeks from a Monday. */
export function sampleCampaign(startDay: Day): CreateCampaignRequest {
  return {
    name: 'Neighbors Forward: our street, our story',
    advertiser: 'Neighbors Forward',
    market: { name: 'Philadelphia', dmaCode: '504' },
    timeZone: 'America/New_York',
    currency: 'USD',
    budgetCents: SAMPLE_BUDGET_CENTS,
    commissionBasisPoints: COMMISSION_BASIS_POINTS,
    startDay,
    endDay: addDays(startDay, 7 * SAMPLE_WEEKS),
    goal: { kind: 'reach' },
  };
}

type TvRow = Readonly<{
  station: string;
  daypart: string;
  name: string;
  rating: number;
  cppDollars: number;
  lengthSeconds: 15 | 30 | 60;
  perWeek: readonly number[];
}>;

/** Four stations × dayparts: rating points of A35+, gross CPP in dollars, spots in each of the five weeks (0 is a hiatus). */
const TV: readonly TvRow[] = [
  {
    station: 'WQPA',
    daypart: 'early_morning',
    name: 'early morning',
    rating: 120,
    cppDollars: 38,
    lengthSeconds: 30,
    perWeek: [5, 5, 5, 5, 5],
  },
  {
    station: 'WQPA',
    daypart: 'early_news',
    name: 'early news',
    rating: 310,
    cppDollars: 46,
    lengthSeconds: 30,
    perWeek: [3, 3, 3, 4, 5],
  },
  {
    station: 'WQPA',
    daypart: 'prime',
    name: 'prime',
    rating: 420,
    cppDollars: 64,
    lengthSeconds: 60,
    perWeek: [1, 1, 1, 1, 2],
  },
  {
    station: 'WPHN',
    daypart: 'early_news',
    name: 'early news',
    rating: 280,
    cppDollars: 44,
    lengthSeconds: 30,
    perWeek: [3, 3, 3, 4, 4],
  },
  {
    station: 'WPHN',
    daypart: 'late_news',
    name: 'late news',
    rating: 220,
    cppDollars: 48,
    lengthSeconds: 30,
    perWeek: [2, 2, 2, 3, 4],
  },
  {
    station: 'WPHN',
    daypart: 'daytime',
    name: 'daytime',
    rating: 90,
    cppDollars: 30,
    lengthSeconds: 15,
    perWeek: [5, 5, 5, 5, 5],
  },
  {
    station: 'WDVL',
    daypart: 'early_fringe',
    name: 'early fringe',
    rating: 150,
    cppDollars: 36,
    lengthSeconds: 15,
    perWeek: [4, 4, 4, 4, 5],
  },
  {
    station: 'WDVL',
    daypart: 'prime_access',
    name: 'prime access',
    rating: 260,
    cppDollars: 52,
    lengthSeconds: 30,
    perWeek: [2, 2, 0, 3, 4],
  },
  {
    station: 'WDVL',
    daypart: 'late_fringe',
    name: 'late fringe',
    rating: 80,
    cppDollars: 28,
    lengthSeconds: 15,
    perWeek: [3, 3, 3, 3, 3],
  },
  {
    station: 'WSKL',
    daypart: 'early_morning',
    name: 'early morning',
    rating: 100,
    cppDollars: 34,
    lengthSeconds: 15,
    perWeek: [4, 4, 4, 4, 4],
  },
  {
    station: 'WSKL',
    daypart: 'prime',
    name: 'prime',
    rating: 360,
    cppDollars: 62,
    lengthSeconds: 30,
    perWeek: [1, 1, 0, 2, 2],
  },
  {
    station: 'WSKL',
    daypart: 'late_news',
    name: 'late news',
    rating: 170,
    cppDollars: 45,
    lengthSeconds: 30,
    perWeek: [2, 2, 2, 2, 3],
  },
];

const PRICE_OF_LENGTH = [
  { lengthSeconds: 15, basisPoints: 6_000 },
  { lengthSeconds: 60, basisPoints: 19_000 },
];

function tvLine(row: TvRow, startDay: Day): CreateLineRequest {
  const line: CreateLineRequest = {
    name: `${row.station} ${row.name} :${row.lengthSeconds}`,
    channel: 'linear_tv',
    vendor: row.station,
    rate: { kind: 'cpp', amountMicros: row.cppDollars * 1_000_000, basis: 'gross' },
    demo: 'A35+',
    tv: {
      station: row.station,
      daypart: row.daypart,
      ratingHundredths: row.rating,
      lengthSeconds: row.lengthSeconds,
      lengthFactors: PRICE_OF_LENGTH,
    },
    locked: false,
    flights: [],
  };
  const spotCents = lineSpotCostCents(line, COMMISSION_BASIS_POINTS) ?? 0;
  return {
    ...line,
    flights: runsOf(row.perWeek).map(({ from, counts }) => tvFlight(addDays(startDay, 7 * from), counts, spotCents)),
  };
}

function tvFlight(startDay: Day, counts: readonly number[], spotCents: Cents): FlightRequest {
  return {
    startDay,
    endDay: addDays(startDay, 7 * counts.length),
    budgetCents: spotCents * counts.reduce((sum, count) => sum + count, 0),
    pattern: { kind: 'custom', by: 'week', weights: [...counts] },
    hardStop: true,
  };
}

/** Weeks with spots, cut at each hiatus. */
function runsOf(perWeek: readonly number[]): readonly { from: number; counts: readonly number[] }[] {
  const runs: { from: number; counts: number[] }[] = [];
  perWeek.forEach((count, week) => {
    const last = runs.at(-1);
    if (count === 0) return;
    if (last && last.from + last.counts.length === week) last.counts.push(count);
    else runs.push({ from: week, counts: [count] });
  });
  return runs;
}

type DigitalRow = Readonly<{
  weight: number;
  line: Pick<CreateLineRequest, 'name' | 'channel' | 'vendor' | 'rate'>;
  pattern: FlightRequest['pattern'];
  hardStop: boolean;
}>;

const DIGITAL: readonly DigitalRow[] = [
  {
    weight: 36,
    line: {
      name: 'Streaming households',
      channel: 'ctv',
      vendor: 'Brightlake Streaming',
      rate: { kind: 'cpm', amountMicros: 31_500_000, basis: 'gross' },
    },
    pattern: { kind: 'to_end', growthBasisPoints: 150 },
    hardStop: true,
  },
  {
    weight: 25,
    line: {
      name: 'Testimonials as pre-roll',
      channel: 'olv',
      vendor: 'Openreel Video',
      rate: { kind: 'cpcv', amountMicros: 42_000, basis: 'gross' },
    },
    pattern: { kind: 'even' },
    hardStop: true,
  },
  {
    weight: 16,
    line: {
      name: 'People asking about the issue',
      channel: 'search',
      vendor: 'Findwell Search',
      rate: { kind: 'cpc', amountMicros: 1_850_000, basis: 'gross' },
    },
    pattern: { kind: 'to_end', growthBasisPoints: 100 },
    hardStop: false,
  },
  {
    weight: 23,
    line: {
      name: 'Neighborhood feeds',
      channel: 'social',
      vendor: 'Commonplace Social',
      rate: { kind: 'cpm', amountMicros: 9_400_000, basis: 'gross' },
    },
    pattern: { kind: 'even' },
    hardStop: false,
  },
];

/** All lines of the sample plan: TV in whole spots, digital sharing the rest, $50,000.00 to the cent. */
export function sampleLines(startDay: Day): readonly CreateLineRequest[] {
  const tv = TV.map((row) => tvLine(row, startDay));
  const tvCents = sumCents(tv.flatMap((line) => line.flights.map(({ budgetCents }) => budgetCents)));
  const endDay = addDays(startDay, 7 * SAMPLE_WEEKS);
  const parts = apportion(
    SAMPLE_BUDGET_CENTS - tvCents,
    DIGITAL.map(({ line, weight }) => ({ key: line.name, weight })),
  );
  const digital = DIGITAL.map(({ line, pattern, hardStop }, index): CreateLineRequest => ({
    ...line,
    locked: false,
    flights: [{ startDay, endDay, budgetCents: parts[index]?.cents ?? 0, pattern, hardStop }],
  }));
  return [...digital, ...tv].map(withCurve);
}

/** People moved by one more dollar where the plan stands, before a line's own lean. */
const PEOPLE_PER_DOLLAR = 6;
/** How much better or worse than that each line is, in turn: the sample plan is good, not best. */
const LEAN_PERCENT = [104, 92, 112, 86, 100, 110, 97, 105, 93, 88, 101, 108, 95, 90, 103, 99];

/** Gives a line the response curve agreed for it: half of its ceiling is reached at one and a half times its planned budget. */
function withCurve(line: CreateLineRequest, index: number): CreateLineRequest {
  const dollars = sumCents(line.flights.map(({ budgetCents }) => budgetCents)) / 100;
  const half = Math.round(1.5 * dollars);
  const lean = (LEAN_PERCENT[index % LEAN_PERCENT.length] ?? 100) / 100;
  // The marginal return V·K/(K+x)² at the planned budget x is the wanted one.
  const maxResponse = Math.round((PEOPLE_PER_DOLLAR * lean * (half + dollars) ** 2) / half);
  return { ...line, curve: { kind: 'michaelis_menten', maxResponse, halfSaturationCents: half * 100 } };
}
