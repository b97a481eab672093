import type { SessionResponse } from '../../shared/contracts/people.ts';
import { alertEndpoints } from '../alerts/alerts.routes.ts';
import { auditEndpoints } from '../audit/audit.routes.ts';
import type { AuditService } from '../audit/audit.service.ts';
import { buyingEndpoints } from '../buying/buying.routes.ts';
import { allocationEndpoints } from '../calculations/allocation.routes.ts';
import { calendarEndpoints } from '../calculations/calendar.routes.ts';
import { reachEndpoints } from '../calculations/reach.routes.ts';
import { rotationEndpoints } from '../calculations/rotation.routes.ts';
import { scenarioCalculations } from '../calculations/scenario.routes.ts';
import type { SolveScenarios } from '../calculations/solve-scenarios.ts';
import { weeksEndpoints } from '../calculations/weeks.routes.ts';
import { campaignEndpoints } from '../campaigns/campaigns.routes.ts';
import type { Clock } from '../clock.ts';
import { competitorEndpoints } from '../competitors/competitors.routes.ts';
import { conversionEndpoints } from '../conversions/conversions.routes.ts';
import { creativeEndpoints } from '../creatives/creatives.routes.ts';
import { daypartEndpoints } from '../dayparts/dayparts.routes.ts';
import { deliveryEndpoints } from '../deliveries/deliveries.routes.ts';
import { forecastEndpoints } from '../forecast/forecast.routes.ts';
import type { createWhoAsks } from '../http/auth.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { jobEndpoints } from '../jobs/jobs.routes.ts';
import type { JobsService } from '../jobs/jobs.service.ts';
import { liveEndpoints } from '../live/live.routes.ts';
import type { Live } from '../live/live.ts';
import { orderEndpoints } from '../orders/orders.routes.ts';
import { pacingEndpoints } from '../pacing/pacing.routes.ts';
import type { KeysService } from '../people/keys.service.ts';
import { peopleEndpoints } from '../people/people.routes.ts';
import type { PeopleService } from '../people/people.service.ts';
import { flightEndpoints } from '../plans/flights.routes.ts';
import { planEndpoints } from '../plans/plans.routes.ts';
import { scheduleReachEndpoints } from '../reach/reach.routes.ts';
import type { ReachService } from '../reach/reach.service.ts';
import { disputeEndpoints } from '../reconciliation/disputes/disputes.routes.ts';
import { reconciliationEndpoints } from '../reconciliation/reconciliation.routes.ts';
import { replanEndpoints } from '../replans/replans.routes.ts';
import { scenarioEndpoints } from '../scenarios/scenarios.routes.ts';
import type { ScenariosService } from '../scenarios/scenarios.service.ts';
import { solverRunEndpoints } from '../solver-runs/solver-runs.routes.ts';
import type { SolverPool } from '../solvers/solver-pool.ts';
import { feedEndpoints } from '../spots/feeds/feeds.routes.ts';
import { makegoodEndpoints } from '../spots/makegoods/makegoods.routes.ts';
import { createSpotGridReader } from '../spots/spot-grid.ts';
import { spotEndpoints } from '../spots/spots.routes.ts';
import { trafficEndpoints } from '../spots/traffic/traffic.routes.ts';
import { stationEndpoints } from '../stations/stations.routes.ts';
import { webhookEndpoints } from '../webhooks/webhooks.routes.ts';
import type { composeDelivery } from './compose-delivery.ts';
import type { composeJudging } from './compose-judging.ts';
import type { composePlanning } from './compose-planning.ts';
import type { composeReplans } from './compose-replans.ts';
import type { composeSpots } from './compose-spots.ts';

/** Everything a route needs: what the server is composed of. */
export type EndpointParts = ReturnType<typeof composePlanning> &
  ReturnType<typeof composeDelivery> &
  ReturnType<typeof composeSpots> &
  ReturnType<typeof composeJudging> &
  ReturnType<typeof composeReplans> &
  Readonly<{
    clock: Clock;
    audit: AuditService;
    keys: KeysService;
    people: PeopleService;
    whoAsks: ReturnType<typeof createWhoAsks>;
    jobs: JobsService;
    live: Live;
    solvers: SolverPool;
    reach: ReachService;
    splits: SolveScenarios;
    scenarios: ScenariosService;
    sampleAccounts: () => SessionResponse['sampleAccounts'];
  }>;

/** All that is answered under /api/v1, noun by noun. */
export function composeEndpoints(parts: EndpointParts): readonly Endpoint[] {
  return [
    ...creativeEndpoints(parts.creatives),
    ...spotEndpoints({ ...parts, readGrid: createSpotGridReader({ ...parts, model: parts.spotsModel }) }),
    ...makegoodEndpoints(parts.makegoods, parts.spots),
    ...trafficEndpoints(parts),
    ...daypartEndpoints(parts.dayparts),
    ...stationEndpoints(parts.stations),
    ...buyingEndpoints(parts.buying),
    ...solverRunEndpoints(parts.solverRuns),
    ...feedEndpoints(parts.feeds),
    ...orderEndpoints(parts),
    ...reconciliationEndpoints(parts.asRun, parts.posting),
    ...disputeEndpoints(parts.disputes),
    ...jobEndpoints(parts.jobs),
    ...campaignEndpoints(parts.campaigns),
    ...planEndpoints(parts.plans, parts.readPlan),
    ...flightEndpoints({ ...parts, audit: parts.audit.record }),
    ...allocationEndpoints(parts),
    ...reachEndpoints(),
    ...weeksEndpoints(),
    ...scheduleReachEndpoints(parts.reach),
    ...rotationEndpoints(parts.solvers),
    ...scenarioCalculations(parts.splits),
    ...scenarioEndpoints(parts.scenarios, parts.splits),
    ...calendarEndpoints(),
    ...peopleEndpoints({ ...parts, audit: parts.audit.record }),
    ...auditEndpoints(parts.audit),
    ...webhookEndpoints(parts),
    ...deliveryEndpoints(parts.deliveries),
    ...pacingEndpoints(parts.pacing),
    ...forecastEndpoints(parts.curves),
    ...replanEndpoints(parts.replans),
    ...alertEndpoints(parts.alerts),
    ...competitorEndpoints(parts.competitors),
    ...conversionEndpoints(parts.conversions),
    ...liveEndpoints(parts.live),
  ];
}
