import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { systemClock } from '../../server/clock.ts';
import { compose } from '../../server/compose.ts';
import { connectDatabase } from '../../server/db/connect.ts';
import { startEmbeddedStore } from '../../server/db/embedded/server.ts';
import { systemActor } from '../../server/http/actor.ts';
import { frontDoor } from '../../server/webhooks/door/webhooks.router.ts';
import { createWebhookSourceRequestSchema } from '../../shared/contracts/webhooks.ts';
import type { LoadOrder, LoadReport } from './ingest-load.ts';

/** How many days one placement of the load reports. */
const PLACEMENT_DAYS = 28;

/** The whole server on a durable store in a fresh folder, and a process that posts to it. */
export async function startServerUnderLoad(clock = systemClock) {
  const dataDir = mkdtempSync(join(tmpdir(), 'flightboard-bench-'));
  const store = process.env['MONGODB_URI'] ? null : await startEmbeddedStore({ dataDir });
  const connection = await connectDatabase(store?.uri ?? process.env['MONGODB_URI'] ?? '');
  const flightboard = await compose({
    ...{
      connection,
      clock,
      logger: pino({ level: 'silent' }),
      randomBytes,
      secret: 'a secret for benches only, 32 characters',
    },
    ...{
      publicUrl: () => 'http://127.0.0.1',
      isLoopbackOnly: true,
      version: 'bench',
      clientDir: null,
      sampleAccounts: () => [],
      runJobs: false,
    },
  });
  await flightboard.start();
  const server = createServer(frontDoor(flightboard.reporting.door, flightboard.app));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const source = await flightboard.services.sources.create(createWebhookSourceRequestSchema.parse({ name: 'bench' }), {
    actor: systemActor('bench'),
  });
  const child: ChildProcess = fork(fileURLToPath(new URL('./ingest-load.ts', import.meta.url)), {
    execArgv: ['--import=tsx'],
  });
  let run = 0;

  /** Placements have flights before their reports come, as they do in life. */
  const mapPlacements = async ({ sourceId, run: number, posts, rowsPerPost }: LoadOrder): Promise<void> => {
    const count = Math.ceil((posts * rowsPerPost) / PLACEMENT_DAYS);
    const mapping = (index: number) => {
      const placement = `p-${number}-${index}`;
      return {
        _id: `${sourceId}|${placement}` as never,
        sourceId,
        placement,
        flightId: `flt_bench_${index % 20}`,
        campaignId: 'cmp_bench',
        mappedAt: new Date(),
      };
    };
    await connection
      .collection('placement_mappings')
      .insertMany(Array.from({ length: count }, (_, index) => mapping(index)));
  };

  return {
    connection,
    flightboard,
    port,
    sourceId: source.id,
    /** Has the other process send posts and waits for its report. */
    async load(order: Partial<LoadOrder> & Pick<LoadOrder, 'posts' | 'rowsPerPost' | 'inFlight'>): Promise<LoadReport> {
      run += 1;
      const full: LoadOrder = {
        port,
        sourceId: source.id,
        secret: source.secret ?? '',
        forgedShare: 0,
        duplicateShare: 0,
        run,
        ...order,
      };
      await mapPlacements(full);
      return new Promise((resolve) => {
        child.once('message', (report) => resolve(report as LoadReport));
        child.send(full);
      });
    },
    async stop(): Promise<void> {
      child.kill();
      await new Promise((resolve) => server.close(resolve));
      await flightboard.stop();
      await connection.close();
      await store?.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
export type ServerUnderLoad = Awaited<ReturnType<typeof startServerUnderLoad>>;
