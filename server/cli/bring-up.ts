import type { RequestListener } from 'node:http';
import type { Logger } from 'pino';
import { compose } from '../compose.ts';
import { isLoopback, type Config } from '../config.ts';
import type { OpenDatabase } from '../db/open.ts';
import type { SampleKept } from '../sample/sample-keeping.ts';
import { frontDoor } from '../webhooks/door/webhooks.router.ts';
import { builtClient } from './build/build-client.ts';
import type { Io } from './io.ts';
import { loadSample, startSamplePlatforms } from './load-sample.ts';

export type BringUpInput = Readonly<{
  io: Io;
  config: Config;
  logger: Logger;
  secret: string;
  database: OpenDatabase;
  publicUrl: string;
  port: number;
  /** Takes the application's listener: from then on requests are answered. */
  onOpen(listener: RequestListener): void;
  /** Takes what must be done when the server stops; the last given is done first. */
  onStop(stop: () => Promise<void>): void;
}>;

/** Puts the application together on an open database, with the sample where it is wanted, starts it, and says so. */
export async function bringUp(input: BringUpInput): Promise<void> {
  const { io, config, logger, secret, database, publicUrl, port, onOpen, onStop } = input;
  const { connection } = database;
  const wantsSample = config.sample && database.isEmbedded;
  const [clientDir, sample] = await Promise.all([
    builtClient(io),
    wantsSample ? loadSample({ connection, io, logger, dataDir: config.dataDir, secret }) : null,
  ]);
  const flightboard = await compose({
    connection,
    clock: io.clock,
    logger,
    randomBytes: io.randomBytes,
    secret,
    publicUrl: () => publicUrl,
    isLoopbackOnly: isLoopback(config.host),
    version: io.version,
    clientDir,
    sampleAccounts: () => (sample && isLoopback(config.host) ? sample.accounts : []),
    runJobs: true,
    ...(config.smtpUrl ? { sendMail: await mailer(config.smtpUrl) } : {}),
    allowPrivateFetch: config.allowPrivateFetch,
  });
  onStop(() => flightboard.stop());
  await flightboard.start();
  onOpen(frontDoor(flightboard.reporting.door, flightboard.app));
  if (sample)
    onStop(await startSamplePlatforms({ sample, flightboard, baseUrl: `http://127.0.0.1:${port}`, io, logger }));
  io.out(`Flightboard is ready at ${publicUrl}\n`);
  if (sample && isLoopback(config.host)) io.out(sampleWords(sample.accounts));
}

async function mailer(smtpUrl: string) {
  const { createMailer } = await import('./mailer.ts');
  return createMailer(smtpUrl);
}

function sampleWords(accounts: SampleKept['accounts']): string {
  const rows = accounts.map(({ role, email, password }) => `  ${role.padEnd(8)} ${email}  ${password}\n`);
  return `Sample accounts (this machine only; the sign-in page offers them too):\n${rows.join('')}Press Ctrl-C to stop.\n`;
}
