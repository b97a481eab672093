import type { PlanResponse } from '../../shared/contracts/plans.ts';
import type { CampaignsService } from '../campaigns/campaigns.service.ts';
import type { FlightsService } from './flights.service.ts';
import { toPlanResponse } from './plan-response.ts';
import type { StoredPlan } from './plans.model.ts';
import type { PlansService } from './plans.service.ts';

/** Reads a plan with everything its screen shows beside it. */
export type PlanReader = (plan: StoredPlan) => Promise<PlanResponse>;

/** Gathers the campaign, the issues and where the running flights stand. */
export function createPlanReader(input: {
  plans: PlansService;
  campaigns: CampaignsService;
  flights: FlightsService;
}): PlanReader {
  return async (plan) => {
    const ids = plan.lines.flatMap((line) => line.flights.map(({ id }) => id));
    const [campaign, issues, running] = await Promise.all([
      input.campaigns.get(plan.campaignId),
      input.plans.issuesOf(plan),
      plan.status !== 'superseded' && (plan.status === 'approved' || plan.basedOnPlanId)
        ? input.flights.findByIds(ids)
        : [],
    ]);
    return toPlanResponse({
      plan,
      campaign,
      issues,
      statuses: new Map(running.map((flight) => [flight.id, flight.status])),
    });
  };
}
