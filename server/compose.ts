import type { SessionResponse } from '../shared/contracts/people.ts';
import { createAuditModel } from './audit/audit.model.ts';
import { createAuditService } from './audit/audit.service.ts';
import { createSolveScenarios } from './calculations/solve-scenarios.ts';
import type { Clock } from './clock.ts';
import { composeDelivery } from './composition/compose-delivery.ts';
import { composeEndpoints } from './composition/compose-endpoints.ts';
import { composeJudging } from './composition/compose-judging.ts';
import { composePlanning } from './composition/compose-planning.ts';
import { composeReplans } from './composition/compose-replans.ts';
import { composeSpots } from './composition/compose-spots.ts';
import { conversionRouter } from './conversions/conversions.router.ts';
import { createFlightCopy } from './creatives/flight-copy.ts';
import { ensureIndexes } from './db/connect.ts';
import { createApp } from './http/app.ts';
import { createAuthenticate, createSessions, createWhoAsks } from './http/auth.ts';
import { createIdempotency } from './http/idempotency.ts';
import { createMetrics } from './http/metrics.ts';
import { createIds } from './ids.ts';
import { createJobsService } from './jobs/jobs.service.ts';
import { createScheduler } from './jobs/scheduler.ts';
import { createLive } from './live/live.ts';
import type { SendMail } from './mail/send-mail.ts';
import { createKeysModel } from './people/keys.model.ts';
import { createKeysService } from './people/keys.service.ts';
import { createPeopleModel } from './people/people.model.ts';
import { createPeopleService } from './people/people.service.ts';
import { createReachService } from './reach/reach.service.ts';
import { createScenariosModel } from './scenarios/scenarios.model.ts';
import { createScenariosService } from './scenarios/scenarios.service.ts';
import { createSolverPool } from './solvers/solver-pool.ts';
import { webhookRouter } from './webhooks/door/webhooks.router.ts';
import { describedWebhooks } from './webhooks/webhooks.routes.ts';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';

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
  /** Sends mail for alerts and traffic instructions, where a mail server is set up. */
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
  const base = { connection, clock, newId, audit: audit.record, announce, randomBytes: input.randomBytes, logError };

  const solvers = createSolverPool();
  const planning = composePlanning(base);
  const { campaigns, flightsModel, flights, plans, readPlan } = planning;
  const delivery = composeDelivery(base, { ...input, metrics, flights });
  const { reporting, sources, attempts, deliveries, otherWays } = delivery;
  const placed = composeSpots(base, { ...planning, deliveries, solvers, sendMail: input.sendMail ?? null });
  const {
    spotsModel,
    afterSpots,
    creatives,
    spots,
    schedule,
    airings,
    makegoods,
    traffic,
    feeds,
    orders,
    sendTraffic,
    solverRuns,
  } = placed;
  const { asRun, posting, workers, workerName, inbox } = placed;
  const judging = composeJudging(base, { ...input, ...planning, ...delivery, ...placed });
  const { pacing, alerts, competitors, conversions } = judging;
  const reach = createReachService({
    ...{ campaigns, plans, figures: pacing.figures },
    spotRows: (campaignId) => spotsModel.gridRows(campaignId, {}),
  });
  const splits = createSolveScenarios(solvers);
  const scenarios = createScenariosService({
    model: createScenariosModel(connection),
    campaigns,
    plans,
    competitors,
    solve: splits.solve,
    ...base,
  });
  const { curves, replans } = composeReplans(base, { ...planning, ...delivery, ...placed });
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
      if (kind === 'traffic') await sendTraffic.afterDeadline(await traffic.issueAfterDeadline(settled));
      if (kind === 'asrun') await makegoods.suggest(settled);
    },
    async afterFlights(turned) {
      for (const { campaignId, planId } of turned) announce({ kind: 'plan', campaignId, id: planId });
    },
    sweeps: [airings.sweep, makegoods.expire, asRun.resumeImports],
    onError: logError,
  });
  afterSpots.push(airings.deliver, makegoods.suggest, scheduler.planSpots);
  const jobs = createJobsService({ connection, scheduler, workers, inbox, clock, audit: audit.record, checkPacing });

  const endpoints = composeEndpoints({
    ...{ ...planning, ...delivery, ...placed, ...judging, curves, replans },
    ...{ clock, audit, keys, people, whoAsks, jobs, live, solvers, reach, splits, scenarios },
    sampleAccounts: input.sampleAccounts,
  });

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
      curves,
      replans,
      alerts,
      competitors,
      conversions,
      scenarios,
      creatives,
      spots,
      schedule,
      makegoods,
      traffic,
      solverRuns,
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
      await reporting.settle();
    },
    /** Stops taking new work, then finishes what runs. The connection is the caller's to close. */
    async stop(): Promise<void> {
      isStarted = false;
      await solverRuns.stop();
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
