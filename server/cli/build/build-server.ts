import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Io } from '../io.ts';

const LOW_PRIORITY = 10;

/**
 * Has the server built for the next start, beside the one that runs now and yielding to it. Does nothing when it runs from
 * its build already; a build that fails is only logged, since the next start runs the sources then.
 */
export function buildServerForNextStart(io: Io, logger: Logger): void {
  if (io.isBuilt) return;
  const child = spawn(process.execPath, [join(io.root, 'server', 'launch', 'build.mjs')], {
    cwd: io.root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.once('error', (error) => logger.warn({ err: error }, 'the server could not be built for the next start'));
  child.once('exit', (code) => {
    if (code !== 0 && code !== null) logger.warn({ said }, 'the server could not be built for the next start');
  });
  if (child.pid !== undefined) setPriority(child.pid, LOW_PRIORITY);
  child.unref();
}
