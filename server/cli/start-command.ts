import { createServer, type RequestListener, type Server } from 'node:http';
import { Command } from 'commander';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { openDatabase } from '../db/open.ts';
import { buildServerForNextStart } from './build/build-server.ts';
import { configOf, createLogger, secretOf } from './environment.ts';
import { CliTrouble, type Io } from './io.ts';

/** How long a stop waits for requests under way. */
const DRAIN_MS = 10_000;

/** `start`: the server, until it is told to stop. */
export function startCommand(io: Io): Command {
  return new Command('start')
    .description(
      'Start the server (PORT, HOST, DATA_DIR, MONGODB_URI, FLIGHTBOARD_SAMPLE, FLIGHTBOARD_SECRET, LOG_LEVEL)',
    )
    .action(() => serve(io));
}

async function serve(io: Io): Promise<void> {
  const config = configOf(io);
  const logger = createLogger(config, io);
  let answer: RequestListener = answerStarting;
  const server = createServer((req, res) => answer(req, res));
  const port = await reserve(server, config);
  const publicUrl =
    config.publicUrl ?? `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  const stops: (() => Promise<void>)[] = [() => closeServer(server)];
  try {
    io.out(config.mongodbUri ? 'Connecting to MongoDB …\n' : `Opening the embedded store in ${config.dataDir} …\n`);
    const secret = await secretOf(config, io);
    // The store's thread starts while everything else is loaded: that takes the longest of a start.
    const [database, { bringUp }] = await Promise.all([openDatabase(config), import('./bring-up.ts')]);
    stops.push(() => database.close());
    await bringUp({
      ...{ io, config, logger, secret, database, publicUrl, port },
      onOpen: (listener) => void (answer = listener),
      onStop: (stop) => void stops.push(stop),
    });
    buildServerForNextStart(io, logger);
    await Promise.race([untilStopped(io, logger), database.failed]);
  } finally {
    for (const stop of stops.reverse())
      await stop().catch((error: unknown) => logger.error({ err: error }, 'stopping'));
  }
  io.exit(0);
}

const answerStarting: RequestListener = (req, res) => {
  const isLive = req.url === '/livez';
  res.writeHead(isLive ? 200 : 503, { 'Content-Type': 'application/json', 'Retry-After': '1' });
  res.end(JSON.stringify({ status: isLive ? 'live' : 'starting' }));
};

/** Takes the port before anything is opened, so that an occupied one is told at once and nothing is half-started. */
function reserve(server: Server, config: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why: Record<string, string> = {
        EADDRINUSE: `Port ${config.port} on ${config.host} is in use by another program. Stop it, or choose another port: PORT=8081 npm start.`,
        EACCES: `This user may not use port ${config.port}. Choose a port above 1023: PORT=8080 npm start.`,
        EADDRNOTAVAIL: `This machine has no address ${config.host}. Use HOST=127.0.0.1 or HOST=0.0.0.0.`,
        ENOTFOUND: `HOST ${config.host} is not a known address. Use HOST=127.0.0.1 or HOST=0.0.0.0.`,
      };
      reject(new CliTrouble(why[error.code ?? ''] ?? error.message));
    });
    server.listen(config.port, config.host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : config.port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function untilStopped(io: Io, logger: Logger): Promise<void> {
  return new Promise((resolve) => {
    let asked = 0;
    io.onStopSignal((signal) => {
      asked += 1;
      if (asked > 1) return io.exit(130);
      io.out(`Stopping (${signal}) …\n`);
      logger.info({ signal }, 'stopping');
      resolve();
    });
  });
}
