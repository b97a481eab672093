import { createCampaignsModel } from '../campaigns/campaigns.model.ts';
import { createCampaignsService } from '../campaigns/campaigns.service.ts';
import { createDaypartsModel } from '../dayparts/dayparts.model.ts';
import { createDaypartsService } from '../dayparts/dayparts.service.ts';
import { createFlightsModel } from '../plans/flights.model.ts';
import { createFlightsService } from '../plans/flights.service.ts';
import { createPlanReader } from '../plans/plan-reader.ts';
import { createPlansModel } from '../plans/plans.model.ts';
import { createPlansService, transactionsOf, type ApprovalListener } from '../plans/plans.service.ts';
import type { CompositionBase } from './composition-base.ts';

/** Campaigns, plans and the flights that run from them. */
export function composePlanning(base: CompositionBase) {
  const { connection, clock, announce } = base;
  const campaigns = createCampaignsService({ model: createCampaignsModel(connection), ...base });
  const dayparts = createDaypartsService({ model: createDaypartsModel(connection), campaigns, ...base });
  const flightsModel = createFlightsModel(connection);
  const flights = createFlightsService({ model: flightsModel, clock, announce });
  const afterApproval: ApprovalListener[] = [];
  const plans = createPlansService({
    model: createPlansModel(connection),
    campaigns,
    flights,
    dayparts,
    transaction: transactionsOf(connection),
    afterApproval,
    ...base,
  });
  const readPlan = createPlanReader({ plans, campaigns, flights });
  return { campaigns, dayparts, flightsModel, flights, plans, readPlan, afterApproval };
}
