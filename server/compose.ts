import { hostname } from 'node:os';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import type { SessionResponse } from '../shared/contracts/people.ts';
import { createAlertSettingsModel } from './alerts/alert-settings.model.ts';
import { createAlertsModel } from './alerts/alerts.model.ts';
import { alertEndpoints } from './alerts/alerts.routes.ts';
import { createAlertsService } from './alerts/alerts.service.ts';
import { findUpcoming } from './alerts/find-upcoming.ts';
import { createNotify, type SendMail } from './alerts/notify.ts';
import { createAuditModel } from './audit/audit.model.ts';
import { auditEndpoints } from './audit/audit.routes.ts';
import { createAuditService } from './audit/audit.service.ts';
import { allocationEndpoints } from './calculations/allocation.routes.ts';
import { calendarEndpoints } from './calculations/calendar.routes.ts';
import { reachEndpoints } from './calculations/reach.routes.ts';
import { rotationEndpoints } from './calculations/rotation.routes.ts';
import { createCampaignsModel } from './campaigns/campaigns.model.ts';
import { campaignEndpoints } from './campaigns/campaigns.routes.ts';
import { createCampaignsService } from './campaigns/campaigns.service.ts';
import type { Clock } from './clock.ts';
import { ensureIndexes } from './db/connect.ts';
import { createCompetitorsModel } from './competitors/competitors.model.ts';
import { competitorEndpoints } from './competitors/competitors.routes.ts';
import { createCompetitorsService } from './competitors/competitors.service.ts';
import { createConversionsModel } from './conversions/conversions.model.ts';
import { conversionRouter } from './conversions/conversions.router.ts';
import { conversionEndpoints } from './conversions/conversions.routes.ts';
import { createConversionsService } from './conversions/conversions.service.ts';
import { createCheckpointsModel } from './deliveries/checkpoints.model.ts';
import { createDaysModel } from './deliveries/days.model.ts';
import { deliveryEndpoints } from './deliveries/deliveries.routes.ts';
import { createDeliveriesService } from './deliveries/deliveries.service.ts';
import { createFactsModel } from './deliveries/facts.model.ts';
import { createHeldRowsModel } from './deliveries/held-rows.model.ts';
import { createRecount } from './deliveries/ledger/recount.ts';
import { createMappedFlights } from './deliveries/mapped-flights.ts';
import { createPlacementsModel } from './deliveries/placements.model.ts';
import { createApp } from './http/app.ts';
import { createAuthenticate, createSessions, createWhoAsks } from './http/auth.ts';
import type { Endpoint } from './http/endpoint.ts';
import { createIdempotency } from './http/idempotency.ts';
import { createMetrics } from './http/metrics.ts';
import { createIds } from './ids.ts';
import { createLive } from './live/live.ts';
import { liveEndpoints } from './live/live.routes.ts';
import { pacingEndpoints } from './pacing/pacing.routes.ts';
import { createPacingService } from './pacing/pacing.service.ts';
import { createKeysModel } from './people/keys.model.ts';
import { createKeysService } from './people/keys.service.ts';
import { createPeopleModel } from './people/people.model.ts';
import { peopleEndpoints } from './people/people.routes.ts';
import { createPeopleService } from './people/people.service.ts';
import { createFlightsModel } from './plans/flights.model.ts';
import { createFlightsService } from './plans/flights.service.ts';
import { createPlanReader } from './plans/plan-reader.ts';
import { createPlannedAirings } from './spots/planned-airings.ts';
import { createPlansModel } from './plans/plans.model.ts';
import { planEndpoints } from './plans/plans.routes.ts';
import { createPlansService, transactionsOf, type ApprovalListener } from './plans/plans.service.ts';

import { createSolverPool } from './solvers/solver-pool.ts';
import { createAttemptsModel } from './webhooks/attempts.model.ts';
import { createAttemptsService } from './webhooks/attempts.service.ts';
import { createNoncesModel } from './webhooks/nonces.model.ts';
import { createOtherWays } from './webhooks/other-ways.service.ts';
import { createCampaignFeeds } from './webhooks/campaign-feeds.ts';
import { createReporting } from './webhooks/reporting.ts';
import { createSecretBox } from './webhooks/secrets.ts';
import { createSourceDirectory } from './webhooks/source-directory.ts';
import { createSourcesModel } from './webhooks/sources.model.ts';
import { createSourcesService } from './webhooks/sources.service.ts';
import { webhookRouter } from './webhooks/webhooks.router.ts';
import { describedWebhooks, webhookEndpoints } from './webhooks/webhooks.routes.ts';

import { createCreativeSpots } from './creatives/creative-spots.ts';
import { createCreativesModel } from './creatives/creatives.model.ts';
import { creativeEndpoints } from './creatives/creatives.routes.ts';
import { createCreativesService, type CreativeListener } from './creatives/creatives.service.ts';
import { createFlightCopy } from './creatives/flight-copy.ts';
import { createDeadLettersModel } from './jobs/inbox/dead-letters.model.ts';
import { createDeadLettersService } from './jobs/inbox/dead-letters.service.ts';
import { jobEndpoints } from './jobs/jobs.routes.ts';
import { createJobsService } from './jobs/jobs.service.ts';
import { createScheduler } from './jobs/scheduler.ts';
import { createWorkersModel } from './jobs/upkeep/workers.model.ts';
import { createDeliverAirings, toLedgerRows } from './spots/deliver-airings.ts';
import { createScheduleService } from './spots/schedule.service.ts';
import { createAsRunModel } from './reconciliation/as-run.model.ts';
import { createAsRunService } from './reconciliation/as-run.service.ts';
import { createPostingService } from './reconciliation/posting.service.ts';
import { reconciliationEndpoints } from './reconciliation/reconciliation.routes.ts';
import { createFeedsModel } from './spots/feeds/feeds.model.ts';
import { feedEndpoints } from './spots/feeds/feeds.routes.ts';
import { createFeedsService } from './spots/feeds/feeds.service.ts';
import { createMakegoodsModel } from './spots/makegoods/makegoods.model.ts';
import { makegoodEndpoints } from './spots/makegoods/makegoods.routes.ts';
import { createMakegoodsService } from './spots/makegoods/makegoods.service.ts';
import { createTrafficModel } from './spots/traffic/traffic.model.ts';
import { trafficEndpoints } from './spots/traffic/traffic.routes.ts';
import { createTrafficService } from './spots/traffic/traffic.service.ts';
import { createOrdersModel } from './orders/orders.model.ts';
import { orderEndpoints } from './orders/orders.routes.ts';
import { createOrdersService } from './orders/orders.service.ts';
import { createStepSpots } from './orders/step-spots.ts';
import { createSpotGridReader } from './spots/spot-grid.ts';
import { createSpotsModel } from './spots/spots.model.ts';
import { spotEndpoints } from './spots/spots.routes.ts';
import { createSpotsService, type SpotsListener } from './spots/spots.service.ts';

export type ComposeInput = Readonly<{
  connection: Connection;
  clock: Clock;
  logger: Logger;
  randomBytes: (size: number) => Uint8Array;
  /** Encrypts webhook secrets and signs sessions. */
  secret: string;
  /** How people and platforms reach this server, for links: http://127.0.0.1:8080. */
  publicUrl: () => string;
  isLoopbackOnly: boolean;
  version: string;
  clientDir: string | null;
  sampleAccounts: () => SessionResponse['sampleAccounts'];
  /** False in tests and one-off commands: no timers, no agenda polling. */
  runJobs: boolean;
  /** Lets pulls and outgoing webhooks reach loopback and private networks; off unless the configuration says so. */
  allowPrivateFetch?: boolean;
  /** Sends mail for alerts, where a mail server is set up. */
  sendMail?: SendMail;
}>;

/** Puts every part of the server together over one connection. The only place that knows them all. */
export async function compose(input: ComposeInput) {
  const { connection, clock, logger } = input;
  const newId = createIds(clock, input.randomBytes);
  const metrics = createMetrics();
  const logError = (error: unknown) => logger.error({ err: error }, 'background work failed');

  const live = createLive({ connection, clock, newId, onError: logError });
  const { announce } = live;
  const audit = createAuditService({ model: createAuditModel(connection), clock, newId });
  const keys = createKeysService({ model: createKeysModel(connection), clock, newId });
  const people = createPeopleService({ model: createPeopleModel(connection), clock, newId });
  const whoAsks = createWhoAsks({ keys, people });
  const base = { clock, newId, audit: audit.record, announce };

  const solvers = createSolverPool();
  const campaigns = createCampaignsService({ model: createCampaignsModel(connection), ...base });
  const flightsModel = createFlightsModel(connection);
  const flights = createFlightsService({ model: flightsModel, clock, announce });
  const afterApproval: ApprovalListener[] = [];
  const plans = createPlansService({
    model: createPlansModel(connection),
    campaigns,
    flights,
    transaction: transactionsOf(connection),
    afterApproval,
    ...base,
  });
  const readPlan = createPlanReader({ plans, campaigns, flights });

  const reportModels = {
    sources: createSourcesModel(connection),
    attempts: createAttemptsModel(connection),
    nonces: createNoncesModel(connection),
    facts: createFactsModel(connection),
    days: createDaysModel(connection),
    heldRows: createHeldRowsModel(connection),
    checkpoints: createCheckpointsModel(connection),
  };
  const placements = createPlacementsModel(connection);
  const mappedFlights = createMappedFlights(placements);
  const secretBox = createSecretBox(input.secret, input.randomBytes);
  const directory = createSourceDirectory({ model: reportModels.sources, box: secretBox, clock });
  const countPosts = (outcome: string) =>
    metrics.count('webhook_posts_total', 'Webhook posts by outcome.', { outcome });
  const reporting = createReporting({
    models: reportModels,
    directory,
    mappedFlights,
    ...base,
    publicUrl: input.publicUrl,
    randomBytes: input.randomBytes,
    count: countPosts,
    onError: logError,
  });
  const sources = createSourcesService({
    model: reportModels.sources,
    attempts: reportModels.attempts,
    days: reportModels.days,
    placements,
    directory,
    box: secretBox,
    findFlights: flights.findByIds,
    onMapped({ flightId, campaignId }) {
      mappedFlights.forget();
      if (flightId) announce({ kind: 'delivery', campaignId, id: flightId });
    },
    randomBytes: input.randomBytes,
    ...base,
  });
  const attempts = createAttemptsService({
    model: reportModels.attempts,
    sources: reportModels.sources,
    days: reportModels.days,
    placements,
    intake: reporting.intake,
    onError: logError,
    ...base,
  });
  const deliveries = createDeliveriesService({
    ...reportModels,
    placements,
    intake: reporting.intake,
    recount: createRecount({ ...reportModels, clock }),
    forgetDays: reporting.roller.forget,
    findFlights: flights.findByIds,
    ...base,
  });
  const otherWays = createOtherWays({
    sources,
    intake: reporting.intake,
    clock,
    allowPrivate: input.allowPrivateFetch ?? false,
    onError: logError,
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
    transaction: transactionsOf(connection),
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
    transaction: transactionsOf(connection),
    ...base,
  });
  const traffic = createTrafficService({
    model: createTrafficModel(connection),
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
    randomBytes: input.randomBytes,
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
  const asRun = createAsRunService({ model: asRunModel, spots, spotsModel, campaigns, plans, creatives, ...base });
  const posting = createPostingService({ spots: spotsModel, asRun: asRunModel, campaigns, clock });
  const workers = createWorkersModel(connection);
  const workerName = `${hostname()}:${process.pid}:${newId('wrk')}`;
  const inbox = createDeadLettersService({
    model: createDeadLettersModel(connection),
    spots: spotsModel,
    worker: workerName,
    ...base,
  });
  const alertSettings = createAlertSettingsModel(connection);
  const pacing = createPacingService({
    ...{ campaigns, plans, flights, placements, clock },
    airingsOf: createPlannedAirings(spotsModel),
    days: reportModels.days,
    async bandsOf(campaignId) {
      const { settings } = await alertSettings.find(campaignId);
      return { underBelow: settings.underBandBasisPoints / 10_000, overAbove: settings.overBandBasisPoints / 10_000 };
    },
  });
  const alerts = createAlertsService({
    model: createAlertsModel(connection),
    settings: alertSettings,
    figures: pacing.figures,
    feeds: createCampaignFeeds({ ...reportModels, placements, clock }),
    async upcoming(campaignId) {
      const { timeZone } = await campaigns.get(campaignId);
      const [ofCampaign, spotsOf] = await Promise.all([
        creativesModel.listByCampaign(campaignId),
        spotsModel.listByCampaign(campaignId),
      ]);
      return findUpcoming({ creatives: ofCampaign, spots: spotsOf, timeZone });
    },
    async listCampaigns() {
      const page = await campaigns.list({}, undefined, 500);
      return page.items
        .filter(
          ({ approvedPlanId, status }) => approvedPlanId !== null && status !== 'completed' && status !== 'canceled',
        )
        .map(({ id }) => id);
    },
    pauseFlight: (flightId, by, note) => flights.step(flightId, 'pause', by, note),
    notify: createNotify({ sendMail: input.sendMail ?? null, allowPrivate: input.allowPrivateFetch ?? false }),
    box: secretBox,
    randomBytes: input.randomBytes,
    onError: logError,
    ...base,
  });
  const competitors = createCompetitorsService({
    model: createCompetitorsModel(connection),
    campaigns,
    plans,
    audit: audit.record,
  });
  const conversions = createConversionsService({
    model: createConversionsModel(connection),
    campaigns,
    plans,
    figures: pacing.figures,
    publicUrl: input.publicUrl,
    randomBytes: input.randomBytes,
    announce,
  });
  const checkPacing = async () => {
    await otherWays.pullDue();
    await alerts.checkAll();
  };
  const scheduler = createScheduler({
    ...{ connection, clock, newId, workers, checkPacing },
    spots: spotsModel,
    flights: flightsModel,
    deadLetters: inbox,
    worker: workerName,
    hasCopy: createFlightCopy({ campaigns, plans, creatives, clock }),
    async afterSpots(kind, settled) {
      for (const { campaignId } of settled) announce({ kind: 'spot', campaignId, id: campaignId });
      if (kind === 'air') await airings.deliver(settled);
      if (kind === 'traffic') await traffic.issueAfterDeadline(settled);
      if (kind === 'asrun') await makegoods.suggest(settled);
    },
    async afterFlights(turned) {
      for (const { campaignId, planId } of turned) announce({ kind: 'plan', campaignId, id: planId });
    },
    sweeps: [airings.sweep, makegoods.expire],
    onError: logError,
  });
  afterSpots.push(airings.deliver, makegoods.suggest, scheduler.planSpots);
  const jobs = createJobsService({ connection, scheduler, workers, inbox, clock, audit: audit.record, checkPacing });

  const endpoints: readonly Endpoint[] = [
    ...creativeEndpoints(creatives),
    ...spotEndpoints({ spots, schedule, readGrid: createSpotGridReader({ model: spotsModel, campaigns }) }),
    ...makegoodEndpoints(makegoods, spots),
    ...trafficEndpoints(traffic, campaigns),
    ...feedEndpoints(feeds),
    ...orderEndpoints({ orders, campaigns, clock }),
    ...reconciliationEndpoints(asRun, posting),
    ...jobEndpoints(jobs),
    ...campaignEndpoints(campaigns),
    ...planEndpoints(plans, readPlan),
    ...allocationEndpoints({ clock }),
    ...reachEndpoints(),
    ...rotationEndpoints(solvers),
    ...calendarEndpoints(),
    ...peopleEndpoints({ people, keys, audit: audit.record, sampleAccounts: input.sampleAccounts, whoAsks }),
    ...auditEndpoints(audit),
    ...webhookEndpoints({ sources, attempts, otherWays }),
    ...deliveryEndpoints(deliveries),
    ...pacingEndpoints(pacing),
    ...alertEndpoints(alerts),
    ...competitorEndpoints(competitors),
    ...conversionEndpoints(conversions),
    ...liveEndpoints(live),
  ];

  let isStarted = false;
  const app = createApp({
    endpoints,
    webhooks: describedWebhooks,
    gates: { authenticate: createAuthenticate(whoAsks), idempotent: createIdempotency(connection, clock) },
    sessions: createSessions(connection, input.secret, !input.isLoopbackOnly),
    logger,
    metrics,
    newRequestId: () => newId('req'),
    isReady: async () => isStarted && (await isConnected(connection)),
    version: input.version,
    clientDir: input.clientDir,
    rawRouters: [webhookRouter(reporting.door), conversionRouter(conversions)],
  });

  await ensureIndexes(connection);

  return {
    app,
    services: {
      audit,
      keys,
      people,
      campaigns,
      plans,
      flights,
      live,
      sources,
      attempts,
      deliveries,
      otherWays,
      pacing,
      alerts,
      competitors,
      conversions,
      creatives,
      spots,
      schedule,
      makegoods,
      traffic,
      feeds,
      orders,
      asRun,
      posting,
      jobs,
    },
    scheduler,
    reporting,
    readPlan,
    newId,
    metrics,
    async start(): Promise<void> {
      live.start();
      await reporting.start();
      if (input.runJobs) await scheduler.start();
      isStarted = true;
    },
    /** Runs every job due by the clock, straight from the documents: for samples and stories with a clock of their own. */
    async runDue(): Promise<void> {
      await scheduler.pump();
    },
    /** Waits until everything taken in so far is applied. */
    async settle(): Promise<void> {
      await reporting.roller.settle();
    },
    /** Stops taking new work, then finishes what runs. The connection is the caller's to close. */
    async stop(): Promise<void> {
      isStarted = false;
      await scheduler.stop();
      await reporting.stop();
      await live.stop();
      await solvers.close();
    },
  };
}
export type Flightboard = Awaited<ReturnType<typeof compose>>;

async function isConnected(connection: Connection): Promise<boolean> {
  try {
    await connection.db?.command({ ping: 1 });
    return connection.readyState === 1;
  } catch {
    return false;
  }
}
