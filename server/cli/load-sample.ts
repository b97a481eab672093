import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import { frozenClock } from '../clock.ts';
import { compose, type Flightboard } from '../compose.ts';
import { systemActor } from '../http/actor.ts';
import { createApiClient } from '../sample/api-client.ts';
import { makeSampleAccounts } from '../sample/sample-accounts.ts';
import { keepSample, readSample, type SampleKept } from '../sample/sample-keeping.ts';
import { mapNewPlacements, simulatedSources } from '../sample/platforms/sample-platforms.ts';
import { seedSample } from '../sample/seed-sample.ts';
import { createSimulator } from '../sample/platforms/simulator.ts';
import type { Io } from './io.ts';

/** Kept while an interrupted sample is started over: they may be a person's own. */
const NOT_OURS = new Set(['api_keys', 'people', 'sessions']);
const DAY_MS = 86_400_000;
/** How often the simulated platforms report while the server runs. */
const REPORT_EVERY_MS = 20_000;
/** A report goes back this far, so that a restated day is told again. */
const RESTATEMENT_DAYS = 4;
/** The first report after a start goes back over the whole campaign: the server may have been off. */
const MOST_DAYS_MISSED = 60;

/** More approved plans than this sample will ever see. */
const MOST_PLANS = 1_000;

export type LoadSampleInput = Readonly<{
  connection: Connection;
  io: Io;
  logger: Logger;
  dataDir: string;
  secret: string;
}>;

/**
 * Makes sure an empty store has the sample campaign; null when the store has campaigns of its own. A sample that was cut off
 * half-way is taken away and lived again from the start.
 */
export async function loadSample(input: LoadSampleInput): Promise<SampleKept | null> {
  const { connection, dataDir, io } = input;
  const kept = await readSample(dataDir);
  if (kept) return kept;
  const marker = join(dataDir, 'sample.unfinished');
  if (await stat(marker).catch(() => null)) await clearUnfinished(connection);
  else if ((await connection.collection('campaigns').findOne({})) !== null) return null;
  await writeFile(marker, 'The sample campaign is being loaded. If this file stays, the next start begins it anew.\n');
  const startedAt = io.clock.now();
  io.out('Loading the sample campaign …\n');
  const sample = await liveSample(input);
  await keepSample(dataDir, sample);
  await rm(marker, { force: true });
  io.out(`Loaded the sample campaign in ${((io.clock.now() - startedAt) / 1_000).toFixed(1)} s.\n`);
  return sample;
}

async function clearUnfinished(connection: Connection): Promise<void> {
  const collections = (await connection.db?.listCollections({}, { nameOnly: true }).toArray()) ?? [];
  for (const { name } of collections) if (!NOT_OURS.has(name)) await connection.collection(name).deleteMany({});
}

/** A server of its own with a clock that starts in the past, seeded over HTTP up to now. */
async function liveSample({ connection, io, logger, secret }: LoadSampleInput): Promise<SampleKept> {
  const now = io.clock.now();
  const clock = frozenClock(now - 60 * DAY_MS);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const flightboard = await compose({
    connection,
    clock,
    logger,
    randomBytes: io.randomBytes,
    secret,
    publicUrl: () => baseUrl,
    isLoopbackOnly: true,
    version: io.version,
    clientDir: null,
    sampleAccounts: () => [],
    runJobs: false,
  });
  server.on('request', flightboard.app);
  await flightboard.start();
  try {
    const { key, record } = await flightboard.services.keys.create({ name: 'Sample campaign', role: 'admin' });
    const accounts = await ensureAccounts(flightboard, io);
    const api = createApiClient({ baseUrl, key });
    const advance = async (at: number) => {
      if (at <= clock.now()) return;
      clock.set(at);
      await flightboard.runDue();
    };
    const seeded = await seedSample({ api, baseUrl, clock, advance, now, say: (text) => io.out(`  ${text}\n`) });
    await giveSource(flightboard, seeded.sources[0]?.sourceId);
    await flightboard.settle();
    await flightboard.services.alerts.checkAll();
    // Social under-delivers, so there is money to move: the first look at Pacing shows where.
    await api.post(`/api/v1/campaigns/${seeded.campaignId}/replans`);
    await flightboard.services.keys.revoke(record.id);
    return { ...seeded, accounts };
  } finally {
    await flightboard.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** The sample's platform developer sees the first platform, as a real one would see only its own. */
async function giveSource({ services }: Flightboard, sourceId: string | undefined): Promise<void> {
  const person = (await services.people.list()).find(({ role }) => role === 'platform');
  if (!person || !sourceId) return;
  await services.sources.update(sourceId, null, { platforms: [person.id] }, { actor: systemActor('sample') });
}

async function ensureAccounts(flightboard: Flightboard, io: Io): Promise<SampleKept['accounts']> {
  const accounts = makeSampleAccounts(io.randomBytes);
  await flightboard.services.people.removeByEmail(accounts.map(({ email }) => email));
  for (const account of accounts) await flightboard.services.people.create(account);
  return accounts;
}

type PlatformsInput = Readonly<{
  sample: SampleKept;
  flightboard: Flightboard;
  baseUrl: string;
  io: Io;
  logger: Logger;
}>;

/**
 * Goes on posting for the sample's platforms until stopped, by the plan in force as each day begins: an approved re-plan is
 * followed from the next day on. A post that fails is tried again with the next report.
 */
export async function startSamplePlatforms({
  sample,
  flightboard,
  baseUrl,
  io,
  logger,
}: PlatformsInput): Promise<() => Promise<void>> {
  const { campaigns, plans, sources } = flightboard.services;
  const campaign = await campaigns.get(sample.campaignId);
  const by = { actor: systemActor('sample') };
  const readSources = async () => {
    const approved = (await plans.list(campaign.id, undefined, MOST_PLANS)).items
      .flatMap(({ approvedAt, lines }) => (approvedAt === null ? [] : [{ approvedAt, lines }]))
      .toSorted((x, y) => x.approvedAt - y.approvedAt);
    return simulatedSources({
      baseUrl,
      plans: approved,
      kept: sample.sources,
      startDay: campaign.startDay,
      zone: campaign.timeZone,
    });
  };
  const simulator = createSimulator({
    async sources() {
      const found = await readSources();
      await mapNewPlacements(found, sample.sources, {
        placementsOf: async (id) =>
          (await sources.read(await sources.get(id))).placements.map(({ placement }) => placement),
        map: (id, mapping) => sources.mapPlacement(id, mapping, by),
      });
      return found;
    },
    clock: io.clock,
  });
  let daysBack = MOST_DAYS_MISSED;
  const report = async () => {
    const refused = (await simulator.report(daysBack)).filter(({ status }) => status >= 300);
    if (refused.length === 0) daysBack = RESTATEMENT_DAYS;
    else
      logger.warn(
        { refused: refused.map(({ source, status }) => ({ source, status })) },
        'simulated platforms were refused',
      );
  };
  let running: Promise<void> = Promise.resolve();
  const tick = () => {
    running = running
      .then(report)
      .catch((error: unknown) => logger.warn({ err: error }, 'simulated platforms could not post'));
  };
  const timer = setInterval(tick, REPORT_EVERY_MS);
  setTimeout(tick, 1_000).unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
