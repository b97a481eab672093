import { createBuyingService } from '../buying/buying.service.ts';
import { createCreativeSpots } from '../creatives/creative-spots.ts';
import { createCreativesModel } from '../creatives/creatives.model.ts';
import type { CreativeListener } from '../creatives/creative-edits.ts';
import { createCreativesService } from '../creatives/creatives.service.ts';
import { createDeadLettersModel } from '../jobs/inbox/dead-letters.model.ts';
import { createDeadLettersService } from '../jobs/inbox/dead-letters.service.ts';
import { createWorkersModel } from '../jobs/upkeep/workers.model.ts';
import { createOrdersModel } from '../orders/orders.model.ts';
import { createOrdersService } from '../orders/orders.service.ts';
import { createStepSpots } from '../orders/step-spots.ts';
import { transactionsOf } from '../plans/plans.service.ts';
import { createAsRunModel } from '../reconciliation/as-run.model.ts';
import { createImportsModel } from '../reconciliation/import/imports.model.ts';
import { createProfilesModel } from '../reconciliation/import/profiles.model.ts';
import { createAsRunService } from '../reconciliation/as-run.service.ts';
import { createDisputesModel } from '../reconciliation/disputes/disputes.model.ts';
import { createDisputesService } from '../reconciliation/disputes/disputes.service.ts';
import { createStageModel } from '../reconciliation/import/stage.model.ts';
import { createPostingService } from '../reconciliation/posting.service.ts';
import { createSolverRunsModel } from '../solver-runs/solver-runs.model.ts';
import { createSolverRunsService } from '../solver-runs/solver-runs.service.ts';
import { createDeliverAirings, toLedgerRows } from '../spots/deliver-airings.ts';
import { createFeedsModel } from '../spots/feeds/feeds.model.ts';
import { createFeedsService } from '../spots/feeds/feeds.service.ts';
import { createMakegoodsModel } from '../spots/makegoods/makegoods.model.ts';
import { createMakegoodsService } from '../spots/makegoods/makegoods.service.ts';
import { createScheduleService } from '../spots/schedule/schedule.service.ts';
import { createSpotsModel } from '../spots/spots.model.ts';
import type { SpotsListener } from '../spots/spots-input.ts';
import { createSpotsService } from '../spots/spots.service.ts';
import { createSendTraffic } from '../spots/traffic/send-traffic.ts';
import { createTrafficModel } from '../spots/traffic/traffic.model.ts';
import { createTrafficService } from '../spots/traffic/traffic.service.ts';
import { createStationsModel } from '../stations/stations.model.ts';
import { createStationsService } from '../stations/stations.service.ts';
import { hostname } from 'node:os';
import type { CompositionBase } from './composition-base.ts';
import type { CampaignsService } from '../campaigns/campaigns.service.ts';
import type { DeliveriesService } from '../deliveries/deliveries.service.ts';
import type { DaypartsService } from '../dayparts/dayparts.service.ts';
import type { SendMail } from '../mail/send-mail.ts';
import type { PlansService } from '../plans/plans.service.ts';
import type { SolverPool } from '../solvers/solver-pool.ts';

export type SpotsInput = Readonly<{
  campaigns: CampaignsService;
  plans: PlansService;
  dayparts: DaypartsService;
  deliveries: DeliveriesService;
  solvers: SolverPool;
  sendMail: SendMail | null;
}>;

/** Creatives, spots, orders, traffic, make-goods, feeds and reconciliation. */
export function composeSpots(base: CompositionBase, input: SpotsInput) {
  const { connection, clock, newId } = base;
  const { campaigns, plans, dayparts, deliveries, solvers, sendMail } = input;
  const stations = createStationsService({
    model: createStationsModel(connection),
    canMail: sendMail !== null,
    ...base,
  });
  const spotsModel = createSpotsModel(connection);
  const creativesModel = createCreativesModel(connection);
  const afterCreative: CreativeListener[] = [];
  const afterSpots: SpotsListener[] = [];
  const creatives = createCreativesService({
    model: creativesModel,
    campaigns,
    spots: createCreativeSpots(spotsModel, clock),
    afterChange: afterCreative,
    ...base,
  });
  const spots = createSpotsService({
    model: spotsModel,
    campaigns,
    plans,
    creatives,
    dayparts,
    stations,
    afterChange: afterSpots,
    transaction: transactionsOf(connection),
    ...base,
  });
  const schedule = createScheduleService({
    model: spotsModel,
    spots,
    campaigns,
    plans,
    creatives,
    dayparts,
    stations,
    solvers,
    elapsedMs: () => performance.now(),
    transaction: transactionsOf(connection),
    ...base,
  });
  const buying = createBuyingService({ plans, campaigns, solvers, clock: base.clock });
  const solverRuns = createSolverRunsService({
    model: createSolverRunsModel(connection),
    schedule,
    buying,
    campaigns,
    ...base,
  });
  const airings = createDeliverAirings({
    model: spotsModel,
    record: (rows) => deliveries.recordInternal({ source: 'spots', rows: toLedgerRows(rows) }),
  });
  const makegoods = createMakegoodsService({
    model: createMakegoodsModel(connection),
    spots,
    spotsModel,
    campaigns,
    plans,
    dayparts,
    stations,
    solvers,
    transaction: transactionsOf(connection),
    ...base,
  });
  const trafficModel = createTrafficModel(connection);
  const sendTraffic = createSendTraffic({ model: trafficModel, stations, campaigns, sendMail, ...base });
  const traffic = createTrafficService({
    model: trafficModel,
    spotsModel,
    spots,
    campaigns,
    creatives,
    ...base,
  });
  const feeds = createFeedsService({
    model: createFeedsModel(connection),
    spots,
    campaigns,
    ...base,
  });
  const orders = createOrdersService({
    model: createOrdersModel(connection),
    campaigns,
    plans,
    stepSpots: createStepSpots(spots),
    transaction: transactionsOf(connection),
    ...base,
  });
  const asRunModel = createAsRunModel(connection);
  const stage = createStageModel(connection);
  const asRun = createAsRunService({
    model: asRunModel,
    imports: createImportsModel(connection),
    profiles: createProfilesModel(connection),
    stage,
    spots,
    spotsModel,
    campaigns,
    plans,
    creatives,
    ...base,
  });
  const posting = createPostingService({ spots: spotsModel, asRun: asRunModel, campaigns, clock });
  const disputes = createDisputesService({
    model: createDisputesModel(connection),
    asRunModel,
    spotsModel,
    posting,
    ...base,
  });
  const workers = createWorkersModel(connection);
  const workerName = `${hostname()}:${process.pid}:${newId('wrk')}`;
  const inbox = createDeadLettersService({
    model: createDeadLettersModel(connection),
    spots: spotsModel,
    worker: workerName,
    ...base,
  });
  return {
    spotsModel,
    creativesModel,
    afterSpots,
    creatives,
    spots,
    schedule,
    buying,
    solverRuns,
    airings,
    makegoods,
    traffic,
    sendTraffic,
    stations,
    feeds,
    orders,
    asRun,
    posting,
    disputes,
    workers,
    workerName,
    inbox,
  };
}
