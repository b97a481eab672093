import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import type { SessionResponse } from '../shared/contracts/people.ts';
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
import { createApp } from './http/app.ts';
import { createAuthenticate, createSessions, createWhoAsks } from './http/auth.ts';
import type { Endpoint } from './http/endpoint.ts';
import { createIdempotency } from './http/idempotency.ts';
import { createMetrics } from './http/metrics.ts';
import { createIds } from './ids.ts';
import { createLive } from './live/live.ts';
import { liveEndpoints } from './live/live.routes.ts';
import { createKeysModel } from './people/keys.model.ts';
import { createKeysService } from './people/keys.service.ts';
import { createPeopleModel } from './people/people.model.ts';
import { peopleEndpoints } from './people/people.routes.ts';
import { createPeopleService } from './people/people.service.ts';
import { createFlightsModel } from './plans/flights.model.ts';
import { createFlightsService } from './plans/flights.service.ts';
import { createPlanReader } from './plans/plan-reader.ts';
import { createPlansModel } from './plans/plans.model.ts';
import { planEndpoints } from './plans/plans.routes.ts';
import { createPlansService, transactionsOf, type ApprovalListener } from './plans/plans.service.ts';

import { createSolverPool } from './solvers/solver-pool.ts';

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
  const flights = createFlightsService({ model: createFlightsModel(connection), clock, announce });
  const afterApproval: ApprovalListener[] = [];
  const plans = createPlansService({ model: createPlansModel(connection), campaigns, flights, transaction: transactionsOf(connection), afterApproval, ...base });
  const readPlan = createPlanReader({ plans, campaigns, flights });

  const endpoints: readonly Endpoint[] = [
    ...campaignEndpoints(campaigns),
    ...planEndpoints(plans, readPlan),
    ...allocationEndpoints({ clock }),
    ...reachEndpoints(),
    ...rotationEndpoints(solvers),
    ...calendarEndpoints(),
    ...peopleEndpoints({ people, keys, audit: audit.record, sampleAccounts: input.sampleAccounts, whoAsks }),
    ...auditEndpoints(audit),
    ...liveEndpoints(live),
  ];

  let isStarted = false;
  const app = createApp({
    endpoints,
    webhooks: [],
    gates: { authenticate: createAuthenticate(whoAsks), idempotent: createIdempotency(connection, clock) },
    sessions: createSessions(connection, input.secret, !input.isLoopbackOnly),
    logger,
    metrics,
    newRequestId: () => newId('req'),
    isReady: async () => isStarted && (await isConnected(connection)),
    version: input.version,
    clientDir: input.clientDir,
    rawRouters: [],
  });

  await ensureIndexes(connection);

  return {
    app,
    services: { audit, keys, people, campaigns, plans, flights, live },
    newId,
    metrics,
    async start(): Promise<void> {
      live.start();
      isStarted = true;
    },
    /** Stops taking new work, then finishes what runs. The connection is the caller's to close. */
    async stop(): Promise<void> {
      isStarted = false;
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
