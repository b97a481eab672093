import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { pino } from 'pino';
import { systemClock } from '../../server/clock.ts';
import { openDatabase } from '../../server/db/open.ts';
import { systemActor } from '../../server/http/actor.ts';
import type { Metrics } from '../../shared/domain/delivery/metrics.ts';

// The process the storm kills: the whole server on a folder and a port, telling its parent what it is asked.
export type StormDump = Readonly<{ days: Record<string, Metrics>; repaired: number; adjustmentMismatches: number }>;

const [dataDir = '', port = '0'] = process.argv.slice(2);
// As the product starts: the store's thread beside the loading of everything else.
const [{ connection }, { compose }, { frontDoor }] = await Promise.all([
  openDatabase({ mongodbUri: null, dataDir }),
  import('../../server/compose.ts'),
  import('../../server/webhooks/door/webhooks.router.ts'),
]);
const flightboard = await compose({
  ...{
    connection,
    clock: systemClock,
    logger: pino({ level: 'silent' }),
    randomBytes,
    secret: 'a secret for the storm only, 32+ characters',
  },
  ...{
    publicUrl: () => 'http://127.0.0.1',
    isLoopbackOnly: true,
    version: 'storm',
    clientDir: null,
    sampleAccounts: () => [],
    runJobs: false,
  },
});
await flightboard.start();
const server = createServer(frontDoor(flightboard.reporting.door, flightboard.app));
await new Promise<void>((resolve) => server.listen(Number(port), '127.0.0.1', resolve));

async function dump(): Promise<StormDump> {
  await flightboard.reporting.settle();
  const { createDaysModel } = await import('../../server/deliveries/days.model.ts');
  const days: Record<string, Metrics> = {};
  for await (const { id, totals } of createDaysModel(connection).inOrder(null)) days[id] = totals;
  const { repaired, adjustmentMismatches } = await flightboard.services.deliveries.recompute(null);
  return { days, repaired, adjustmentMismatches };
}

process.on('message', (asked: 'source' | 'dump') => {
  void (async () => {
    if (asked === 'dump') return process.send?.(await dump());
    const { createWebhookSourceRequestSchema } = await import('../../shared/contracts/webhooks.ts');
    const source = await flightboard.services.sources.create(
      createWebhookSourceRequestSchema.parse({ name: 'storm' }),
      { actor: systemActor('storm') },
    );
    return process.send?.({ sourceId: source.id, secret: source.secret });
  })();
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
