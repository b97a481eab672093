import { todayIn, type Instant } from '../../shared/domain/calendar/zone.ts';
import type { PacingKnown } from '../../shared/contracts/pacing.ts';
import type { FlightStatus } from '../../shared/domain/flight.ts';
import type { PaceBands } from '../../shared/domain/pacing/flight-pacing.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import type { PlannedAiring } from '../../shared/domain/plan-curve.ts';
import type { StoredCampaign } from '../campaigns/campaigns.model.ts';
import type { Clock } from '../clock.ts';
import type { DaysAsKnown } from '../deliveries/days-as-known.ts';
import type { DaysModel } from '../deliveries/days.model.ts';
import type { DayState } from '../deliveries/ledger/day-state.ts';
import type { PlacementsModel } from '../deliveries/placements.model.ts';
import type { RunningFlight } from '../plans/flights.model.ts';
import { flightFigures, type FlightFigures } from './flight-figures.ts';

export type CampaignFiguresInput = Readonly<{
  campaigns: Readonly<{ get(id: string): Promise<StoredCampaign> }>;
  plans: Readonly<{
    approvedOf(campaignId: string): Promise<Plan | null>;
    inForceAt(campaignId: string, at: Instant): Promise<Plan | null>;
  }>;
  flights: Readonly<{ listByCampaign(campaignId: string): Promise<readonly RunningFlight[]> }>;
  days: Pick<DaysModel, 'listByPlacements'>;
  daysAsKnown: DaysAsKnown;
  placements: Pick<PlacementsModel, 'listByFlights'>;
  bandsOf(campaignId: string): Promise<PaceBands>;
  /** When TV flights' spots were planned to air, by flight: make-goods and canceled spots are not part of the plan. */
  airingsOf(campaignId: string): Promise<ReadonlyMap<string, readonly PlannedAiring[]>>;
  clock: Clock;
}>;

/** Everything needed to judge a campaign at a moment. */
export type CampaignFigures = Readonly<{
  campaign: StoredCampaign;
  plan: Plan | null;
  asOf: Instant;
  /** `then`: a past moment, judged by what was known at it. */
  known: PacingKnown;
  today: string;
  bands: PaceBands;
  flights: readonly FlightFigures[];
  running: ReadonlyMap<string, RunningFlight>;
}>;

export type ReadFigures = (
  campaignId: string,
  at?: Readonly<{ asOf?: Instant | undefined; known?: PacingKnown | undefined }>,
) => Promise<CampaignFigures>;

/**
 * Brings plan, running flights and day totals of a campaign together at a moment. A past moment is seen as it was known then:
 * the plan in force, the statuses and the numbers of that time. A flight of which nothing had been reported by then shows
 * what came since, and says so (`reportedSince`): a feed connected later is no empty page.
 */
export function createCampaignFigures(input: CampaignFiguresInput): ReadFigures {
  /** Day totals of the flights' placements, by flight. */
  const daysOf = async (flightIds: readonly string[]): Promise<ReadonlyMap<string, readonly DayState[]>> => {
    const mappings = await input.placements.listByFlights(flightIds);
    const states = await input.days.listByPlacements(
      mappings.map(({ key }) => key),
      {},
    );
    const flightOf = new Map(
      mappings.map(({ sourceId, placement, flightId }) => [`${sourceId} ${placement}`, flightId]),
    );
    const byFlight = new Map<string, DayState[]>();
    for (const state of states) {
      const flightId = flightOf.get(`${state.sourceId} ${state.placement}`) ?? '';
      const found = byFlight.get(flightId);
      if (found) found.push(state);
      else byFlight.set(flightId, [state]);
    }
    return byFlight;
  };

  return async (campaignId, at = {}) => {
    const now = input.clock.now();
    const asOf = at.asOf ?? now;
    const known = asOf < now ? (at.known ?? 'then') : 'now';
    const isThen = known === 'then';
    const [campaign, plan, running, bands, airings] = await Promise.all([
      input.campaigns.get(campaignId),
      isThen ? input.plans.inForceAt(campaignId, asOf) : input.plans.approvedOf(campaignId),
      input.flights.listByCampaign(campaignId),
      input.bandsOf(campaignId),
      input.airingsOf(campaignId),
    ]);
    const planned = plan?.lines.flatMap((line) => line.flights.map((flight) => ({ flight, line }))) ?? [];
    const days = await daysOf(planned.map(({ flight }) => flight.id));
    const byId = new Map(running.map((flight) => [flight.id, isThen ? flightAsKnown(flight, asOf) : flight] as const));
    const { timeZone, commissionBasisPoints } = campaign;
    const judged = planned.map(async ({ flight, line }) => {
      const now = days.get(flight.id) ?? [];
      const then = isThen ? await input.daysAsKnown(now, asOf) : now;
      const figures = flightFigures({
        flight: { ...flight, status: byId.get(flight.id)?.status ?? flight.status },
        ...{ line, timeZone, commissionBasisPoints, asOf, bands },
        airings: airings.get(flight.id) ?? [],
        days: then.length > 0 ? then : now,
      });
      return { ...figures, reportedSince: isThen && then.length === 0 && figures.dataThroughDay !== null };
    });
    return {
      ...{ campaign, plan, asOf, known, today: todayIn(asOf, timeZone), bands },
      flights: await Promise.all(judged),
      running: byId,
    };
  };
}

/** A running flight as it stood: what happened to it later is left out; before its first event it is as it is today. */
function flightAsKnown(flight: RunningFlight, at: Instant): RunningFlight {
  const history = flight.history.filter((event) => event.at <= at);
  const status: FlightStatus = history.at(-1)?.to ?? flight.status;
  return history.length === 0 ? flight : { ...flight, status, history };
}
