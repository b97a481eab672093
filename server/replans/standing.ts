import { refuse } from '../refusal.ts';
import type { FlightStatus } from '../../shared/domain/flight.ts';
import type { Cents } from '../../shared/domain/money.ts';
import type { SpotStatus } from '../../shared/domain/spot.ts';
import type { CurvesService, PlanForecast } from '../forecast/curves.service.ts';
import type { StoredPlan } from '../plans/plans.model.ts';
import type { PlansService } from '../plans/plans.service.ts';
import { standingLines, type StandingLine } from './in-flight.ts';
import type { ReplanBasis } from './replan-basis.ts';

type SpotCost = Readonly<{ lineId: string; status: SpotStatus; costCents: Cents }>;

export type StandingInput = Readonly<{
  plans: Pick<PlansService, 'approvedOf' | 'list'>;
  curves: CurvesService;
  flights: Readonly<{ listByCampaign(id: string): Promise<readonly Readonly<{ id: string; status: FlightStatus }>[]> }>;
  spotCosts(campaignId: string): Promise<readonly SpotCost[]>;
}>;

/** A campaign in flight: its approved plan, its versions, and where each line stands. */
export type Standing = Readonly<{
  plan: StoredPlan;
  forecast: PlanForecast;
  versions: readonly StoredPlan[];
  lines: readonly StandingLine[];
  basis: ReplanBasis;
}>;

/** Ordered and not taken back: to air still, or owed by the station. */
const COMMITTED: ReadonlySet<SpotStatus> = new Set(['ordered', 'confirmed', 'trafficked', 'preempted', 'missed']);
const MOST_VERSIONS = 1_000;

/** Reads everything a proposal rests on, as of a moment. */
export function createStanding(input: StandingInput) {
  const { plans } = input;
  return async (campaignId: string, asOf: number): Promise<Standing> => {
    const plan = await plans.approvedOf(campaignId);
    if (!plan) {
      throw refuse(
        'conflict',
        'no_approved_plan',
        'No plan is approved yet; there is nothing in flight to re-plan. Approve a plan first.',
      );
    }
    const [forecast, versions, running, spots] = await Promise.all([
      input.curves.read(plan.id, { asOf }),
      plans.list(campaignId, undefined, MOST_VERSIONS),
      input.flights.listByCampaign(campaignId),
      input.spotCosts(campaignId),
    ]);
    const committed = new Map<string, Cents>();
    for (const { lineId, status, costCents } of spots)
      if (COMMITTED.has(status)) committed.set(lineId, (committed.get(lineId) ?? 0) + costCents);
    const statuses = new Map(running.map(({ id, status }) => [id, status]));
    const lines = standingLines({ forecast, versions: versions.items, statuses, committed });
    return { plan, forecast, versions: versions.items, lines, basis: basisOf(plan, forecast, lines) };
  };
}

function basisOf(plan: StoredPlan, forecast: PlanForecast, lines: readonly StandingLine[]): ReplanBasis {
  return {
    ...{ planId: plan.id, planVersion: plan.version, planRev: plan.rev },
    ...{ today: forecast.today, people: forecast.market.people },
    lines: lines.map(({ basis }) => basis),
  };
}
