import { setImmediate as oneTurn } from 'node:timers/promises';
import { broadcastDayOf } from '../../../shared/domain/calendar/broadcast-day.ts';
import { addDays, laterDay, type Day } from '../../../shared/domain/calendar/day.ts';
import { matchMakegoodsFast } from '../../../shared/domain/makegood/match-makegoods.ts';
import type { MakegoodAnswer, MakegoodInput } from '../../../shared/domain/makegood/makegood.ts';
import { lineSpotCostCents } from '../../../shared/domain/plan.ts';
import { makegoodTimes, type MakegoodTime } from '../../../shared/domain/spot/makegoods/makegood-times.ts';
import { makegoodProblem, offersOfMatch } from '../../../shared/domain/spot/makegoods/match-times.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import { isSpotLive } from '../../../shared/domain/spot.ts';
import { withSeenPrograms } from '../../../shared/domain/station.ts';
import type { CampaignsService } from '../../campaigns/campaigns.service.ts';
import type { Clock } from '../../clock.ts';
import type { DaypartsService } from '../../dayparts/dayparts.service.ts';
import type { PlansService } from '../../plans/plans.service.ts';
import { SolverError, type SolverPool } from '../../solvers/solver-pool.ts';
import type { StationsService } from '../../stations/stations.service.ts';
import type { SpotsModel } from '../spots.model.ts';
import { SEPARATION_MINUTES } from '../spots.service.ts';
import type { MakegoodsModel } from './makegoods.model.ts';

export type FindTimesInput = Readonly<{
  model: Pick<MakegoodsModel, 'listOpen'>;
  spotsModel: Pick<SpotsModel, 'listByCampaign'>;
  campaigns: Pick<CampaignsService, 'get'>;
  plans: Pick<PlansService, 'approvedOf'>;
  dayparts: Pick<DaypartsService, 'of'>;
  stations: Pick<StationsService, 'programs'>;
  solvers: Pick<SolverPool, 'makeGood'>;
  clock: Clock;
}>;
export type SearchTerms = Readonly<{
  withinDays?: number | undefined;
  otherDayparts?: boolean | undefined;
  limit?: number | undefined;
}>;

const WITHIN_DAYS = 14;
const OFFERS = 3;
const MATCHING_MS = 2_000;

/** Finds the open times that may stand in for dropped spots; several of one station are matched together. */
export function createFindTimes(input: FindTimesInput) {
  const { model, spotsModel, clock } = input;

  /** What any search on a station needs to know of it; read once however many of its spots are lost. */
  const readStation = async ({ campaignId, station }: Pick<SpotRecord, 'campaignId' | 'station'>) => {
    const now = clock.now();
    const campaign = await input.campaigns.get(campaignId);
    const plan = await input.plans.approvedOf(campaignId);
    const own = await spotsModel.listByCampaign(campaignId, { station });
    const toCome = own.filter(({ scheduledAt }) => scheduledAt > now);
    const offers = (await model.listOpen(campaignId)).filter((offer) => offer.station === station);
    const guide = (await input.stations.programs([station])).get(station) ?? [];
    const seen = own.flatMap(({ program, airDay, minute }) => (program ? [{ program, airDay, minute }] : []));
    return {
      now,
      campaign,
      plan,
      taken: [...toCome.filter(({ status }) => isSpotLive(status)), ...offers].map(({ scheduledAt }) => scheduledAt),
      dayparts: await input.dayparts.of(campaign),
      programs: withSeenPrograms(guide, seen),
    };
  };
  type Station = Awaited<ReturnType<typeof readStation>>;

  const search = (station: Station, spot: SpotRecord, terms: SearchTerms, limit: number): readonly MakegoodTime[] => {
    const { now, campaign, plan, taken, dayparts, programs } = station;
    const { fromDay, toDay } = daysFor(spot, terms, now);
    return makegoodTimes({
      spot,
      taken,
      dayparts,
      separationMinutes: SEPARATION_MINUTES,
      fromDay,
      toDay,
      notBefore: now,
      otherDayparts: terms.otherDayparts ?? false,
      limit,
      programs,
      priceIn(daypart) {
        const line = plan?.lines.find(
          ({ tv }) => tv?.station === spot.station && tv.daypart === daypart && tv.lengthSeconds === spot.lengthSeconds,
        );
        const costCents = line && lineSpotCostCents(line, campaign.commissionBasisPoints);
        return line?.tv && costCents !== undefined
          ? { ratingHundredths: line.tv.ratingHundredths, costCents }
          : undefined;
      },
    });
  };

  const match = async (problem: MakegoodInput): Promise<MakegoodAnswer> => {
    try {
      const solved = await input.solvers.makeGood(problem, { timeLimitMs: MATCHING_MS });
      if (solved.kind === 'solved') return solved.answer;
    } catch (error) {
      if (!(error instanceof SolverError)) throw error;
    }
    return matchMakegoodsFast(problem);
  };

  return {
    /** Times for one spot, best first. */
    forOne: async (spot: SpotRecord, terms: SearchTerms): Promise<readonly MakegoodTime[]> =>
      search(await readStation(spot), spot, terms, terms.limit ?? OFFERS),

    /**
     * Times for several spots of one station at once: nobody's best is promised twice, and fewest go without. The server
     * answers others between any two of them.
     */
    async forMany(spots: readonly SpotRecord[]): Promise<ReadonlyMap<string, readonly MakegoodTime[]>> {
      const [first] = spots;
      if (!first) return new Map();
      const limit = OFFERS + spots.length;
      const station = await readStation(first);
      const lost = [];
      for (const spot of spots) {
        lost.push({ spot, times: search(station, spot, {}, limit) });
        await oneTurn();
      }
      const spans = spots.map((spot) => daysFor(spot, {}, station.now));
      const fromDay = spans.reduce((first, span) => (span.fromDay < first ? span.fromDay : first), '9999-12-31');
      const toDay = spans.reduce((last, span) => laterDay(last, span.toDay), '0000-01-01');
      const answer = await match(makegoodProblem(lost, { fromDay, toDay }));
      return offersOfMatch(lost, answer, { limit: OFFERS, separationMinutes: SEPARATION_MINUTES });
    },
  };
}

function daysFor(spot: SpotRecord, terms: SearchTerms, now: number): Readonly<{ fromDay: Day; toDay: Day }> {
  return {
    fromDay: laterDay(addDays(broadcastDayOf(now, spot.timeZone), 1), spot.airDay),
    toDay: addDays(spot.airDay, (terms.withinDays ?? WITHIN_DAYS) + 1),
  };
}
