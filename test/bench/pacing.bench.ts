import { systemClock } from '../../server/clock.ts';
import { createDaysModel } from '../../server/deliveries/days.model.ts';
import { createFactsModel } from '../../server/deliveries/facts.model.ts';
import { dayIdOf, type StoredFact } from '../../server/deliveries/ledger/fact.ts';
import { createRecount } from '../../server/deliveries/ledger/recount.ts';
import { createPlacementsModel } from '../../server/deliveries/placements.model.ts';
import { createReportedFacts } from '../../server/deliveries/reported-facts.ts';
import { createDaysAsKnown } from '../../server/deliveries/days-as-known.ts';
import { createPacingService, defaultBands } from '../../server/pacing/pacing.service.ts';
import { addDays, eachDay } from '../../shared/domain/calendar/day.ts';
import { toMetrics } from '../../shared/domain/delivery/metrics.ts';
import { startServerUnderLoad } from './server-under-load.ts';

const FLIGHTS = 20;
const START_DAY = '2026-09-01';
const END_DAY = addDays(START_DAY, 35);
/**
 * The large side is 100 times the small one; on a slow machine it stops at the time it has, and the small one follows. Asked for
 * by `--facts`, it takes the time it needs.
 */
const LARGE_FACTS = 10_000_000;
const FILL_MS = 170_000;
const FACTS_AT_ONCE = 5_000;
const WRITERS = 2;
const QUERIES = 40;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** A campaign of 20 flights and its plan, so that only reading deliveries touches the store. */
function aPlan(campaignId: string) {
  const flights = Array.from({ length: FLIGHTS }, (_, index) => ({
    ...{
      id: `flt_${campaignId}_${index}`,
      startDay: START_DAY,
      endDay: END_DAY,
      budgetCents: 350_000,
      pattern: { kind: 'even' as const },
    },
    ...{ hardStop: false, status: 'active' as const },
  }));
  const lines = flights.map((flight, index) => ({
    ...{
      id: `lin_${campaignId}_${index}`,
      name: `Line ${index}`,
      channel: 'ctv' as const,
      vendor: 'Brightlake',
      locked: false,
      flights: [flight],
    },
    rate: { kind: 'cpm' as const, amountMicros: 20_000_000, basis: 'gross' as const },
  }));
  return { id: `pln_${campaignId}`, campaignId, number: 1, version: '1.0', status: 'approved' as const, lines };
}

const campaignOf = (id: string) => ({
  ...{
    id,
    name: id,
    advertiser: 'Neighbors Forward',
    market: { name: 'Philadelphia', dmaCode: '504' },
    timeZone: 'America/New_York',
    currency: 'USD' as const,
  },
  ...{
    budgetCents: 7_000_000,
    commissionBasisPoints: 1_500,
    startDay: START_DAY,
    endDay: END_DAY,
    goal: { kind: 'reach' as const },
    status: 'active' as const,
  },
  ...{ rev: 1, approvedPlanId: `pln_${id}`, latestPlanId: `pln_${id}`, createdAt: 0, updatedAt: 0 },
});

/** The pacing table of a campaign with many facts against one with few, and a rebuild of all totals against taking them in. */
export async function run({ facts: asked }: { facts?: number } = {}): Promise<Record<string, number>> {
  const largest = asked ?? LARGE_FACTS;
  const fillMs = asked === undefined ? FILL_MS : Infinity;
  const server = await startServerUnderLoad();
  const { connection } = server;
  const facts = createFactsModel(connection);
  const days = createDaysModel(connection);
  const placements = createPlacementsModel(connection);
  const recount = createRecount({ facts, days, clock: systemClock });
  const dayList = eachDay(START_DAY, END_DAY);

  /** Restatements of the same flight-days, revision by revision: the way the number of facts grows in life. */
  const fill = async (campaignId: string, sourceId: string, most: number): Promise<number> => {
    for (let index = 0; index < FLIGHTS; index += 1) {
      await placements.map({
        sourceId,
        placement: `p-${index}`,
        flightId: `flt_${campaignId}_${index}`,
        campaignId,
        mappedAt: 0,
      });
    }
    const factAt = (number: number): StoredFact => {
      const placement = `p-${number % FLIGHTS}`;
      const day = dayList[Math.floor(number / FLIGHTS) % dayList.length] ?? START_DAY;
      const revision = Math.floor(number / (FLIGHTS * dayList.length));
      const dayId = dayIdOf(sourceId, placement, day);
      const id = `${dayId}|-|3|${String(revision).padStart(10, '0')}`;
      const measures = toMetrics({ spendMicros: 95_000_000 + (number % 7) * 1_000_000, impressions: 5_000 + number });
      return {
        id,
        dayId,
        kind: 'total',
        rowId: String(number),
        sourceId,
        placement,
        day,
        grain: '-',
        window: 'final',
        revision,
        measures,
        attemptId: 'bench',
        index: 0,
        at: 0,
      };
    };
    const until = performance.now() + fillMs;
    let filled = 0;
    const write = async () => {
      while (filled < most && performance.now() < until) {
        const from = filled;
        filled = Math.min(most, from + FACTS_AT_ONCE);
        await facts.insert(
          'total',
          Array.from({ length: filled - from }, (_, index) => factAt(from + index)),
        );
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, write));
    return filled;
  };

  const pacing = createPacingService({
    campaigns: { get: (id) => Promise.resolve(campaignOf(id)) },
    plans: { approvedOf: (id) => Promise.resolve(aPlan(id)), inForceAt: (id) => Promise.resolve(aPlan(id)) },
    flights: { listByCampaign: () => Promise.resolve([]) },
    bandsOf: () => Promise.resolve(defaultBands),
    airingsOf: () => Promise.resolve(new Map()),
    daysAsKnown: createDaysAsKnown({ days, facts: createReportedFacts({ days, facts }) }),
    ...{ days, placements, clock: systemClock },
  });
  const queryMs = async (campaignId: string): Promise<number> => {
    const started = performance.now();
    const answer = await pacing.read(campaignId, { asOf: Date.parse('2026-09-20T16:00:00Z'), known: 'now' });
    if (answer.campaign.delivered === null)
      throw new Error(`${campaignId} shows no delivery: the bench measures nothing.`);
    return performance.now() - started;
  };

  try {
    const largeFacts = await fill('cmp_large', 'src_large', largest);
    const smallFacts = await fill('cmp_small', 'src_small', Math.ceil(largeFacts / 100));
    await recount('src_small');
    const rebuildStarted = performance.now();
    const rebuilt = await recount('src_large');
    const rebuildPerS = (rebuilt.facts * 1_000) / (performance.now() - rebuildStarted);
    const small: number[] = [];
    const large: number[] = [];
    for (let query = 0; query < QUERIES; query += 1) {
      small.push(await queryMs('cmp_small'));
      large.push(await queryMs('cmp_large'));
    }
    await server.load({ posts: 20, rowsPerPost: 100, inFlight: 8 });
    const ingest = await server.load({ posts: 60, rowsPerPost: 100, inFlight: 8 });
    await server.flightboard.reporting.settle();
    const ingestPerS = (ingest.accepted * 100 * 1_000) / ingest.ms;
    return {
      smallFacts,
      largeFacts,
      queryMs: median(large),
      queryRatio: median(large) / median(small),
      rebuildFactsPerS: Math.round(rebuildPerS),
      rebuildRatio: rebuildPerS / ingestPerS,
      rebuiltDays: rebuilt.days,
    };
  } finally {
    await server.stop();
  }
}
